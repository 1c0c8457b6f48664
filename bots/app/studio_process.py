"""Run the studio as a child process that is restarted when it dies.

The bots never import the studio; they start it and call it over HTTP.
"""

import asyncio
import json
import logging
import os
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import IO

import httpx
from pydantic import SecretStr

from bots.app.studio_command import studio_command
from common.backoff import Backoff
from common.secret_files import SUFFIX
from common.server_context import ServerContext
from common.tls import tls_context
from core.settings import Settings

_log = logging.getLogger(__name__)
_START_SECONDS = 60.0
"""Longest wait for the first answer, in seconds: a studio listens before it can answer."""
_CONNECT_SECONDS = 5.0
_STOP_SECONDS = 10.0
_LOOK_SECONDS = 1.0
_BACKOFF = Backoff(1.0, 60.0)
_ADDRESS = "studio-address"


class StudioError(Exception):
    """The studio did not start, or one of its commands failed."""


class StudioProcess(ServerContext):
    """``async with Studio(data) as url``; several processes may share ``data``.

    The first process starts it, later ones use it, and the first to notice that it has
    ended restarts it at the same address. ``credits_each`` is the start balance of a token.
    Without ``previews`` no clip is prepared for previews. ``quiet``: it logs warnings only.
    Its jobs go through the Redis of ``redis_url``; empty: the bundled one of ``data``.
    Its log goes to ``log_file``; None: to our standard error.
    """

    def __init__(
        self,
        data: Path,
        *,
        listen: str = "127.0.0.1:0",
        credits_each: int = 1_000_000,
        previews: bool = True,
        quiet: bool = False,
        redis_url: str = "",
        log_file: Path | None = None,
    ) -> None:
        self._data = data
        self._listen = listen
        self._credits = credits_each
        self._off = {} if previews else {"STUDIO_PREVIEWS": "0"}
        self._quiet = ("--quiet",) if quiet else ()
        self._redis = {"REDIS_URL": redis_url} if redis_url else {}
        self._log_file = log_file
        self._url = ""
        self._process: asyncio.subprocess.Process | None = None
        self._drain: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def start(self) -> str:
        """Start it; return its base URL once it answers. Raises ``StudioError``."""
        self._data.mkdir(parents=True, exist_ok=True, mode=0o700)
        address = self._data / _ADDRESS
        running_url = read_address(self._data)
        if running_url and await is_healthy(running_url):
            self._url = running_url
            return running_url
        former_url = self._url or (running_url if self._listen.endswith(":0") else "")
        try:
            await self._spawn(former_url.removeprefix("http://") or self._listen)
        except StudioError:
            if not former_url or self._url:
                raise
            await self._spawn(self._listen)  # another program uses that port now
        address.write_text(self._url)
        return self._url

    async def keep(self) -> None:
        """Restart it whenever it has ended, until cancelled; the URL stays.

        Failed starts are retried with backoff.
        """
        failures = 0
        while True:
            if self._process:
                await self._process.wait()
            else:
                await asyncio.sleep(_LOOK_SECONDS)
                if await is_healthy(self._url):
                    continue
            try:
                await self.stop()
                await self.start()
            except (StudioError, OSError) as error:
                # The studio's own log has the reason.
                _log.error("the studio ended and does not start: %s", error)
                failures += 1
                await asyncio.sleep(_BACKOFF.delay(failures))
            else:
                failures = 0
                _log.warning("the studio ended: restarted")

    async def stop(self) -> None:
        """Terminate the studio, then kill it; does nothing if another process started it."""
        process, self._process = self._process, None
        drain, self._drain = self._drain, None
        if process is not None:
            await _terminate(process)
        if drain is not None:
            await drain

    async def _spawn(self, listen: str) -> None:
        """Spawn the studio. It holds the read end of a pipe of ours and stops when we die."""
        environment = (
            _without_secrets()
            | {
                "VIDMUSE_DATA": str(self._data),
                "STUDIO_HTTP": listen,
                "STUDIO_CREDITS": str(self._credits),
            }
            | self._off
            | self._redis
        )
        with _open_log(self._log_file) as log_file:
            process = self._process = await asyncio.create_subprocess_exec(
                *studio_command("serve", "--die-with-parent", *self._quiet),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log_file,
                env=environment,
                start_new_session=True,
            )
        try:
            self._url = await _read_url(process)
        except BaseException as error:
            self._process = None
            await _terminate(process)
            await _drain_output(process)
            if isinstance(error, StudioError) and self._log_file:
                raise StudioError(f"{error} (see {self._log_file})") from error
            raise
        self._drain = asyncio.create_task(_drain_output(process))


def _open_log(path: Path | None) -> AbstractContextManager[IO[bytes] | None]:
    return path.open("ab") if path else nullcontext()


def _without_secrets() -> dict[str, str]:
    """Return the environment without the bots' tokens, keys and passwords."""
    fields = Settings.model_fields.items()
    secret = {name.upper() for name, one in fields if one.annotation is SecretStr}
    names = secret | {f"{name}{SUFFIX.upper()}" for name in secret}
    return {k: v for k, v in os.environ.items() if k.upper() not in names}


def read_address(data: Path) -> str:
    """Return the current or last address of this data folder's studio; "" if there was none."""
    try:
        text = (data / _ADDRESS).read_text().strip()
    except OSError:
        return ""
    return text if text.startswith("http://") else ""


async def is_healthy(url: str) -> bool:
    """Whether a studio answers there, within the time that a start may take."""
    timeout = httpx.Timeout(_START_SECONDS, connect=_CONNECT_SECONDS)
    try:
        async with httpx.AsyncClient(
            verify=tls_context(), trust_env=False, timeout=timeout
        ) as client:
            return (await client.get(f"{url}/healthz")).is_success
    except httpx.HTTPError:
        return False


async def _read_url(process: asyncio.subprocess.Process) -> str:
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


async def _drain_output(process: asyncio.subprocess.Process) -> None:
    """Read the output to its end, so that the studio never blocks on a full pipe.

    A pipe that is open when the event loop closes would print a traceback.
    """
    if process.stdout:
        while await process.stdout.read(1 << 16):
            pass


async def _terminate(process: asyncio.subprocess.Process) -> None:
    """Terminate the whole process group, then kill it."""
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


async def run_json_lines(
    arguments: Sequence[str],
) -> AsyncIterator[Mapping[str, object]]:
    """Run a studio command and yield its JSON lines; closing the generator stops it.

    Raises ``StudioError`` when it fails.
    """
    process = await asyncio.create_subprocess_exec(
        *studio_command(*arguments),
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
        await _terminate(process)
        await _drain_output(process)
