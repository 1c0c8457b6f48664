"""Chinese topics, vague numbers, alternatives and omitted words."""

import pytest

from studio.model.edits.control import Impossible
from studio.model.edits.footage import (
    LeaveOut,
    PlaceClip,
    Reverse,
    SetShotLength,
    SetSpeed,
)
from studio.model.edits.music import SetVolume, UseMusic
from studio.model.edits.overlay import ChangeTitle, Position
from studio.model.edits.picture import Adjust, SetAspect
from studio.model.edits.record import Exact, OfClips, Plus
from studio.model.edits.whole import SetLength
from studio.model.reading import Reading
from studio.rules.language.lexicon.spelling import entry_of_same_sound
from studio.rules.language.reader import read as read_in
from tests.corpus.views import load_views
from tests.studio.editing.material import ids

VIEW = load_views()["group"]
CLIMB = OfClips(assets=ids("pashan"))
NIGHT = OfClips(assets=ids("yejing"))


def read(text: str) -> Reading:
    return read_in(text, VIEW)


def test_a_clause_without_a_subject_is_about_the_clip_that_was_named_first() -> None:
    reverse, speed = read("爬山那段倒放,再慢一点").edits
    assert isinstance(reverse, Reverse)
    assert isinstance(speed, SetSpeed)
    assert reverse.scope == speed.scope == CLIMB
    assert speed.factor < 1


def test_a_complaint_and_its_wish_are_one_change() -> None:
    (edit,) = read("夜景太暗了,提亮一点").edits
    assert isinstance(edit, Adjust)
    assert edit.scope == NIGHT


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("缩到20来秒", 20), ("时长十来秒", 10), ("再短一点,四十秒左右", 40)],
)
def test_a_vague_length_is_a_length(text: str, seconds: float) -> None:
    (edit,) = read(text).edits
    assert isinstance(edit, SetLength)
    assert edit.length == Exact(value=seconds)


def test_seconds_behind_a_placed_photo_are_the_photos() -> None:
    place, length = read("合照放最后,停六秒").edits
    assert isinstance(place, PlaceClip)
    assert isinstance(length, SetShotLength)
    assert length.seconds == 6
    assert length.scope == OfClips(assets=ids("hezhao"))


def test_a_few_stray_seconds_never_become_the_length_of_the_video() -> None:
    reading = read("配乐小一半,两秒")
    assert not any(isinstance(edit, SetLength) for edit in reading.edits)


def test_two_alternatives_are_asked_about() -> None:
    reading = read("要么黑白要么复古")
    assert reading.edits == ()
    assert reading.question or reading.residues


def test_a_platform_with_a_shape_of_its_own_gives_that_shape() -> None:
    assert read("小红书的尺寸").edits == (SetAspect(width=3, height=4),)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("自动发到小红书", "publish"),
        ("下载这个视频链接", "download"),
        ("把路人P掉", "remove_object"),
        ("配个旁白", "narration"),
    ],
)
def test_the_reply_says_what_is_out_of_reach(text: str, topic: str) -> None:
    (edit,) = read(text).edits
    assert isinstance(edit, Impossible)
    assert edit.topic == topic


def test_signs_are_read_as_words() -> None:
    assert [edit.do for edit in read("🔙").edits] == ["undo"]
    assert [edit.do for edit in read("🖤🤍").edits] == ["look"]


def test_a_few_seconds_behind_a_sync_are_the_length() -> None:
    assert [edit.do for edit in read("按节拍剪辑，6秒").edits] == ["sync", "length"]


def test_of_words_of_one_sound_the_one_that_shares_a_character_is_meant() -> None:
    entry = entry_of_same_sound("舒付", odd=True)
    assert entry is not None
    assert "adj.calm" in entry.concepts


@pytest.mark.parametrize(
    ("text", "clip"),
    [
        ("拍狗的那个放最后", "xiaogou"),
        ("有狗的那段放最后", "xiaogou"),
        ("吃火锅那支放最后", "huoguo"),
        ("在海边跑的那个视频放最后", "haibian"),
        ("合照果張擺返最後啦", "hezhao"),
        ("第三个那段放最后", "pashan"),
    ],
)
def test_a_clip_is_named_by_what_it_shows(text: str, clip: str) -> None:
    (edit,) = read(text).edits
    assert isinstance(edit, PlaceClip)
    assert (edit.clip, edit.where) == (clip, "last")


@pytest.mark.parametrize("text", ["加两秒", "再来个两秒", "结尾再加两秒"])
def test_added_seconds_make_the_video_longer(text: str) -> None:
    assert read(text).edits == (SetLength(length=Plus(delta=2.0)),)


def test_a_closing_negation_asks() -> None:
    (edit,) = read("音乐能换不").edits
    assert isinstance(edit, UseMusic)


def test_a_counted_list_is_the_list() -> None:
    (edit,) = read("小狗和夜景两段都不要").edits
    assert isinstance(edit, LeaveOut)
    assert set(edit.clips) == set(ids("xiaogou", "yejing"))


def test_a_denied_place_is_not_the_place() -> None:
    (edit,) = read("标题不要放中间,放左下角").edits
    assert isinstance(edit, ChangeTitle)
    assert edit.position is Position.BOTTOM_LEFT


def test_a_face_in_the_way_is_no_wish_for_another_face() -> None:
    (edit,) = read("标题挡脸了,往上移一点").edits
    assert isinstance(edit, ChangeTitle)
    assert edit.position is Position.TOP


@pytest.mark.parametrize("text", ["我妈说音乐太吵了", "老板反馈说音乐太吵了"])
def test_what_somebody_says_is_the_wish(text: str) -> None:
    (edit,) = read(text).edits
    assert isinstance(edit, SetVolume)
