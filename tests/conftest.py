"""One Redis and one studio for all tests of a worker; Redis is empty for every test."""

import asyncio
import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from redis import Redis as SyncRedis
from redis.asyncio import Redis

from common.process.startup import skip_library_extras
from common.redis.embedded import EmbeddedRedis
from tests.browser import browser
from tests.logging_state import restored_logging
from tests.studio_server import studio
from tests.valkey import cluster, connected, sync_nothing
from tests.workers.dealing import dealt

__all__ = ["browser"]

settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")
skip_library_extras()  # as the product's processes do
# Read when numpy is imported: idle threads of small products wait in busy loops.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
_MOST_WORKERS = 16
_MEMORY = Path("/dev/shm")  # a file system in memory, on Linux
_ROOM = 4 << 30
"""Bytes that must be free there; a run needs a twentieth, and the last three are kept."""
_GARBAGE = (20_000, 20, 20)
"""Thresholds of the collector: most of what tests make is gone before it is looked for."""


def _keep_files_in_memory() -> None:
    """A disk may take milliseconds to confirm a write or to remove a folder."""
    if not os.access(_MEMORY, os.W_OK) or os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC:
        return
    if shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ.setdefault("TMPDIR", str(_MEMORY))
        tempfile.tempdir = None  # pytest has asked before


_keep_files_in_memory()


def pytest_xdist_auto_num_workers() -> int:
    """Seven for two cores: most tests wait for something; with five, the last minute is idle."""
    has_affinity = hasattr(os, "sched_getaffinity")
    cores = len(os.sched_getaffinity(0)) if has_affinity else os.cpu_count() or 1
    return min(7 * cores // 2, _MOST_WORKERS)


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Collect no garbage among imports and test items, now or later: they all stay."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(*_GARBAGE)
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    with restored_logging():
        return (yield)


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    workers = getattr(config, "workerinput", {"workercount": 1})["workercount"]
    items[:] = dealt(items, workers)


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server of this run; it dies with the run, and waits for no disk."""
    folder: Path = tmp_path_factory.mktemp("store")
    with asyncio.Runner() as runner:
        server = EmbeddedRedis(folder)
        url = runner.run(server.start())
        runner.run(sync_nothing(url))
        yield url
        runner.run(server.stop())


@pytest.fixture(scope="session")
def cluster_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a cluster of one node, which refuses commands over several slots."""
    server = cluster(tmp_path_factory.mktemp("cluster"))
    with asyncio.Runner() as runner:
        yield runner.run(server.__aenter__())
        runner.run(server.__aexit__(None, None, None))


@pytest.fixture(scope="session")
def studio_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a studio where each token is for five videos; starts are not cheap."""
    with studio(tmp_path_factory.mktemp("studio"), STUDIO_CREDITS="5") as url:
        yield url


@pytest.fixture(scope="session")
def emptying(redis_server: str) -> Iterator[SyncRedis]:
    """A client that lasts: one for each test would cost as much as a short one."""
    with SyncRedis.from_url(redis_server) as client:
        yield client


@pytest.fixture
def redis_url(redis_server: str, emptying: SyncRedis) -> str:
    """The URL of the server, emptied."""
    emptying.flushall()
    return redis_server


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with connected(redis_url) as client:
        yield client
