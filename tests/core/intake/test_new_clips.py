"""Requests that came with new clips and point at them."""

import pytest

from core.model.chat import Clip
from core.rules.intake.new_clips import name_new_clips
from core.rules.intake.references import ClipReference
from tests.core.harness import CHAT, MIA, CoreHarness

CLIP, PHOTO = ClipReference(3, "sea.mp4"), ClipReference(4, "us.jpg")
SONG = ClipReference(2, "Kick It.mp3", is_song=True)


@pytest.mark.parametrize(
    ("text", "new", "sent"),
    [
        ("use this too", [CLIP], "use clip 3 too"),
        ("add these", [CLIP, PHOTO], "add clip 3 and clip 4"),
        ("add this clip at the end", [CLIP], "add clip 3 at the end"),
        ("put these in after the dog", [CLIP], "put clip 3 in after the dog"),
        ("use this song instead", [SONG], "use song 2 instead"),
        ("cut it to this track", [CLIP, SONG], "cut it to song 2"),
        ("start with this one", [CLIP], "start with clip 3"),
        ("replace the dog with this", [CLIP], "replace the dog with clip 3"),
        ("this at the end please", [CLIP], "clip 3 at the end please"),
        ("these go at the start", [CLIP, PHOTO], "clip 3 and clip 4 go at the start"),
        ("the new clip goes first", [CLIP, SONG], "clip 3 goes first"),
        ("use what i just sent", [CLIP], "use clip 3"),
        ("put it in slow motion", [CLIP], "put clip 3 in slow motion"),
        ("here's another one", [CLIP], "add clip 3"),
        ("Here you go!", [CLIP, SONG], "add clip 3 and use song 2"),
        ("one more", [SONG], "use song 2"),
    ],
)
def test_words_that_point_at_new_clips_name_them(
    text: str, new: list[ClipReference], sent: str
) -> None:
    assert name_new_clips(text, "en", new) == sent


@pytest.mark.parametrize(
    ("text", "new", "sent"),
    [
        ("加上这个", [CLIP], "把第3个素材放进去"),
        ("把这段放最后", [CLIP], "把第3个素材放最后"),
        ("这个也用上", [CLIP], "把第3个素材放进去"),
        ("用这首歌", [CLIP, SONG], "用第2首歌"),
        ("换成这首", [SONG], "换成第2首歌"),
        ("刚发的那段放开头", [CLIP], "第3个素材放开头"),
        ("再来一段", [CLIP], "把第3个素材放进去"),
        ("还有这两张", [CLIP, PHOTO], "把第3个素材和第4个素材放进去"),
    ],
)
def test_chinese_words_do_so_too(
    text: str, new: list[ClipReference], sent: str
) -> None:
    assert name_new_clips(text, "zh", new) == sent


@pytest.mark.parametrize(
    "text",
    [
        "make this vertical",
        "this video is too long",
        "use this look everywhere",
        "faster cuts",
        "make it faster",
        "add a title",
        "这个视频太长了",
        "更快一点",
    ],
)
def test_other_words_stay_as_they_are(text: str) -> None:
    assert name_new_clips(text, "en", [CLIP, SONG]) == text


def test_without_new_clips_nothing_is_named() -> None:
    assert name_new_clips("use this too", "en", []) == "use this too"


def test_a_song_is_not_named_where_no_song_is_new() -> None:
    assert name_new_clips("use this song", "en", [CLIP]) == "use this song"


async def test_words_that_come_with_a_clip_name_it(harness: CoreHarness) -> None:
    await harness.say("use this in a video", "a.mp4")
    await harness.over()
    await harness.say("put this one at the end", "b.mp4")
    await harness.over()
    assert await harness.sent() == ["use this in a video", "put clip 2 at the end"]


async def test_words_after_a_new_clip_name_it(harness: CoreHarness) -> None:
    await harness.say("cut it", "a.mp4")
    await harness.over()
    new = Clip("b.mp4", "b.mp4", owner=MIA.id)
    await harness.say("", clips=(new,))
    await harness.over()
    await harness.say("start with this one")
    await harness.over()
    await harness.say("start with this one")
    await harness.over()
    assert (await harness.sent())[1:] == ["start with clip 2", "start with this one"]
    assert len(await harness.chat.videos(CHAT)) == 3


async def test_words_whose_clip_cannot_be_used_are_not_sent(
    harness: CoreHarness,
) -> None:
    """They would cost credits, and the agent could only guess."""
    await harness.say("cut it", "a.mp4")
    await harness.over()
    await harness.say("use this too", "notes.txt")
    await harness.over()
    assert await harness.sent() == ["cut it"]
    assert "notes.txt" in (await harness.texts())[-1]
    await harness.say("make it faster", "notes.txt")
    await harness.over()
    assert await harness.sent() == ["cut it", "make it faster"]
