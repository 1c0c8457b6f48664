"""Read lines from stdin and tell scripts from people."""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator
from typing import IO

_SCRIPT_GAP = 0.05
"""Seconds in which the next line of a script surely follows; a person is slower."""


async def lines(stream: IO[str] | None = None) -> AsyncIterator[tuple[str, bool]]:
    """Each line, and True if it is part of a script: more follows, or the end, at once."""
    queue: asyncio.Queue[str | None] = asyncio.Queue()
    loop, source = asyncio.get_running_loop(), stream or sys.stdin

    def read() -> None:
        for line in source:
            loop.call_soon_threadsafe(queue.put_nowait, line)
        loop.call_soon_threadsafe(queue.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    while (line := await queue.get()) is not None:
        if queue.empty():
            await asyncio.sleep(_SCRIPT_GAP)
        yield line, not queue.empty()
