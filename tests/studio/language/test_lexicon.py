"""Each language's words stand in the file of their family, once."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from studio.rules.language import constructions, lexicon
from studio.rules.language.lexicon import load

ROOT = Path(lexicon.__path__[0])
LANGUAGES = sorted(path for path in ROOT.iterdir() if any(path.glob("*.toml")))
BESIDE = {"grammar", "numbers", "places", "impossible"}


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
        for path in language.glob("*.toml")
        for table, entries in tomllib.loads(path.read_text("utf-8")).items()
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
