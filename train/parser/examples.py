"""Examples for the network that reads requests: labelled requests as words and symbols."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.model.reading import ProjectView, Question
from studio.rules.language.neural.source import READ, START, Word, source
from studio.rules.language.neural.symbols import (
    ASKED,
    LESS,
    MORE,
    TOLD,
    Symbol,
    symbols_of,
)
from studio.rules.language.reader import by_rules, phrases_of
from tests.corpus.cases import (
    EVERYDAY,
    HELD_OUT_2,
    REQUESTS,
    VOICES,
    WRITTEN,
    Case,
    is_kept_back,
    load_cases,
)
from tests.corpus.matching import Expectation
from tests.corpus.patterns import is_matcher
from tests.corpus.views import after, load_views

FILES = (
    REQUESTS,
    VOICES,
    HELD_OUT_2,
    *sorted(EVERYDAY.glob("*.jsonl")),
    *sorted(WRITTEN.glob("*.jsonl")),
)
"""The held-out files that nobody read are never trained on."""
_ANYTHING = object()


@dataclass(frozen=True, slots=True)
class Example:
    """A request as ``words`` and the sequences of symbols that are right for it.

    ``start`` and ``read`` are the places of these marks. ``alone``: it is no turn of a session, so
    that it can be joined with another.
    """

    id: str
    lang: str
    words: tuple[Word, ...]
    symbols: tuple[tuple[Symbol, ...], ...]
    alone: bool

    @property
    def start(self) -> int:
        """Where the words of the request begin, one before."""
        return self.words.index(START)

    @property
    def read(self) -> int:
        """Where they end."""
        return self.words.index(READ)


def examples(path: Path) -> Iterator[Example]:
    """The examples of a file to learn from."""
    views = load_views()
    for case in load_cases(path):
        if path.parent == WRITTEN and is_kept_back(case):
            continue
        yield from _examples(case, path.stem, views[case.view])


def _examples(case: Case, file: str, view: ProjectView) -> Iterator[Example]:
    for number, turn in enumerate(case.turns, 1):
        folded, phrases = phrases_of(turn.text, view)
        words = source(turn.text, folded, phrases, view, by_rules(turn.text, view))
        right = tuple(_symbols(one, words) for one in turn.expect)
        name = f"{file}/{case.id}.{number}"
        yield Example(name, case.lang, words, right, len(case.turns) == 1)
        first = turn.expect[0]
        question = Question("which_clip") if first.question else None
        view = after(view, first.witnesses(), question)


def _symbols(expected: Expectation, words: Sequence[Word]) -> tuple[Symbol, ...]:
    edits = [_plain(edit) for edit in expected.edits]
    flags = [TOLD] * bool(expected.residue) + [ASKED] * bool(expected.question)
    return (*symbols_of(edits, words), *flags)


def _plain(pattern: dict[str, Any]) -> dict[str, Any]:
    """A pattern with one value for each matcher; what may be anything is left out."""
    found = {key: _value(value) for key, value in pattern.items()}
    return {key: value for key, value in found.items() if value is not _ANYTHING}


def _value(value: Any) -> Any:
    if is_matcher(value):
        match value:
            case ["any"]:
                return _ANYTHING
            case ["<" | "less", *_]:
                return LESS
            case [">" | "more", *_]:
                return MORE
            case ["between", low, high]:
                return (low + high) / 2
            case ["in", first, *_]:
                return _value(first)
    if isinstance(value, dict):
        return _plain(value)
    return value
