"""Bring stored records to the newest version, one step at a time.

A record has its version in the field ``v``; records without the field have version 1. A
step converts a version to the next one and is kept for two more versions.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Record = dict[str, Any]
Migration = Callable[[Record], Record]
FIELD = "v"


def newest(steps: Sequence[Migration]) -> int:
    """Return the newest version, to which the steps convert."""
    return len(steps) + 1


def stamped(record: Mapping[str, Any], steps: Sequence[Migration]) -> Record:
    """Return the record with the newest version's number."""
    return {**record, FIELD: newest(steps)}


def migrated(record: Mapping[str, Any], steps: Sequence[Migration]) -> Record:
    """Return the record in the form of the newest version.

    ``steps[0]`` converts version 1 to 2. A record of a newer version is returned unchanged:
    readers ignore unknown fields.
    """
    data = dict(record)
    version = data.pop(FIELD, 1)
    if not isinstance(version, int) or version < 1:
        raise ValueError(f"no version of a record: {version!r}")
    for step in steps[version - 1 :]:
        data = step(data)
    return data
