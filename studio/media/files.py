"""Files on disk that are whole or not there: atomic writes, safe names."""

import errno
import json
import os
import re
import secrets
import unicodedata
from pathlib import Path
from typing import Any

from studio.errors import DiskFull

_LONGEST_NAME = 120
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')


def write_json(path: Path, data: Any) -> None:
    """Replace a file in one step, synced, readable by us alone. Raises ``DiskFull``."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with part.open("w", encoding="utf-8") as file:
            part.chmod(0o600)
            json.dump(data, file, ensure_ascii=False, separators=(",", ":"))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise as_disk_error(error) from error


def read_json(path: Path) -> Any:
    """What was written, or None: a file that is missing or broken is no file."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def as_disk_error(error: OSError) -> Exception:
    """``DiskFull`` for a full disk, else the error as it is."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull("The disk is full. Free some space and try again.")
    return error


def safe_name(name: str) -> str:
    """A name for people, without folders, control characters or endless length."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    clean = _UNSAFE.sub(" ", last.encode("utf-8", "replace").decode("utf-8")).strip(
        " ."
    )
    stem, dot, ending = clean.rpartition(".")
    if dot and len(ending) <= 5:
        return f"{stem[: _LONGEST_NAME - 6] or 'clip'}.{ending}"
    return clean[:_LONGEST_NAME] or "clip"
