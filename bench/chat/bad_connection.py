"""A slow connection that breaks, between a client and a server."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Relay:
    """A relay that counts bytes and breaks connections; ``hooks`` run at byte counts."""

    target: int
    received: int = 0
    hooks: list[tuple[int, Callable[[], None]]] = field(default_factory=list)
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _people: set[asyncio.StreamWriter] = field(default_factory=set)
    _down: bool = False

    @asynccontextmanager
    async def on(self, listening: socket.socket) -> AsyncIterator[None]:
        server = await asyncio.start_server(self._connect, sock=listening)
        try:
            yield
        finally:
            server.close()
            self._close_all()

    def drop(self) -> None:
        """Break every client connection, and accept none for a second.

        Bytes already relayed still reach the server.
        """
        self._down = True
        for writer in list(self._people):
            writer.transport.abort()
        asyncio.get_running_loop().call_later(1.0, self._restore)

    def _restore(self) -> None:
        self._down = False

    def _close_all(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()

    async def _connect(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._open.add(writer)
        self._people.add(writer)
        try:
            if self._down:
                raise ConnectionError
            inner, outer = await asyncio.open_connection("127.0.0.1", self.target)
            line = outer.get_extra_info("socket")  # the relay buffers few bytes
            line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 17)
            self._open.add(outer)
            await asyncio.gather(
                self._pump(reader, outer, counted=True), self._pump(inner, writer)
            )
        except OSError:
            writer.transport.abort()
        finally:
            self._open.discard(writer)
            self._people.discard(writer)

    async def _pump(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        counted: bool = False,
    ) -> None:
        try:
            while data := await reader.read(1 << 16):
                if counted:
                    self._count(len(data))
                writer.write(data)
                await writer.drain()
        finally:
            self._open.discard(writer)
            writer.close()

    def _count(self, size: int) -> None:
        self.received += size
        while self.hooks and self.received >= self.hooks[0][0]:
            _, action = self.hooks.pop(0)
            action()
