"""What is asked and answered in words, in which language, and what is remembered of it."""

from dataclasses import replace

from studio.model.draft import Draft, TrackType
from studio.model.step import (
    DialogueChanged,
    ReplyText,
)
from studio.rules.phrases import measure
from tests.studio.studio_in_memory import StudioInMemory, song, video

_CLIPS = ("squats", "deadlift", "run")


async def test_chinese_is_answered_in_chinese() -> None:
    studio = StudioInMemory(video(1), song())
    assert "个镜头" in await studio.hear("卡点剪辑，15秒，竖屏")
    assert studio.draft.duration == 15_000
    assert "已撤销" in await studio.hear("撤销")
    assert studio.project.current == -1
    assert "没听懂" in await studio.hear("天气真好啊")


async def test_traditional_chinese_is_answered_in_traditional_chinese() -> None:
    studio = StudioInMemory(video(1), song())
    assert "個鏡頭" in await studio.hear("卡點剪輯，15秒，豎屏")
    taiwan = StudioInMemory(video(1), song(), language="zh-TW")
    assert "還沒有" in await taiwan.hear("撤銷") or "沒有可以" in await taiwan.hear(
        "撤銷"
    )


async def test_a_chinese_title_is_no_request_for_chinese() -> None:
    studio = StudioInMemory(video(1), song())
    await studio.say("sync to the beat")
    assert "Title" in await studio.hear("title 'Hi 你好' at the top")
    assert "标题" in await studio.hear("标题“Hello”放在底部")


async def test_questions_make_no_edit() -> None:
    studio = StudioInMemory(video(1), song())
    await studio.say("sync to the beat")
    for text in ("what can you do?", "how long is it?", "thanks!", "add a title"):
        steps = await studio.say(text)
        assert [type(step) for step in steps] == [DialogueChanged, ReplyText]


async def test_a_clip_that_was_given_a_name_is_called_so() -> None:
    studio = StudioInMemory(video(1), video(2), song())
    await studio.say("sync to the beat")
    reply = await studio.hear("clip 2 is grandpa")
    assert "grandpa" in reply
    assert "clip 2" in reply
    assert studio.project.current == 0
    await studio.say("leave out grandpa")
    shown = {segment.source for segment in measure.pictures(studio.project.draft)}
    assert shown == {studio.project.assets[0].id}


async def test_an_order_is_no_answer_to_an_open_question() -> None:
    studio = StudioInMemory(video(1), song())
    await studio.say("cut it, 10 seconds")
    await studio.say("add a title")
    assert studio.project.dialogue.question is not None
    await studio.say("make it black and white")
    assert not measure.titles(studio.project.draft)
    assert measure.pictures(studio.project.draft)[0].effects.look == "black_and_white"


async def test_the_answer_to_a_clients_question_is_a_title_or_an_order() -> None:
    studio = StudioInMemory(video(1), song())
    await studio.say("cut it, 10 seconds")
    await studio.say("Good night", is_title=True)
    await studio.say("make it black and white", is_title=True)
    assert [s.text for s in measure.titles(studio.project.draft)] == ["Good night"]
    assert measure.pictures(studio.project.draft)[0].effects.look == "black_and_white"


async def test_words_from_before_a_question_leave_it_open() -> None:
    studio = StudioInMemory(video(1), song())
    await studio.say("cut it, 10 seconds")
    await studio.say("add a title")
    await studio.say("mumble jumble", answers=False)
    assert not measure.titles(studio.project.draft)
    await studio.say("Good night")
    assert [s.text for s in measure.titles(studio.project.draft)] == ["Good night"]


async def test_the_reply_is_in_the_language_asked_for() -> None:
    studio = StudioInMemory(video(1), song())
    await studio.say("cut it, 10 seconds")
    assert "音乐" in await studio.hear("music at 35%", language="zh")
    assert "ong" in await studio.hear("how long is it?", language="en")


async def test_the_answer_to_a_question_completes_the_edit() -> None:
    studio = StudioInMemory(video(1), song())
    await studio.say("sync to the beat")
    assert "What should the title say?" in await studio.hear("add a title")
    assert studio.project.dialogue.question is not None
    assert "“Hello World”" in await studio.hear("Hello World")
    assert [s.text for s in studio.titles()] == ["Hello World"]
    assert studio.project.dialogue.question is None


async def test_the_newest_edit_and_the_clips_named_are_remembered() -> None:
    studio = StudioInMemory(video(1), video(2), song())
    await studio.say("sync to the beat")
    await studio.say("clip 2 in slow motion")
    assert studio.project.dialogue.named[0] == "v2"
    assert studio.project.version.edits[0].do == "speed"
    assert "slow motion" in (await studio.hear("what was the last edit?")).lower()


async def test_a_nickname_is_asked_once_and_known_from_then_on() -> None:
    studio = StudioInMemory(video(1), video(2), video(3), song())
    await studio.say("20 seconds")
    question = await studio.hear("12 seconds. put grandpa first, and vertical")
    assert "Which clip do you mean by “grandpa”?" in question
    assert studio.draft.duration == 12_000
    names = [asset.name for asset in studio.project.assets][:3]
    assert [f"{n}. {name}" in question for n, name in enumerate(names, 1)] == [True] * 3
    await studio.say(names[1])
    assert studio.draft.meta["height"] == 1920
    assert (
        studio.draft.segments(TrackType.VIDEO)[0].source == studio.project.assets[1].id
    )
    assert "?" not in await studio.hear("grandpa last")
    assert (
        studio.draft.segments(TrackType.VIDEO)[-1].source == studio.project.assets[1].id
    )


async def test_what_some_words_hide_is_offered_and_done_after_yes() -> None:
    studio = StudioInMemory(video(1), video(2), video(3), song())
    await studio.say("20 seconds")
    question = await studio.hear("cut it to 12 seconds in the frobnicated style")
    assert "I did not understand “frobnicated" in question
    assert studio.draft.duration == 20_000
    await studio.say("yes")
    assert studio.draft.duration == 12_000


async def test_a_complaint_about_a_clip_repeats_no_edit() -> None:
    studio = StudioInMemory(video(1), video(2), video(3), song())
    await studio.say("20 seconds")
    await studio.say("black and white on clip 1")
    before = studio.draft
    for words in (
        "too much clip 3",
        "there is too much clip 2",
        "clip 3 comes too often",
    ):
        await studio.say(words)
        assert _in_grey(studio.draft) == {"clip1.mp4"}
        await studio.say("undo")
        assert studio.draft == before
    await studio.say("clip 2 too")
    assert _in_grey(studio.draft) == {"clip1.mp4", "clip2.mp4"}


async def test_a_question_about_how_a_clip_is_offers_the_change() -> None:
    clips = (replace(video(n), name=f"{name}.mp4") for n, name in enumerate(_CLIPS, 1))
    studio = StudioInMemory(*clips, song())
    await studio.say("make a video")
    before = studio.draft
    reply = await studio.hear("is the deadlift too shaky?")
    assert studio.draft == before
    assert "1. stabilised (clip 2)" in reply


def _in_grey(draft: Draft) -> set[str]:
    """The clips that are shown in black and white."""
    shown = measure.pictures(draft)
    return {segment.name for segment in shown if segment.effects.look}
