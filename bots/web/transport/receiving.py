"""Write the bytes of an upload to disk: one sender at a time, bounded memory.

A dead connection is replaced by the next one of the same upload.
"""

import asyncio
import errno
import hashlib
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import BinaryIO

from bots.web.transport.upload_records import Upload
from bots.web.transport.uploads import UploadFolder
from bots.web.wire.tus import CHECKSUM_MISMATCH, Patch, ProtocolError
from common.disk import is_disk_full

_BUFFER = 128 << 10
"""Bytes held in memory for each connection."""
_SILENCE = 60.0
"""Seconds without a byte after which a connection counts as dead."""
_QUIET_SECONDS, _DRAIN_SECONDS = 0.2, 2.0
"""Seconds for which a replaced connection may finish writing."""


class DiskIsFull(Exception):
    """The disk is full; the bytes written so far are kept."""


class TakenOver(Exception):
    """Another connection has taken over this upload."""


class Receiver:
    """Appends bodies to uploads. The bytes are on disk when ``append`` returns."""

    def __init__(self, folder: UploadFolder, silence: float = _SILENCE) -> None:
        self._folder = folder
        self._silence = silence
        self._running: dict[str, asyncio.Task[object]] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._heard: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, upload: Upload) -> AsyncIterator[None]:
        """Stop the current writer of the upload, and hold the lock."""
        lock = self._locks.setdefault(upload.id, asyncio.Lock())
        if running := self._running.get(upload.id):
            await self._drain(upload, running)
            running.cancel()
        async with lock:
            yield
        if not lock.locked() and upload.id not in self._running:
            self._locks.pop(upload.id, None)

    async def _drain(self, upload: Upload, running: asyncio.Task[object]) -> None:
        """Let a dead connection write the bytes that it received."""
        loop = asyncio.get_running_loop()
        until = loop.time() + _DRAIN_SECONDS
        while not running.done() and loop.time() < until:
            if loop.time() - self._heard.get(upload.id, 0.0) > _QUIET_SECONDS:
                return
            await asyncio.wait([running], timeout=_QUIET_SECONDS / 4)

    async def append(
        self, upload: Upload, patch: Patch, body: AsyncIterator[bytes]
    ) -> int:
        """Append a body and return the new offset.

        Bytes received before a connection broke are kept, unless they have a checksum. Raises
        ``ProtocolError`` where offset, length or checksum do not fit, ``DiskIsFull``,
        ``TakenOver``.
        """
        async with self.turn(upload):
            offset = await self._folder.offset(upload)
            _check(upload, patch, offset)
            writing = asyncio.create_task(self._write(upload, patch, offset, body))
            self._running[upload.id] = writing
            try:
                return await writing
            except asyncio.CancelledError:
                if (task := asyncio.current_task()) and task.cancelling():
                    writing.cancel()
                    raise
                raise TakenOver from None
            finally:
                self._running.pop(upload.id, None)
                self._heard.pop(upload.id, None)

    async def _write(
        self, upload: Upload, patch: Patch, offset: int, body: AsyncIterator[bytes]
    ) -> int:
        path, checksum = self._folder.path(upload), patch.checksum
        hasher = checksum.hasher() if checksum else None
        file = await asyncio.to_thread(path.open, "r+b", 0)
        with file:
            await asyncio.to_thread(file.seek, offset)
            try:
                chunks = self._note_chunks(upload, body)
                end = await self._copy(file, chunks, upload.size - offset, hasher)
                await asyncio.to_thread(os.fsync, file.fileno())
            except OSError as error:
                await self._keep_or_drop(upload, patch, offset)
                if is_disk_full(error.errno) or error.errno == errno.EFBIG:
                    raise DiskIsFull from error
                raise
            except BaseException:
                await self._keep_or_drop(upload, patch, offset)
                raise
        if checksum and hasher and hasher.digest() != checksum.digest:
            await self._folder.truncate(upload, offset)
            raise ProtocolError(CHECKSUM_MISMATCH, "the checksum does not fit")
        return offset + end

    async def _note_chunks(
        self, upload: Upload, body: AsyncIterator[bytes]
    ) -> AsyncIterator[bytes]:
        """Yield the chunks, and record when the last one came."""
        async for chunk in body:
            self._heard[upload.id] = asyncio.get_running_loop().time()
            yield chunk

    async def _keep_or_drop(self, upload: Upload, patch: Patch, offset: int) -> None:
        """Truncate a part whose checksum cannot be verified any more."""
        if patch.checksum:
            await asyncio.shield(self._folder.truncate(upload, offset))

    async def _copy(
        self,
        file: BinaryIO,
        body: AsyncIterator[bytes],
        room: int,
        hasher: "hashlib._Hash | None",
    ) -> int:
        """Copy at most ``room`` bytes and return how many; more are a protocol error."""
        buffer, written = bytearray(), 0

        async def flush() -> None:
            nonlocal written, buffer
            data, buffer = buffer, bytearray()
            await _uninterrupted(lambda: _write_all(file, data))
            written += len(data)
            if hasher:
                hasher.update(data)

        try:
            async for chunk in _timely(body, self._silence):
                if written + len(buffer) + len(chunk) > room:
                    raise ProtocolError(413, "there are more bytes than were announced")
                buffer += chunk
                if len(buffer) >= _BUFFER:
                    await flush()
        finally:
            if buffer:
                await flush()
        return written


async def _timely(body: AsyncIterator[bytes], silence: float) -> AsyncIterator[bytes]:
    """Yield the chunks of a body; raise an error when none comes for too long."""
    while True:
        try:
            async with asyncio.timeout(silence):
                chunk = await anext(body)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise ProtocolError(408, "nothing came any more") from None
        yield chunk


async def _uninterrupted(write: Callable[[], None]) -> None:
    """Finish a write even if the connection's task is cancelled in between."""
    task = asyncio.create_task(asyncio.to_thread(write))
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        with suppress(Exception):
            await task
        raise


def _write_all(file: BinaryIO, data: bytearray) -> None:
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]


def _check(upload: Upload, patch: Patch, offset: int) -> None:
    if patch.offset != offset:
        raise ProtocolError(409, f"the file goes on at byte {offset}")
    if patch.length is not None and offset + patch.length > upload.size:
        raise ProtocolError(413, "there are more bytes than were announced")
