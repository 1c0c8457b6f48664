"""Queue that wakes workers, on pydocket; it carries chat ids only.

pydocket carries the hints. A hint may be lost, repeated or late: the store's timers cover
that, so nothing here needs to be exact. A hint holds only a chat's id.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from types import TracebackType
from typing import Self

from redis.exceptions import RedisError

from common.redis.connection import is_cluster
from common.redis.docket_pool import patch
from common.redis.quiet_docket import QuietQueue, QuietWorker
from core.clients.store.connection import translate_redis_errors
from core.errors import StoreDown
from core.model.chat import ChatId

_TASK = "look"
_CONCURRENCY = 64
_HEARTBEAT = timedelta(seconds=30)
"""Only docket's own list of workers depends on it."""
_REDELIVERY = timedelta(minutes=1)
_CHECK = timedelta(milliseconds=250)
_SCHEDULE = timedelta(seconds=5)
"""No hint is delayed in Redis; those of a former version may be."""


async def _look(chat: str) -> None:
    """The task of a hint; a worker registers its own function under this name."""


class DocketWakeQueue:
    """``WakeQueue`` on docket; use it as an async context manager."""

    def __init__(self, url: str, name: str = "vm") -> None:
        patch()
        self._docket = QuietQueue(
            # In a cluster it would be the hash tag of the store's keys: "{vm}:workers".
            name=f"{name}-hints" if is_cluster(url) else name,
            url=url,
            execution_ttl=timedelta(0),
            heartbeat_interval=_HEARTBEAT,
        )
        self._docket.register(_look, names=[_TASK])
        self._delayed: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        async with translate_redis_errors():
            await self._docket.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for delayed in self._delayed:
            delayed.cancel()
        await asyncio.gather(*self._delayed, return_exceptions=True)
        with suppress(RedisError, OSError):
            await self._docket.__aexit__(kind, error, trace)

    async def wake(self, chat: ChatId, delay: float = 0.0) -> None:
        """Wake a worker for the chat after ``delay`` seconds.

        This process waits, not Redis, which workers would have to poll several times a
        second. Raises ``StoreDown`` only without a delay.
        """
        if delay <= 0:
            await self._add(chat)
            return
        delayed = asyncio.create_task(self._wake_later(chat, delay))
        self._delayed.add(delayed)
        delayed.add_done_callback(self._delayed.discard)

    async def _wake_later(self, chat: ChatId, delay: float) -> None:
        await asyncio.sleep(delay)
        with suppress(StoreDown):  # the workers' sweep finds it
            await self._add(chat)

    async def _add(self, chat: ChatId) -> None:
        async with translate_redis_errors():
            await self._docket.add(_TASK)(chat)

    async def run(self, handle: Callable[[ChatId], Awaitable[None]]) -> None:
        """Pass every woken chat to ``handle`` until cancelled; survives outages of Redis."""

        async def look(chat: str) -> None:
            await handle(ChatId(chat))

        self._docket.register(look, names=[_TASK])
        task = asyncio.current_task()
        while not (task and task.cancelling()):  # it may be lost in docket
            with suppress(RedisError, OSError):
                async with QuietWorker(
                    self._docket,
                    concurrency=_CONCURRENCY,
                    redelivery_timeout=_REDELIVERY,
                    reconnection_delay=timedelta(seconds=1),
                    minimum_check_interval=_CHECK,
                    scheduling_resolution=_SCHEDULE,
                ) as worker:
                    await worker.run_forever()
                    return  # it treats a cancellation as a request to stop
            await asyncio.sleep(1.0)
