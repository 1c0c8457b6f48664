"""``fork-server``: start jobs as forks of this process, which has loaded their libraries.

It belongs to ``studio.media.forked_process``, which starts it with a clean environment. Each
request has the read end of a job's input and the write ends of its output, errors and
status. The fork closes all else, writes its number to the status, and reads from its input
what to run; this process adds how it ended. So nothing about a job is in its memory, and
none of the fork's confinement is left to it.
"""

import json
import os
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import NoReturn

from common.process.startup import importing

_MODULES = (
    "studio.media.inspection.probe", "studio.media.process_usage",
    "studio.rules.serial.media_json", "studio.media.sandbox", "studio.media.analysis.job",
    "pi_heif", "studio.media.analysis.thumbnail", "studio.media.analysis.shots",
    "studio.media.analysis.faces", "studio.media.analysis.camera", "studio.media.proxy",
    "studio.media.render.job", "studio.media.sound.beats",
)  # fmt: skip
"""In the order in which the jobs of new clips need them."""
_FIRST = 6
"""So many are loaded before the first fork, and the others while there is nothing to do."""
_TASKS = "/proc/self/task"
_FILES = "/proc/self/fd"
Run = Callable[[list[str]], int]


@dataclass(frozen=True, slots=True)
class _Job:
    pid: int
    status: int


def main(arguments: list[str], run: Run) -> int:
    """``SOCKET IDLE_SECONDS``: serve this file descriptor until it is closed, or idle.

    ``run`` is the command line of the studio.
    """
    socket_number, idle_seconds = arguments
    with (
        socket.socket(fileno=int(socket_number)) as requests,
        selectors.DefaultSelector() as selector,
    ):
        os.close(os.pidfd_open(os.getpid()))  # some containers forbid it
        _load(_MODULES[:_FIRST])
        _Server(requests, selector, run).serve(float(idle_seconds))
    return 0


def _load(modules: Sequence[str]) -> None:
    with importing():
        for module in modules:
            import_module(module)
    if len(os.listdir(_TASKS)) > 1:  # noqa: PTH208
        raise RuntimeError(f"{modules} started a thread, and a fork would lack it")


class _Server:
    """Forks jobs, and waits for their ends."""

    def __init__(
        self, requests: socket.socket, selector: selectors.BaseSelector, run: Run
    ) -> None:
        self._requests, self._selector, self._run = requests, selector, run
        self._modules = list(_MODULES[_FIRST:])
        self._jobs = 0
        self._is_open = True
        selector.register(requests, selectors.EVENT_READ)

    def serve(self, idle_seconds: float) -> None:
        """Fork a job for each request until there are no more, and all jobs have ended."""
        while self._is_open or self._jobs:
            idle = None if self._jobs else idle_seconds
            events = self._selector.select(0 if self._modules else idle)
            for key, _ in events:
                if isinstance(key.data, _Job):
                    self._selector.unregister(key.fileobj)
                    os.close(key.fd)
                    self._jobs -= 1
                    _report_end(key.data)
                else:
                    self._read_request()
            if not events and not self._load_next():
                break

    def _load_next(self) -> bool:
        """Load something in advance; False if all is loaded."""
        if not self._modules:
            return False
        try:
            _load([self._modules.pop(0)])
        except Exception:  # noqa: BLE001  # a job that needs it reports the error
            self._close()
        return True

    def _read_request(self) -> None:
        message, files, _, _ = socket.recv_fds(self._requests, 16, 4)
        if not message:
            self._close()
        elif job := _fork(files, self._run):
            watched = os.pidfd_open(job.pid)
            self._selector.register(watched, selectors.EVENT_READ, job)
            self._jobs += 1

    def _close(self) -> None:
        """Take no more requests."""
        self._selector.unregister(self._requests)
        self._requests.close()
        self._modules.clear()
        self._is_open = False


def _fork(files: list[int], run: Run) -> _Job | None:
    """Start the job of these files; None if the system allows no further process."""
    try:
        pid = os.fork()
    except OSError:
        pid = -1
    if pid == 0:
        _become_job(files, run)
    own_files = files[3:] if pid > 0 else []
    for file in files:
        if file not in own_files:
            os.close(file)
    return _Job(pid, files[3]) if pid > 0 else None


def _report_end(job: _Job) -> None:
    """End what is left of the job's session, and say how it ended."""
    with suppress(ProcessLookupError):
        os.killpg(job.pid, signal.SIGKILL)
    _, status = os.waitpid(job.pid, 0)
    with suppress(BrokenPipeError):
        os.write(job.status, b"%d\n" % os.waitstatus_to_exitcode(status))
    os.close(job.status)


def _become_job(files: list[int], run: Run) -> NoReturn:
    code = 1
    try:
        os.setsid()
        for number, file in enumerate(files[:3]):
            os.dup2(file, number)
        os.write(files[3], b"%d\n" % os.getpid())
        _close_files()
        arguments, cwd, nice = json.loads(_read_line())
        sys.argv[1:] = arguments
        os.chdir(cwd)
        os.nice(nice)
        code = run(arguments)
    except EOFError:  # nobody waits for this job any more
        pass
    except BaseException:  # noqa: BLE001  # the boundary of this process
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _close_files() -> None:
    """Close all files but input, output and errors."""
    for name in os.listdir(_FILES):  # noqa: PTH208
        if int(name) > 2:
            with suppress(OSError):  # the one that lists them
                os.close(int(name))


def _read_line() -> bytes:
    """Read the request, after which nothing follows. Raises ``EOFError``."""
    line = b""
    while not line.endswith(b"\n"):
        part = os.read(0, 1 << 16)
        if not part:
            raise EOFError
        line += part
    return line
