"""Kinds of Chinese phrasings, each by several wordings of one wish."""

from dataclasses import replace

import pytest

from studio.model.edits.footage import BanMoment, PlaceClip, SwapShots
from studio.model.edits.music import SetClipSound
from studio.model.edits.picture import Adjust, FadePicture, JoinKind, SetJoin
from studio.model.edits.record import (
    WHOLE,
    Edit,
    Exact,
    OfClips,
    OfShots,
    OfSong,
    Plus,
    SongLabel,
)
from studio.model.edits.whole import SetLength
from studio.model.media import AssetId
from studio.rules.language.reader import by_rules, read
from tests.corpus.views import load_views

VIEWS = load_views()


def kinds(text: str, view: str = "group") -> list[str]:
    """The kinds of edits of a message that is read in full."""
    reading = read(text, VIEWS[view])
    assert reading.residues == ()
    assert reading.question is None
    return [edit.do for edit in reading.edits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("竖屏 15秒 字幕大一点", ["aspect", "length", "change_captions"]),
        ("黑白 字大一点 15秒", ["look", "change_title", "length"]),
        ("标题红色 30秒", ["change_title", "length"]),
        ("直式 30秒 字大一點 音樂小聲", ["aspect", "length", "change_title", "volume"]),
        ("打直 15秒 快啲 唔要字", ["aspect", "length", "pace", "remove_title"]),
        ("1080p 60帧 竖屏", ["resolution", "frame_rate", "aspect"]),
        ("去掉标题 音乐小一点 黑白", ["remove_title", "volume", "look"]),
        ("合照放最后 停3秒", ["place", "shot_length"]),
    ],
)
def test_spaces_part_clauses(text: str, expected: list[str]) -> None:
    assert kinds(text, "dressed" if "字幕" in text else "group") == expected


@pytest.mark.parametrize(
    "text",
    [
        "照節拍剪",
        "依節拍剪輯",
        "跟著節拍剪一下",
        "照著節拍剪",
        "照拍子剪",
        "依照拍子剪辑一下",
    ],
)
def test_a_cut_by_the_beat_is_asked_for_in_many_words(text: str) -> None:
    assert kinds(text) == ["sync"]


@pytest.mark.parametrize(
    "text", ["光线实在太暗", "光線太暗了", "光线有点暗", "光线不够亮", "光线调亮一点"]
)
def test_light_is_what_the_picture_has(text: str) -> None:
    (edit,) = read(text, VIEWS["group"]).edits
    assert edit.do == "adjust"
    assert getattr(edit, "quality", None) == "brightness"


@pytest.mark.parametrize(
    ("text", "mode"),
    [("保留狗叫声", "keep"), ("狗叫声要留着", "keep"), ("把狗叫声去掉", "mute")],
)
def test_a_sound_is_that_of_the_clip_it_is_named_after(text: str, mode: str) -> None:
    (edit,) = read(text, VIEWS["cut30"]).edits
    assert edit.do == "clip_sound"
    assert getattr(edit, "mode", None) == mode
    assert edit.scope.of == "clips"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("夜景灰蒙蒙的，对比度加一点", ["adjust"]),
        ("画面黑蒙蒙咁，光返少少得唔得呀", ["adjust"]),
        ("夜景那段两边有黑边，铺满屏幕", ["fit"]),
        ("音乐好嘈，细声啲", ["volume"]),
        ("脸都发黄，色调往冷里调调", ["look"]),
    ],
)
def test_a_complaint_and_its_remedy_are_one_request(
    text: str, expected: list[str]
) -> None:
    assert kinds(text) == expected


def test_photos_that_are_too_quick_are_slowed_down_once() -> None:
    assert kinds("照片太快了，每张慢一点", "photos") == ["shot_length"]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("一分钟压到半分钟", 30), ("从一分钟缩到30秒", 30), ("把30秒改成20秒", 20)],
)
def test_of_a_value_and_its_change_the_second_is_asked_for(
    text: str, seconds: float
) -> None:
    (edit,) = read(text, VIEWS["group"]).edits
    assert edit == SetLength(length=Exact(value=seconds))


@pytest.mark.parametrize(
    ("text", "delta"),
    [("把时长减五秒", -5), ("时长再减五秒", -5), ("总长加十秒", 10), ("时长加5秒", 5)],
)
def test_the_length_goes_up_and_down(text: str, delta: float) -> None:
    (edit,) = read(text, VIEWS["group"]).edits
    assert edit == SetLength(length=Plus(delta=delta))


@pytest.mark.parametrize(
    "text", ["到副歌再快一点", "副歌快一点", "副歌剪快一倍", "副歌部分节奏快一点"]
)
def test_a_part_of_the_song_has_a_pace_of_its_own(text: str) -> None:
    (edit,) = read(text, VIEWS["group"]).edits
    assert edit.do == "pace"
    assert edit.scope == OfSong(label=SongLabel.CHORUS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("小狗再放大一点", ["zoom"]),
        ("夜景调亮再放慢", ["adjust", "speed"]),
        ("小狗的镜头左右翻一下再放大一点", ["turn", "zoom"]),
        ("海边倒放再放慢一点", ["reverse", "speed"]),
    ],
)
def test_what_again_opens_is_about_the_same_clip(
    text: str, expected: list[str]
) -> None:
    edits = read(text, VIEWS["group"]).edits
    assert [edit.do for edit in edits] == expected
    assert {edit.scope.of for edit in edits} == {"clips"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("亮度加一点对比度减一点", ["adjust", "adjust"]),
        ("音乐小一点字大一点", ["volume", "change_title"]),
        ("亮度加一点饱和度别动", ["adjust"]),
        ("字大一点音乐小声一点", ["change_title", "volume"]),
    ],
)
def test_a_noun_behind_a_degree_opens_a_clause(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected


def test_behind_it_is_behind_the_clip_that_was_placed() -> None:
    _, beside = read("夜景放第一个，小狗放它后面", VIEWS["group"]).edits
    assert beside == PlaceClip(
        clip=AssetId("xiaogou"), where="after", other=AssetId("yejing")
    )


@pytest.mark.parametrize("text", ["转场用叠化，每个半秒钟", "转场用叠化，每个0.5秒"])
def test_each_is_each_transition(text: str) -> None:
    (edit,) = read(text, VIEWS["group"]).edits
    assert edit == SetJoin(kind=JoinKind.DISSOLVE, seconds=0.5)


def test_what_stays_on_is_the_sound_that_is_not_muted() -> None:
    mute, keep = read("原声全部关掉，只有火锅那段开着", VIEWS["group"]).edits
    assert mute == SetClipSound(mode="mute")
    assert keep == SetClipSound(mode="keep", scope=OfClips(assets=(AssetId("huoguo"),)))


@pytest.mark.parametrize("text", ["照片用暖色调", "照片調暖一點", "全部照片变黑白"])
def test_the_photos_are_the_video_where_nothing_else_is_shown(text: str) -> None:
    (edit,) = read(text, VIEWS["photos"]).edits
    assert edit.scope == WHOLE


@pytest.mark.parametrize(
    ("text", "colder"),
    [
        ("整体偏青一点", True),
        ("色调偏蓝一点", True),
        ("整体偏暖一点", False),
        ("夜景偏黄了", True),
        ("有点偏黄", True),
        ("画面发蓝", False),
    ],
)
def test_a_tint_is_asked_for_by_degrees_and_complained_of_without(
    text: str, *, colder: bool
) -> None:
    (edit,) = read(text, VIEWS["group"]).edits
    assert isinstance(edit, Adjust)
    assert isinstance(edit.level, Plus)
    assert (edit.level.delta < 0) is colder


@pytest.mark.parametrize("text", ["第5个也不要", "第5个也删掉", "第5个也去掉"])
@pytest.mark.parametrize(
    "last",
    [
        BanMoment(scope=OfShots(numbers=(3,)), shorten=True),
        SwapShots(shots=(3, 8)),
    ],
)
def test_the_fifth_is_a_shot_behind_a_shot(text: str, last: Edit) -> None:
    view = replace(VIEWS["group"], last_edits=(last,))
    (edit,) = read(text, view).edits
    assert edit == BanMoment(scope=OfShots(numbers=(5,)), shorten=True)


@pytest.mark.parametrize("text", ["再慢一点", "慢一点", "慢少少"])
def test_a_slower_fade_is_a_longer_one(text: str) -> None:
    view = replace(VIEWS["group"], last_edits=(FadePicture(edge="out", seconds=1.0),))
    (edit,) = read(text, view).edits
    assert isinstance(edit, FadePicture)
    assert edit.seconds > 1


@pytest.mark.parametrize("text", ["别动字幕", "字幕别动", "keep the captions"])
def test_captions_that_are_kept_are_not_made(text: str) -> None:
    assert read(text, VIEWS["group"]).edits == ()


@pytest.mark.parametrize(
    "text",
    [
        "全部黑白，小狗例外",
        "小狗除外全部黑白",
        "都黑白，小狗别加",
        "整个视频黑白，小狗不用",
        "全片黑白 但係小狗唔使",
        "黑白，小狗不动",
        "小狗之外都黑白",
    ],
)
def test_a_clip_is_spared_behind_its_name(text: str) -> None:
    reading = by_rules(text, VIEWS["group"])
    (edit,) = reading.edits
    assert edit.do == "look"
    assert AssetId("xiaogou") not in getattr(edit.scope, "assets", "")
    edits = read(text, VIEWS["group"]).edits
    assert {one.do for one in edits} == {"look"}
