"""Measure the free bytes of a disk, and say that it is full."""

import shutil
from pathlib import Path


def free_bytes(folder: Path) -> int:
    """Return the bytes that are free under a folder, or under its nearest parent."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def full_disk(folder: Path) -> str:
    """The text of a full disk: its path, and the fix."""
    return f"the disk is full: free some space for {folder}"
