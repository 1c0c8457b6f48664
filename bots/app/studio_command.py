"""Build the command line of ``python -m studio``, and replace this process by it."""

import os
import sys
from contextlib import suppress

from common.process.stop_signals import hold_signals

_INTERRUPTED = 130


def studio_command(*arguments: str) -> tuple[str, ...]:
    """The command line; ``-P``: a folder named studio here is not imported."""
    return (sys.executable, "-P", "-m", "studio", *arguments)


def exec_studio(*arguments: str) -> int:
    """Replace this process by the studio's command; the exit code where that fails."""
    line = studio_command(*arguments)
    sys.stdout.flush()
    if os.name == "posix":
        hold_signals()
        os.execv(line[0], line)  # noqa: S606  # our own interpreter and module
    with suppress(KeyboardInterrupt):
        return os.spawnv(os.P_WAIT, line[0], line)  # noqa: S606
    return _INTERRUPTED
