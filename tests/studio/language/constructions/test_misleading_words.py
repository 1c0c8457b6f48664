"""Wishes that people type every day, each with words that once misled the reader."""

import pytest

from studio.model.edits.whole import SetResolution
from studio.rules.language.reader import read
from tests.corpus.views import load_views


@pytest.mark.parametrize(
    ("text", "view", "meant"),
    [
        ("the last 5 secs in black and white", "cut30", ["look"]),
        ("use Despacito instead", "cut30", ["impossible"]),
        ("slower on the beach like in the tv show", "cut30", ["speed"]),
        ("montage plz", "cut30", ["sync"]),
        ("too much clip 3", "cut30", ["shot_length"]),
        ("clip 2 comes too often", "cut30", ["shot_length"]),
        (
            "grandma last, hold it 4 seconds, write 'Bye' at the end",
            "photos",
            ["place", "shot_length", "add_title"],
        ),
        ("turn clip 1's sound off", "cut30", ["clip_sound"]),
        ("fade the song out over the last 6 secs", "cut30", ["fade_sound"]),
        ("remove everything you did to the speed", "cut30", ["undo_edit"]),
        ("replace the title with Hello", "cut30", ["change_title"]),
        ("shot 9 is spot on, don't ever touch it", "cut30", ["keep"]),
        ("never touch shot 3", "cut30", ["keep"]),
        ("no logo anywhere please", "cut30", ["remove_overlay"]),
        ("make it vertical, the rest unchanged", "cut30", ["aspect"]),
        ("crop it to a square", "cut30", ["aspect"]),
        ("can you sharpen it, it looks a bit soft", "cut30", ["adjust"]),
        ("stop the flashing, it gives me a headache", "cut30", ["pulse"]),
        ("this drags on, can we lose about 10 seconds", "cut30", ["length"]),
        ("clip 4 can go, plus music at 40%", "cut30", ["leave_out", "volume"]),
        ("a little video of our summer trip, 30 s", "empty", ["sync", "length"]),
        ("毕业视频!竖屏,20秒", "empty", ["sync", "aspect", "length"]),
        ("make a 20 s edit of surf and skate", "empty", ["only", "length"]),
        ("not 20 but 25 seconds", "cut30", ["length"]),
        ("the title at the bottom, not the top", "cut30", ["change_title"]),
        ("slow-mo for the opening shot", "cut30", ["speed"]),
        ("the opening shot has to be the dog", "cut30", ["place"]),
        ("put the words Road Trip on it", "empty", ["add_title"]),
        ("remove teh sunet pic", "cut30", ["leave_out"]),
        ("小够那段慢放", "group", ["speed"]),
        ("black and white except the last shot", "cut30", ["look", "look"]),
        ("make the title bigger and move it up", "cut30", ["change_title"]),
        ("change the music to something calmer", "cut30", ["use_music"]),
        ("throw together a quick edit", "empty", ["sync"]),
        ("clip 1 in slow motion, the last one in sepia", "cut30", ["speed", "look"]),
        ("结尾加一句谢谢观看", "cut30", ["add_title"]),
        (
            "song starts at the chorus and fades out",
            "cut30",
            ["trim_music", "fade_sound"],
        ),
        ("did the sunset make it in?", "cut30", ["ask"]),
        ("revert the saturation", "cut30", ["adjust"]),
        ("make the waves clip slow when they break", "cut30", ["speed"]),
        ("i want it to end with the dog", "cut30", ["place"]),
        ("it needs to end on the sunset", "cut30", ["place"]),
        ("mute everything but the music", "cut30", ["clip_sound"]),
        ("mute all but the song", "cut30", ["clip_sound"]),
        ("cut the beach clip shorter", "cut30", ["shot_length"]),
        ("do it again but different", "cut30", ["sync"]),
        ("let the song finish", "cut30", ["end_with_music"]),
        ("just make something cool with these clips", "empty", ["sync"]),
        ("the dog clip is too short", "cut30", ["shot_length"]),
        ("换成kick吧，lofi太无聊了", "cut30", ["use_music"]),
        ("the video isn't long enough", "cut30", ["length"]),
        ("the beach isn't long enough", "cut30", ["shot_length"]),
        ("video is too short", "cut30", ["length"]),
        ("狗那段太长了", "cut30", ["shot_length"]),
        ("除了音乐其他都静音", "cut30", ["clip_sound"]),
        ("稳一点，太抖了", "cut30", ["stabilise"]),
    ],
)
def test_an_everyday_wish_is_read_whole(text: str, view: str, meant: list[str]) -> None:
    reading = read(text, load_views()[view])
    assert [edit.do for edit in reading.edits] == meant
    assert reading.residues == ()


def test_telling_how_many_clips_came_changes_no_sound() -> None:
    reading = read("I sent you three clips and a song", load_views()["cut30"])
    assert reading.edits == ()


def test_a_verb_that_joins_clauses_is_an_order_of_its_own() -> None:
    edits = read("去掉停顿,加上字幕", load_views()["talk"]).edits
    assert "remove_captions" not in [edit.do for edit in edits]


def test_chinese_files_are_called_by_the_last_part_of_their_name() -> None:
    view = load_views()["u6_lok_new"]
    (edit,) = read("夜景放最后", view).edits
    assert (edit.do, getattr(edit, "clip", "")) == ("place", "night")


def test_what_an_unread_correction_corrects_is_not_done() -> None:
    reading = read("make it 15 sec, no wait, the grumble at 90", load_views()["cut30"])
    assert reading.edits == ()
    assert reading.residues


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("0:10 to 0:15 is boring, speed that part up", "time"),
        ("the shot at 8 seconds is boring, speed it up", "shots"),
        ("第8秒到第12秒太乱了,这一段慢一点", "time"),
    ],
)
def test_a_remedy_holds_where_its_complaint_points(text: str, scope: str) -> None:
    reading = read(text, load_views()["cut30"])
    assert [edit.scope.of for edit in reading.edits] == [scope]
    assert reading.residues == ()


def test_hd_means_full_hd() -> None:
    (edit,) = read("hd please", load_views()["cut30"]).edits
    assert edit == SetResolution(lines=1080)


def test_words_that_are_not_said_are_asked_for() -> None:
    reading = read("can you write the date", load_views()["cut30"])
    assert reading.question is not None
    assert reading.question.key == "title_text"


def test_the_words_of_a_title_end_before_the_next_place() -> None:
    text = "text at the start saying Welcome and at the end saying Bye"
    edits = read(text, load_views()["cut30"]).edits
    assert [getattr(edit, "text", "") for edit in edits] == ["Welcome", "Bye"]


@pytest.mark.parametrize(
    ("text", "view"),
    [
        ("小狗不能删", "group"),
        ("小狗那条不准删！", "group"),
        ("小狗唔可以刪", "group"),
        ("夜景那段不能剪", "group"),
        ("小狗那条不能删！它是本店mascot", "group"),
        ("you can't delete the dog", "cut30"),
        ("do not cut the dog", "cut30"),
    ],
)
def test_a_clip_that_must_not_go_stays(text: str, view: str) -> None:
    reading = read(text, load_views()[view])
    choices = reading.question.choices if reading.question else ()
    edits = (*reading.edits, *(edit for one in choices for edit in one.edits))
    assert "keep" in [edit.do for edit in edits]
    assert "leave_out" not in [edit.do for edit in edits]


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("原声不要关", "keep"),
        ("不要关原声", "keep"),
        ("海浪声别关掉", "keep"),
        ("原声关掉", "mute"),
    ],
)
def test_a_sound_that_must_not_be_turned_off_stays(text: str, mode: str) -> None:
    (edit,) = read(text, load_views()["group"]).edits
    assert edit.do == "clip_sound"
    assert getattr(edit, "mode", None) == mode


@pytest.mark.parametrize(
    "text", ["小狗暖色，其他不要加", "小狗黑白，其他别加", "小狗黑白，别的不用"]
)
def test_the_others_do_not_get_what_they_are_not_to_get(text: str) -> None:
    (edit,) = read(text, load_views()["group"]).edits
    assert edit.do == "look"
    assert getattr(edit.scope, "assets", ()) == ("xiaogou",)


@pytest.mark.parametrize("text", ["花絮就别放了", "花絮不用放"])
def test_a_name_that_is_also_a_word_is_taken_out(text: str) -> None:
    (edit,) = read(text, load_views()["u8_wushe"]).edits
    assert getattr(edit, "clips", ()) == ("huaxu",)
