"""Measure the disk under a folder, and prepare the data folder."""

import errno
import shutil
import tempfile
from pathlib import Path

from core.errors import StoreDown, UserError

FULL_BYTES = 100_000_000
"""With less, Redis cannot write for long: the disk counts as full."""
LOW_BYTES = 2_000_000_000
"""With less, the owner is warned."""
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


def free_bytes(folder: Path) -> int:
    """Return the bytes that are free under a folder, or under its nearest parent."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def prepare_data_folder(folder: Path) -> None:
    """Create the data folder and write to it.

    Raises ``UserError`` when this user may not, ``StoreDown`` while the disk is full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
            file.flush()
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise StoreDown(full_disk(folder)) from error
        raise UserError(
            f"Cannot write to the data folder {folder}: {error.strerror}. Set "
            "VIDMUSE_DATA to a folder that this user may write to."
        ) from error


def full_disk(folder: Path) -> str:
    """Say that the disk is full, where, and what helps: the same words each time."""
    return f"the disk is full: free some space for {folder}"
