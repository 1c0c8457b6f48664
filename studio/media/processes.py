"""Children that can be killed with all they started, and that die with us."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

_GRACE = 2.0
"""Seconds between asking a child to stop and making it."""


@asynccontextmanager
async def child(
    arguments: Sequence[str], *, nice: int = 0
) -> AsyncIterator[asyncio.subprocess.Process]:
    """``python -m studio`` with these arguments, in a process group of its own.

    It holds the read end of a pipe of ours as stdin, so it learns when we are gone.
    Leaving the block ends the whole group.
    """
    command = [sys.executable, "-P", "-m", "studio", *arguments]
    if nice and os.name == "posix":
        command = ["nice", "-n", str(nice), *command]
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
        limit=1 << 24,
    )
    try:
        yield process
    finally:
        await end(process)


async def end(process: asyncio.subprocess.Process) -> None:
    """Terminate the group, wait a moment, kill what is left. Safe to call twice."""
    if process.returncode is None:
        _signal(process, signal.SIGTERM)
        with suppress(TimeoutError):
            async with asyncio.timeout(_GRACE):
                await process.wait()
    _signal(process, signal.SIGKILL)
    await process.wait()
    if process.stdin:
        process.stdin.close()


def _signal(process: asyncio.subprocess.Process, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


async def lines(process: asyncio.subprocess.Process) -> AsyncIterator[dict[str, Any]]:
    """The JSON objects that a child prints, a line each; other lines are noise."""
    if process.stdout is None:
        return
    async for line in process.stdout:
        try:
            data = json.loads(line)
        except ValueError:
            continue
        if isinstance(data, dict):
            yield data
