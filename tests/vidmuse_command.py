"""``vidmuse`` run to its end as a fork of a process that has imported everything.

For tests of what a command does with its arguments and settings: a cold start, which costs
a second of processor time, is what other tests are for.
"""

import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bots.__main__ import main
from tests.forked import FORKS
from tests.patience import PATIENCE


def run_vidmuse(
    environment: Mapping[str, str], cwd: str, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Return the exit code and what was printed; the command has no input."""
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = FORKS.Process(
            target=_run, args=(arguments, dict(environment), cwd, out, err)
        )
        process.start()
        process.join(PATIENCE)
        assert process.exitcode is not None, f"still running: {arguments}"
        done = subprocess.CompletedProcess(
            arguments, process.exitcode, out.read_text(), err.read_text()
        )
        process.close()
        return done


def _run(
    arguments: tuple[str, ...],
    environment: dict[str, str],
    cwd: str,
    out: Path,
    err: Path,
) -> None:
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None  # it was another one in the process that forked
    for path, stream in ((Path(os.devnull), 0), (out, 1), (err, 2)):
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.dup2(file, stream)
        os.close(file)
    os.chdir(cwd)
    raise SystemExit(main(arguments))
