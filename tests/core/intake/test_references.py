"""What people point at: replies to clips and results, their own clips."""

from dataclasses import replace
from typing import Any

import pytest

from core.model.chat import Clip
from core.model.inbound import RepliedMessage
from core.rules.intake.references import ClipReference, References, resolve
from tests.core.harness import CHAT, MIA, TOM, CoreHarness

TWO, THREE = ClipReference(2, "dog.mp4"), ClipReference(3, "sea.mp4")
SONG = ClipReference(1, "Kick It.mp3", is_song=True)
GRADE = ClipReference(0, "warm.cube", by_name=True)


@pytest.mark.parametrize(
    ("text", "references", "sent"),
    [
        ("use this one first", References((TWO,)), "use clip 2 first"),
        ("put that clip at the end", References((TWO,)), "put clip 2 at the end"),
        ("add this too", References((TWO,)), "add clip 2 too"),
        ("black and white", References((TWO,)), "black and white (clip 2)"),
        ("use this song", References((SONG,)), "use song 1"),
        ("use this one", References((GRADE,)), 'use "warm.cube"'),
        ("use these clips", References((TWO, THREE)), "use clip 2 and clip 3"),
        (
            "add my clip and make it vertical",
            References(own=(THREE,)),
            "add clip 3 and make it vertical",
        ),
        ("make my video vertical", References(own=(THREE,)), "make my video vertical"),
        ("go back to this version", References(version=2), "go back to version 2"),
        ("make this one faster", References(version=2), "make this one faster"),
        (
            "make this version 9:16",
            References(version=2),
            "Go back to version 2 and make it 9:16",
        ),
        ("is this version upright?", References(version=2), "is this version upright?"),
        ("sync to the beat", References(), "sync to the beat"),
    ],
)
def test_words_that_point_name_what_the_agent_knows(
    text: str, references: References, sent: str
) -> None:
    assert resolve(text, "en", references) == sent


@pytest.mark.parametrize(
    ("text", "references", "sent"),
    [
        ("把这个放到最前面", References((TWO,)), "把第2个素材放到最前面"),
        (
            "把我的视频加进去，改成竖屏",
            References(own=(THREE,)),
            "把第3个素材加进去，改成竖屏",
        ),
        ("回到这个版本", References(version=2), "回到第2个版本"),
        (
            "把这个版本改成9:16",
            References(version=2),
            "回到第2个版本，然后把它改成9:16",
        ),
    ],
)
def test_chinese_words_that_point_do_so_too(
    text: str, references: References, sent: str
) -> None:
    assert resolve(text, "zh", references) == sent


async def test_a_reply_to_a_known_clip_names_it(harness: CoreHarness) -> None:
    await harness.say("", "a.mp4", "b.mp4")
    await harness.over()
    quoted = Clip("b.mp4", "b.mp4")
    await harness.say("use this one first", quoted=(quoted,))
    await harness.over()
    assert await harness.sent() == ["use clip 2 first"]
    assert await harness.agent.files() == ["a.mp4", "b.mp4"]


async def test_a_members_own_clip_is_put_in(harness: CoreHarness) -> None:
    await harness.say("cut it", "a.mp4")
    await harness.over()
    tom = Clip("t.mp4", "t.mp4", owner=TOM.id)
    await harness.say("", clips=(tom,), sender=TOM)
    await harness.over()
    await harness.say("add my clip and make it vertical", sender=TOM)
    await harness.over()
    assert (await harness.sent())[-1] == "add clip 2 and make it vertical"


async def second_of_three_videos(harness: CoreHarness) -> dict[str, Any]:
    """Make three videos with an agent that counts versions; the post of the second."""
    harness.agent.versions = True
    for text in ("one cut", "two cuts", "three cuts"):
        await harness.say(text, "a.mp4")
        await harness.over()
    return (await harness.chat.videos(CHAT))[1]


async def test_a_reply_to_a_result_goes_back_to_its_version(
    harness: CoreHarness,
) -> None:
    second = await second_of_three_videos(harness)
    data = tuple(button[1] for button in second["buttons"])
    reply = RepliedMessage(second["text"], data)
    await harness.say("go back to this version", reply=reply)
    await harness.over()
    assert (await harness.sent())[-1] == "go back to version 2"


@pytest.mark.parametrize(
    ("text", "language", "resolved"),
    [
        ("This one was better!", "en", "Go back to version 2"),
        ("I prefer this version", "en", "Go back to version 2"),
        ("I like this one more", "en", "Go back to version 2"),
        ("还是这个版本更好", "zh", "回到第2个版本"),
        ("更喜歡這個", "zh-hant", "回到第2個版本"),
        ("I like this one", "en", "I like this one"),
        ("this is better with music", "en", "this is better with music"),
    ],
)
def test_a_result_that_was_better_comes_back(
    text: str, language: str, resolved: str
) -> None:
    assert resolve(text, language, References(version=2)) == resolved


async def test_undo_acts_on_the_version_that_its_button_stands_at(
    harness: CoreHarness,
) -> None:
    second = await second_of_three_videos(harness)
    await harness.press_data({b[0]: b[1] for b in second["buttons"]}["Undo"])
    await harness.over()
    assert (await harness.sent())[-1] == "Go back to version 1"


async def test_what_was_undone_can_be_redone(harness: CoreHarness) -> None:
    await harness.say("cut it", "a.mp4")
    await harness.over()
    await harness.press("Undo")
    await harness.over()
    await harness.press("Redo")
    await harness.over()
    assert (await harness.sent())[-2:] == ["Undo the last change", "Redo"]


async def test_what_a_command_undid_can_be_redone(harness: CoreHarness) -> None:
    await harness.say("cut it", "a.mp4")
    await harness.over()
    with pytest.raises(AssertionError, match="no button"):
        await harness.press("Redo")
    await harness.say("please undo that")
    await harness.over()
    await harness.press("Redo")
    await harness.over()
    assert (await harness.sent())[-1] == "Redo"


async def test_only_those_who_may_export_may_undo(harness: CoreHarness) -> None:
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert "Only the person who asked" in await harness.press("Undo", TOM)


async def test_words_before_the_clips_wait_for_them(harness: CoreHarness) -> None:
    await harness.say("sync to the beat")
    await harness.over()
    assert await harness.sent() == []
    assert "sync to the beat" in (await harness.texts())[-1]
    assert "Now send me your clips" in (await harness.texts())[-1]
    for clip in ("a.mp4", "b.mp4", "song.mp3"):
        await harness.say("", clip)
    await harness.over()
    assert await harness.sent() == ["sync to the beat"]
    assert await harness.agent.files() == ["a.mp4", "b.mp4", "song.mp3"]
    assert len(await harness.chat.videos(CHAT)) == 1
    await harness.say("", "c.mp4")
    await harness.over()
    assert await harness.sent() == ["sync to the beat"]


async def test_wishes_before_the_clips_are_all_kept(harness: CoreHarness) -> None:
    for text in ("sync to the beat", "and make it vertical"):
        await harness.say(text)
        await harness.over()
    await harness.say("", "a.mp4")
    await harness.over()
    assert await harness.sent() == ["sync to the beat\nand make it vertical"]


async def test_clips_keep_the_numbers_in_which_the_agent_got_them(
    harness: CoreHarness,
) -> None:
    await harness.say("", "a.mp4", "gone.mp4", "b.mp4")
    await harness.over()
    project = await harness.sessions.current(CHAT, replace(MIA))
    assert [each.clip.name for each in project.clips] == ["a.mp4", "b.mp4"]
