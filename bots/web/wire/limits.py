"""Limits of uploads (size, number and bytes per person, disk), and their check."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from core.model.drop_link import STORED_DAYS, UNFINISHED_DAYS

UNFINISHED_SECONDS = UNFINISHED_DAYS * 86_400.0
"""Seconds without progress after which an upload is deleted."""
FINISHED_SECONDS = STORED_DAYS * 86_400.0
"""Seconds after the last byte when a finished upload is deleted."""
READ_SECONDS = 3600.0
"""Seconds after the last byte when an upload that the agent has read may be deleted if
space is short."""
BODY = 64 << 10
"""Bytes of a request other than an upload."""


class UploadRefusal(StrEnum):
    """Why an upload may not begin; the values name sentences ``page.error.…``."""

    TOO_LARGE = "too_large"
    EMPTY = "empty"
    TOO_MANY = "too_many"
    PERSON_FULL = "person_full"
    DISK_FULL = "disk_full"


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """``file`` bytes each; ``unfinished`` uploads, ``files`` and ``person`` bytes of one person.

    ``total`` bytes of all uploads together; ``reserve`` bytes of the disk stay free. Those
    without a default come from the settings (``bots/app/drop/drop_page.py``).
    """

    file: int
    person: int
    total: int
    unfinished: int = 100
    files: int = 1000
    reserve: int = 500_000_000


@dataclass(frozen=True, slots=True)
class StoredUpload:
    """Sizes of an upload in bytes: ``size`` when complete, ``offset`` now."""

    size: int
    offset: int

    @property
    def unfinished(self) -> bool:
        return self.offset < self.size


def refusal(
    size: int,
    own: Iterable[StoredUpload],
    everyone: Iterable[StoredUpload],
    free: int,
    limits: UploadLimits,
) -> UploadRefusal | None:
    """Why a file of ``size`` bytes may not be uploaded, None if it may.

    ``own`` are the person's uploads, ``everyone`` all of them; ``free`` bytes are left on
    the disk. The remaining bytes of unfinished uploads count as used.
    """
    mine, all_ = tuple(own), tuple(everyone)
    if size <= 0:
        return UploadRefusal.EMPTY
    if size > limits.file:
        return UploadRefusal.TOO_LARGE
    if sum(each.unfinished for each in mine) >= limits.unfinished:
        return UploadRefusal.TOO_MANY
    if len(mine) >= limits.files:
        return UploadRefusal.PERSON_FULL
    if sum(each.size for each in mine) + size > limits.person:
        return UploadRefusal.PERSON_FULL
    announced = sum(each.size - each.offset for each in all_)
    if free - announced - size < limits.reserve:
        return UploadRefusal.DISK_FULL
    if sum(each.size for each in all_) + size > limits.total:
        return UploadRefusal.DISK_FULL
    return None
