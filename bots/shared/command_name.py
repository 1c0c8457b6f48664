"""The command with which the user can call this program."""

import shlex
import shutil
import sys
from pathlib import Path

_NAME = "vidmuse"


def command_name() -> str:
    """``vidmuse`` where it is on the PATH, else the path by which it was called."""
    called, installed = Path(sys.argv[0]), shutil.which(_NAME)
    on_path = installed is not None and Path(installed).resolve() == called.resolve()
    if on_path or called.name != _NAME:
        return _NAME
    return shlex.quote(sys.argv[0])
