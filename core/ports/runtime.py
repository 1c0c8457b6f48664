"""The clock, and the queue that wakes workers."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from core.model.chat import ChatId


class Clock(Protocol):
    """Time in unix seconds, and sleep."""

    def now(self) -> float: ...
    async def sleep(self, seconds: float) -> None: ...


class WakeQueue(Protocol):
    """Queue that wakes workers, on pydocket; it carries chat ids only."""

    async def wake(self, chat: ChatId, delay: float = 0.0) -> None: ...
    async def run(self, handle: Callable[[ChatId], Awaitable[None]]) -> None: ...
