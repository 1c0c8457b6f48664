"""From a slash command on Discord to the posted MP4, with a gateway that disconnects."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bots.app.runtime import SystemClock
from bots.discord.receive.listener import DiscordListener
from bots.discord.send.adapter import DiscordAdapter
from bots.discord.transport.channel_cache import RedisCache
from bots.discord.wire import ids as names
from core.clients.agent.client import NemoAgent
from core.clients.store.sessions import RedisSessions
from core.composition import Config, Core, build
from core.model.chat import ChatId
from core.model.turn import Step
from tests.fakes.discord.bodies import controls, words_of
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.state import TOKEN, Json
from tests.http_client import http_client
from tests.media import footage
from tests.patience import PATIENCE


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as fake:
        yield fake
        assert fake.rest.complaints == []


@pytest.fixture
async def core(
    discord: FakeDiscord,
    redis: Redis,
    redis_url: str,
    studio_server: str,
    tmp_path: Path,
) -> AsyncIterator[Core]:
    clock = SystemClock()
    config = Config(redis_url, tmp_path, b"secret", poll=0.3, gather=0.3)
    adapter = DiscordAdapter(TOKEN, discord.api_url, RedisCache(redis))
    async with http_client() as http:
        agent = NemoAgent(http, studio_server)
        token = (await agent.mint(str(uuid.uuid4()))).token
        sessions = RedisSessions(redis, agent, clock, token)
        adapters = {"discord": adapter}
        async with build(redis, agent, adapters, sessions, clock, config) as running:
            listener = DiscordListener(adapter, redis)
            work = [
                asyncio.create_task(running.worker.run()),
                asyncio.create_task(listener.run(running.inbound)),
            ]
            await discord.online()
            yield running
            await running.inbound.drain()
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            await adapter.aclose()


@pytest.mark.journey
async def test_a_command_with_clips_comes_back_as_a_video(
    core: Core, discord: FakeDiscord, tmp_path: Path
) -> None:
    attachments = [_clip(discord, tmp_path, number) for number in (1, 2)]
    beats = [number / 2 for number in range(24)]
    song = footage.wav(tmp_path / "song.wav", footage.clicks(beats, 12))
    attachments.append(discord.attach(song.read_bytes(), song.name, "audio/wav"))
    options = {
        "instruction": "sync it to the beat, 4 seconds, 360p",
        **dict(zip(("clip", "clip2", "clip3"), attachments, strict=True)),
    }
    interaction = await discord.command("edit", options)
    assert interaction.answer["type"] == 5
    chat = names.chat_id(discord.channel["id"])
    await _reaches(core, chat, Step.RENDERING)
    await discord.gateway.drop()
    await _done(core, chat)
    message = discord.seen(discord.channel["id"])[-1]
    shown = _words(discord)
    assert "Timeline (" in shown, shown
    files = [each["filename"].rpartition(".")[2] for each in message["attachments"]]
    assert files == ["mp4", "png"], shown
    assert _bytes(discord, message)[4:8] == b"ftyp"
    assert _bytes(discord, message, 1)[1:4] == b"PNG", "its timeline"
    assert not any("DiscordBot" in name for name in discord.rest.readers)
    await discord.until(lambda: discord.gateway.resumed == 1)
    pressed = await discord.press(_with_button(discord, "Undo"), "Undo")
    assert pressed.answer["type"] == 6
    await discord.until(lambda: _words(discord) != shown)
    await _done(core, chat)


@pytest.mark.journey
async def test_the_preview_becomes_the_video_in_the_same_message(
    core: Core, discord: FakeDiscord, tmp_path: Path
) -> None:
    clip = _clip(discord, tmp_path, 1)
    request = "cut it, 2 seconds, 720p, no music"
    await discord.command("edit", {"instruction": request, "clip": clip})

    def shown() -> Json | None:
        messages = discord.seen(discord.channel["id"])
        return next((each for each in messages if each["attachments"]), None)

    def previewed() -> Json | None:
        return shown() if "Preview." in _words(discord) else None

    pictures = await discord.until(shown)
    preview = await discord.until(previewed)
    assert preview["id"] == pictures["id"]
    small = _bytes(discord, preview)
    await _done(core, names.chat_id(discord.channel["id"]))
    (video,) = [m for m in discord.seen(discord.channel["id"]) if m["attachments"]]
    assert video["id"] == preview["id"]
    assert "Preview." not in words_of(video)
    sizes = [footage.picture_size(data) for data in (small, _bytes(discord, video))]
    assert sizes == [(960, 540), (1280, 720)]


async def _reaches(core: Core, chat: ChatId, step: Step) -> None:
    async with asyncio.timeout(PATIENCE):
        while step not in [turn.step for turn in await core.store.pending_turns(chat)]:
            await asyncio.sleep(0.05)


async def _done(core: Core, chat: ChatId) -> None:
    async with asyncio.timeout(PATIENCE):
        await core.wait_until_idle(chat)


def _clip(discord: FakeDiscord, folder: Path, number: int) -> Json:
    path = footage.write(folder / f"clip{number}.mp4", number, seconds=5)
    return discord.attach(path.read_bytes(), path.name, "video/mp4")


def _words(discord: FakeDiscord) -> str:
    return "\n".join(words_of(each) for each in discord.seen(discord.channel["id"]))


def _bytes(discord: FakeDiscord, message: Json, number: int = 0) -> bytes:
    url = message["attachments"][number]["url"]
    return discord.files[url.partition("/cdn")[2].partition("?")[0]][0]


def _with_button(discord: FakeDiscord, label: str) -> Json:
    for message in reversed(discord.seen(discord.channel["id"])):
        for row in controls(message["components"]):
            if any(part.get("label") == label for part in row):
                return message
    raise LookupError(label)
