"""Which edits come to the same, and which differ only in how much."""

from typing import Any

import pytest

from studio.model.edits.registry import edit_from_json
from studio.rules.language.neural.choice.agreement import (
    alike_edits,
    are_opposed,
    each_once,
    same_edits,
)

END = {"at": "time"}
DOG = {"of": "clips", "assets": ["dog"]}


def speed(factor: float, **fields: Any) -> dict[str, Any]:
    return {"do": "speed", "factor": factor, **fields}


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (speed(2), speed(1.5), True),
        (speed(2), speed(0.5), False),
        (speed(2), speed(2, scope=DOG), False),
        (
            {"do": "add_title", "text": "Hi", "color": "#ff0000"},
            {"do": "add_title", "text": "Hi", "color": "#ff3b30"},
            True,
        ),
        (
            {"do": "add_title", "text": "Hi", "color": "#ff0000"},
            {"do": "add_title", "text": "Hi"},
            False,
        ),
        (
            {"do": "change_title", "which": "all", "background": "#ffff00"},
            {"do": "change_title", "which": "all", "background": "#ffd60a"},
            True,
        ),
        (
            {"do": "change_title", "which": "all", "background": "#ffff00"},
            {"do": "change_title", "which": "all", "background": "none"},
            False,
        ),
        (
            {"do": "ban", "scope": {"of": "shots", "numbers": [4]}},
            {"do": "ban", "scope": {"of": "shots", "numbers": [5]}},
            False,
        ),
        (
            {"do": "length", "length": {"by": "exact", "value": 20}},
            {"do": "length", "length": {"by": "exact", "value": 30}},
            False,
        ),
    ],
)
def test_edits_are_alike_that_differ_in_how_much(
    one: dict[str, Any], other: dict[str, Any], alike: bool
) -> None:
    some, others = (edit_from_json(one),), (edit_from_json(other),)
    assert not same_edits(some, others)
    assert alike_edits(some, others) is alike
    assert alike_edits(others, some) is alike
    assert alike_edits(some, some)
    assert same_edits(some, some)


@pytest.mark.parametrize(("seconds", "same"), [(-3, True), (-5, False)])
def test_a_title_of_the_last_seconds_is_the_same_with_its_end(
    seconds: float, *, same: bool
) -> None:
    start = {"do": "add_title", "text": "Hi", "start": END | {"seconds": seconds}}
    to_the_end = start | {"end": END | {"end": True}}
    some, others = (edit_from_json(start),), (edit_from_json(to_the_end),)
    assert same_edits(some, others) is same


@pytest.mark.parametrize(
    ("edit", "same"),
    [
        ({"do": "overlay", "image": "logo"}, True),
        ({"do": "captions"}, False),
        ({"do": "change_title", "which": "all"}, False),
        ({"do": "add_title", "text": "Hi", "seconds": 2}, False),
    ],
)
def test_only_what_ends_with_the_video_anyway_is_the_same_with_its_end(
    edit: dict[str, Any], *, same: bool
) -> None:
    start = edit | {"start": END | {"seconds": -3}}
    to_the_end = start | {"end": END | {"end": True}}
    some, others = (edit_from_json(start),), (edit_from_json(to_the_end),)
    assert same_edits(some, others) is same


@pytest.mark.parametrize("do", [{"do": "add_title", "text": "Hi"}, {"do": "overlay"}])
def test_a_title_at_the_beginning_is_one_without_a_start(do: dict[str, Any]) -> None:
    edit = do | ({"image": "logo"} if do["do"] == "overlay" else {})
    at_first = (edit_from_json(edit | {"start": {"at": "time"}}),)
    later = (edit_from_json(edit | {"start": {"at": "time", "seconds": 4}}),)
    assert same_edits(at_first, (edit_from_json(edit),))
    assert not same_edits(later, (edit_from_json(edit),))


def contrast(delta: float, **fields: Any) -> dict[str, Any]:
    return {
        "do": "adjust",
        "quality": "contrast",
        "level": {"by": "plus", "delta": delta},
        **fields,
    }


@pytest.mark.parametrize(
    ("other", "opposed"),
    [
        (contrast(0.2), True),
        (contrast(-0.2), False),
        (contrast(0.2, quality="saturation"), False),
        (contrast(0.2, scope=DOG), False),
        ({"do": "look", "look": "vintage"}, False),
    ],
)
def test_more_in_place_of_less_is_the_opposite(
    other: dict[str, Any], *, opposed: bool
) -> None:
    less = edit_from_json(contrast(-0.1))
    assert are_opposed(less, edit_from_json(other)) is opposed


def test_an_edit_that_is_said_twice_is_one() -> None:
    less, again = (edit_from_json(contrast(delta)) for delta in (-0.1, -0.2))
    more = edit_from_json(contrast(0.2))
    assert each_once((less, again, more)) == [less, more]
