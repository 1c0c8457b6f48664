"""Store a JSON record of each upload; read it again only when it changed."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bots.web.wire import ids
from core.model.chat import Sender
from core.model.drop_link import DropLink

_MOST_KNOWN = 50_000


@dataclass(frozen=True, slots=True)
class Upload:
    """The record of an upload; ``link`` is the one that it was created with.

    ``admitted``: its event is stored, the file belongs to the project now.
    """

    id: str
    link: DropLink
    size: int
    name: str
    mime: str
    admitted: bool = False

    @property
    def person(self) -> str:
        """The name of the person's folder."""
        return ids.folder_name(self.link.person.id)


class UploadLost(Exception):
    """There is no such upload (any more)."""


class UploadRecords:
    """Reads and writes records; unchanged ones are cached."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, int, Upload]] = {}

    def read(self, path: str) -> Upload:
        """Raises ``UploadLost``."""
        try:
            now = os.stat(path)  # noqa: PTH116  # many are looked at
            cached = self._known.get(path)
            if cached and cached[:2] == (now.st_mtime_ns, now.st_ino):
                return cached[2]
            upload = _upload(json.loads(Path(path).read_text("utf-8")))
        except (OSError, ValueError, TypeError, KeyError):
            self._known.pop(path, None)
            raise UploadLost from None
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[path] = (now.st_mtime_ns, now.st_ino, upload)
        return upload

    def write(self, path: Path, upload: Upload) -> None:
        """Write a record atomically, before its upload is confirmed."""
        part = path.with_suffix(".part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(upload), file)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
        _sync_folder(path.parent)


def _upload(fields: dict[str, Any]) -> Upload:
    link = fields["link"]
    person = Sender(**link["person"])
    return Upload(**fields | {"link": DropLink(**link | {"person": person})})


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
