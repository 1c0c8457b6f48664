"""Start a job as a fork of a process that has loaded the libraries, where Linux allows it.

Loading them takes each job a quarter of a second of processor time otherwise. The fork
server (``studio.commands.fork_server``) receives only the ends of a job's pipes. What the
job is about goes through them, and only the fork reads it: no job finds anything of
another one in its memory.
"""

import asyncio
import atexit
import json
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

_log = logging.getLogger(__name__)
_MOST_JOBS = 100
"""Jobs of one server. The memory of all of them has the same layout (ASLR), which would
help an attacker who has learned it."""
_LOAD_SECONDS = 30.0
"""Time limit for a server's first fork; after it jobs start without a server."""
_END_SECONDS = 10.0
"""Time for a server that starts no job to end by itself: its exit code tells why."""
_CLOSE_SECONDS = 2.0
"""Time for a server and its last jobs to end when this process does."""
_IDLE_SECONDS = 300.0
"""A server holds 70 MB; without jobs for so long it ends. People look at a video for a minute
or two before they ask for the next edit."""
_NO_CRASH = (signal.SIGTERM, signal.SIGKILL, signal.SIGXCPU)
"""Signals that end jobs which do not crash."""
_LONGEST_LINE = 1 << 24
_Key = tuple[tuple[str, str], ...]
"""The environment of a server."""


class ForkedProcess:
    """A forked job; it has what a job needs of ``asyncio.subprocess.Process``."""

    def __init__(self, server: "ForkServer") -> None:
        self._server = server
        self._stdin: asyncio.WriteTransport | None = None
        self._outputs: list[asyncio.ReadTransport] = []
        self._ended: asyncio.Task[int] | None = None
        self._status = asyncio.StreamReader()
        self.stdout = asyncio.StreamReader(_LONGEST_LINE)
        self.stderr = asyncio.StreamReader(_LONGEST_LINE)
        self.pid = 0
        self.returncode: int | None = None

    async def begin(self, pipes: "_Streams", request: bytes) -> bool:
        """Send the request; return whether a process has received it."""
        loop = asyncio.get_running_loop()
        readers = (self.stdout, self.stderr, self._status)
        for reader, file in zip(readers, pipes.outputs, strict=True):
            protocol = asyncio.StreamReaderProtocol(reader)
            output, _ = await loop.connect_read_pipe(partial(_identity, protocol), file)
            self._outputs.append(output)
        self._stdin, _ = await loop.connect_write_pipe(
            asyncio.BaseProtocol, pipes.stdin
        )
        self._stdin.write(request)
        async with asyncio.timeout(_LOAD_SECONDS):
            line = await self._status.readline()
        if not line.endswith(b"\n"):
            return False
        self.pid = int(line)
        self._ended = asyncio.create_task(self._read_status())
        return True

    async def wait(self) -> int:
        """Wait for the end; a negative code is the number of a signal."""
        if self._ended is None:
            raise RuntimeError("the process has not begun")
        return await asyncio.shield(self._ended)

    def close(self) -> None:
        """Close our ends of the pipes; a job that still runs ends itself."""
        if self._stdin and not self._stdin.is_closing():
            self._stdin.abort()
        for output in self._outputs:
            output.close()

    async def _read_status(self) -> int:
        if line := await self._status.readline():
            code = int(line)
        else:  # the server was killed, nobody else can tell
            code = -signal.SIGKILL
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
        if code < 0 and -code not in _NO_CRASH:
            self._server.retire()
        self.returncode = code
        return code


class _Streams:
    """Pipes of a new job: its input, output, errors and status."""

    def __init__(self) -> None:
        pairs = [os.pipe() for _ in range(4)]
        self.theirs = [pairs[0][0], *(writing for _, writing in pairs[1:])]
        self.stdin = os.fdopen(pairs[0][1], "wb", 0)
        self.outputs = [os.fdopen(reading, "rb", 0) for reading, _ in pairs[1:]]

    def close(self) -> None:
        """Close our ends."""
        for file in (self.stdin, *self.outputs):
            file.close()


def _identity(protocol: asyncio.StreamReaderProtocol) -> asyncio.StreamReaderProtocol:
    return protocol


def studio_command(*arguments: str) -> list[str]:
    """The command line of a child process; ``-P``: a folder named studio here is not imported."""
    return [sys.executable, "-P", "-X", "faulthandler", "-m", "studio", *arguments]


class ForkServer:
    """A running fork server; it ends when this process does, or when it has no jobs."""

    def __init__(
        self, environment: dict[str, str], idle_seconds: float = _IDLE_SECONDS
    ) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket.setblocking(False)
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603
                studio_command("fork-server", str(theirs.fileno()), str(idle_seconds)),
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,
            )
        self.jobs = 0
        self.is_retired = False

    async def start(self, request: bytes) -> ForkedProcess | None:
        """Start a job; None if the server cannot, which ends it."""
        pipes, process, begun = _Streams(), ForkedProcess(self), False
        try:
            try:
                socket.send_fds(self._socket, [b"job"], pipes.theirs)
            finally:
                for file in pipes.theirs:
                    os.close(file)
            begun = await process.begin(pipes, request)
        except (OSError, TimeoutError):
            pass
        finally:
            if not begun:
                process.close()
                pipes.close()
        if not begun:
            await self._end()
            return None
        self.jobs += 1
        if self.jobs >= _MOST_JOBS:
            self.retire()
        return process

    def retire(self) -> None:
        """Let the server end after its running jobs."""
        self.is_retired = True
        self._socket.close()

    def close(self, seconds: float = _CLOSE_SECONDS) -> None:
        """Retire the server and wait for its end; it is killed after that many seconds."""
        self.retire()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    async def _end(self) -> None:
        self.retire()
        if not self.jobs:  # one that could not load the libraries ends by itself
            await asyncio.to_thread(self.close, _END_SECONDS)


class _ForkServers:
    """The fork server of each environment; usually there is one."""

    def __init__(self) -> None:
        self._servers: dict[_Key, ForkServer] = {}
        self._retired: list[ForkServer] = []
        self._useless: set[_Key] = set()

    async def start(
        self, request: bytes, environment: dict[str, str]
    ) -> ForkedProcess | None:
        """Start a job; None if it must be started otherwise."""
        key = tuple(sorted(environment.items()))
        for _ in range(2):  # a server may just have ended
            self._forget_ended()
            if key in self._useless:
                break
            if (server := self._servers.get(key)) is None:
                server = self._servers[key] = ForkServer(environment)
            if process := await server.start(request):
                return process
            if not server.jobs:
                self._useless.add(key)
                code = server.process.returncode
                _log.info("jobs start anew: their fork server ended with %s", code)
        return None

    def close(self) -> None:
        """End all servers; jobs of theirs that nobody waits for end themselves."""
        for server in (*self._servers.values(), *self._retired):
            server.close()
        self._servers.clear()
        self._retired.clear()

    def _forget_ended(self) -> None:
        for key, server in list(self._servers.items()):
            if server.is_retired or server.process.poll() is not None:
                server.retire()
                self._retired.append(self._servers.pop(key))
        self._retired = [one for one in self._retired if one.process.poll() is None]


_servers = _ForkServers()
atexit.register(_servers.close)


async def start_forked(
    arguments: Sequence[str], environment: dict[str, str], cwd: Path, nice: int
) -> ForkedProcess | None:
    """Run ``python -m studio confined`` with these arguments, in its own session.

    None where there is no fork server: on other systems than Linux, with libraries that
    start threads or cannot be loaded, and while a server ends.
    """
    if sys.platform != "linux":
        return None
    request = json.dumps([list(arguments), str(cwd), nice]).encode() + b"\n"
    return await _servers.start(request, environment)
