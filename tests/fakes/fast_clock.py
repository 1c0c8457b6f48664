"""A clock on which time passes faster, so that tests of long waits are short."""

import asyncio
import time


class FastClock:
    """``Clock`` on which ``factor`` seconds pass in one."""

    def __init__(self, factor: float) -> None:
        self._factor = factor
        self._start = time.time()

    def now(self) -> float:
        return self._start + (time.time() - self._start) * self._factor

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._factor)
