"""The clock, and the queue that wakes workers."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from core.model.chat import ChatId


class Clock(Protocol):
    """Unix seconds, and waiting."""

    def now(self) -> float: ...
    async def sleep(self, seconds: float) -> None: ...


class WakeQueue(Protocol):
    """The engine under the turns: it says "look at this chat", and nothing else."""

    async def wake(self, chat: ChatId, delay: float = 0.0) -> None: ...
    async def run(self, handle: Callable[[ChatId], Awaitable[None]]) -> None: ...
