"""A value that there is too much of is no wish for that value: "20 s is too long"."""

from typing import Any

import pytest

from studio.model.edits.picture import Adjust, Quality
from studio.model.edits.record import Plus
from studio.rules.language.reader import by_rules, read
from tests.corpus.matching import Expectation, Verdict, verdict
from tests.corpus.views import load_views

VIEW = load_views()["cut30"]
"""30 s, shots of two seconds each, and a title that stands for 3 s."""
DOG, BEACH = ({"of": "clips", "assets": [clip]} for clip in ("dog", "beach"))
LONGER, SHORTER = (
    {"do": "length", "length": {"by": "times", "factor": [sign, 1]}}
    for sign in (">", "<")
)

DARKER, BRIGHTER = (
    {
        "do": "adjust",
        "quality": "brightness",
        "level": {"by": "plus", "delta": [sign, 0]},
    }
    for sign in ("<", ">")
)


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("30 seconds is too short", LONGER),
        ("wah 30s too short", LONGER),
        ("30s is way too long", SHORTER),
        ("half a minute drags", SHORTER),
        ("30 secs is a bit long", SHORTER),
        ("30 seconds drags a bit", SHORTER),
        ("30 seconds", {"do": "length", "length": {"by": "exact", "value": 30}}),
        (
            "3s is too much for the dog",
            {"do": "shot_length", "seconds": 2, "scope": DOG},
        ),
        (
            "4 seconds is too short for the beach",
            {"do": "shot_length", "seconds": 6, "scope": BEACH},
        ),
        ("3 seconds each is too long", {"do": "shot_length", "seconds": 2}),
        (
            "the dog for 3 seconds",
            {"do": "shot_length", "seconds": 3, "scope": DOG},
        ),
        (
            "the dog is too short at 2 seconds",
            {"do": "shot_length", "seconds": 3, "scope": DOG},
        ),
        (
            "the dog at half speed is too slow",
            {"do": "speed", "factor": 0.75, "scope": DOG},
        ),
        (
            "the dog at 2x is too fast",
            {"do": "speed", "factor": 1.3333, "scope": DOG},
        ),
        (
            "double speed is too fast for the dog",
            {"do": "speed", "factor": 1.3333, "scope": DOG},
        ),
        (
            "music at 20% is too quiet",
            {"do": "volume", "level": {"by": "times", "factor": [">", 1]}},
        ),
        (
            "80% is too loud for the song",
            {"do": "volume", "level": {"by": "times", "factor": ["<", 1]}},
        ),
        (
            "contrast at 120% is too much",
            {
                "do": "adjust",
                "quality": "contrast",
                "level": {"by": "plus", "delta": ["<", 0]},
            },
        ),
        (
            "half a second dissolves are too short",
            {"do": "join", "kind": "dissolve", "seconds": 0.75},
        ),
        (
            "vintage at 80% is too strong",
            {"do": "look", "look": "vintage", "strength": ["<", 0.8]},
        ),
        ("too dark bro bring it up", BRIGHTER),
        ("dog bit too dark, lift it", BRIGHTER | {"scope": DOG}),
        ("the dog is darker than the beach", BRIGHTER | {"scope": DOG}),
        ("the dog looks darker than the rest", BRIGHTER | {"scope": DOG}),
        ("the dog's brighter than the beach", DARKER | {"scope": DOG}),
        ("the dog should be brighter than the beach", BRIGHTER | {"scope": DOG}),
        ("a bit dark", BRIGHTER),
        ("dog a bit dark", BRIGHTER | {"scope": DOG}),
        ("make it a bit dark", DARKER),
        ("cut every 2 beats is too fast", {"do": "pace", "every": 3}),
        ("a cut every 6 beats is too slow", {"do": "pace", "every": 4}),
        ("music at 20%", {"do": "volume", "level": {"by": "exact", "value": 0.2}}),
        ("the dog at 2x", {"do": "speed", "factor": 2, "scope": DOG}),
        (
            "the dog twice is too much",
            {"do": "repeat", "clips": ["dog"], "times": 1, "at_most": True},
        ),
        (
            "the beach three times is too many",
            {"do": "repeat", "clips": ["beach"], "times": 2, "at_most": True},
        ),
        (
            "less dog, it's in there three times",
            {"do": "repeat", "clips": ["dog"], "times": 2, "at_most": True},
        ),
        ("the dog twice", {"do": "repeat", "clips": ["dog"], "times": 2}),
        ("title's gone too quick", {"do": "change_title", "seconds": 4.5}),
        ("the title disappears too soon", {"do": "change_title", "seconds": 4.5}),
        ("the title vanishes too fast", {"do": "change_title", "seconds": 4.5}),
    ],
)
def test_what_is_complained_of_is_changed(text: str, edit: dict[str, Any]) -> None:
    reading = by_rules(text, VIEW)
    assert verdict(reading, (Expectation((edit,)),), VIEW) is Verdict.EXACT


def test_what_may_be_a_place_or_a_length_is_not_made() -> None:
    assert not by_rules("the dog at 4 seconds is too long", VIEW).edits


def test_a_length_that_the_video_does_not_have_is_asked_about() -> None:
    reading = read("50 seconds is too long", VIEW)
    assert not reading.edits
    assert reading.question or reading.residues


@pytest.mark.parametrize(
    "text",
    [
        "手写体不好看",
        "不喜欢手写体",
        "竖屏不好看",
        "红色的字不好看",
        "i hate the handwriting font",
        "vertical looks bad",
        "red title looks bad",
        "the bottom title looks off",
    ],
)
def test_what_is_no_good_is_not_made(text: str) -> None:
    reading = read(text, VIEW)
    assert not reading.edits
    assert reading.residues


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("the vintage look is ugly", {"do": "look", "look": None}),
        ("sepia is ugly", {"do": "look", "look": None}),
        ("复古滤镜不好看", {"do": "look", "look": None}),
        ("叠化太丑了", {"do": "join", "kind": "cut"}),
        ("复古太难看用黑白", {"do": "look", "look": "black_and_white"}),
        (
            "the dog in black and white looks weird",
            {"do": "look", "look": None, "scope": DOG},
        ),
    ],
)
def test_an_effect_that_is_no_good_is_taken_off(
    text: str, edit: dict[str, Any]
) -> None:
    assert verdict(read(text, VIEW), (Expectation((edit,)),), VIEW) is Verdict.EXACT


@pytest.mark.parametrize(
    ("text", "quality", "delta"),
    [
        ("make it warmer, not too much", Quality.WARMTH, 0.1),
        ("warm, not too strong", Quality.WARMTH, 0.1),
        ("brighter but not too bright", Quality.BRIGHTNESS, 0.1),
        ("调暖一点，别太过", Quality.WARMTH, 0.1),
        ("调亮一点，别太亮", Quality.BRIGHTNESS, 0.1),
        ("调亮，不要太亮", Quality.BRIGHTNESS, 0.1),
    ],
)
def test_not_too_much_of_a_quality_is_a_little(
    text: str, quality: Quality, delta: float
) -> None:
    assert read(text, VIEW).edits == (Adjust(quality=quality, level=Plus(delta=delta)),)
