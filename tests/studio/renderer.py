"""Run a real renderer in a process of its own, which ends with the tests."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from studio.__main__ import main
from tests.forked import forked


@contextlib.contextmanager
def renderer(data: Path, redis_url: str, **settings: str) -> Iterator[int]:
    """The process id of ``vidmuse renderer`` on a data folder."""
    environment = os.environ | {"VIDMUSE_DATA": str(data), "REDIS_URL": redis_url}
    arguments = ["renderer", "--die-with-parent"]
    with forked(main, arguments, environment | settings) as process:
        yield process.pid
