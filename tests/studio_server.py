"""A real studio in a process of its own, for tests; it dies with them."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from core.ports import ByteStream
from tests.patience import PATIENCE


class Address(str):  # noqa: SLOT000  # it has a pid
    """The base URL of a studio that knows its process."""

    pid: int


@contextlib.contextmanager
def studio(data: Path, **settings: str) -> Iterator[Address]:
    """The base URL of a studio on a free loopback port."""
    environment = os.environ | {
        "VIDMUSE_DATA": str(data),
        "STUDIO_HTTP": "127.0.0.1:0",
        "STUDIO_ALLOW_LOOPBACK_URLS": "1",
        "STUDIO_HEARTBEAT_SECONDS": "0.2",
        **settings,
    }
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "studio", "serve", "--die-with-parent"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        address = Address(json.loads(process.stdout.readline())["url"])
        address.pid = process.pid
        yield address
    finally:
        process.stdin.close()
        process.terminate()
        process.wait(PATIENCE)
        process.stdout.close()


def stream(name: str, data: bytes, *, size: bool = True) -> ByteStream:
    async def chunks() -> AsyncIterator[bytes]:
        for at in range(0, len(data), 10_000):
            yield data[at : at + 10_000]

    return ByteStream(name, "", len(data) if size else None, chunks())
