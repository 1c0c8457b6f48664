"""The data folder's default, the space of its disk, and the deletion of files."""

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path


def default_data_folder() -> Path:
    """Return the service's folder of systemd, else one of the user."""
    folder = os.environ.get("STATE_DIRECTORY", "").partition(":")[0]
    return Path(folder) if folder else Path.home() / ".local" / "share" / "vidmuse"


def delete_file(path: Path) -> int:
    """Delete a file, if it is there; return the bytes that it took."""
    with suppress(FileNotFoundError):
        size = path.stat().st_size
        path.unlink()
        return size
    return 0


def free_bytes(folder: Path) -> int:
    """Return the bytes that are free under a folder, or under its nearest parent."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def is_disk_full(number: int | None) -> bool:
    """Whether an error of this number tells that the disk, or the user's share of it, is full."""
    return number in (errno.ENOSPC, errno.EDQUOT)


def full_disk(folder: Path) -> str:
    """The text of a full disk: its path, and the fix."""
    return f"the disk is full: free some space for {folder}"
