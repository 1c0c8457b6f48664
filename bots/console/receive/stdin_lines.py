"""Read lines from stdin, and detect whether a script or a person writes them."""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator
from typing import IO

_SCRIPT_GAP = 0.05
"""Seconds within which a script writes its next line; a person is slower."""


async def lines(stream: IO[str] | None = None) -> AsyncIterator[tuple[str, bool]]:
    """Yield each line, and True if a script wrote it: another line, or the end, follows at once."""
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
