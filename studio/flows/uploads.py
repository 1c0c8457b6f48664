"""Receive uploads: stream to disk, probe, name and add to the project."""

import asyncio
import hashlib
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from studio.errors import DiskFull, FileTooLarge, NoSession, ServiceUnavailable
from studio.flows.analysis import Analysis
from studio.flows.projects import Projects
from studio.flows.proxies import Proxies
from studio.media.files import as_disk_error, safe_name
from studio.media.formats import ending_of
from studio.model.media import Asset, AssetId
from studio.ports.media import MediaStore

LARGEST = 2 << 30
"""Default size limit of a file in bytes."""
_PATIENCE = 64 * 1024 * 1024
"""Bytes beyond the limit that are read before the connection is closed."""


class IncomingFile:
    """A file being received, written under a temporary name."""

    def __init__(
        self, folder: Path, name: str, size: int = 0, largest: int = LARGEST
    ) -> None:
        self.name = safe_name(name)
        self._largest = largest
        self._hash = hashlib.sha256()
        self._size = 0
        self._fault: FileTooLarge | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if shutil.disk_usage(folder).free < min(size, largest):
                raise DiskFull
            self.path = folder / f".in-{secrets.token_hex(8)}"
            self._file: BinaryIO = self.path.open("xb")
        except OSError as error:
            raise as_disk_error(error) from error

    def write(self, data: bytes) -> None:
        """Append bytes. Raises ``DiskFull``; then call ``drop``.

        A file that is too large is deleted, but its rest is received, so that the sender
        can read the refusal: ``finish`` raises ``FileTooLarge``. If the rest is too long,
        this raises it at once.
        """
        self._size += len(data)
        if self._size > self._largest:
            self._too_large()
            return
        self._hash.update(data)
        try:
            self._file.write(data)
        except OSError as error:
            raise as_disk_error(error) from error

    def finish(self) -> str:
        """Close the complete file and return its SHA-256. Raises ``FileTooLarge``."""
        if self._fault:
            raise self._fault
        try:
            self._file.close()
        except OSError as error:
            raise as_disk_error(error) from error
        return self._hash.hexdigest()

    def _too_large(self) -> None:
        if self._fault is None:
            self._fault = FileTooLarge(
                "file_too_large", name=self.name, most=self._largest // (1024 * 1024)
            )
            self.drop()
        if self._size > self._largest + _PATIENCE:
            raise self._fault

    def drop(self) -> None:
        """Delete the file. Safe to call at any time."""
        with suppress(OSError):  # a full disk cannot store buffered bytes
            self._file.close()
        self.path.unlink(missing_ok=True)


class Uploads:
    """Turn received files of at most ``largest`` bytes into assets of a project."""

    def __init__(
        self,
        projects: Projects,
        analysis: Analysis,
        proxies: Proxies,
        media: MediaStore,
        largest: int = LARGEST,
    ) -> None:
        self.largest = largest
        self._projects = projects
        self._analysis = analysis
        self._proxies = proxies
        self._media = media
        self._prefetches: set[asyncio.Task[None]] = set()

    def open_file(self, session_id: str, name: str, size: int = 0) -> IncomingFile:
        """Open a file for ``size`` expected bytes (0: unknown). Raises ``DiskFull``."""
        folder = self._projects.folder(session_id) / "assets"
        return IncomingFile(folder, name, size, self.largest)

    async def accept(self, session_id: str, file: IncomingFile) -> Asset:
        """Probe the file and add it, or raise ``UnsupportedFile`` and delete it."""
        try:
            digest = file.finish()
            probed = await self._analysis.probe(file.path, file.name)
            ending = ending_of(probed.mime)
            target = file.path.with_name(f"{digest[:32]}{ending}")
            await asyncio.to_thread(file.path.replace, target)
            stored = f"sessions/{session_id}/assets/{target.name}"
            await self._media.save(stored)
        except OSError as error:
            file.drop()
            raise as_disk_error(error) from error
        except BaseException:
            file.drop()
            raise
        asset = replace(
            probed,
            id=AssetId(f"a_{digest[:16]}"),
            name=file.name,
            path=str(target),
            sha256=digest,
        )
        try:
            asset = await self._projects.add(session_id, asset)
        except NoSession:  # it was deleted meanwhile
            await asyncio.to_thread(_remove, target)
            await self._media.delete(stored)
            raise
        task = asyncio.create_task(self._prepare(session_id, asset))
        self._prefetches.add(task)
        task.add_done_callback(self._prefetches.discard)
        return asset

    async def thumbnail(self, asset: Asset) -> bytes:
        """A small JPEG of an uploaded clip, b"" for a song. Raises ``UnsupportedFile``."""
        return await self._analysis.thumbnail(asset)

    async def known_tempo(self, asset: Asset) -> float | None:
        """The tempo of an uploaded song, 0 without a pulse; None while it is unknown."""
        return await self._analysis.known_tempo(asset)

    async def _prepare(self, session_id: str, asset: Asset) -> None:
        """Prepare in the background what the first edit and its preview need."""
        with suppress(ServiceUnavailable):  # it is run when requested
            await self._analysis.prefetch(asset)
            await self._proxies.make(session_id, asset)

    async def receive(
        self, session_id: str, name: str, chunks: AsyncIterator[bytes]
    ) -> Asset:
        """Receive a stream of chunks as an asset."""
        file = self.open_file(session_id, name)
        try:
            async for chunk in chunks:
                file.write(chunk)
        except BaseException:
            file.drop()
            raise
        return await self.accept(session_id, file)

    async def close(self) -> None:
        """Cancel the background analyses."""
        for task in list(self._prefetches):
            task.cancel()
        await asyncio.gather(*self._prefetches, return_exceptions=True)


def _remove(file: Path) -> None:
    """Delete a file, and its parent folders if they are empty."""
    file.unlink(missing_ok=True)
    with suppress(OSError):
        for folder in (file.parent, file.parent.parent):
            folder.rmdir()
