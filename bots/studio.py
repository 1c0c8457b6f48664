"""The studio as a child process: started on demand, gone with us.

The bots never import the studio; they start it and speak HTTP with it.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

_START_SECONDS = 60.0
_STOP_SECONDS = 10.0


class StudioError(Exception):
    """The studio did not start, or a command of it failed; its last words."""


def command(*arguments: str) -> tuple[str, ...]:
    """The command line of ``python -m studio``; -P: never a folder of that name here."""
    return (sys.executable, "-P", "-m", "studio", *arguments)


@asynccontextmanager
async def embedded(
    data: Path, *, listen: str = "127.0.0.1:0", credits_each: int = 1_000_000
) -> AsyncIterator[str]:
    """Run a studio while the block lasts; gives its base URL.

    ``credits_each`` is what a token starts with: on one's own machine nobody pays. The
    child holds the read end of a pipe of ours and stops when we are no more.
    """
    environment = os.environ | {
        "VIDMUSE_DATA": str(data),
        "STUDIO_HTTP": listen,
        "STUDIO_CREDITS": str(credits_each),
    }
    process = await asyncio.create_subprocess_exec(
        *command("serve", "--die-with-parent"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=environment,
        start_new_session=True,
    )
    drain: asyncio.Task[None] | None = None
    try:
        url = await _url(process)
        drain = asyncio.create_task(_swallow(process))
        yield url
    finally:
        await _stop(process)
        if drain is not None:
            await drain


async def _url(process: asyncio.subprocess.Process) -> str:
    stream = process.stdout
    if stream is None:
        raise StudioError("the studio has no output")
    try:
        async with asyncio.timeout(_START_SECONDS):
            line = await stream.readline()
    except TimeoutError as error:
        raise StudioError("the studio did not start in time") from error
    if not line:
        raise StudioError(f"the studio ended with exit code {await process.wait()}")
    return str(json.loads(line)["url"])


async def _swallow(process: asyncio.subprocess.Process) -> None:
    """Read on, so that a talkative studio never blocks."""
    if process.stdout:
        while await process.stdout.read(1 << 16):
            pass


async def _stop(process: asyncio.subprocess.Process) -> None:
    """Ask, wait, insist; the whole process group goes."""
    if process.stdin:
        process.stdin.close()
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.terminate()
        with suppress(TimeoutError):
            async with asyncio.timeout(_STOP_SECONDS):
                await process.wait()
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


async def lines(arguments: Sequence[str]) -> AsyncIterator[Mapping[str, object]]:
    """Run a studio command that answers in JSON lines; it is stopped with the loop.

    Raises ``StudioError`` when it fails.
    """
    process = await asyncio.create_subprocess_exec(
        *command(*arguments),
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        if process.stdout is not None:
            async for line in process.stdout:
                yield json.loads(line)
        if await process.wait():
            raise StudioError(f"{arguments[0]} failed")
    finally:
        await _stop(process)
