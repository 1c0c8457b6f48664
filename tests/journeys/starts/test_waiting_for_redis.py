"""Every part of the system waits for Redis at its start, with a line in the log."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path

import httpx
import pytest

from common.redis.embedded import binary
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import TOKEN
from tests.http_client import http_client
from tests.journeys.starts.commands import Process, cold, forked, run, running
from tests.patience import PATIENCE
from tests.vidmuse_command import RunningCommand

pytestmark = pytest.mark.journey
STOP_SECONDS = 20
"""What systemd and Compose give a process to stop (deploy/); then they kill it."""


@pytest.fixture
def away(place: dict[str, str], tmp_path: Path, unused_tcp_port: int) -> dict[str, str]:
    """Settings of a Redis with a password that nobody has started yet."""
    (tmp_path / "data/studio").mkdir(parents=True)
    return place | {
        "REDIS_URL": f"redis://:s3cret@127.0.0.1:{unused_tcp_port}/0",
        "VIDMUSE_DATA": str(tmp_path / "data"),
    }


async def is_alive(client: httpx.AsyncClient, page: str) -> bool:
    with suppress(httpx.ConnectError):  # the pages come after the line in the log
        return (await client.get(f"{page}/healthz")).status_code == 200
    return False


@asynccontextmanager
async def redis_started(away: dict[str, str], folder: Path) -> AsyncIterator[None]:
    port = away["REDIS_URL"].rpartition(":")[2].partition("/")[0]
    server = (
        binary(), "--port", port, "--requirepass", "s3cret", "--save", "",
        "--dir", str(folder),
    )  # fmt: skip
    async with running(away, *server):
        yield


async def test_a_studio_waits_for_redis_and_is_not_ready_meanwhile(
    away: dict[str, str],
    tmp_path: Path,
    unused_tcp_port_factory: Callable[[], int],
) -> None:
    port = unused_tcp_port_factory()
    settings = away | {"STUDIO_STATE": "redis", "STUDIO_HTTP": f"127.0.0.1:{port}"}
    async with (
        cold(settings, "studio") as studio,
        http_client() as client,
    ):
        await studio.logs("not started, waiting for Redis: ")

        async def status(path: str) -> int:
            answer = await client.get(f"http://127.0.0.1:{port}{path}")
            return answer.status_code

        assert [await status(f"/{page}z") for page in ("health", "ready")] == [200, 503]
        assert await status("/metrics") == 200
        assert await status("/api/credits/balance/simple") == 503
        async with redis_started(away, tmp_path):
            await studio.logs("the studio is up")
            assert await status("/readyz") == 200
        async with asyncio.timeout(STOP_SECONDS):  # it says goodbye to no Redis
            await studio.terminate()
    assert "Traceback" not in studio.logged
    assert "s3cret" not in studio.logged
    assert studio.logged.count("startup: not started, waiting for Redis") == 1


@pytest.mark.parametrize(
    ("command", "start"),
    [("up", cold), ("telegram", forked), ("worker", forked)],
    ids=["up", "telegram", "worker"],
)
async def test_bots_and_workers_are_alive_and_not_ready_meanwhile(
    away: dict[str, str],
    tmp_path: Path,
    unused_tcp_port_factory: Callable[[], int],
    command: str,
    start: Callable[..., AbstractAsyncContextManager[Process | RunningCommand]],
) -> None:
    async with FakeTelegram() as telegram, http_client() as client:
        page = f"http://127.0.0.1:{unused_tcp_port_factory()}"
        settings = away | {
            "VIDMUSE_HTTP": page.removeprefix("http://"),
            "STUDIO_URL": f"http://127.0.0.1:{unused_tcp_port_factory()}",
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": telegram.url,
        }
        async with start(settings, command) as part:
            await part.logs("not started, waiting for Redis: ")
            async with asyncio.timeout(PATIENCE):
                while not await is_alive(client, page):
                    await asyncio.sleep(0.05)
            ready = await client.get(f"{page}/readyz")
            assert (ready.status_code, "Redis" in ready.text) == (503, True)
            metrics = (await client.get(f"{page}/metrics")).text
            assert "vidmuse_redis_up 0.0" in metrics
            async with redis_started(away, tmp_path):
                await part.logs("VidMuse is up: ")
                metrics = (await client.get(f"{page}/metrics")).text
                assert "vidmuse_redis_up 1.0" in metrics
                assert await part.terminate() == 0
        assert "no health pages" not in part.logged
        assert "Traceback" not in part.logged
        assert part.logged.count("waiting for Redis") == 1


async def test_a_renderer_waits_for_redis(
    away: dict[str, str],
    tmp_path: Path,
    unused_tcp_port_factory: Callable[[], int],
) -> None:
    pages = f"127.0.0.1:{unused_tcp_port_factory()}"
    settings = away | {"RENDERER_HTTP": pages}
    async with (
        cold(settings, "renderer") as renderer,
        http_client() as client,
    ):
        await renderer.logs("not started, waiting for Redis: ")
        assert "the renderer is up" not in renderer.logged

        async def status(page: str) -> int:
            return (await client.get(f"http://{pages}/{page}")).status_code

        assert [await status("metrics"), await status("readyz")] == [200, 503]
        async with redis_started(away, tmp_path):
            await renderer.logs("the renderer is up")
            assert await status("readyz") == 200
            assert await renderer.terminate() == 0
    assert "Traceback" not in renderer.logged
    assert "s3cret" not in renderer.logged
    assert renderer.logged.count("waiting for Redis") == 1


@pytest.mark.parametrize("command", ["studio", "renderer"])
async def test_a_part_that_waits_for_redis_can_be_stopped(
    away: dict[str, str], command: str
) -> None:
    settings = away | {"STUDIO_STATE": "redis", "STUDIO_HTTP": "127.0.0.1:0"}
    async with cold(settings, command) as part:
        await part.logs("not started, waiting for Redis: ")
        assert await part.terminate() in {0, -15}
    assert "Traceback" not in part.logged


@pytest.mark.parametrize("command", ["studio", "renderer"])
@pytest.mark.parametrize("url", ["localhost:6379", "redis://:s3cret@host:port/0"])
def test_a_malformed_redis_url_is_reported_in_a_sentence_by_the_studio(
    away: dict[str, str], command: str, url: str
) -> None:
    done = run(away | {"REDIS_URL": url}, command)
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("REDIS_URL cannot be read. ")
    assert "s3cret" not in done.stderr
    assert "Traceback" not in done.stderr
