"""Wait for changes of jobs, with one subscription for all waiters of this process."""

import asyncio
from contextlib import suppress

from redis.asyncio import Redis
from redis.exceptions import RedisError

from studio.clients.jobs.records import CHANGES

_LISTEN_SECONDS = 4.0
"""Shorter than the timeout of the connection."""
_RECONNECT_SECONDS = 1.0


class JobListener:
    """Wakes the waiters of a job. A lost message only makes a wait longer."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._listener: asyncio.Task[None] | None = None

    def watch(self, key: str) -> asyncio.Event:
        """Return an event that is set at each change of the job; ``forget`` it later."""
        if self._listener is None or self._listener.done():
            self._listener = asyncio.create_task(self._listen())
        event = asyncio.Event()
        self._waiting.setdefault(key, set()).add(event)
        return event

    def forget(self, key: str, event: asyncio.Event) -> None:
        """Stop watching."""
        events = self._waiting.get(key, set())
        events.discard(event)
        if not events:
            self._waiting.pop(key, None)

    async def close(self) -> None:
        """End the subscription."""
        if self._listener:
            self._listener.cancel()
            await asyncio.gather(self._listener, return_exceptions=True)

    async def _listen(self) -> None:
        while True:
            with suppress(RedisError, OSError):
                async with self._redis.pubsub() as channel:
                    await channel.subscribe(CHANGES)
                    for key in list(self._waiting):
                        self._wake(key)  # messages before the subscription are missed
                    while True:
                        message = await channel.get_message(
                            ignore_subscribe_messages=True, timeout=_LISTEN_SECONDS
                        )
                        if message:
                            self._wake(str(message["data"]))
            await asyncio.sleep(_RECONNECT_SECONDS)

    def _wake(self, key: str) -> None:
        for event in self._waiting.get(key, ()):
            event.set()
