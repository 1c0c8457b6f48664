"""An inbound handler that records events and can fail to store them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from redis.asyncio import Redis

from bots.telegram.receive.listener import TelegramListener
from bots.telegram.send.adapter import TelegramAdapter
from bots.telegram.transport.rate_limits import Rates
from core.errors import StoreDown
from core.model.inbound import Inbound, InboundResult, MessageReceived
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import TOKEN
from tests.patience import PATIENCE

QUICK = Rates(second=1000, gap=0.0, minute=1000)


class RecordingHandler:
    """``notice`` is returned for each event, ``brief`` or not.

    The next ``failures_left`` events raise ``StoreDown``. ``breaks`` is called before each
    event is stored and may raise.
    """

    def __init__(self) -> None:
        self.inbox: list[Inbound] = []
        self.repeats = 0
        self.notice, self.brief = "", False
        self.failures_left = 0
        self.breaks: Callable[[Inbound], None] = lambda _: None
        self._seen: set[str] = set()

    async def handle_inbound(self, inbound: Inbound) -> InboundResult:
        await asyncio.sleep(0)
        if self.failures_left:
            self.failures_left -= 1
            raise StoreDown
        self.breaks(inbound)
        fresh = inbound.update not in self._seen
        self._seen.add(inbound.update)
        if fresh:
            self.inbox.append(inbound)
        self.repeats += not fresh
        return InboundResult(fresh, self.notice, self.brief)

    async def messages(self, count: int = 1) -> list[MessageReceived]:
        """Wait for ``count`` messages and return them."""
        return [
            e
            for e in await self.events(MessageReceived, count)
            if isinstance(e, MessageReceived)
        ]

    async def events(self, kind: type, count: int = 1) -> list[Any]:
        async with asyncio.timeout(PATIENCE):
            while len(events := [e for e in self.inbox if isinstance(e, kind)]) < count:
                await asyncio.sleep(0.01)
        return events


@asynccontextmanager
async def listening(
    telegram: FakeTelegram, redis: Redis, handler: RecordingHandler, **more: Any
) -> AsyncIterator[TelegramAdapter]:
    """Run a listener with a recording handler."""
    adapter = TelegramAdapter(TOKEN, telegram.url, redis, rates=QUICK)
    listener = TelegramListener(adapter, redis, **more)
    task = asyncio.create_task(listener.run(handler))
    try:
        yield adapter
        if task.done():
            task.result()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await adapter.aclose()
