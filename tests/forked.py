"""Start processes as forks of one that has imported everything, to avoid cold starts.

A cold start of the studio takes most of a second of processor time.
"""

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess

from tests.patience import PATIENCE

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["tests.preloaded"])


@dataclass(frozen=True, slots=True)
class Forked:
    """A running process and what it prints, line by line."""

    process: ForkServerProcess
    output: Connection

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid

    def readline(self) -> bytes:
        """Return the next line, which is incomplete if the process ended."""
        line = b""
        while not line.endswith(b"\n") and (byte := os.read(self.output.fileno(), 1)):
            line += byte
        return line


def start_fork_server() -> None:
    """Start the process that forks, with the environment as it is now, unless it runs."""
    forkserver.ensure_running()


@contextlib.contextmanager
def forked(
    command: Callable[[list[str]], int],
    arguments: list[str],
    environment: Mapping[str, str],
) -> Iterator[Forked]:
    """Run ``command(arguments)`` in a session of its own; terminate it at the end.

    Its standard input is a pipe that closes with this process, as a command expects
    that ends with its parent.
    """
    (stdin, alive), (output, stdout) = (
        FORKS.Pipe(duplex=False),
        FORKS.Pipe(duplex=False),
    )
    process = FORKS.Process(
        target=_run, args=(command, arguments, dict(environment), stdin, stdout)
    )
    with alive, output:
        with stdin, stdout:
            process.start()
        try:
            yield Forked(process, output)
        finally:
            alive.close()
            process.terminate()
            process.join(PATIENCE)
            process.close()


def _run(
    command: Callable[[list[str]], int],
    arguments: list[str],
    environment: dict[str, str],
    stdin: Connection,
    stdout: Connection,
) -> None:
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(stdin.fileno(), 0)
    os.dup2(stdout.fileno(), 1)
    stdin.close()
    stdout.close()
    raise SystemExit(command(arguments))
