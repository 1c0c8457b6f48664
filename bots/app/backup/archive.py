"""A backup: one compressed tar file with the records of Redis and the data folder.

``manifest.json`` names the format, ``redis.jsonl`` has one line per key (name, dump,
expiry), ``data/`` holds the files. Redis is read before the files: the backup of a turn
that still runs is then older than the agent's state, and the worker that resumes it asks
the agent before it sends anything again.
"""

import base64
import io
import json
import os
import tarfile
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from core.errors import UserError

FORMAT = 1
_PREFIXES = ("{vm", "vm:", "studio")
"""Names of our keys: the core's, those of the task engine, the studio's."""
_MOMENTARY = {"{vm}:workers", "{vm}:drain", "{vm}:ping"}
_LEFT_OUT = {"redis", "studio-address", "results", "pictures", "chat.log"}
"""Files of the data folder that are temporary or belong to the bundled server."""
_PARTIAL = (".part", ".new")
_LOCKED = ".lock"
_RESTORING = ".restore-"
_MANIFEST, _RECORDS, _DATA = "manifest.json", "redis.jsonl", "data"
_NO_EXPIRY, _BATCH = -1, 500


@dataclass(frozen=True, slots=True)
class BackupSummary:
    """How many records, files and bytes of files a backup holds."""

    records: int
    files: int
    size: int


async def write_backup(redis: Redis, data: Path, file: Path) -> BackupSummary:
    """Write a backup; ``file`` appears only when it is complete. Raises ``OSError``."""
    part = file.with_name(f".{file.name}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with (
            os.fdopen(descriptor, "wb") as out,
            tarfile.open(fileobj=out, mode="w:gz", compresslevel=3) as archive,
        ):
            manifest = {"format": FORMAT, "made": int(time.time())}
            _add(archive, _MANIFEST, json.dumps(manifest).encode())
            records = await _add_records(redis, archive)
            files, size = _add_files(archive, data)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return BackupSummary(records, files, size)


async def _add_records(redis: Redis, archive: tarfile.TarFile) -> int:
    count = 0
    with tempfile.TemporaryFile() as lines:
        async for line in _dumps(redis):
            lines.write(json.dumps(line).encode() + b"\n")
            count += 1
        info = tarfile.TarInfo(_RECORDS)
        info.size = lines.tell()
        lines.seek(0)
        archive.addfile(info, lines)
    return count


async def _dumps(redis: Redis) -> AsyncIterator[dict[str, Any]]:
    """Yield name, expiry (unix milliseconds, -1 for never) and dump of our keys."""
    raw = _raw(redis)
    try:
        async for key in raw.scan_iter(count=1000):
            name = key.decode("utf-8", "surrogateescape")
            if not name.startswith(_PREFIXES) or name in _MOMENTARY:
                continue
            dump, left = await raw.dump(key), int(await raw.pttl(key))
            if dump is not None:
                expires = int(time.time() * 1000) + left if left > 0 else _NO_EXPIRY
                packed = base64.b64encode(dump).decode()
                yield {"key": name, "expires": expires, "dump": packed}
    finally:
        await raw.aclose()


def _raw(redis: Redis) -> Any:
    """A client of the same server without decoding: dumps are bytes."""
    options = redis.connection_pool.connection_kwargs | {"decode_responses": False}
    pool = type(redis.connection_pool)(
        connection_class=redis.connection_pool.connection_class, **options
    )
    return Redis.from_pool(pool)


def _add_files(archive: tarfile.TarFile, data: Path) -> tuple[int, int]:
    count = size = 0
    for path in _files(data):
        try:
            with path.open("rb") as file:
                info = archive.gettarinfo(
                    arcname=f"{_DATA}/{path.relative_to(data)}", fileobj=file
                )
                info.uid = info.gid = 0
                info.uname = info.gname = ""
                archive.addfile(info, file)
        except FileNotFoundError:
            continue  # deleted meanwhile
        count += 1
        size += info.size
    return count, size


def _files(data: Path) -> Iterator[Path]:
    """Yield the files to keep, in the order of their names."""
    for folder, names, files in os.walk(data):
        top = Path(folder) == data
        names[:] = sorted(name for name in names if not (top and _is_left_out(name)))
        for name in sorted(files):
            path = Path(folder, name)
            partial = name.startswith(".in-") or name.endswith(_PARTIAL)
            if partial or (top and _is_left_out(name)):
                continue
            if path.is_file() and not path.is_symlink():
                yield path


def _is_left_out(name: str) -> bool:
    return name in _LEFT_OUT or name.startswith(_RESTORING) or name.endswith(_LOCKED)


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    archive.addfile(info, io.BytesIO(content))


async def holds_data(redis: Redis, data: Path) -> bool:
    """Whether the folder or Redis holds data that a restore would overwrite."""
    if (data / "studio").exists() and any((data / "studio").iterdir()):
        return True
    async for key in redis.scan_iter(count=1000):
        if key.startswith(_PREFIXES) and key not in _MOMENTARY:
            return True
    return False


async def read_backup(redis: Redis, data: Path, file: Path) -> BackupSummary:
    """Replace the stored data by a backup.

    Raises ``UserError`` for a file that is no backup or that this Redis cannot read;
    nothing was changed then.
    """
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with (
            tarfile.open(file) as archive,
            tempfile.TemporaryDirectory(dir=data, prefix=_RESTORING) as place,
        ):
            _check(archive)
            folder = Path(place)
            archive.extractall(folder, filter="data")
            with (folder / _RECORDS).open() as lines:
                records = await _restore_records(redis, lines)
            files, size = _move_files(folder / _DATA, data)
    except (tarfile.TarError, EOFError, KeyError, ValueError) as error:
        raise UserError(
            f"{file.name} is not a backup of VidMuse, or it is damaged."
        ) from error
    return BackupSummary(records, files, size)


def _check(archive: tarfile.TarFile) -> None:
    """Raise ``UserError`` for a backup of a newer version, ``ValueError`` for any other file."""
    member = archive.extractfile(_MANIFEST)
    if member is None:
        raise ValueError("no manifest")
    if json.load(member)["format"] > FORMAT:
        raise UserError("This backup is from a newer version: update VidMuse first.")


async def _restore_records(redis: Redis, lines: IO[str]) -> int:
    """Replace our keys by those of the backup; try one first, before any is deleted."""
    raw, count = _raw(redis), 0
    try:
        first = lines.readline()
        if first:
            await _probe(raw, json.loads(first))
        lines.seek(0)
        async for key in raw.scan_iter(count=1000):
            if key.startswith(tuple(one.encode() for one in _PREFIXES)):
                await raw.unlink(key)
        pipe = raw.pipeline(transaction=False)
        for line in lines:
            _put(pipe, json.loads(line))
            count += 1
            if count % _BATCH == 0:
                await pipe.execute()
        await pipe.execute()
    finally:
        await raw.aclose()
    return count


async def _probe(raw: Any, row: dict[str, Any]) -> None:
    try:
        _put(raw_pipe := raw.pipeline(), row | {"key": "{vm}:restore", "expires": 1})
        await raw_pipe.execute()
    except ResponseError as error:
        text = "This Redis is older than the one of the backup: update it first."
        raise UserError(text) from error


def _put(pipe: Any, row: dict[str, Any]) -> None:
    """Write one record. Its expiry is absolute: an expired record does not come back."""
    name = row["key"].encode("utf-8", "surrogateescape")
    expires = max(0, int(row["expires"]))
    pipe.restore(
        name,
        expires,
        base64.b64decode(row["dump"]),
        replace=True,
        absttl=expires > 0,
    )


def _move_files(source: Path, data: Path) -> tuple[int, int]:
    """Move the restored folders into place and delete the old ones."""
    count = size = 0
    for path in _files(source):
        count += 1
        size += path.stat().st_size
    for entry in source.iterdir() if source.exists() else ():
        place = data / entry.name
        if place.exists():
            old = source.parent / f"old-{entry.name}"
            place.rename(old)
        entry.rename(place)
    return count, size
