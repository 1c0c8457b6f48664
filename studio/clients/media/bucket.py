"""Store media in a bucket of an S3-compatible service, with the data folder as cache.

boto3 (the extra ``bucket``) finds the credentials as every client of AWS does: in
``AWS_ACCESS_KEY_ID`` and ``AWS_SECRET_ACCESS_KEY``, in its files, or from the machine.
"""

import asyncio
import hashlib
import os
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from studio.errors import DeletionFailed, MediaUnavailable
from studio.media.files import TEMP_SUFFIX, as_disk_error, last_change

_T = TypeVar("_T")
_CHECKSUM = "sha256"
_BLOCK = 1 << 20
_TRIES = 4
_COPIES = ("sessions/*/assets/*", "sessions/*/proxies/*.mp4", "renders/*/*")
"""Folders whose files may be deleted here because the bucket has them."""


class BucketStore:
    """``MediaStore`` in ``bucket``; ``prefix`` comes before each path.

    A file is stored with its SHA-256, and a copy with another one is refused.
    """

    is_remote = True

    def __init__(
        self, data: Path, bucket: str, prefix: str = "", endpoint: str = ""
    ) -> None:
        import boto3  # noqa: PLC0415  # an extra, and slow
        from botocore.config import Config  # noqa: PLC0415
        from botocore.exceptions import (  # noqa: PLC0415
            BotoCoreError,
            ClientError,
        )

        self.data, self._bucket, self._prefix = data, bucket, prefix
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=endpoint or None,
            config=Config(
                retries={"max_attempts": _TRIES, "mode": "standard"},
                connect_timeout=10,
                read_timeout=60,
                max_pool_connections=16,
            ),
        )
        self._errors: tuple[type[Exception], ...] = (BotoCoreError, ClientError)
        self._missing: type[Exception] = ClientError
        self._fetching: dict[str, asyncio.Lock] = {}

    async def save(self, path: str) -> None:
        await self._call(lambda: self._upload(path))

    async def fetch(self, path: str) -> bool:
        """Raises ``DiskFull``, too."""
        lock = self._fetching.setdefault(path, asyncio.Lock())
        try:
            async with lock:
                local = self.data / path
                with suppress(OSError):
                    await asyncio.to_thread(os.utime, local)  # it is in use
                    return True
                return await self._call(lambda: self._download(path, local))
        finally:
            if not lock.locked():
                self._fetching.pop(path, None)

    async def has(self, path: str) -> bool:
        return await self._call(lambda: self._head(path) is not None)

    async def delete(self, prefix: str) -> None:
        await self._call(lambda: self._delete(prefix))

    async def evict(self, older_than: float) -> AsyncIterator[int]:
        for path in await asyncio.to_thread(self._copies, older_than):
            if await self.has(str(path.relative_to(self.data))):
                size = await asyncio.to_thread(_unlink, path)
                yield size

    async def _call(self, work: Callable[[], _T]) -> _T:
        try:
            return await asyncio.to_thread(work)
        except self._errors as error:
            raise MediaUnavailable(str(error)) from error

    def _upload(self, path: str) -> None:
        local = self.data / path
        metadata = {_CHECKSUM: _sha256(local)}
        self._client.upload_file(
            str(local), self._bucket, self._key(path), ExtraArgs={"Metadata": metadata}
        )

    def _download(self, path: str, local: Path) -> bool:
        head = self._head(path)
        if head is None:
            return False
        part = local.with_name(f".{local.name}.{secrets.token_hex(4)}{TEMP_SUFFIX}")
        try:
            local.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._client.download_file(self._bucket, self._key(path), str(part))
            if _sha256(part) != head["Metadata"].get(_CHECKSUM):
                raise MediaUnavailable(f"{path} came damaged from the bucket")
            part.replace(local)
        except OSError as error:
            raise as_disk_error(error) from error
        finally:
            part.unlink(missing_ok=True)
        return True

    def _head(self, path: str) -> dict[str, Any] | None:
        try:
            head: dict[str, Any] = self._client.head_object(
                Bucket=self._bucket, Key=self._key(path)
            )
        except self._missing as error:
            code = getattr(error, "response", {}).get("Error", {}).get("Code", "")
            if code in ("404", "NoSuchKey", "NotFound"):
                return None
            raise
        return head

    def _delete(self, prefix: str) -> None:
        for key in list(self._keys(prefix)):
            self._client.delete_object(Bucket=self._bucket, Key=key)
        if next(self._keys(prefix), None) is not None:
            raise DeletionFailed("not_deleted")

    def _keys(self, prefix: str) -> Iterator[str]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._key(prefix)
        )
        for page in pages:
            for entry in page.get("Contents", ()):
                yield entry["Key"]

    def _key(self, path: str) -> str:
        return f"{self._prefix}{path}"

    def _copies(self, older_than: float) -> list[Path]:
        copies = [
            (last_change(path), path)
            for pattern in _COPIES
            for path in self.data.glob(pattern)
            if not path.name.startswith(".")
        ]
        return [path for at, path in sorted(copies) if at < older_than]


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0


def _unlink(path: Path) -> int:
    with suppress(FileNotFoundError):
        size = _size(path)
        path.unlink()
        return size
    return 0
