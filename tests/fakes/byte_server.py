"""An HTTP server that answers an agent's calls with exactly the given bytes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

STREAM = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
)


def answer(
    body: bytes, status: int = 200, kind: str = "application/json", *more: str
) -> bytes:
    """A complete HTTP answer with its length."""
    head = [
        f"HTTP/1.1 {status} X",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *more,
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


@dataclass
class ReceivedRequest:
    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class ByteServer:
    """``play`` is sent piece by piece, a number is a pause in seconds; then it closes.

    ``again`` is sent for ever, every ``every`` seconds, after it.
    """

    url: str = ""
    play: list[bytes | float] = field(default_factory=list)
    again: bytes = b""
    every: float = 0.02
    got: list[ReceivedRequest] = field(default_factory=list)
    route: Callable[[str], bytes] | None = None
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if task := asyncio.current_task():
            self.tasks.append(task)
        try:
            await self._one(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _one(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in head[1:] if line)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        size = int(headers.get("content-length", 0))
        body = await reader.readexactly(size)
        self.got.append(ReceivedRequest(head[0], headers, body))
        if self.route:
            writer.write(self.route(head[0].split()[1]))
            await writer.drain()
            return
        for piece in self.play:
            if isinstance(piece, bytes):
                writer.write(piece)
                await writer.drain()
            else:
                await asyncio.sleep(piece)
        while self.again:
            writer.write(self.again)
            await writer.drain()
            await asyncio.sleep(self.every)


@asynccontextmanager
async def byte_server(
    *play: bytes | float, again: bytes = b""
) -> AsyncIterator[ByteServer]:
    fake = ByteServer(play=list(play), again=again)
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    fake.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield fake
    finally:
        server.close()
        for task in fake.tasks:
            task.cancel()
        await asyncio.gather(*fake.tasks, return_exceptions=True)
