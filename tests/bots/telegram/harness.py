"""Run the whole Telegram bot on the fake Telegram with a fake agent."""

import asyncio
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
from core.clients.store.sessions import RedisSessions
from core.composition import Config, Core, build
from core.model.agent import Token
from core.model.chat import ChatId
from tests.bots.telegram.recording_handler import QUICK
from tests.fakes.agent import FakeAgent
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import TOKEN, Json
from tests.patience import PATIENCE


@dataclass
class TelegramHarness:
    telegram: FakeTelegram
    core: Core
    agent: FakeAgent
    adapter: TelegramAdapter

    async def wait_until_idle(
        self, chat: Json | int, thread: int | None = None
    ) -> None:
        """Wait until all updates are handled, all turns have ended and all posts are shown."""
        number = chat if isinstance(chat, int) else chat["id"]
        await self.telegram.until(lambda: not self.telegram.updates)
        async with asyncio.timeout(PATIENCE):
            await self.core.wait_until_idle(names.chat_id(number, thread))

    async def instructions(self) -> list[str]:
        """The instructions of all sessions."""
        logs = await self.agent.received()
        return [text for number in sorted(logs) for text in logs[number]]

    def videos(self, chat: Json) -> list[Json]:
        return [m for m in self.telegram.seen(chat) if "video" in m]


@asynccontextmanager
async def harness(
    telegram: FakeTelegram, redis: Redis, url: str, folder: Path, **more: Any
) -> AsyncIterator[TelegramHarness]:
    """``more``: an ``agent``, or the seconds that one ``takes``; ``rates`` of the adapter.

    With ``listens`` False no listener is run. ``clock`` is that of the core.
    """
    listens = more.pop("listens", True)
    clock = more.pop("clock", SystemClock())
    takes = more.pop("takes", 0.02)
    agent = more.pop("agent", None) or FakeAgent(redis, takes=takes)
    adapter = TelegramAdapter(
        TOKEN, telegram.url, redis, rates=more.pop("rates", QUICK)
    )
    config = Config(
        url,
        folder,
        b"secret",
        **({"poll": 0.1, "gather": 0.3, "sweep": 0.2, "settle": 0.5} | more),
    )
    sessions = RedisSessions(redis, agent, clock, Token("operator"))
    adapters = {names.PLATFORM: adapter}
    async with build(redis, agent, adapters, sessions, clock, config) as core:
        listener = TelegramListener(adapter, redis)
        tasks = [asyncio.create_task(core.worker.run())]
        if listens:
            tasks.append(asyncio.create_task(listener.run(core.inbound)))
        yield TelegramHarness(telegram, core, agent, adapter)
        await core.inbound.drain()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    await adapter.aclose()


def topic(telegram: FakeTelegram, thread: int = 77) -> ChatId:
    """A topic of the group, as a chat."""
    return names.chat_id(telegram.group["id"], thread)
