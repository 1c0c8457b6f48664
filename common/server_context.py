"""Run a server during an ``async with`` block."""

from abc import ABC, abstractmethod
from types import TracebackType


class ServerContext(ABC):
    """``async with`` starts the server, yields its address, and stops it at the end."""

    @abstractmethod
    async def start(self) -> str:
        """Start the server; returns its address."""

    @abstractmethod
    async def stop(self) -> None:
        """Stop the server, also after a failed start."""

    async def __aenter__(self) -> str:
        try:
            return await self.start()
        except BaseException:
            await self.stop()
            raise

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()
