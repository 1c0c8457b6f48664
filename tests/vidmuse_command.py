"""``vidmuse`` as a fork of a process that has imported everything.

For tests of what a command does with its arguments and settings: a cold start, which costs
a second of processor time, is what other tests are for.
"""

import asyncio
import os
import subprocess
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from bots.__main__ import main
from tests.forked import FORKS
from tests.patience import PATIENCE


def run_vidmuse(
    environment: Mapping[str, str], cwd: str, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Return the exit code and what was printed; the command has no input."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(os.devnull), Path(folder, "out"), Path(folder, "err")]
        process = FORKS.Process(
            target=_run, args=(arguments, dict(environment), cwd, paths)
        )
        process.start()
        process.join(PATIENCE)
        assert process.exitcode is not None, f"still running: {arguments}"
        printed = (path.read_text() for path in paths[1:])
        done = subprocess.CompletedProcess(arguments, process.exitcode, *printed)
        process.close()
        return done


@dataclass(frozen=True, slots=True)
class RunningCommand:
    """A command that goes on until it is told to end."""

    process: ForkServerProcess
    errors: asyncio.Task[str]
    output_bytes: bytearray

    @property
    def logged(self) -> str:
        """What was logged until now."""
        return self.output_bytes.decode(errors="replace")

    async def logs(self, words: str) -> None:
        """Wait until the log has these words."""
        async with asyncio.timeout(PATIENCE):
            while words not in self.logged:
                assert not self.errors.done(), self.logged
                await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """Kill it."""
        self.process.kill()
        await self._join()

    async def terminate(self) -> int | None:
        """Ask it to end; return the exit code."""
        self.process.terminate()
        await self._join()
        return self.process.exitcode

    async def log(self) -> str:
        """Return what it and all that it started have logged, when all have ended."""
        async with asyncio.timeout(PATIENCE):
            return await self.errors

    async def _join(self) -> None:
        await asyncio.to_thread(self.process.join, PATIENCE)


@asynccontextmanager
async def running_vidmuse(
    environment: Mapping[str, str], cwd: str, *arguments: str
) -> AsyncIterator[RunningCommand]:
    """Run a command that goes on; at the end it is terminated."""
    output, errors = FORKS.Pipe(duplex=False)
    process = FORKS.Process(
        target=_run_with_log, args=(arguments, dict(environment), cwd, errors)
    )
    with output:
        with errors:
            await asyncio.to_thread(process.start)
        output_bytes = bytearray()
        reading = asyncio.create_task(asyncio.to_thread(_read, output, output_bytes))
        command = RunningCommand(process, reading, output_bytes)
        try:
            yield command
        finally:
            await command.terminate()
            await command.log()
            process.close()


def _read(output: Connection, output_bytes: bytearray) -> str:
    while part := os.read(output.fileno(), 1 << 16):
        output_bytes += part
    return output_bytes.decode()


def _run(
    arguments: tuple[str, ...], environment: dict[str, str], cwd: str, paths: list[Path]
) -> None:
    _execute(arguments, environment, cwd, [_opened(path) for path in paths])


def _run_with_log(
    arguments: tuple[str, ...], environment: dict[str, str], cwd: str, log: Connection
) -> None:
    nothing = Path(os.devnull)
    streams = [_opened(nothing), _opened(nothing), log.fileno()]
    _execute(arguments, environment, cwd, streams)


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _execute(
    arguments: tuple[str, ...],
    environment: dict[str, str],
    cwd: str,
    streams: list[int],
) -> None:
    """Run the command in this process; ``streams`` are its input, output and errors."""
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None  # it was another one in the process that forked
    for stream, file in enumerate(streams):
        os.dup2(file, stream)
        os.close(file)
    os.chdir(cwd)
    raise SystemExit(main(arguments))
