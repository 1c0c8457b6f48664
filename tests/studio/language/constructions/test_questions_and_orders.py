"""Questions change nothing, orders for what is not made are told, and vague ones asked."""

from dataclasses import replace

import pytest

from studio.model.edits.control import GRADE, Ask, Impossible, Topic, Undo, UndoEdit
from studio.model.edits.footage import RepeatClip, RestoreShots
from studio.model.edits.music import RemoveMusic, SetVolume, UseMusic
from studio.model.edits.overlay import RemoveTitle
from studio.model.edits.picture import Adjust, Quality, SetLook
from studio.model.edits.record import Edit, Exact, OfClips, Plus
from studio.model.media import AssetId, MediaKind
from studio.model.reading import ProjectView
from studio.rules.language.grammar.state_questions import is_state_question
from studio.rules.language.reader import by_rules, read
from tests.corpus.views import load_views

CUT30, DRESSED = load_views()["cut30"], load_views()["dressed"]
PHOTOS = load_views()["photos"]
ONE_SONG = replace(CUT30, clips=tuple(c for c in CUT30.clips if c.id != "lofi"))
THIRD = OfClips(assets=(AssetId("img2041"),))


def kinds(text: str, view: ProjectView = CUT30) -> list[str]:
    return [edit.do for edit in read(text, view).edits]


@pytest.mark.parametrize(
    "text",
    [
        "write me a song",
        "compose us a tune",
        "sing me a song",
        "给我写一首歌",
        "唱首歌",
        "幫我作一首曲子",
    ],
)
def test_a_song_that_is_to_be_written_is_no_title(text: str) -> None:
    (edit,) = read(text, CUT30).edits
    assert isinstance(edit, Impossible)
    assert edit.topic == "streaming_song"


@pytest.mark.parametrize(
    "text",
    [
        "who is in this video",
        "who is the man in clip 2",
        "what is my name",
        "第二段里的人是谁",
        "我叫什么名字",
        "呢個係邊個",
    ],
)
def test_a_question_for_people_is_answered(text: str) -> None:
    (edit,) = read(text, CUT30).edits
    assert isinstance(edit, Impossible)
    assert edit.topic == "recognise_person"


@pytest.mark.parametrize(
    "text", ["list the shots", "show shots", "列出镜头", "列出所有鏡頭"]
)
def test_the_shots_are_listed(text: str) -> None:
    assert read(text, CUT30).edits == (Ask(topic=Topic.SHOTS),)


@pytest.mark.parametrize(
    "text",
    ["make it better", "can you make it nicer?", "弄好看一点", "优化一下", "整靚啲"],
)
def test_better_is_asked_about(text: str) -> None:
    reading = read(text, CUT30)
    assert reading.edits == ()
    assert reading.question is not None
    assert reading.question.key == "what_better"


@pytest.mark.parametrize("text", ["much better", "this is better", "好多了"])
def test_praise_is_no_wish_for_something_better(text: str) -> None:
    assert read(text, CUT30).edits == (Ask(topic=Topic.THANKS),)


@pytest.mark.parametrize(
    ("text", "about", "offered"),
    [
        ("is the music supposed to be this quiet?", "song", "volume"),
        ("is the music too loud?", "song", "volume"),
        ("should it be longer?", "length", "length"),
        ("are the cuts too fast?", "", "pace"),
        ("why is the video so dark", "", "adjust"),
        ("音乐是不是太小了?", "song", "volume"),
        ("节奏会不会太快？", "", "pace"),
        ("狗那段静音了吗？", "", "clip_sound"),
        ("結尾有淡出嗎？", "", "fade_picture"),
    ],
)
def test_a_question_offers_the_change_that_it_hints_at(
    text: str, about: str, offered: str
) -> None:
    reading = read(text, CUT30)
    assert [e.topic.value for e in reading.edits if isinstance(e, Ask)] == (
        [about] if about else []
    )
    assert len(reading.edits) == bool(about)
    assert reading.question is not None
    assert reading.question.key == "should_change"
    assert [e.do for e in reading.question.choices[0].edits] == [offered]


def test_this_quiet_offers_more() -> None:
    question = read("is the music supposed to be this quiet?", CUT30).question
    assert question is not None
    (edit,) = question.choices[0].edits
    assert isinstance(edit, SetVolume)
    assert getattr(edit.level, "factor", 0) > 1


@pytest.mark.parametrize(
    "text",
    [
        "could it be a bit louder?",
        "can we make it shorter?",
        "vertical?",
        "is too dark",
        "is it too dark? make it brighter",
        "能不能短一点?",
        "可以大声一点吗?",
        "背景音樂可以大聲啲嗎",
        "換成黑白好嗎",
        "should be vertical",
        "should have a title at the start",
        "是啊 短一点 随便加点什么",
        "有没有办法短一点",
    ],
)
def test_a_polite_order_is_no_question(text: str) -> None:
    assert not is_state_question(text)


REMOVED = replace(
    ONE_SONG,
    in_force=frozenset({"remove_music"}),
    last_edits=(SetLook(look=None),),
)


@pytest.mark.parametrize(
    "text",
    ["bring the music back", "music back on please", "把音乐加回来", "音樂加返"],
)
@pytest.mark.parametrize(
    ("view", "edit"),
    [
        (replace(REMOVED, last_edits=(RemoveMusic(),)), Undo()),
        (REMOVED, UndoEdit(edit="remove_music")),
        (
            replace(ONE_SONG, in_force=frozenset({"volume"})),
            SetVolume(level=Exact(value=1.0)),
        ),
        (ONE_SONG, UseMusic(songs=(AssetId("kick"),))),
    ],
)
def test_the_music_comes_back(text: str, view: ProjectView, edit: Edit) -> None:
    assert read(text, view).edits == (edit,)


def test_it_is_asked_which_of_two_songs_comes_back() -> None:
    view = replace(CUT30, in_force=frozenset({"remove_music"}))
    question = read("bring the music back", view).question
    assert question is not None
    songs = [c.name for c in CUT30.clips if c.kind is MediaKind.AUDIO]
    assert [choice.label for choice in question.choices] == songs


@pytest.mark.parametrize("text", ["bring the title back", "标题加回来"])
def test_a_title_comes_back_right_after_it_was_taken_off(text: str) -> None:
    view = replace(CUT30, last_edits=(RemoveTitle(),))
    assert read(text, view).edits == (Undo(),)


@pytest.mark.parametrize(
    "text",
    ["clip 3 normal", "clip 3 as filmed", "reset clip 3", "第3段恢复正常", "第3段還原"],
)
def test_a_clip_as_filmed(text: str) -> None:
    assert read(text, DRESSED).edits == (SetLook(look=None, scope=THIRD),)
    assert read(text, CUT30).edits == (RestoreShots(scope=THIRD),)


@pytest.mark.parametrize("text", ["clip 3 back to normal", "第三段恢复正常"])
def test_a_clip_is_as_before_its_last_change(text: str) -> None:
    brighter = Adjust(quality=Quality.BRIGHTNESS, level=Plus(delta=0.2), scope=THIRD)
    view = replace(
        CUT30, last_edits=(brighter,), in_force=frozenset({"turn", "adjust"})
    )
    plain = brighter.model_copy(update={"level": Exact(value=0.0)})
    assert by_rules(text, view).edits == (plain,)


@pytest.mark.parametrize(
    ("text", "undone"),
    [
        ("undo the swap", "swap"),
        ("undo the zoom", "zoom"),
        ("undo the volume", "volume"),
        ("undo the fade", "fade_picture"),
        ("undo the title", "add_title"),
        ("撤销裁剪", "trim_clip"),
        ("撤銷音量", "volume"),
    ],
)
def test_one_kind_of_edit_is_taken_back(text: str, undone: str) -> None:
    assert read(text, CUT30).edits == (UndoEdit(edit=undone),)


@pytest.mark.parametrize(
    "text", ["undo the colour grading", "撤销调色", "撤銷調色", "undo the colours"]
)
def test_the_grading_is_all_of_the_colours(text: str) -> None:
    assert read(text, CUT30).edits == (UndoEdit(edit=GRADE),)


@pytest.mark.parametrize("text", ["删掉张三", "只留張三", "张三的片段放最后"])
@pytest.mark.parametrize("view", [CUT30, PHOTOS])
def test_a_person_is_no_number_of_a_photo(text: str, view: ProjectView) -> None:
    reading = read(text, view)
    assert reading.edits == ()
    facts = reading.question is not None and dict(reading.question.facts)
    assert (facts and facts["text"] == "张三") or reading.residues
    assert all(residue.reason == "unknown" for residue in reading.residues)


def test_a_photo_by_its_number_stands() -> None:
    assert kinds("删掉第三张", PHOTOS) == ["leave_out"]
    assert kinds("每张三秒", PHOTOS) == ["shot_length"]


def test_at_most_twice_is_read() -> None:
    (edit,) = read("use clip 1 at most twice", CUT30).edits
    assert edit == RepeatClip(clips=(AssetId("beach"),), times=2, at_most=True)


def meetings() -> ProjectView:
    names = ("会议1.mp4", "会议2.mp4", "meeting1.mp4", "meeting2.mp4")
    clips = tuple(
        replace(CUT30.clips[0], id=AssetId(name), name=name, number=n)
        for n, name in enumerate(names, 1)
    )
    return replace(CUT30, clips=clips)


@pytest.mark.parametrize(
    ("text", "clip"),
    [
        ("第二段会议静音", "会议2.mp4"),
        ("第一段會議靜音", "会议1.mp4"),
        ("mute the second meeting clip", "meeting2.mp4"),
        ("mute the first meeting", "meeting1.mp4"),
    ],
)
def test_one_of_several_clips_of_a_name(text: str, clip: str) -> None:
    (edit,) = read(text, meetings()).edits
    assert edit.scope == OfClips(assets=(AssetId(clip),))


@pytest.mark.parametrize(
    "text", ["the punch ins are too much", "抖动太厉害", "flashes too strong"]
)
def test_too_much_of_a_beat_effect_never_makes_more_of_it(text: str) -> None:
    reading = read(text, CUT30)
    assert reading.edits == ()
    assert reading.question is not None
    assert len(reading.question.choices) == 4


def test_a_part_of_a_title_is_no_reason_to_remove_it() -> None:
    question = read("remove the date from the title", DRESSED).question
    assert question is not None
    assert question.key == "new_text"


@pytest.mark.parametrize(
    "text", ["keep the original sound and the music", "原声和音乐都要"]
)
def test_sound_and_music_are_kept(text: str) -> None:
    assert kinds(text) == ["clip_sound"]


def test_near_the_end_is_no_faster_pace() -> None:
    (edit,) = read("快结束的时候慢动作", CUT30).edits
    assert (edit.do, edit.scope.of) == ("speed", "time")
