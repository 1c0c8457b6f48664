"""The corpus is valid; a session goes on from one turn to the next."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from studio.model.reading import Question, Reading, Residue
from tests.corpus.cases import (
    KNOWN,
    UNREAD,
    WRITTEN,
    Case,
    Turn,
    load_cases,
)
from tests.corpus.evaluate import evaluate, report
from tests.corpus.matching import Expectation, Verdict, verdict
from tests.corpus.patterns import Json, complete
from tests.corpus.views import after, load_views

VIEWS = load_views()
CUT30 = VIEWS["cut30"]
RESIDUE = Residue("and sprinkle some magic")


@cache
def cases_of(path: Path) -> tuple[Case, ...]:
    """The cases of a file; of the many that the network learns from one in twenty."""
    return load_cases(path, every=20 if path in WRITTEN else 1)


@pytest.mark.parametrize(
    "path",
    [*KNOWN, *UNREAD, *WRITTEN],
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
class TestEveryFile:
    def test_every_expected_edit_is_a_valid_record(self, path: Path) -> None:
        for case in cases_of(path):
            for turn in case.turns:
                for expect in turn.expect:
                    for edit in (*expect.edits, *expect.may):
                        try:
                            complete(edit)
                        except ValueError as error:
                            pytest.fail(f"{case.id}: {error}")

    def test_every_scope_is_one_that_its_edit_takes(self, path: Path) -> None:
        for case in cases_of(path):
            for turn in case.turns:
                for edit in (e for x in turn.expect for e in x.witnesses()):
                    kind = edit.scope.model_dump()["of"]
                    assert kind in {"whole", "source", *edit.SCOPES}, case.id

    def test_every_name_of_a_clip_is_in_the_view(self, path: Path) -> None:
        for case in cases_of(path):
            ids = {clip.id for clip in VIEWS[case.view].clips}
            for turn in case.turns:
                for edit in (e for x in turn.expect for e in x.edits):
                    assert set(_clips(edit)) <= ids, case.id

    def test_every_case_has_its_own_name_and_words(self, path: Path) -> None:
        cases = cases_of(path)
        names = Counter(case.id for case in cases)
        words = Counter(
            (case.view, turn.text) for case in cases for turn in _first(case)
        )
        assert max(names.values()) == 1
        assert [one for one, count in words.items() if count > 1] == []

    def test_the_reading_that_is_expected_is_exact(self, path: Path) -> None:
        """A reader that knows the answers gets every case right."""
        for case in cases_of(path):
            view = VIEWS[case.view]
            for turn in case.turns:
                expect = turn.expect[0]
                read = Reading(
                    expect.witnesses(),
                    (RESIDUE,) if expect.residue else (),
                    Question("which_clip") if expect.question else None,
                )
                assert verdict(read, turn.expect, view) is Verdict.EXACT, case.id
                view = after(view, read.edits, read.question)


def _first(case: Case) -> tuple[Turn, ...]:
    return case.turns if len(case.turns) == 1 else ()


CLIP_FIELDS = ("clip", "clips", "other", "songs", "image", "source", "cube", "assets")


def _clips(value: Json, key: str = "") -> list[str]:
    match value:
        case dict():
            return [name for k, v in value.items() for name in _clips(v, k)]
        case list():
            return [name for item in value for name in _clips(item, key)]
        case str() if key in CLIP_FIELDS and value not in {"in", "any"}:
            return [value]
        case _:
            return []


def test_the_corpus_is_large_and_spread_over_the_languages() -> None:
    cases = load_cases()
    turns = Counter[str]()
    for case in cases:
        turns[case.lang] += len(case.turns)
    total = sum(turns.values())
    assert len(cases) >= 660
    assert 0.45 <= turns["en"] / total <= 0.55
    assert 0.28 <= (turns["zh"] + turns["zh-hant"]) / total <= 0.38
    assert turns["zh-hant"] / (turns["zh"] + turns["zh-hant"]) >= 0.19


def test_a_turn_leaves_what_the_next_one_refers_to() -> None:
    edits = Expectation(({"do": "leave_out", "clips": ["dog"]},)).witnesses()
    view = after(CUT30, edits, None)
    assert (view.last_edits, view.named) == (edits, ("dog",))
    assert view.versions == CUT30.versions + 1


def test_an_open_question_is_in_the_next_view() -> None:
    question = Question("title_text")
    assert after(CUT30, (), question).question is question


def test_the_report_counts_every_turn() -> None:
    cases = [case for case in load_cases() if case.kind == "session"]
    results = evaluate(lambda text, view: Reading(), cases)
    assert len(results) == sum(len(case.turns) for case in cases)
    assert report(results).splitlines()[1].split()[:2] == ["all", str(len(results))]
