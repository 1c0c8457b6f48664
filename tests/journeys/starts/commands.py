"""``vidmuse`` and other commands as an operator starts them."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from tests.vidmuse_command import RunningCommand, run_vidmuse, running_vidmuse


class Process:
    """A running command, whose log is read line by line."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.logged = ""

    async def logs(self, words: str) -> None:
        """Wait until the log has these words."""
        assert self.process.stderr is not None
        while words not in self.logged:
            data = await self.process.stderr.read(4096)
            assert data, self.logged
            self.logged += data.decode()

    async def terminate(self) -> int:
        """Ask it to end; return the exit code."""
        self.process.terminate()
        return await self.process.wait()


@asynccontextmanager
async def running(
    place: dict[str, str], *command: str, cwd: Path | None = None
) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        *command,
        env=place,
        cwd=cwd or place["HOME"],
        stderr=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        yield Process(process)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


def cold(
    place: dict[str, str], *arguments: str, cwd: Path | None = None
) -> AbstractAsyncContextManager[Process]:
    """Run ``vidmuse`` as people start it."""
    command = (sys.executable, "-P", "-m", "bots", *arguments)
    return running(place, *command, cwd=cwd)


def forked(
    place: dict[str, str], *arguments: str
) -> AbstractAsyncContextManager[RunningCommand]:
    """Run ``vidmuse`` as a fork, without a cold start."""
    return running_vidmuse(place, place["HOME"], *arguments)


def run(place: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return run_vidmuse(place, place["HOME"], *arguments)
