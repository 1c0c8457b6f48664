"""Clips that the agent may fetch by itself, and what happens when it cannot."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from core.errors import AgentDown, AgentRefused, UnsupportedFile
from core.model.chat import Clip, ClipKind, ClipProblem
from core.ports import ByteStream
from core.rules.records.projects import clip_from_dict
from tests.core.harness import CHAT, MIA, CoreHarness, running_core

URL = "https://cdn.test/beach.mp4?ex=1"


async def test_the_agent_fetches_by_itself_what_has_an_address(
    harness: CoreHarness,
) -> None:
    await harness.say("cut it", clips=(Clip("a1", "beach.mp4", url=URL),))
    await harness.over()
    assert (harness.chat.calls["open"], len(await harness.chat.videos())) == (0, 1)


async def test_what_the_agent_cannot_fetch_is_brought_to_it(
    harness: CoreHarness,
) -> None:
    harness.agent.faults["upload_urls"] = [AgentRefused("no way there", 400)]
    await harness.say("cut it", clips=(Clip("a1", "beach.mp4", url=URL),))
    await harness.over()
    assert (harness.chat.calls["open"], len(await harness.chat.videos())) == (1, 1)


class Converter:
    """A converter that writes any clip as an MP4, except for broken ones."""

    @asynccontextmanager
    async def convert(
        self, clip: ByteStream, language: str
    ) -> AsyncIterator[ByteStream]:
        if "broken" in clip.name:
            raise UnsupportedFile(f"“{clip.name}” is cut off ({language})")
        yield replace(clip, name=f"{clip.name}.mp4", size=None)


async def test_a_hosted_agent_gets_what_it_cannot_read_in_another_format(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    clips = (
        Clip("a", "a.mp4"),
        Clip("b", "voice.ogg", ClipKind.AUDIO),
        Clip("c", "IMG.HEIC", ClipKind.IMAGE, url="https://cdn.test/IMG.HEIC"),
        Clip("d", "broken.wmv"),
        Clip("e", "lyrics.srt"),
    )
    async with running_core(
        redis, redis_url, tmp_path, converter=Converter(), web_url="https://nemo.test"
    ) as harness:
        await harness.say("cut it", clips=clips)
        await harness.over()
        files = ["a.mp4", "voice.ogg.mp4", "IMG.HEIC.mp4"]
        assert await harness.agent.files() == files
        (video,) = await harness.chat.videos()
        assert "“broken.wmv” is cut off (en)" in video["text"]
        assert "“lyrics.srt” is not a format I can read" in video["text"]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("https://www.youtube.com/watch?v=abc", "YouTube does not offer its videos"),
        ("https://pan.baidu.com/s/1abc", "百度网盘 gives files only to people who are"),
    ],
)
async def test_a_site_without_files_is_named_and_not_asked(
    harness: CoreHarness, url: str, sentence: str
) -> None:
    await harness.say("cut it", clips=(Clip(url, "watch", url=url),))
    await harness.over()
    assert any(text.startswith(sentence) for text in await harness.texts())
    assert await harness.agent.files() == []


async def test_a_share_link_is_fetched_where_its_file_is(harness: CoreHarness) -> None:
    url = "https://www.dropbox.com/scl/fi/x/beach.mp4?rlkey=k&dl=0"
    await harness.say("cut it", clips=(Clip(url, "beach.mp4", url=url),))
    await harness.over()
    assert await harness.agent.files() == [url.replace("dl=0", "dl=1")]


async def test_a_link_that_nobody_can_fetch_is_reported(harness: CoreHarness) -> None:
    harness.agent.faults["upload_urls"] = [UnsupportedFile("not public", 4001)]
    url = "https://films.test/watch?v=abc"
    link = Clip(url, "watch", url=url)
    await harness.say("cut it", "a.mp4")
    await harness.say("", clips=(link,))
    await harness.over()
    notices = [text for text in await harness.texts() if "could not fetch" in text]
    assert len(notices) == 1
    assert notices[0].startswith("I could not fetch films.test/watch. The link must")
    assert len(await harness.chat.videos()) == 1


async def test_an_instruction_is_not_paid_for_clips_that_cannot_be_used(
    harness: CoreHarness,
) -> None:
    await harness.say("cut it", "gone.mp4")
    await harness.over()
    texts = await harness.texts()
    assert "“gone.mp4” is no longer available" in texts[0]
    assert "I need a clip that works" in texts[0]
    assert await harness.sent() == []
    await harness.say("", "b.mp4")
    await harness.over()
    await harness.press("Try again")
    await harness.over()
    assert await harness.sent() == ["cut it"]
    assert len(await harness.chat.videos()) == 1


async def test_a_song_alone_is_called_by_its_name(harness: CoreHarness) -> None:
    await harness.say("", clips=(Clip("s", "Kick_It.mp3", ClipKind.AUDIO),))
    await harness.over()
    assert (await harness.texts())[0] == "Kick It\nNow add your clips."


async def test_a_clip_at_which_the_agent_fails_stops_no_other_and_is_not_lost(
    harness: CoreHarness,
) -> None:
    harness.agent.faults["upload"] = [AgentDown("internal error", 500)] * 4
    await harness.say("cut it", "a.mp4", "b.mp4")
    await harness.over()
    (notice,) = [text for text in await harness.texts() if "a.mp4" in text]
    assert "internal error of the agent" in notice
    assert await harness.sent() == ["cut it"]
    assert len(await harness.chat.videos()) == 1
    await harness.say("faster")
    await harness.over()
    project = await harness.sessions.project(CHAT, MIA)
    assert [clip.uploaded is not None for clip in project.clips] == [True, True]


async def test_the_reply_says_that_a_file_is_no_media(harness: CoreHarness) -> None:
    paper = Clip("p1", "plan.pdf", problem=ClipProblem.UNSUPPORTED)
    await harness.say("cut it", "a.mp4")
    await harness.say("", clips=(paper,))
    await harness.over()
    notices = [text for text in await harness.texts() if "plan.pdf" in text]
    assert len(notices) == 1
    assert "“plan.pdf” is not a format I can read" in notices[0]


def test_stored_clips_of_older_versions_are_read() -> None:
    old = {"ref": "1", "name": "a.mp4", "kind": "video", "problem": "expired"}
    assert clip_from_dict(old).problem is ClipProblem.NONE
    assert clip_from_dict(old | {"problem": "too_large"}).problem is (
        ClipProblem.TOO_LARGE
    )
