"""Kinds of Chinese phrasings, each by several wordings of one wish."""

import pytest

from studio.rules.language.reader import read
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
