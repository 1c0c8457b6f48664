"""Handle the events of each channel one at a time, in order of arrival."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from weakref import WeakValueDictionary


class ChannelLocks:
    """FIFO locks by channel: ``acquire`` grants in the order of the calls."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._running = asyncio.Event()
        self._running.set()
        self._pauses = 0

    @asynccontextmanager
    async def acquire(
        self, channel: str, *, priority: bool = False
    ) -> AsyncIterator[None]:
        """Hold the channel's lock; ``priority`` ignores a pause."""
        if not priority and not self._running.is_set():
            await self._running.wait()
        lock = self._locks.get(channel)
        if lock is None:
            lock = self._locks[channel] = asyncio.Lock()
        async with lock:
            yield

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Hold new callers back so that those with ``priority`` come first."""
        self._pauses += 1
        self._running.clear()
        try:
            yield
        finally:
            self._pauses -= 1
            if not self._pauses:
                self._running.set()
