"""Run the whole Telegram bot on the fake Telegram with the real studio."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from bots.app.runtime import SystemClock
from bots.telegram.receive.listener import TelegramListener
from bots.telegram.send.adapter import TelegramAdapter
from bots.telegram.wire import ids as names
from core.clients.agent.client import NemoAgent
from core.clients.store.sessions import RedisSessions
from core.composition import Config, Core, build
from core.model.chat import ChatId
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import TOKEN, Json
from tests.http_client import http_client
from tests.media import footage
from tests.patience import PATIENCE


@dataclass
class BotWithStudio:
    telegram: FakeTelegram
    core: Core
    clips: list[bytes]
    song: bytes

    def video(self, chat: Json, count: int = 1) -> Json | None:
        """The newest video the bot posted, once there are ``count``."""
        videos = [m for m in self.telegram.seen(chat) if "video" in m]
        return videos[-1] if len(videos) >= count else None

    async def wait_for_video(self, chat: Json, count: int = 1) -> Json:
        return await self.telegram.until(lambda: self.video(chat, count))

    async def wait_until_idle(self, chat: ChatId) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.core.wait_until_idle(chat)

    def bytes_of(self, message: Json) -> bytes:
        return self.telegram.files[message["video"]["file_id"]]


@asynccontextmanager
async def run_bot_with_studio(
    telegram: FakeTelegram,
    redis: Redis,
    redis_url: str,
    studio_url: str,
    folder: Path,
    **more: Any,
) -> AsyncIterator[BotWithStudio]:
    """``more`` are arguments of the adapter."""
    clock = SystemClock()
    config = Config(redis_url, folder, b"secret", poll=0.5, gather=1.0)
    clips, song = await asyncio.to_thread(_make_clips, folder)
    adapter = TelegramAdapter(TOKEN, telegram.url, redis, **more)
    async with http_client() as http:
        agent = NemoAgent(http, studio_url, web_url="")
        token = (await agent.mint(str(uuid.uuid4()))).token
        sessions = RedisSessions(redis, agent, clock, token)
        adapters = {names.PLATFORM: adapter}
        async with build(redis, agent, adapters, sessions, clock, config) as core:
            listener = TelegramListener(adapter, redis)
            tasks = [
                asyncio.create_task(core.worker.run()),
                asyncio.create_task(listener.run(core.inbound)),
            ]
            yield BotWithStudio(telegram, core, clips, song)
            await core.inbound.drain()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    await adapter.aclose()


def _make_clips(folder: Path) -> tuple[list[bytes], bytes]:
    """Three small clips and a song of 120 beats a minute."""
    clips = [
        footage.write(folder / f"clip{number}.mp4", number, seconds=4.0).read_bytes()
        for number in range(3)
    ]
    beats = [0.5 * number for number in range(1, 20)]
    sound = footage.clicks(beats, 10.0)
    return clips, footage.wav(folder / "song.wav", sound).read_bytes()
