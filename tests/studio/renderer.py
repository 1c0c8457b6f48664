"""A real renderer in a process of its own, for tests; it dies with them."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.patience import PATIENCE


@contextlib.contextmanager
def renderer(data: Path, redis_url: str, **settings: str) -> Iterator[int]:
    """The process id of ``vidmuse renderer`` on a data folder."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "studio", "renderer", "--die-with-parent"],
        stdin=subprocess.PIPE,
        env=os.environ | {"VIDMUSE_DATA": str(data), "REDIS_URL": redis_url} | settings,
    )
    assert process.stdin is not None
    try:
        yield process.pid
    finally:
        process.stdin.close()
        process.terminate()
        process.wait(PATIENCE)
