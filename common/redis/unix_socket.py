"""The Unix socket of a bundled server: its path, and whether a server answers on it."""

import asyncio
import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

from common.errors import RedisUnavailable

_LONGEST_SOCKET = 100
"""Longest path of a socket in bytes: every system allows at least 103."""


def socket_path(data: Path) -> Path:
    """The path of the socket: short, and the same for all processes with this environment.

    Raises ``RedisUnavailable`` when the folder for it belongs to another user.
    """
    digest = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:16]
    name = f"vidmuse-{os.getuid()}/{digest}.sock"
    bases = [os.environ.get("XDG_RUNTIME_DIR"), tempfile.gettempdir(), "/tmp"]  # noqa: S108  # short
    paths = [Path(base) / name for base in bases if base and os.access(base, os.W_OK)]
    short = (path for path in paths if len(os.fsencode(path)) <= _LONGEST_SOCKET)
    socket = next(short, None)
    if socket is None:
        raise RedisUnavailable(
            "no folder for a socket: set TMPDIR to a short writable path"
        )
    folder = socket.parent
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid() or folder.stat().st_mode & 0o077:
        raise RedisUnavailable(f"{folder} belongs to someone else: remove it")
    return socket


async def answers(url: str) -> bool:
    client = Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2)
    try:
        return bool(await client.ping())
    except (RedisError, OSError):
        return False
    finally:
        await client.aclose()


async def wait_until_gone(url: str) -> None:
    """Return when the server ends: a connection that is held open ends with it."""
    with suppress(OSError):
        reader, writer = await asyncio.open_unix_connection(url.removeprefix("unix://"))
        try:
            await reader.read()
        finally:
            writer.close()


async def is_gone(url: str) -> bool:
    """Whether no server listens any more; a slow server still does."""
    try:
        _, writer = await asyncio.open_unix_connection(url.removeprefix("unix://"))
    except OSError:
        return True
    writer.close()
    return False
