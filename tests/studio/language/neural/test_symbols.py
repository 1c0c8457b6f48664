"""Edits become symbols and symbols edits; what is no edit is refused."""

from contextlib import suppress

import pytest
from hypothesis import example, given, strategies as st

from studio.rules.language.neural.choice.agreement import same_edits
from studio.rules.language.neural.source import START, Word, source
from studio.rules.language.neural.symbols import (
    ASKED,
    TOLD,
    Symbol,
    decoded,
    plain,
    symbols_of,
)
from studio.rules.language.reader import by_rules, phrases_of
from tests.corpus.cases import load_cases
from tests.corpus.views import load_views

VIEWS = load_views()
FIRST = [(case.view, case.turns[0]) for case in load_cases()]


def words_of(text: str, view: str = "cut30") -> tuple[Word, ...]:
    folded, phrases = phrases_of(text, VIEWS[view])
    return source(text, folded, phrases, VIEWS[view], by_rules(text, VIEWS[view]))


@given(st.sampled_from(FIRST))
def test_symbols_of_an_edit_give_the_edit_again(case: tuple[str, object]) -> None:
    view, turn = case
    words = words_of(turn.text, view)  # type: ignore[attr-defined]
    edits = turn.expect[0].witnesses()  # type: ignore[attr-defined]
    symbols = symbols_of([plain(edit) for edit in edits], words)
    assert same_edits(decoded(symbols, words).edits, edits)


def test_a_value_of_the_text_is_copied_and_no_number_is_learned() -> None:
    words = words_of("play the dog at 37%")
    speed = {"do": "volume", "level": {"by": "exact", "value": 0.37}}
    symbols = symbols_of([speed], words)
    assert "C level.value@n/100" in symbols
    louder = words_of("play the dog at 52%")
    (edit,) = decoded(symbols, louder).edits
    assert plain(edit)["level"] == {"by": "exact", "value": 0.52}


@pytest.mark.parametrize(
    ("text", "factor"), [("slower", 1 / 1.5), ("a bit slower", 1 / 1.2)]
)
def test_a_direction_takes_the_usual_step(text: str, factor: float) -> None:
    (edit,) = decoded(["E pace", "F rate=LESS"], words_of(text)).edits
    assert plain(edit)["rate"]["factor"] == pytest.approx(factor)


def test_clips_named_in_the_request_are_copied_before_those_of_the_state() -> None:
    words = words_of("beach, then IMG_2041, then the dog")
    order = {"do": "order", "mode": "listed", "clips": ["beach", "img2041", "dog"]}
    places = [s for s in symbols_of([order], words) if isinstance(s, int)]
    assert len(places) == 3
    assert min(places) > words.index(START)


def test_flags_say_whether_something_is_a_statement_or_a_question() -> None:
    result = decoded([TOLD, ASKED], words_of("hm"))
    assert (result.edits, result.residue, result.question) == ((), True, True)


SYMBOLS: list[Symbol] = [
    "E speed", "E length", "F factor=2", "F factor=MORE", 'F length.by="exact"',
    "C length.value@n", "C scope.assets[]@clips", 'F scope.of="clips"', 0, 1, 5, 99, TOLD,
]  # fmt: skip


@example(["E length", "C length.value@n", 99])
@example(["E length", "F length=2", 'F length.by="exact"'])
@given(st.lists(st.sampled_from(SYMBOLS), max_size=8))
def test_any_symbols_give_edits_or_a_value_error(symbols: list[Symbol]) -> None:
    words = words_of("the dog for 20 seconds")
    with suppress(ValueError):
        assert isinstance(decoded(symbols, words).edits, tuple)
