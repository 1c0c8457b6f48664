"""Chinese values that replace one another, bounds of a length, and short names of files."""

from dataclasses import replace
from typing import Any

import pytest

from studio.model.media import AssetId
from studio.rules.language.reader import read
from tests.corpus.matching import Expectation, Verdict, verdict
from tests.corpus.views import load_views

VIEW = load_views()["cut30"]
Json = dict[str, Any]


def reads(text: str, *edits: Json) -> None:
    reading = read(text, VIEW)
    expected = {"edits": list(edits), "residue": False, "question": False}
    outcome = verdict(reading, (Expectation.from_json(expected),), VIEW)
    assert outcome is Verdict.EXACT, reading


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("52秒变45秒", {"do": "length", "length": {"by": "exact", "value": 45}}),
        ("52秒變成45秒", {"do": "length", "length": {"by": "exact", "value": 45}}),
        ("方的改成横的", {"do": "aspect", "width": 16, "height": 9}),
        ("把横屏变成竖屏", {"do": "aspect", "width": 9, "height": 16}),
    ],
)
def test_of_two_values_the_second_is_asked_for(text: str, edit: Json) -> None:
    reads(text, edit)


@pytest.mark.parametrize(
    "text", ["片子唔好长过二十秒", "成條片唔好長過二十秒", "视频不要长过20秒"]
)
def test_a_longest_length_is_a_bound(text: str) -> None:
    length = {"by": "exact", "value": 20}
    reads(text, {"do": "length", "length": length, "rule": "at_most"})


@pytest.mark.parametrize(
    ("text", "degrees"),
    [("狗逆时针转一下", 270), ("狗逆時針轉", 270), ("狗顺时针转一下", 90)],
)
def test_a_turn_against_the_clock_is_one_to_the_left(text: str, degrees: int) -> None:
    scope = {"of": "clips", "assets": ["dog"]}
    reads(text, {"do": "turn", "degrees": degrees, "scope": scope})


@pytest.mark.parametrize("text", ["老照片那种褐色调", "褐色的老照片感觉"])
def test_the_brown_of_an_old_photo_is_sepia(text: str) -> None:
    reads(text, {"do": "look", "look": "sepia"})


def test_first_and_then_behind_a_comma_is_an_order_of_two_clips() -> None:
    reads("狗先，沙滩后", {"do": "order", "mode": "listed", "clips": ["dog", "beach"]})


@pytest.mark.parametrize("text", ["再亮一丢", "再亮一丢丢"])
def test_a_tiny_bit_removes_nothing(text: str) -> None:
    reads(text, {"do": "adjust", "quality": "brightness", "level": ["more"]})


@pytest.mark.parametrize("name", ["DJI_02", "dji 02", "DJI-02", "02"])
def test_a_camera_and_the_last_number_name_a_file(name: str) -> None:
    clips = tuple(
        replace(clip, name=f"DJI_20240512_0{n}.mp4") if n in (1, 2) else clip
        for n, clip in enumerate(VIEW.clips, 1)
    )
    reading = read(f"{name}倒放", replace(VIEW, clips=clips))
    assert [edit.do for edit in reading.edits] == ["reverse"]
    assert reading.edits[0].scope.assets == (AssetId(clips[1].id),)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text", ["再快就晕了", "再快點就暈了", "再亮就过曝了", "再大声就吵了"]
)
def test_what_would_be_too_much_is_not_done(text: str) -> None:
    assert read(text, VIEW).edits == ()


def test_what_would_be_too_much_leaves_the_wish_beside_it() -> None:
    reads("再慢就睡着了，快一点", {"do": "pace", "rate": ["more"]})
    more = {"do": "adjust", "quality": "brightness", "level": ["more"]}
    reads("再亮一点就好", more)


@pytest.mark.parametrize(
    ("text", "every", "seconds"),
    [("每段三秒，一共六段", 3, 18), ("每段两秒，一共五段", 2, 10)],
)
def test_seconds_a_shot_and_a_count_give_the_length(
    text: str, every: int, seconds: int
) -> None:
    pace = {"do": "pace", "every": every, "unit": "second"}
    reads(text, pace, {"do": "length", "length": {"by": "exact", "value": seconds}})


def test_seconds_for_one_picture_are_no_length_of_the_video() -> None:
    reads("1.5秒一个画面", {"do": "shot_length", "seconds": 1.5})
