"""Readings are judged as the page of the corpus says."""

from typing import Any

import pytest

from studio.model.edits.registry import edit_from_json
from studio.model.reading import ProjectView, Question, Reading, Residue
from tests.corpus.matching import Expectation, Verdict, verdict
from tests.corpus.patterns import Json, Pattern
from tests.corpus.views import load_views

CUT30 = load_views()["cut30"]


RESIDUE = Residue("and sprinkle some magic")


def reading(
    *edits: Pattern,
    residues: tuple[Residue, ...] = (),
    question: Question | None = None,
) -> Reading:
    return Reading(tuple(map(edit_from_json, edits)), residues, question)


def judge(
    read: Reading, *edits: Pattern, view: ProjectView = CUT30, **flags: Any
) -> Verdict:
    return verdict(read, Expectation(edits, **flags), view)


def length(amount: Json) -> Pattern:
    return {"do": "length", "length": amount}


def exact(value: float) -> Pattern:
    return {"by": "exact", "value": value}


def times(factor: float) -> Pattern:
    return {"by": "times", "factor": factor}


SQUARE = {"do": "aspect", "width": 1, "height": 1}


def test_the_same_edits_in_another_order_are_exact() -> None:
    read = reading(SQUARE, length(exact(20)))
    assert judge(read, length(exact(20)), SQUARE) is Verdict.EXACT


def test_an_edit_that_nobody_asked_for_is_wrong_even_with_a_residue() -> None:
    read = reading(SQUARE, length(exact(20)), residues=(RESIDUE,))
    assert judge(read, length(exact(20)), residue=True) is Verdict.WRONG


def test_an_unread_request_is_wrong_without_a_residue_and_reported_with_one() -> None:
    assert judge(reading(SQUARE), SQUARE, length(exact(20))) is Verdict.WRONG
    read = reading(SQUARE, residues=(RESIDUE,))
    assert judge(read, SQUARE, length(exact(20))) is Verdict.RESIDUE_TOLD
    read = reading(SQUARE, question=Question("which_length"))
    assert judge(read, SQUARE, length(exact(20))) is Verdict.RESIDUE_TOLD


def test_a_needless_residue_is_not_exact() -> None:
    read = reading(SQUARE, residues=(RESIDUE,))
    assert judge(read, SQUARE) is Verdict.RESIDUE_TOLD


def test_an_expected_residue_or_question_that_is_missing_is_wrong() -> None:
    assert judge(reading(), residue=True) is Verdict.WRONG
    assert judge(reading(), question=True) is Verdict.WRONG
    assert judge(reading(residues=(RESIDUE,)), question=True) is Verdict.RESIDUE_TOLD


def test_another_value_is_wrong() -> None:
    assert judge(reading(length(exact(20))), length(exact(30))) is Verdict.WRONG


def test_another_field_than_the_default_is_wrong() -> None:
    read = reading({**length(exact(20)), "rule": "at_most"})
    assert judge(read, length(exact(20))) is Verdict.WRONG


def test_the_best_of_several_expectations_counts() -> None:
    expects = [Expectation((SQUARE,)), Expectation((length(exact(20)),))]
    assert verdict(reading(SQUARE), expects) is Verdict.EXACT


def test_edits_that_may_come_along_are_not_needed_and_not_wrong() -> None:
    sync = {"do": "sync"}
    assert judge(reading(SQUARE, sync), SQUARE, may=(sync,)) is Verdict.EXACT
    assert judge(reading(SQUARE), SQUARE, may=(sync,)) is Verdict.EXACT


def test_thanks_beside_a_wish_are_not_wrong() -> None:
    read = reading(SQUARE, {"do": "ask", "topic": "thanks"})
    assert judge(read, SQUARE) is Verdict.EXACT


@pytest.mark.parametrize(
    ("pattern", "right", "wrong"),
    [
        (["<", 1], 0.5, 1.5),
        ([">", 1], 1.5, 1.0),
        (["between", 0.4, 0.6], 0.5, 0.7),
        (["in", 0.5, 2], 2, 1.5),
    ],
)
def test_a_number_fits_its_matcher(
    pattern: list[Json], right: float, wrong: float
) -> None:
    speed = {"do": "speed", "factor": pattern}
    assert judge(reading({**speed, "factor": right}), speed) is Verdict.EXACT
    assert judge(reading({**speed, "factor": wrong}), speed) is Verdict.WRONG


def test_less_is_any_amount_that_lowers_the_value_in_force() -> None:
    less = length(["less"])
    for amount in (times(0.8), {"by": "plus", "delta": -5}, exact(25)):
        assert judge(reading(length(amount)), less) is Verdict.EXACT
    for amount in (times(1.2), exact(35)):
        assert judge(reading(length(amount)), less) is Verdict.WRONG


def test_edits_of_several_clips_may_stand_together_or_apart() -> None:
    together = {"do": "leave_out", "clips": ["dog", "beach"]}
    apart = [{"do": "leave_out", "clips": [clip]} for clip in ("beach", "dog")]
    assert judge(reading(*apart), together) is Verdict.EXACT
    look = {"do": "look", "look": "warm"}
    both = {**look, "scope": {"of": "clips", "assets": ["dog", "beach"]}}
    one = {**look, "scope": {"of": "clips", "assets": ["dog"]}}
    assert judge(reading(one), both) is Verdict.WRONG


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"of": "shots", "numbers": [-1]}, {"of": "shots", "numbers": [15]}),
        ({"of": "time", "start": -5}, {"of": "time", "start": 25, "end": 30}),
        ({"of": "time", "start": 0, "end": 30}, {"of": "whole"}),
    ],
)
def test_places_that_mean_the_same_are_equal(one: Pattern, other: Pattern) -> None:
    speed = {"do": "speed", "factor": 2}
    read = reading({**speed, "scope": one})
    assert judge(read, {**speed, "scope": other}) is Verdict.EXACT


def test_the_only_title_has_many_names() -> None:
    bigger = {"do": "change_title", "size": times(1.2)}
    for which in ("all", "last", "#1", "summer"):
        assert judge(reading({**bigger, "which": which}), bigger) is Verdict.EXACT
    assert judge(reading({**bigger, "which": "#2"}), bigger) is Verdict.WRONG


def test_clips_at_volume_zero_are_muted() -> None:
    silent = {"do": "volume", "target": "clips", "level": exact(0)}
    assert judge(reading(silent), {"do": "clip_sound", "mode": "mute"}) is Verdict.EXACT


def test_what_is_not_mirrored_is_upright_where_nothing_is_turned() -> None:
    read = reading({"do": "turn", "mirror": "off"})
    assert judge(read, {"do": "turn", "degrees": 0}) is Verdict.EXACT
    assert judge(read, {"do": "turn", "degrees": 90}) is Verdict.WRONG


def test_a_colour_may_be_another_shade_of_its_name() -> None:
    red = {"do": "change_title", "color": "#ff0000"}
    assert judge(reading({**red, "color": "#ff3b30"}), red) is Verdict.EXACT
    for other in ("#0000ff", "#ffff00", "#ffffff", "#ffc0cb"):
        assert judge(reading({**red, "color": other}), red) is Verdict.WRONG


def test_the_words_of_an_impossible_wish_are_free() -> None:
    wish = {"do": "impossible", "topic": "publish"}
    read = reading({**wish, "words": "post it"})
    assert judge(read, wish) is Verdict.EXACT


def test_shots_are_photos_where_there_is_nothing_else() -> None:
    every = reading({"do": "shot_length", "seconds": 3})
    photos: Pattern = {"do": "shot_length", "seconds": 3, "photos": True}
    alone = judge(every, photos, view=load_views()["photos"])
    assert (alone, judge(every, photos)) == (Verdict.EXACT, Verdict.WRONG)
