"""A connection to the Redis server that can be cut, as by the death of a process."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import chain, repeat
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

Between = Callable[[], Awaitable[object]]


class Relay:
    """``url`` leads to the server at ``target`` (a Unix socket) until ``cut()``.

    With ``loses_answers`` each connection ends in place of about its eighth answer: the
    server has carried out the command, and the client cannot know. The next connection
    begins with some answers, so that the repeated command succeeds.
    """

    def __init__(
        self, target: str, folder: Path, *, loses_answers: bool = False
    ) -> None:
        self._target = urlsplit(target).path
        self._loses_answers = loses_answers
        self._losses: Iterator[bool] = repeat(False)
        self._between: Between | None = None
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

    def lose_next_answer(
        self, after: int = 0, *, between: Between | None = None
    ) -> None:
        """Lose the next answer ``after`` so many others.

        ``between`` runs after the command, before the client knows of the loss.
        """
        self._losses = chain([False] * after, [True], self._losses)
        self._between = between

    async def _loses(self, of_connection: Iterator[bool]) -> bool:
        is_lost = next(self._losses) or next(of_connection)
        if is_lost and self._between:
            between, self._between = self._between, None
            await between()
        return is_lost

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if task := asyncio.current_task():
            self._tasks.append(task)
        there, back = await asyncio.open_unix_connection(self._target)
        self._writers += [writer, back]
        losses = _losses() if self._loses_answers else repeat(False)
        loses = partial(self._loses, losses)
        await asyncio.gather(_copy(reader, back), _copy(there, writer, loses))


def _losses() -> Iterator[bool]:
    """Of the answers of a connection, which ends with the first that is lost."""
    yield from repeat(False, random.randint(5, 11))
    yield True


async def _never() -> bool:
    return False


async def _copy(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    ends: Callable[[], Awaitable[bool]] = _never,
) -> None:
    try:
        while (data := await reader.read(1 << 16)) and not await ends():
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()
