"""The words of all languages as one table: surface to concepts and values.

A language is a folder with TOML files: a file for each room of constructions, and
``grammar``, ``numbers``, ``places`` and ``impossible``. ``signs.toml`` holds emoji,
``loans.toml`` words of other languages that stand in English messages. A concept stands
in one file of a language. ``[words]`` has an entry per concept; ``[also]`` names a second
concept that all words of one stand for, too. ``[impossible]`` has an entry per topic,
``[number]``, ``[ordinal]``, ``[colour]`` and ``[fraction]`` give values to surfaces. A
surface may stand in several entries; hyphens count as spaces. Verbs ("verb.*") and
adjectives ("adj.*") of languages in Latin letters are inflected here, so that the files
list base forms only. Chinese is written in simplified characters (traditional ones are
mapped before the look-up). ``subjects.py`` and ``question_words.py`` read tables of
their own.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from studio.rules.language.lexicon.fold import fold

_VALUES = ("number", "ordinal", "colour", "fraction")
_PLAIN = re.compile(r"[a-z' ]+")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
ENTRY_ENDS = re.compile(r", |\n")
_LATIN = re.compile(r"[a-z]")
_GAPS = re.compile(r"[ -]+")


_NO_VALUES: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Entry:
    """What a surface stands for: concepts, and values by type.

    Surfaces of the same meaning share it.
    """

    concepts: frozenset[str]
    values: Mapping[str, Any]

    def beside(self, other: "Entry") -> "Entry":
        """All that a surface with both meanings stands for."""
        values = {**self.values, **other.values} or _NO_VALUES
        return Entry(self.concepts | other.concepts, values)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Surfaces by the way in which they are looked up.

    ``words`` are keyed by words joined with single spaces; ``han`` by characters;
    ``mixed`` (signs, letters beside characters) by their first character.
    """

    words: Mapping[str, Entry]
    han: Mapping[str, Entry]
    mixed: Mapping[str, tuple[tuple[str, Entry], ...]]
    most_words: int
    most_han: int


@cache
def files() -> tuple[Mapping[str, Mapping[str, Any]], ...]:
    """The tables of all files, in the order of their names."""
    here = resources.files(__package__)
    folders = [here, *(entry for entry in here.iterdir() if entry.is_dir())]
    paths = {
        f"{folder.name}/{path.name}": path
        for folder in folders
        for path in folder.iterdir()
        if path.name.endswith(".toml")
    }
    return tuple(
        tomllib.loads(paths[name].read_text("utf-8")) for name in sorted(paths)
    )


@cache
def lexicon() -> Lexicon:
    """The table of all languages, read once."""
    entries: dict[str, Entry] = {}
    for tables in files():
        for surface, entry in _meanings(tables):
            former = entries.get(surface)
            if former is None:
                entries[surface] = entry
            elif entry.values or not entry.concepts <= former.concepts:
                entries[surface] = former.beside(entry)
    words: dict[str, Entry] = {}
    han: dict[str, Entry] = {}
    mixed: dict[str, list[tuple[str, Entry]]] = {}
    for surface, entry in entries.items():
        if _PLAIN.fullmatch(surface):
            words[surface] = entry
        elif _HAN.fullmatch(surface):
            han[surface] = entry
        else:
            mixed.setdefault(surface[0], []).append((surface, entry))
    return Lexicon(
        MappingProxyType(words),
        MappingProxyType(han),
        MappingProxyType({first: tuple(of_first) for first, of_first in mixed.items()}),
        max(surface.count(" ") for surface in words) + 1,
        max(map(len, han)),
    )


@cache
def loans() -> frozenset[str]:
    """The surfaces of ``loans.toml``, in all their forms."""
    text = resources.files(__package__).joinpath("loans.toml").read_text("utf-8")
    return frozenset(
        form
        for concept, surfaces in tomllib.loads(text)["words"].items()
        for surface in surfaces_of(surfaces)
        for form in _forms(concept, surface)
    )


def _meanings(
    tables: Mapping[str, Mapping[str, Any]],
) -> Iterator[tuple[str, Entry]]:
    """Yield surfaces with what each stands for; a surface may come more than once."""
    also = tables.get("also", {})
    for concept, surfaces in tables.get("words", {}).items():
        concepts = {concept, also.get(concept, concept)}
        plain, compared = (
            Entry(frozenset({*concepts, *more}), _NO_VALUES)
            for more in ((), ("compared",))
        )
        for surface in surfaces_of(surfaces):
            yield surface, plain
            for form in _verb_forms(concept, surface):
                yield form, plain
            for form in _compared_forms(concept, surface):
                yield form, compared
    for topic, surfaces in tables.get("impossible", {}).items():
        entry = Entry(frozenset({"impossible"}), {"impossible": topic})
        for surface in surfaces_of(surfaces):
            yield surface, entry
    for kind in _VALUES:
        for surface, value in tables.get(kind, {}).items():
            yield _key(fold(surface)), Entry(frozenset({kind}), {kind: value})


def surfaces_of(text: str) -> Iterator[str]:
    """The words of an entry, as they are looked up."""
    for surface in ENTRY_ENDS.split(fold(text)):
        if key := _key(surface):
            yield key


def _key(folded: str) -> str:
    surface = folded.strip(" ,")
    if ("-" in surface or "  " in surface) and _LATIN.search(surface):
        surface = _GAPS.sub(" ", surface)
    return surface.strip()


def _forms(concept: str, surface: str) -> Iterator[str]:
    """The surface and its inflected forms."""
    yield surface
    yield from _verb_forms(concept, surface)
    yield from _compared_forms(concept, surface)


def _verb_forms(concept: str, surface: str) -> Iterator[str]:
    is_verb = concept.startswith("verb.") and _PLAIN.fullmatch(surface)
    return _verb(surface) if is_verb else iter(())


def _compared_forms(concept: str, surface: str) -> Iterator[str]:
    is_adjective = concept.startswith("adj.") and " " not in surface
    is_latin = is_adjective and _PLAIN.fullmatch(surface)
    return _compared(surface) if is_latin else iter(())


def _verb(surface: str) -> Iterator[str]:
    first, _, rest = surface.partition(" ")
    tail = f" {rest}" if rest else ""
    if len(first) < 3 or "'" in first or first.endswith(("ing", "ed", "s")):
        return
    stem = first[:-1] if first.endswith("e") and not first.endswith("ee") else first
    if _doubles(first):
        stem = first + first[-1]
    yield f"{stem}ing{tail}"
    if first.endswith("y") and first[-2] not in "aeiou":
        yield f"{first[:-1]}ies{tail}"
        yield f"{first[:-1]}ied{tail}"
        return
    yield f"{first}{'es' if first.endswith(('sh', 'ch', 'x', 'z')) else 's'}{tail}"
    yield f"{stem}ed{tail}"


def _compared(word: str) -> Iterator[str]:
    if len(word) > 8 or len(word) < 3:
        return
    if word.endswith("y"):
        yield f"{word[:-1]}ier"
        yield f"{word[:-1]}iest"
        return
    stem = word.removesuffix("e")
    if _doubles(word):
        stem = word + word[-1]
    yield f"{stem}er"
    yield f"{stem}est"


def _doubles(word: str) -> bool:
    """Whether the last letter doubles before an ending: "cut", "trim", "big"."""
    return bool(re.fullmatch(r"[^aeiou]{1,3}[aeiou][^aeiouwxy]", word))
