"""Write files atomically, lock folders, sanitise file names."""

import json
import os
import re
import secrets
import time
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from common.disk import is_disk_full
from common.text.plain_text import plain_text
from studio.errors import DiskFull

TEMP_SUFFIX = ".new"
"""Suffix of a partial file; one found at a start was left by a crash."""
_LONGEST_NAME = 120
_LOCK_TRIES, _LOCK_PAUSE = 50, 0.1
"""Seconds to wait for a studio that is stopping."""
_UNSAFE = re.compile(r'[<>:"/\\|?*]+')


def lock_folder(folder: Path, *, shared: bool = False) -> IO[str] | None:
    """Lock a folder until the returned file closes; None if another process has it.

    Two studios that store their state in one folder would overwrite each other's; those
    that store it elsewhere lock it ``shared``. The lock ends with the process.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = (folder / "lock").open("w", encoding="utf-8")
    try:
        import fcntl  # noqa: PLC0415  # not everywhere
    except ImportError:
        return file
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    for _ in range(_LOCK_TRIES):
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except OSError:
            time.sleep(_LOCK_PAUSE)
        else:
            return file
    file.close()
    return None


def write_json(path: Path, data: Any) -> None:
    """Replace a file atomically, synced, with mode 0600. Raises ``DiskFull``."""
    write_text(path, json.dumps(data, separators=(",", ":")))


def write_text(path: Path, text: str) -> None:
    """Replace a text file in the same way."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}{TEMP_SUFFIX}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with part.open("w", encoding="utf-8") as file:
            part.chmod(0o600)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise as_disk_error(error) from error


def read_json(path: Path) -> Any:
    """Read a JSON file; None if it is missing or damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def tree_size(folder: Path) -> int:
    """Return the size of a folder's files in bytes; a file deleted meanwhile counts as 0."""
    size = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                size += os.lstat(os.path.join(parent, name)).st_size  # noqa: PTH118
    return size


def last_change(path: Path) -> float:
    """Return when a file was last changed, in unix seconds; 0 if it does not exist."""
    with suppress(OSError):
        return path.stat().st_mtime
    return 0.0


def as_disk_error(error: OSError) -> Exception:
    """Convert a full disk's error to ``DiskFull``; return others unchanged."""
    if is_disk_full(error.errno):
        return DiskFull()
    return error


def safe_name(name: str) -> str:
    """Return a display name without folders or control characters, shortened."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    last = _UNSAFE.sub(" ", plain_text(last))
    clean = " ".join(last.split()).strip(" .")
    stem, dot, ending = clean.rpartition(".")
    if dot and len(ending) <= 5:
        return f"{stem[: _LONGEST_NAME - 6] or 'clip'}.{ending}"
    return clean[:_LONGEST_NAME] or "clip"


def free_name(name: str, taken: set[str]) -> str:
    """Return the name, with a number if another file has it."""
    if name not in taken:
        return name
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, f".{ending}") if dot else (name, "")
    number = 2
    while f"{stem} ({number}){ending}" in taken:
        number += 1
    return f"{stem} ({number}){ending}"
