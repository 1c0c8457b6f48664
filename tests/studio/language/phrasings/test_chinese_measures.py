"""Chinese measures: which say that something is too much, and which that it is to stay."""

from typing import Any

import pytest

from studio.model.edits.picture import SetAspect
from studio.rules.language.reader import by_rules, read
from tests.corpus.matching import Expectation, Verdict, verdict
from tests.corpus.views import load_views

VIEW = load_views()["group"]
CUT30 = load_views()["cut30"]
"""15 shots of two seconds each."""
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


Case = tuple[str, list[Json]]
SHOTS: tuple[Case, ...] = (
    ("海边再长一秒", [{"do": "shot_length", "seconds": 3, "scope": {"of": "clips", "assets": ["beach"]}}]),
    ("海边再短一秒", [{"do": "shot_length", "seconds": 1, "scope": {"of": "clips", "assets": ["beach"]}}]),
    ("第3个镜头再长一秒", [{"do": "shot_length", "seconds": 3, "scope": {"of": "shots", "numbers": [3]}}]),
    ("最后一个3秒", [{"do": "shot_length", "seconds": 3, "scope": {"of": "shots", "numbers": [-1]}}]),
    ("海边太多次了", [{"do": "repeat", "clips": ["beach"], "times": 1, "at_most": True}]),
    ("音乐在15秒的时候变大声", [{"do": "volume", "level": ["more"], "scope": {"of": "time", "start": 15}}]),
    ("声音小一点，视频的", [{"do": "volume", "target": "clips", "level": ["less"]}]),
    ("把声音关了，只要音乐", [{"do": "clip_sound", "mode": "mute"}]),
    ("副歌开始变黑白", [{"do": "look", "look": "black_and_white", "scope": {"of": "song", "label": "chorus"}}]),
    ("中间那段太暗了看不清", [{"do": "adjust", "quality": "brightness", "level": ["more"], "scope": {"of": "time", "start": ["between", 5, 11], "end": ["between", 19, 25]}}]),
    ("字幕消失太快了", [{"do": "change_title", "seconds": [">", 3]}]),
    ("最后那句字去掉", [{"do": "remove_title", "which": "last"}]),
    ("所有嘢還原", [{"do": "start_over"}]),
)  # fmt: skip


@pytest.mark.parametrize(("text", "edits"), SHOTS)
def test_a_measure_is_of_what_stands_beside_it(text: str, edits: list[Json]) -> None:
    reading = read(text, CUT30)
    expected = {"edits": edits, "residue": False, "question": False}
    outcome = verdict(reading, (Expectation.from_json(expected),), CUT30)
    assert outcome is Verdict.EXACT, reading


@pytest.mark.parametrize(
    "text",
    [
        "音乐大声点，之后小声点",
        "中间插一个黑屏，1秒",
        "前面那段太长",
        "那个晃得厉害的不要了",
        "第8秒闪一下",
        "小狗的镜头全部去掉，除了第一个",
        "最后一句去掉",
        "加个倒计时",
        "夜景那段加点氛围感",
    ],
)
def test_what_is_not_read_in_full_changes_nothing(text: str) -> None:
    assert read(text, CUT30).edits == ()


def test_a_denial_behind_a_comma_is_no_other_shape() -> None:
    shape = (9, 16)
    for text in ("竖屏，别卡点", "竖屏，别太快"):
        (edit, *_) = read(text, CUT30).edits
        assert isinstance(edit, SetAspect)
        assert (edit.width, edit.height) == shape


def test_a_filter_without_a_name_is_chosen() -> None:
    for text in ("加个滤镜", "滤镜换一个", "帮我加个滤镜"):
        question = read(text, CUT30).question
        assert question is not None
        looks = [edit.do for choice in question.choices for edit in choice.edits]
        assert set(looks) == {"look"}


@pytest.mark.parametrize("text", ["别卡点", "不要卡点", "不卡点", "不用踩点"])
def test_a_denial_of_beats_is_a_residue(text: str) -> None:
    reading = read(text, CUT30)
    assert reading.edits == ()
    assert reading.residues
    beside = read(f"横屏 {text}", CUT30)
    assert "sync" not in [edit.do for edit in beside.edits]
    assert beside.residues


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("对比度-5", {"do": "adjust", "quality": "contrast", "level": ["less"]}),
        ("标题加红色", {"do": "change_title", "color": ["any"]}),
    ],
)
def test_a_sign_or_a_colour_is_of_the_word_before(text: str, edit: Json) -> None:
    reading = read(text, CUT30)
    expected = {"edits": [edit], "residue": False, "question": False}
    outcome = verdict(reading, (Expectation.from_json(expected),), CUT30)
    assert outcome is Verdict.EXACT, reading


def test_another_song_is_no_volume() -> None:
    question = read("再加一首歌", CUT30).question
    assert question is not None
    assert question.key == "which_song"


LAST: Json = {"do": "place", "clip": "hezhao", "where": "last"}
FIRST: Json = {"do": "place", "clip": "haibian", "where": "first"}
NEXT: Json = {"do": "place", "clip": "huoguo", "where": "after", "other": "haibian"}
TWO: Json = {"do": "pace", "every": 2, "unit": "second"}


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("每段短一点", [{"do": "pace", "rate": ["more"]}]),
        ("每个片段短一点", [{"do": "pace", "rate": ["more"]}]),
        ("每段都长一点", [{"do": "pace", "rate": ["less"]}]),
        ("合照放最后，每段两秒", [LAST, TWO]),
        ("合照放最后，每条两秒", [LAST, TWO]),
        ("海边放开头，火锅接后面", [FIRST, NEXT]),
        ("海边放开头，火锅跟在后面", [FIRST, NEXT]),
    ],
)
def test_each_is_no_clip_that_was_named(text: str, edits: list[Json]) -> None:
    expected = {"edits": edits, "residue": False, "question": False}
    reading = read(text, VIEW)
    outcome = verdict(reading, (Expectation.from_json(expected),), VIEW)
    assert outcome is Verdict.EXACT, reading


@pytest.mark.parametrize("text", ["夜景开场，三秒就好", "夜景开头，三秒"])
def test_a_clip_that_opens_is_placed_and_shown_so_long(text: str) -> None:
    first, length = read(text, VIEW).edits
    assert first.do == "place"
    assert getattr(length, "seconds", None) == 3


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("原声+50%", {"do": "volume", "target": "clips", "level": ["more"]}),
        ("音乐-20%", {"do": "volume", "level": ["less"]}),
        ("音乐从头开始放", {"do": "trim_music", "start": 0}),
        ("别老切来切去", {"do": "pace", "rate": ["less"]}),
        ("唔好成日轉畫面", {"do": "pace", "rate": ["less"]}),
        ("画面切换太频繁了", {"do": "pace", "rate": ["less"]}),
    ],
)
def test_signs_and_habits_say_which_way(text: str, edit: Json) -> None:
    reads(text, edit)


def test_the_end_plays_slowly() -> None:
    (edit,) = read("结尾放慢", VIEW).edits
    assert edit.do == "speed"
    assert edit.scope.of == "time"


def test_a_song_that_is_named_plays_from_its_part() -> None:
    kinds = [edit.do for edit in read("换稻香 从副歌开始放", VIEW).edits]
    assert kinds == ["use_music", "trim_music"]


@pytest.mark.parametrize("text", ["人声部分不要切太快", "有人说话的地方别剪太快"])
def test_fewer_cuts_of_speech_are_asked_about(text: str) -> None:
    question = read(text, VIEW).question
    assert question is not None
    kinds = {edit.do for choice in question.choices for edit in choice.edits}
    assert kinds == {"keep_speech", "pace"}
