"""One after another in each place, in the order things came."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from weakref import WeakValueDictionary


class Lines:
    """Whoever calls ``turn`` first is first, as long as nothing is awaited before it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._open = asyncio.Event()
        self._open.set()
        self._closers = 0

    @asynccontextmanager
    async def turn(self, place: str, *, early: bool = False) -> AsyncIterator[None]:
        """A place's turn; ``early`` does not wait for lines that are closed."""
        if not early and not self._open.is_set():
            await self._open.wait()
        lock = self._locks.get(place)
        if lock is None:
            lock = self._locks[place] = asyncio.Lock()
        async with lock:
            yield

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Nobody new gets a turn meanwhile, so that those with ``early`` are first."""
        self._closers += 1
        self._open.clear()
        try:
            yield
        finally:
            self._closers -= 1
            if not self._closers:
                self._open.set()
