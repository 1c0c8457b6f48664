"""Chinese values that replace one another, bounds of a length, and short names of files."""

from dataclasses import replace
from typing import Any

import pytest

from studio.model.edits.record import OfClips
from studio.model.media import AssetId
from studio.rules.language.reader import by_rules, read
from tests.corpus.matching import Expectation, Verdict, verdict
from tests.corpus.views import load_views

VIEW = load_views()["cut30"]
GROUP = load_views()["group"]
Json = dict[str, Any]
DOG: Json = {"of": "clips", "assets": ["dog"]}


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


@pytest.mark.parametrize(
    ("text", "background"),
    [
        ("字加底色", "#000000"),
        ("字加底色，半透明", "#000000"),
        ("字加底色，黑色半透明", "#000000"),
        ("add a background to the title", "#000000"),
        ("去掉字的底色", "none"),
        ("字的背景透明", "none"),
    ],
)
def test_words_get_a_background_or_lose_it(text: str, background: str) -> None:
    edit = {"do": "change_title", "which": ["any"], "background": background}
    reads(text, edit)


def test_seconds_for_one_picture_are_no_length_of_the_video() -> None:
    reads("1.5秒一个画面", {"do": "shot_length", "seconds": 1.5})


@pytest.mark.parametrize("text", ["按节拍剪30秒", "剪30秒按节拍", "照拍子剪三十秒"])
def test_seconds_to_be_cut_to_beats_are_a_length(text: str) -> None:
    length = {"by": "exact", "value": 30}
    reads(text, {"do": "sync"}, {"do": "length", "length": length})


def test_no_more_is_cut_off_than_there_is() -> None:
    assert [e.do for e in by_rules("剪5秒", VIEW).edits] == ["length"]
    reads("剪5秒", {"do": "length", "length": {"by": "plus", "delta": -5}})
    reads("剪30秒", {"do": "length", "length": {"by": "exact", "value": 30}})


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("慢一点，70%", {"do": "speed", "factor": 0.7}),
        ("慢30%", {"do": "speed", "factor": 0.7}),
        ("快一点，120%", {"do": "speed", "factor": 1.2}),
        ("快一点，20%", {"do": "speed", "factor": 1.2}),
        (
            "音乐小一点，30%",
            {"do": "volume", "level": {"by": "exact", "value": 0.3}},
        ),
    ],
)
def test_a_value_behind_a_measure_is_what_it_becomes(text: str, edit: Json) -> None:
    reads(text, edit)


FROM_TEN: Json = {"of": "time", "start": 10}


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("从第10秒开始黑白", {"do": "look", "look": "black_and_white"}),
        ("10秒之后黑白", {"do": "look", "look": "black_and_white"}),
        ("开头10秒之后黑白", {"do": "look", "look": "black_and_white"}),
        ("从第10秒开始变彩色", {"do": "look", "look": None}),
        ("从10秒开始音乐小声", {"do": "volume", "level": ["less"]}),
        ("第10秒开始慢放", {"do": "speed", "factor": ["<", 1]}),
    ],
)
def test_what_changes_from_a_moment_on_holds_from_there(text: str, edit: Json) -> None:
    reads(text, {**edit, "scope": FROM_TEN})


def test_a_song_from_a_moment_on_is_trimmed() -> None:
    reads("音乐从第10秒开始", {"do": "trim_music", "start": 10})


@pytest.mark.parametrize(
    "text",
    ["前5秒不要音乐", "音乐第5秒再进", "BGM先静音5秒再进", "BGM前5秒静音"],
)
def test_music_that_enters_late_is_silent_before(text: str) -> None:
    level = {"by": "exact", "value": 0}
    first = {"of": "time", "start": 0, "end": 5}
    reads(text, {"do": "volume", "level": level, "scope": first})


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("从《晴天》的副歌开始", {"do": "trim_music", "start": "chorus"}),
        ("《晴天》从副歌开始放", {"do": "trim_music", "start": "chorus"}),
        ("只要《晴天》高潮部分", {"do": "trim_music", "only": "drop"}),
        ("用《稻香》做背景音乐", {"do": "use_music", "songs": ["daoxiang"]}),
        ("背景音乐用《七里香》", {"do": "impossible", "topic": "streaming_song"}),
        ("标题《晴天》", {"do": "add_title", "text": "晴天"}),
        ("副歌前面剪掉", {"do": "trim_music", "start": "chorus"}),
        ("开头就要高潮", {"do": "trim_music", "start": "drop"}),
    ],
)
def test_a_song_in_book_marks_is_the_song(text: str, edit: Json) -> None:
    reading = read(text, GROUP)
    expected = {"edits": [edit], "residue": False, "question": False}
    outcome = verdict(reading, (Expectation.from_json(expected),), GROUP)
    assert outcome is Verdict.EXACT, reading


@pytest.mark.parametrize("text", ["剩係火锅黑白，其他唔好郁", "火锅黑白，其他别动"])
def test_the_others_are_not_touched(text: str) -> None:
    (edit,) = read(text, GROUP).edits
    assert edit.scope == OfClips(assets=(AssetId("huoguo"),))


@pytest.mark.parametrize(
    "text", ["标题写上夏天来了", "标题写夏天来了", "标题打上夏天来了"]
)
def test_the_words_of_a_title_are_not_torn(text: str) -> None:
    reads(text, {"do": "add_title", "text": "夏天来了"})


def test_a_title_that_was_wrong_gets_other_words() -> None:
    (edit,) = read("标题写错了，应该是夏天走了", VIEW).edits
    assert edit.model_dump()["text"] == "夏天走了"


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("淡出长一点四秒", {"do": "fade_picture", "edge": "out", "seconds": 4}),
        ("照片停久一点 4秒吧", {"do": "shot_length", "photos": True, "seconds": 4}),
        ("小狗放久一点5秒", {"do": "shot_length", "seconds": 5, "scope": DOG}),
        ("小狗放一点五秒", {"do": "shot_length", "seconds": 1.5, "scope": DOG}),
        ("音乐50趴", {"do": "volume", "level": {"by": "exact", "value": 0.5}}),
    ],
)
def test_a_value_behind_a_degree_says_how_much(text: str, edit: Json) -> None:
    reads(text, edit)
