"""Examples for the network that reads requests: labelled requests as words and symbols."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.model.reading import ProjectView, Question, Reading
from studio.rules.language.neural.source import READ, START, WHOLE, Word, source
from studio.rules.language.neural.symbols import (
    ASKED,
    KEPT,
    LESS,
    MORE,
    TOLD,
    Symbol,
    symbols_of,
)
from studio.rules.language.reader import by_rules, phrases_of
from tests.corpus.cases import (
    KNOWN,
    WRITTEN,
    Case,
    is_kept_back,
    load_cases,
)
from tests.corpus.matching import Expectation, Verdict, verdict
from tests.corpus.patterns import is_matcher
from tests.corpus.views import after, load_views

FILES = (*KNOWN, *WRITTEN)
"""All that is learned from, but for what is kept back of ``WRITTEN``."""
_ANYTHING = object()


@dataclass(frozen=True, slots=True)
class Example:
    """A request as ``words`` and the sequences of symbols that are right for it.

    ``unaided`` are those without what the constructions read. ``phrases`` tell where each
    phrase stands in ``text``. ``single``: it is no turn of a session, so that it can be
    joined with another.
    """

    id: str
    lang: str
    text: str
    phrases: tuple[tuple[int, int], ...]
    words: tuple[Word, ...]
    symbols: tuple[tuple[Symbol, ...], ...]
    unaided: tuple[tuple[Symbol, ...], ...]
    single: bool

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
        if path in WRITTEN and is_kept_back(case):
            continue
        yield from _examples(case, path.stem, views[case.view])


def _examples(case: Case, file: str, view: ProjectView) -> Iterator[Example]:
    for number, turn in enumerate(case.turns, 1):
        folded, phrases = phrases_of(turn.text, view)
        words = source(turn.text, folded, phrases, view, by_rules(turn.text, view))
        bare = words[: words.index(READ) + 1]
        yield Example(
            f"{file}/{case.id}.{number}",
            "zh" if case.lang.startswith("zh") else "en",
            folded,
            tuple((phrase.start, phrase.end) for phrase in phrases),
            words,
            tuple(_symbols(one, words, view) for one in turn.expect),
            tuple(_symbols(one, bare, view) for one in turn.expect),
            len(case.turns) == 1,
        )
        first = turn.expect[0]
        question = Question("which_clip") if first.question else None
        view = after(view, first.witnesses(), question)


def _symbols(
    expected: Expectation, words: Sequence[Word], view: ProjectView
) -> tuple[Symbol, ...]:
    flags = [TOLD] * bool(expected.residue) + [ASKED] * bool(expected.question)
    places = [n for n, word in enumerate(words) if WHOLE in word.values]
    read = [n for n in places if "CTX:read" in words[n].features]
    for chosen in (read, places):
        if chosen and _met(expected.edits, chosen, words, view):
            return (*(s for place in chosen for s in (KEPT, place)), *flags)
    symbols: list[Symbol] = []
    for edit in expected.edits:
        place = next((n for n in places if _met([edit], [n], words, view)), None)
        if place is None:
            symbols += symbols_of([_plain(edit)], words)
        else:
            symbols += [KEPT, place]
            places.remove(place)
    return (*symbols, *flags)


def _met(
    edits: Sequence[dict[str, Any]],
    places: Sequence[int],
    words: Sequence[Word],
    view: ProjectView,
) -> bool:
    """Whether what the constructions read at these places is what these edits ask for."""
    reading = Reading(tuple(words[place].values[WHOLE] for place in places))
    return verdict(reading, Expectation(tuple(edits)), view) is Verdict.EXACT


def _plain(pattern: dict[str, Any]) -> dict[str, Any]:
    """A pattern with one value for each matcher; what may be anything is left out."""
    plain = {key: _value(value) for key, value in pattern.items()}
    return {key: value for key, value in plain.items() if value is not _ANYTHING}


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
