"""Store uploads on disk: create, append, finish, read and delete.

``<folder>/<person>/<id>`` has the bytes, ``<id>.json`` beside it the record. The size of
the file is the offset, which survives restarts. Names of folders and files are hashes and
random ids, never names given by people.
"""

import asyncio
import os
import secrets
import shutil
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from bots.web.transport.upload_records import Upload, UploadLost, UploadRecords
from bots.web.wire import ids, limits
from bots.web.wire.limits import StoredUpload, UploadLimits, UploadRefusal
from core.model.chat import SenderId
from core.model.drop_link import DropLink

_CHUNK = 256 << 10
_COUNT_SECONDS = 2.0
"""Seconds between two counts of all uploads, so that many can begin at once."""
_META, _READ = ".json", ".read"


class UploadFolder:
    """All uploads under one folder. Calls of one process on one upload do not overlap.

    ``free`` measures the bytes that are left on the disk of a folder.
    """

    def __init__(
        self,
        folder: Path,
        upload_limits: UploadLimits,
        free: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free,
    ) -> None:
        self._folder = folder
        self.limits = upload_limits
        self._free = free
        self._creating = asyncio.Lock()
        self._records = UploadRecords()
        self._total = StoredUpload(0, 0)
        self._counted_at = float("-inf")

    # one upload

    async def create(
        self, link: DropLink, size: int, name: str, mime: str
    ) -> Upload | UploadRefusal:
        """Create an upload if the limits allow it. Raises ``OSError``."""
        upload = Upload(secrets.token_hex(16), link, size, name, mime)
        async with self._creating:
            if no := await asyncio.to_thread(self._check, upload):
                return no
            await asyncio.to_thread(self._begin, upload)
        return upload

    async def find(self, person: SenderId, id_: str) -> Upload:
        """Find an upload. Raises ``UploadLost``, also for another person's upload."""
        return await asyncio.to_thread(self._read_meta, ids.folder_name(person), id_)

    async def offset(self, upload: Upload) -> int:
        """Number of bytes on disk. Raises ``UploadLost``."""
        try:
            return await asyncio.to_thread(_synced_size, self.path(upload))
        except FileNotFoundError:
            raise UploadLost from None

    async def truncate(self, upload: Upload, offset: int) -> None:
        """Remove the bytes after ``offset``."""
        await asyncio.to_thread(os.truncate, self.path(upload), offset)

    async def mark_admitted(self, upload: Upload) -> None:
        await asyncio.to_thread(self._write_meta, replace(upload, admitted=True))

    async def delete(self, upload: Upload) -> None:
        await asyncio.to_thread(self._delete, self.path(upload))

    def path(self, upload: Upload) -> Path:
        return self._folder / upload.person / upload.id

    def expires(self, modified: float) -> float:
        """Expiry of an unfinished upload (unix seconds)."""
        return modified + limits.UNFINISHED_SECONDS

    # its bytes, read by a worker

    async def chunks(self, ref: str) -> tuple[int, AsyncIterator[bytes]]:
        """The byte stream of a clip. Raises ``UploadLost``."""
        try:
            folder, id_ = ids.parse_clip_ref(ref)
        except ValueError:
            raise UploadLost from None
        path = self._folder / folder / id_
        try:
            size = (await asyncio.to_thread(path.stat)).st_size
        except OSError:
            raise UploadLost from None
        return size, self._stream(path)

    async def _stream(self, path: Path) -> AsyncIterator[bytes]:
        try:
            file = await asyncio.to_thread(path.open, "rb")
        except FileNotFoundError:
            raise UploadLost from None
        with file:
            while chunk := await asyncio.to_thread(file.read, _CHUNK):
                yield chunk
        with suppress(OSError):
            await asyncio.to_thread(path.with_suffix(_READ).touch)

    # all uploads

    async def unadmitted(self) -> list[Upload]:
        """Complete uploads whose event is not stored yet."""
        return await asyncio.to_thread(self._unadmitted)

    async def of(self, person: SenderId) -> list[tuple[Upload, int]]:
        """The person's uploads and the number of stored bytes of each."""
        return await asyncio.to_thread(self._of, ids.folder_name(person))

    async def forget(self, person: SenderId) -> None:
        """Delete all uploads of a person."""
        folder = self._folder / ids.folder_name(person)
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def delete_old(self, now: float) -> None:
        """Delete uploads without progress, and those that a project has had for long enough."""
        await asyncio.to_thread(self._delete_old, now)

    def _check(self, upload: Upload) -> UploadRefusal | None:
        """Check the limits; delete files that the agent has read if that makes enough room."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)

        def refusal() -> UploadRefusal | None:
            own = [StoredUpload(one.size, at) for one, at in self._of(upload.person)]
            everyone = [self._everyone()]
            free = self._free(self._folder)
            return limits.refusal(upload.size, own, everyone, free, self.limits)

        no = refusal()
        if no not in {UploadRefusal.DISK_FULL, UploadRefusal.PERSON_FULL}:
            return no
        for path in self._evictable(time.time()):
            self._delete(path)
            self._counted_at = float("-inf")
            no = refusal()
            if no is None:
                break
        return no

    def _everyone(self) -> StoredUpload:
        """The total of all uploads; counted periodically, plus those created since."""
        now = time.monotonic()
        if now - self._counted_at > _COUNT_SECONDS:
            self._counted_at, size, stored = now, 0, 0
            for upload, offset in self._all():
                size, stored = size + upload.size, stored + offset
            self._total = StoredUpload(size, stored)
        return self._total

    def _begin(self, upload: Upload) -> None:
        self._total = replace(self._total, size=self._total.size + upload.size)
        folder = self._folder / upload.person
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / upload.id
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.close(descriptor)
        self._write_meta(upload)

    def _write_meta(self, upload: Upload) -> None:
        self._records.write(self.path(upload).with_suffix(_META), upload)

    def _read_meta(self, folder: str, id_: str) -> Upload:
        if not ids.is_upload_id(id_):
            raise UploadLost
        return self._records.read(str(self._folder / folder / f"{id_}{_META}"))

    def _of(self, folder: str) -> list[tuple[Upload, int]]:
        uploads = []
        place = self._folder / folder
        with suppress(OSError), os.scandir(place) as entries:
            for entry in entries:
                if entry.name.endswith(_META):
                    with suppress(UploadLost, OSError):
                        upload = self._records.read(entry.path)
                        stored = os.stat(entry.path.removesuffix(_META))  # noqa: PTH116  # many
                        uploads.append((upload, stored.st_size))
        return uploads

    def _all(self) -> Iterator[tuple[Upload, int]]:
        with suppress(OSError):
            for name in os.listdir(self._folder):  # noqa: PTH208  # many
                yield from self._of(name)

    def _unadmitted(self) -> list[Upload]:
        return [
            upload
            for upload, offset in self._all()
            if offset == upload.size and not upload.admitted
        ]

    def _evictable(self, now: float) -> list[Path]:
        """Files that the agent read some time ago, the oldest first."""
        evictable = []
        for mark in self._folder.glob(f"*/*{_READ}"):
            with suppress(OSError):
                read_at = mark.stat().st_mtime
                if now - read_at > limits.READ_SECONDS:
                    evictable.append((read_at, mark.with_suffix("")))
        return [path for _, path in sorted(evictable)]

    def _delete_old(self, now: float) -> None:
        for upload, offset in list(self._all()):
            path = self.path(upload)
            with suppress(OSError):
                age = now - path.stat().st_mtime
                whole = offset == upload.size
                if whole and not upload.admitted:
                    continue  # not in a project yet
                longest = (
                    limits.FINISHED_SECONDS if whole else limits.UNFINISHED_SECONDS
                )
                if age > longest:
                    self._delete(path)

    def _delete(self, path: Path) -> None:
        for each in (path.with_suffix(_META), path, path.with_suffix(_READ)):
            each.unlink(missing_ok=True)


def _synced_size(path: Path) -> int:
    """Size of the file after a sync to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
        return os.fstat(descriptor).st_size
    finally:
        os.close(descriptor)
