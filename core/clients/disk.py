"""Prepare the data folder, and define when a disk is low or full."""

import tempfile
from enum import StrEnum
from pathlib import Path

from common.disk import full_disk, is_disk_full
from core.errors import StoreDown, UserError

FULL_BYTES = 100_000_000
"""Below this the disk counts as full: Redis cannot write for long."""
LOW_BYTES = 2_000_000_000
"""Below this the operator is warned."""


class DiskLevel(StrEnum):
    """How much space a disk has."""

    OK = "ok"
    LOW = "low"
    FULL = "full"


def disk_level(free: int) -> DiskLevel:
    """The level of a disk with so many bytes free."""
    if free < FULL_BYTES:
        return DiskLevel.FULL
    return DiskLevel.LOW if free < LOW_BYTES else DiskLevel.OK


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
        if is_disk_full(error.errno):
            raise StoreDown(full_disk(folder)) from error
        raise UserError(
            f"Cannot write to the data folder {folder}: {error.strerror}. Set "
            "VIDMUSE_DATA to a folder that this user may write to."
        ) from error
