"""Run child processes in groups of their own that end with their parent."""

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
_STDERR_TAIL = 8192
"""Bytes of a child's standard error that are kept: the end holds the trace."""


class Child:
    """A running ``python -m studio`` command."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._stderr = bytearray()
        self._collector = asyncio.create_task(self._collect_stderr())

    async def lines(self) -> AsyncIterator[dict[str, Any]]:
        """Yield the JSON objects that the child prints, one per line; skip others."""
        if self._process.stdout is None:
            return
        async for line in self._process.stdout:
            try:
                data = json.loads(line)
            except ValueError:
                continue
            if isinstance(data, dict):
                yield data

    async def failure(self) -> str:
        """Wait for the end; return the exit status and the tail of stderr, for logs."""
        code = await self._process.wait()
        with suppress(TimeoutError):  # a grandchild may hold the pipe open
            async with asyncio.timeout(_GRACE):
                await asyncio.shield(self._collector)
        ending = f"exit code {code}" if code >= 0 else _signal_name(-code)
        text = self._stderr.decode("utf-8", "replace").strip()
        return f"{ending}\n{text}" if text else ending

    async def end(self) -> None:
        """Terminate the group and kill it after a grace period. Safe to call twice."""
        if self._process.returncode is None:
            self._signal_group(signal.SIGTERM)
            with suppress(TimeoutError):
                async with asyncio.timeout(_GRACE):
                    await self._process.wait()
        self._signal_group(signal.SIGKILL)
        await self._process.wait()
        self._collector.cancel()
        await asyncio.gather(self._collector, return_exceptions=True)
        if self._process.stdin:
            self._process.stdin.close()

    async def _collect_stderr(self) -> None:
        stream = self._process.stderr
        while stream is not None and (data := await stream.read(4096)):
            self._stderr += data
            del self._stderr[:-_STDERR_TAIL]

    def _signal_group(self, number: int) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)


@asynccontextmanager
async def child(arguments: Sequence[str], *, nice: int = 0) -> AsyncIterator[Child]:
    """Start ``python -m studio`` with these arguments in its own process group.

    It holds the read end of a pipe of ours as stdin, so it learns when we are gone.
    Leaving the block ends the whole group. A crash in native code leaves a trace, too.
    """
    python = [sys.executable, "-P", "-X", "faulthandler"]
    command = [*python, "-m", "studio", *arguments]
    if nice and os.name == "posix":
        command = ["nice", "-n", str(nice), *command]
    process = Child(
        await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
            limit=1 << 24,
        )
    )
    try:
        yield process
    finally:
        await process.end()


def _signal_name(number: int) -> str:
    with suppress(ValueError):
        return f"killed by {signal.Signals(number).name}"
    return f"killed by signal {number}"
