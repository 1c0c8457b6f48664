"""Queue that wakes workers, on pydocket; it carries chat ids only.

pydocket carries the hints. A hint may be lost, doubled or late: the store's own timers
look after that, so nothing here needs to be exact. Only a chat's id travels.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from docket import Docket, Worker
from redis.exceptions import RedisError

from common.redis.connection import is_cluster
from common.redis.docket_pool import patch
from core.clients.store.connection import translate_redis_errors
from core.model.chat import ChatId

_TASK = "look"
_CONCURRENCY = 64


async def _look(chat: str) -> None:
    """The name under which hints travel; a worker puts its own work in its place."""


class DocketWakeQueue:
    """``WakeQueue`` on docket; use it as an async context manager."""

    def __init__(self, url: str, name: str = "vm") -> None:
        patch()
        self._docket = Docket(
            # In a cluster it would be the hash tag of the store's keys: "{vm}:workers".
            name=f"{name}-hints" if is_cluster(url) else name,
            url=url,
            execution_ttl=timedelta(0),
            heartbeat_interval=timedelta(seconds=5),
        )
        self._docket.register(_look, names=[_TASK])

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
        with suppress(RedisError, OSError):
            await self._docket.__aexit__(kind, error, trace)

    async def wake(self, chat: ChatId, delay: float = 0.0) -> None:
        """Wake a worker for the chat after ``delay`` seconds."""
        when = datetime.now(UTC) + timedelta(seconds=delay) if delay > 0 else None
        async with translate_redis_errors():
            await self._docket.add(_TASK, when=when)(chat)

    async def run(self, handle: Callable[[ChatId], Awaitable[None]]) -> None:
        """Pass every woken chat to ``handle`` until cancelled; survives outages of Redis."""

        async def look(chat: str) -> None:
            await handle(ChatId(chat))

        self._docket.register(look, names=[_TASK])
        task = asyncio.current_task()
        while not (task and task.cancelling()):  # docket may have taken the cancel
            with suppress(RedisError, OSError):
                async with Worker(
                    self._docket,
                    concurrency=_CONCURRENCY,
                    redelivery_timeout=timedelta(seconds=10),
                    reconnection_delay=timedelta(seconds=1),
                    minimum_check_interval=timedelta(milliseconds=250),
                    scheduling_resolution=timedelta(milliseconds=250),
                ) as worker:
                    await worker.run_forever()
                    return  # it takes a cancel for a wish to end, and ends
            await asyncio.sleep(1.0)
