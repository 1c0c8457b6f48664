"""How many calls of Discord an edit and a clip take."""

import asyncio
from functools import partial

import pytest

from bots.discord.wire import ids as names
from tests.bots.discord.turns.running_bot import ME, Bot, finished, texts_for, videos
from tests.fakes.agent import FakeAgent
from tests.fakes.discord.bodies import words_of
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.state import Json
from tests.patience import PATIENCE


def _writes(discord: FakeDiscord) -> list[str]:
    """Calls that change something visible, reactions included.

    Edits of the card's progress are left out: their number depends on time.
    """
    passive = ("GET ", "PATCH ")
    return [call for call in discord.rest.calls if not call.startswith(passive)]


@pytest.mark.parametrize("way", ["message", "command"])
async def test_an_edit_takes_six_calls_and_a_clip_two(
    bot: Bot, discord: FakeDiscord, way: str
) -> None:
    direct = discord.add_direct(discord.alice)
    async with bot.running() as core:
        start = len(_writes(discord))
        clip = discord.attach(b"v", "1.mp4")
        if way == "command":
            fields = {"instruction": "cut it", "clip": clip}
            await discord.command("edit", fields, channel=direct)
        else:
            await discord.write("cut it", channel=direct, files=(clip,))
        chat = names.chat_id(direct["id"])
        await discord.until(lambda: _videos_in(discord, direct))
        async with asyncio.timeout(PATIENCE):
            await core.wait_until_idle(chat)
        assert len(_writes(discord)[start:]) <= 6
        for number in range(2, 5):
            start = len(_writes(discord))
            clip = discord.attach(b"v", f"{number}.mp4")
            await discord.write("", channel=direct, files=(clip,))
            await discord.until(partial(_tray, discord, direct, number))
            async with asyncio.timeout(PATIENCE):
                await core.wait_until_idle(chat)
            assert len(_writes(discord)[start:]) <= 2


def _videos_in(discord: FakeDiscord, channel: Json) -> list[Json]:
    return [each for each in discord.seen(channel["id"]) if each["attachments"]]


def _tray(discord: FakeDiscord, channel: Json, clips: int) -> list[Json]:
    messages = discord.seen(channel["id"])
    return [each for each in messages if words_of(each).startswith(f"{clips} clips")]


async def test_an_edit_with_a_preview_takes_few_calls(
    bot: Bot, discord: FakeDiscord, agent: FakeAgent
) -> None:
    agent.previews = True
    discord.content_intent = True
    async with bot.running() as core:
        clip = discord.attach(b"video")
        await discord.write(f"{ME} make it fast", files=(clip,))
        await discord.until(lambda: videos(discord))
        await finished(core, discord)
    calls = [call for call in discord.rest.calls if "messages" in call]
    assert len(calls) <= 6, calls
    (answer,) = texts_for(discord)
    assert "Did: make it fast" in answer
