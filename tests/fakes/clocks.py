"""Clocks on which time passes faster or has passed, so that tests need not wait."""

import asyncio
import time

from bots.app.runtime import SystemClock


class FastClock:
    """``Clock`` on which ``factor`` seconds pass in one."""

    def __init__(self, factor: float) -> None:
        self._factor = factor
        self._start = time.time()

    def now(self) -> float:
        return self._start + (time.time() - self._start) * self._factor

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._factor)


class ShiftedClock(SystemClock):
    """A clock that is ``ahead`` seconds ahead of the machine's."""

    ahead = 0.0

    def now(self) -> float:
        return super().now() + self.ahead
