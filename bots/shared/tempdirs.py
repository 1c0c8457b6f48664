"""Create a temporary folder and delete those of killed processes."""

import os
import shutil
import tempfile
from pathlib import Path

_PREFIX = "vidmuse-"


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a context manager that deletes the folder on exit."""
    for old in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        owner = old.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isdigit() and not _alive(int(owner)):
            shutil.rmtree(old, ignore_errors=True)
    return tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
