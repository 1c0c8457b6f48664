"""Run a real studio in a process of its own, which ends with the tests."""

import contextlib
import json
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from core.ports import ByteStream
from studio.__main__ import main
from tests.forked import forked


class Address(str):  # noqa: SLOT000  # it has a pid
    """The base URL of a studio, and its process."""

    pid: int


@contextlib.contextmanager
def studio(data: Path, **settings: str) -> Iterator[Address]:
    """The base URL of a studio on a free loopback port."""
    environment = os.environ | {
        "VIDMUSE_DATA": str(data),
        "STUDIO_HTTP": "127.0.0.1:0",
        "STUDIO_ALLOW_LOOPBACK_URLS": "1",
        "STUDIO_HEARTBEAT_SECONDS": "0.05",
        **settings,
    }
    with forked(main, ["serve", "--die-with-parent"], environment) as process:
        address = Address(json.loads(process.readline())["url"])
        address.pid = process.pid
        yield address


def stream(name: str, data: bytes, *, size: bool = True) -> ByteStream:
    async def chunks() -> AsyncIterator[bytes]:
        for at in range(0, len(data), 10_000):
            yield data[at : at + 10_000]

    return ByteStream(name, "", len(data) if size else None, chunks())
