"""Chinese measures: which say that something is too much, and which that it is to stay."""

from typing import Any

import pytest

from studio.rules.language.reader import by_rules, read
from tests.corpus.matching import Expectation, Verdict, verdict
from tests.corpus.views import load_views

VIEW = load_views()["group"]
Json = dict[str, Any]
NIGHT: Json = {"of": "clips", "assets": ["yejing"]}
BRIGHTNESS: Json = {"do": "adjust", "quality": "brightness"}


def reads(text: str, edit: Json) -> None:
    reading = read(text, VIEW)
    expected = {"edits": [edit], "residue": False, "question": False}
    outcome = verdict(reading, (Expectation.from_json(expected),), VIEW)
    assert outcome is Verdict.EXACT, reading


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("字大了", {"do": "change_title", "size": ["less"]}),
        ("音乐小了", {"do": "volume", "level": ["more"]}),
        ("音乐大声了点", {"do": "volume", "level": ["less"]}),
        ("夜景亮了点", {**BRIGHTNESS, "level": ["less"], "scope": NIGHT}),
        ("片子长了些", {"do": "length", "length": ["less"]}),
        ("字调大一点", {"do": "change_title", "size": ["more"]}),
    ],
)
def test_a_measure_that_is_so_now_is_too_much(text: str, edit: Json) -> None:
    reads(text, edit)


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("快得看不清", {"do": "pace", "rate": ["less"]}),
        ("夜景暗得看不清人", {**BRIGHTNESS, "level": ["more"], "scope": NIGHT}),
        ("字小得看不见", {"do": "change_title", "size": ["more"]}),
        ("亮得刺眼", {**BRIGHTNESS, "level": ["less"]}),
        ("剪得快一点", {"do": "pace", "rate": ["more"]}),
    ],
)
def test_a_measure_with_an_effect_is_too_much(text: str, edit: Json) -> None:
    reads(text, edit)


@pytest.mark.parametrize(
    "text",
    ["音乐别调小", "音乐别关小", "字不要变小", "别缩短", "不用加长", "夜景别调亮"],
)
def test_what_is_not_to_change_does_not_change_the_other_way(text: str) -> None:
    assert by_rules(text, VIEW).edits == ()
    assert read(text, VIEW).edits == ()
