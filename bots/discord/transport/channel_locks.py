"""One after another in each place, in the order things came."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from weakref import WeakValueDictionary


class ChannelLocks:
    """Whoever calls ``turn`` first is first, as long as nothing is awaited before it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._running = asyncio.Event()
        self._running.set()
        self._pauses = 0

    @asynccontextmanager
    async def acquire(
        self, channel: str, *, priority: bool = False
    ) -> AsyncIterator[None]:
        """A place's turn; ``priority`` does not wait for lines that are closed."""
        if not priority and not self._running.is_set():
            await self._running.wait()
        lock = self._locks.get(channel)
        if lock is None:
            lock = self._locks[channel] = asyncio.Lock()
        async with lock:
            yield

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Nobody new gets a turn meanwhile, so that those with ``priority`` are first."""
        self._pauses += 1
        self._running.clear()
        try:
            yield
        finally:
            self._pauses -= 1
            if not self._pauses:
                self._running.set()
