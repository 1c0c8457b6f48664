"""The requests that tests of the constructions hold: the network learns not to doubt them.

The tests of ``tests/studio/language`` are run, and each request in them is learned from
with what the constructions read of it; where a test passes that is right.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from studio.model.edits.record import Edit
from studio.model.reading import ProjectView, Reading
from studio.rules.language import reader
from studio.rules.language.entities.token import Token
from studio.rules.language.neural.source import READ, WHOLE, source
from studio.rules.language.neural.symbols import (
    ASKED,
    KEPT,
    TOLD,
    Symbol,
    symbols_of,
)
from tests.corpus.views import load_views
from train.parser.examples import Example

TESTS = Path("tests/studio/language")
_NOT = (TESTS / "neural", TESTS / "test_reader.py")
"""Tests of the network, and of requests that need not be read rightly."""
_KINDS = ("of", "by", "at")
"""Fields that say what kind of scope, amount or moment it is; they are always written."""

Request = tuple[str, ProjectView, Reading]


def examples_in_tests() -> Iterator[Example]:
    """The examples; raises ``RuntimeError`` where the tests can not be run."""
    views = list(load_views().values())
    for text, view, reading in requests():
        folded, phrases = reader.phrases_of(text, view)
        words = source(text, folded, phrases, view, reading)
        read = [n for n, word in enumerate(words) if "CTX:read" in word.features]
        places = [n for n in read if WHOLE in words[n].values][: len(reading.edits)]
        flags: list[Symbol] = [TOLD] * bool(reading.residues)
        flags += [ASKED] * (reading.question is not None)
        bare = words[: words.index(READ) + 1]
        edits = symbols_of([stated(edit) for edit in reading.edits], bare)
        yield Example(
            f"tested/{text}",
            "zh" if any("一" <= letter <= "鿿" for letter in text) else "en",
            folded,
            tuple((phrase.start, phrase.end) for phrase in phrases),
            words,
            ((*(one for place in places for one in (KEPT, place)), *flags),),
            ((*edits, *flags),),
            view in views,
        )


class _Passed:
    """A plugin of pytest that keeps the requests of the tests that pass.

    Some requests are right only because the network reads them; their tests fail here.
    """

    def __init__(self) -> None:
        self.requests: dict[tuple[str, str], Request] = {}
        self._heard: list[Request] = []

    def record(
        self,
        reading: Reading,
        raw: str,
        _folded: str,
        phrases: Sequence[Token],
        view: ProjectView,
    ) -> Reading:
        """Note a request; the reading is returned as it is."""
        if phrases and (reading.edits or reading.residues or reading.question):
            self._heard.append((raw, view, reading))
        return reading

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            if report.passed:
                self.requests |= {(one[0], repr(one[1])): one for one in self._heard}
            self._heard.clear()


def requests() -> Sequence[Request]:
    """The requests; raises ``RuntimeError`` where the tests can not be run."""
    passed = _Passed()
    before, reader.with_network = reader.with_network, passed.record
    try:
        left = [f"--ignore={path}" for path in _NOT]
        done = pytest.main(["-q", "-n", "0", *left, str(TESTS)], plugins=[passed])
        if done not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            raise RuntimeError(f"the tests of requests do not run: {done}")
    finally:
        reader.with_network = before
    return list(passed.requests.values())


def stated(edit: Edit) -> dict[str, Any]:
    """The fields of an edit that are not as they are by themselves."""
    few = edit.model_dump(mode="json", exclude_defaults=True)
    return {**_with_kinds(edit.model_dump(mode="json"), few), "do": edit.do}


def _with_kinds(full: Any, few: Any) -> Any:
    if not isinstance(full, Mapping):
        return full
    return {
        name: _with_kinds(value, few.get(name, value))
        for name, value in full.items()
        if name in few or name in _KINDS
    }
