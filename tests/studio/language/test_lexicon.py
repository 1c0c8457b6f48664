"""Each language's words stand in the file of their family, once."""

import ast
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.rules.language import chunks, constructions, entities, lexicon
from studio.rules.language.constructions.load import CONSTRUCTIONS
from studio.rules.language.constructions.pattern import Pattern
from studio.rules.language.lexicon import load
from studio.rules.language.lexicon.spelling import (
    english_words,
    likely_words,
    word_count,
)
from studio.rules.language.resolve.followups.load import EARLY, LATE

ROOT = Path(lexicon.__path__[0])
LANGUAGES = sorted(path for path in ROOT.iterdir() if any(path.glob("*.toml")))
BESIDE = {"grammar", "numbers", "places", "impossible"}
LONG = 10
"""Words from which on a list counts as long."""


def tables_of(language: Path) -> list[dict[str, Any]]:
    """The tables of each file of a language."""
    return [tomllib.loads(path.read_text("utf-8")) for path in language.glob("*.toml")]


def rooms() -> set[str]:
    here = Path(constructions.__path__[0])
    return {path.parent.name for path in here.glob("*/__init__.py")}


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda path: path.name)
def test_a_language_has_a_file_for_each_room_of_constructions(language: Path) -> None:
    assert {path.stem for path in language.glob("*.toml")} == rooms() | BESIDE


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda path: path.name)
def test_a_concept_stands_in_one_file_of_a_language(language: Path) -> None:
    counts = Counter(
        (table, concept)
        for tables in tables_of(language)
        for table, entries in tables.items()
        for concept in entries
    )
    assert [each for each, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda path: path.name)
@pytest.mark.parametrize(
    ("concept", "file"),
    [
        ("speed.slow_motion", "motion"),
        ("song.drop", "music"),
        ("title", "words"),
        ("look.vintage", "picture"),
        ("cuts", "cutting"),
    ],
)
def test_words_stand_in_the_file_of_their_family(
    language: Path, concept: str, file: str
) -> None:
    tables = tomllib.loads((language / f"{file}.toml").read_text("utf-8"))
    assert concept in tables["words"]


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda path: path.name)
def test_no_list_of_words_is_written_again_within_another(language: Path) -> None:
    """Name the second concept in ``[also]`` instead."""
    lists = {
        concept: frozenset(load.surfaces_of(words))
        for tables in tables_of(language)
        for concept, words in tables.get("words", {}).items()
    }
    repeated = [
        (one, other)
        for one, words in lists.items()
        for other, more in lists.items()
        if one != other and len(words) >= LONG and words <= more
    ]
    assert repeated == []


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda path: path.name)
def test_both_concepts_of_a_list_exist(language: Path) -> None:
    """The first one in the same file."""
    concepts = {
        each for tables in tables_of(language) for each in tables.get("words", ())
    }
    for tables in tables_of(language):
        also = tables.get("also", {})
        assert also.keys() <= tables.get("words", {}).keys()
        assert {*also.values()} <= concepts


def test_a_surface_of_several_entries_stands_for_all_of_them() -> None:
    second = load.lexicon().words["second"]
    assert {"ordinal", "unit.second"} <= second.concepts
    assert second.values == {"ordinal": 2}
    assert "compared" in load.lexicon().words["slower"].concepts


def test_surfaces_of_the_same_meaning_share_it() -> None:
    """There are tens of thousands, and a set for each would take megabytes."""
    table = load.lexicon()
    entries = [*table.words.values(), *table.han.values()]
    assert len({id(entry) for entry in entries}) < len(entries) / 5


def test_a_pattern_names_only_concepts_that_a_word_can_have() -> None:
    possible = concepts_of_words() | concepts_of_passes()
    heads = {concept[: n + 1] for concept in possible for n in dots(concept)}
    patterns = [one.pattern for one in CONSTRUCTIONS]
    patterns += [one.pattern for one in (*EARLY, *LATE)]
    named = {concept for one in patterns for concept in concepts_of(one)}
    assert {name.removesuffix("*") for name in named} - possible - heads == set()


def dots(concept: str) -> list[int]:
    return [n for n, letter in enumerate(concept) if letter == "."]


def concepts_of(read: Pattern) -> Iterator[str]:
    places = [*read.required, *read.optional]
    places += [place.beside for place in places if place.beside is not None]
    for way in (way for place in places for way in place.ways):
        yield from (way.concept, *({way.also} - {""}), *way.never)


def concepts_of_words() -> set[str]:
    entries = (table for tables in load.files() for table in tables.items())
    concepts = {name for table, names in entries if table == "words" for name in names}
    return concepts | {
        "number",
        "ordinal",
        "colour",
        "fraction",
        "impossible",
        "compared",
    }


def concepts_of_passes() -> set[str]:
    """The concepts that the passes over tokens give: keywords, keys and sets in their code."""
    concepts: set[str] = set()
    for package in (entities, chunks):
        for path in Path(package.__path__[0]).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                match node:
                    case ast.Call(keywords=keywords):
                        concepts |= {word.arg for word in keywords if word.arg}
                    case ast.Dict(keys=names) | ast.Set(elts=names):
                        concepts |= {word for name in names if (word := text_of(name))}
                    case ast.Assign(targets=[ast.Subscript(slice=name)]):
                        concepts.add(text_of(name))
                    case _:
                        pass
    return concepts


def text_of(node: ast.expr | None) -> str:
    value = node.value if isinstance(node, ast.Constant) else ""
    return value if isinstance(value, str) else ""


def test_every_word_of_the_english_list_is_found_by_its_order() -> None:
    words = list(english_words())
    assert len(words) > 100_000
    assert all(word_count(word) for word in words)
    assert word_count("the") > word_count("zürich") > 0
    for strange in ("", "zzzzzz", "\ud800", 'a": 4877962', '"'):
        assert word_count(strange) == 0


@pytest.mark.parametrize(
    ("slip", "word"),
    [("vidoe", "video"), ("keap", "keep"), ("kepp", "keep"), ("fastwr", "faster")],
)
def test_a_neighbour_a_swapped_or_a_doubled_letter_is_a_slip(
    slip: str, word: str
) -> None:
    assert word in likely_words(slip)


@pytest.mark.parametrize("word", ["nike", "yolo", "loki", "lego", "typos", "hughes"])
def test_a_short_word_and_a_known_one_with_a_letter_of_another_is_no_slip(
    word: str,
) -> None:
    assert not likely_words(word)
