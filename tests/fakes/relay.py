"""A connection to the Redis server that can be cut, as by the death of a process."""

import asyncio
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


class Relay:
    """``url`` leads to the server at ``target`` (a Unix socket) until ``cut()``."""

    def __init__(self, target: str, folder: Path) -> None:
        self._target = urlsplit(target).path
        self._path = folder / "relay.sock"
        self._server: asyncio.Server | None = None
        self._writers: list[asyncio.StreamWriter] = []
        self._tasks: list[asyncio.Task[None]] = []
        self.url = f"unix://{self._path}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_unix_server(self._serve, self._path)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.cut()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in self._writers:
            with suppress(OSError):
                await writer.wait_closed()

    def cut(self) -> None:
        if self._server:
            self._server.close()
        for writer in self._writers:
            writer.close()
        self._path.unlink(missing_ok=True)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if task := asyncio.current_task():
            self._tasks.append(task)
        there, back = await asyncio.open_unix_connection(self._target)
        self._writers += [writer, back]
        await asyncio.gather(_copy(reader, back), _copy(there, writer))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()
