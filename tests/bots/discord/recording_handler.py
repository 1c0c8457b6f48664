"""An inbound handler that records events and can fail to store them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from redis.asyncio import Redis

from bots.discord.receive.listener import DiscordListener
from bots.discord.send.adapter import DiscordAdapter
from bots.discord.transport.channel_cache import KeyValueCache, RedisCache
from core.errors import StoreDown
from core.model.inbound import Inbound, InboundResult, MessageReceived
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.state import TOKEN
from tests.patience import PATIENCE

E = TypeVar("E", bound=Inbound)
T = TypeVar("T")


class RecordingHandler:
    """Returns ``notice`` for each event; ``failures_left`` events raise ``StoreDown``."""

    def __init__(self) -> None:
        self.inbox: list[Inbound] = []
        self.notice = ""
        self.failures_left = 0
        self._seen: set[str] = set()

    async def handle_inbound(self, inbound: Inbound) -> InboundResult:
        await asyncio.sleep(0)
        if self.failures_left:
            self.failures_left -= 1
            raise StoreDown
        fresh = inbound.update not in self._seen
        self._seen.add(inbound.update)
        if fresh:
            self.inbox.append(inbound)
        return InboundResult(fresh, self.notice)

    async def messages(self, count: int = 1) -> list[MessageReceived]:
        """Wait for ``count`` messages and return them."""
        async with asyncio.timeout(PATIENCE):
            while len(messages := self._messages()) < count:
                await asyncio.sleep(0.01)
        return messages

    def _messages(self) -> list[MessageReceived]:
        return [each for each in self.inbox if isinstance(each, MessageReceived)]

    async def next_event(self, kind: type[E]) -> E:
        async with asyncio.timeout(PATIENCE):
            while not (events := [e for e in self.inbox if isinstance(e, kind)]):
                await asyncio.sleep(0.01)
        return events[-1]


async def until(look: Callable[[], Awaitable[T]]) -> T:
    """Wait until ``look`` returns something true, and return that."""
    async with asyncio.timeout(PATIENCE):
        while not (value := await look()):
            await asyncio.sleep(0.01)
    return value


@asynccontextmanager
async def listening(
    discord: FakeDiscord,
    redis: Redis,
    handler: RecordingHandler,
    cache: KeyValueCache | None = None,
    **more: Any,
) -> AsyncIterator[DiscordAdapter]:
    """Run a listener with a recording handler; ``more`` are arguments of the listener."""
    cache = cache or RedisCache(redis)
    adapter = DiscordAdapter(TOKEN, discord.api_url, cache, clock=discord.now)
    task = asyncio.create_task(DiscordListener(adapter, redis, **more).run(handler))
    try:
        online = asyncio.create_task(discord.online())
        await asyncio.wait({task, online}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            online.cancel()
            task.result()
        await online
        yield adapter
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await adapter.aclose()
