"""Measure the drop page: a bad connection, a killed server, many uploads, first paint.

``python -m bench.chat.drop_page [--megabytes 300]``: the server is ``vidmuse web`` in a
process of its own, killed with SIGKILL and started again; a headless Chromium uploads over
a relay that drops the line. Prints a table; without a Chromium only the crowd is measured.
"""

import argparse
import asyncio
import hashlib
import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from bench.chat.bad_connection import Relay
from bench.chat.upload import resident
from bots.app.drop import drop_page
from bots.app.runtime import SystemClock
from bots.web.transport.uploads import UploadFolder
from bots.web.wire.limits import UploadLimits
from common.redis.embedded import EmbeddedRedis
from core.clients.store.connection import connect
from core.clients.store.sessions import RedisSessions
from core.clients.vault import Vault
from core.model.agent import Token
from core.model.chat import ChatId, Sender, SenderId
from core.model.drop_link import DropLink, DropPage, Reach
from tests.fakes.agent import FakeAgent

MEGABYTE = 1 << 20
CHUNK = 8 * MEGABYTE
"""Bytes of one request of the page."""
LIMITS = UploadLimits(file=2 << 30, person=20 << 30, total=20 << 30)
KEY = "a key for the bench"
CHAT, MIA = ChatId("fake:1"), Sender(SenderId("fake:mia"), "Mia")
CROWD, EACH = 50, 4 * MEGABYTE
AIM_GROWTH, AIM_PAINT = 30.0, 100_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
Row = tuple[str, str, str, bool]


class Server:
    """``vidmuse web`` on ``port``; ``growth`` is the most that its memory grew (MB)."""

    def __init__(self, port: int, environment: dict[str, str]) -> None:
        self._port, self._environment = port, environment
        self._process: asyncio.subprocess.Process | None = None
        self._base = self.growth = 0.0
        self.kills = 0

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bots", "web",
            env=os.environ | self._environment,
            stdout=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        async with httpx.AsyncClient(trust_env=False) as http:
            while True:
                with suppress(httpx.HTTPError):
                    await http.get(f"http://127.0.0.1:{self._port}/healthz")
                    break
                await asyncio.sleep(0.1)
        self.rest()

    def kill(self) -> None:
        assert self._process
        self._process.kill()
        self.kills += 1
        self._base = 0.0

    async def keep(self) -> None:
        """Restart it after a kill, and sample its memory."""
        while True:
            assert self._process
            if self._process.returncode is not None:
                await asyncio.sleep(1.0)
                await self.start()
            elif self._base:
                now = resident(self._process.pid)
                self.growth = max(self.growth, now - self._base)
            await asyncio.sleep(0.05)

    def rest(self) -> None:
        """Take the current memory as the base of the growth."""
        assert self._process
        self._base = resident(self._process.pid)

    async def stop(self) -> None:
        if self._process and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()


@asynccontextmanager
async def chromium() -> AsyncIterator[Any]:
    from playwright.async_api import async_playwright  # noqa: PLC0415  # may be absent

    path = shutil.which("chromium") or shutil.which("chromium-browser")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


async def over_a_bad_connection(
    server: Server, relay: Relay, link: str, folder: Path, size: int
) -> list[Row]:
    """Upload a file; the connection breaks three times, the server is killed twice."""
    clip = folder / "holiday.mp4"
    with clip.open("wb") as file:
        for _ in range(size // MEGABYTE):
            file.write(os.urandom(MEGABYTE))
    cuts: dict[int, Callable[[], None]] = {
        1: relay.drop, 2: server.kill, 3: relay.drop, 4: server.kill, 5: relay.drop,
    }  # fmt: skip
    server.rest()
    async with chromium() as browser:
        page = await browser.new_page()
        await page.goto(link)
        await page.wait_for_selector("#pick-label")
        before = relay.received
        relay.hooks = [
            (before + size * number // 6, action) for number, action in cuts.items()
        ]
        start = time.perf_counter()
        await page.set_input_files("#pick", clip)
        uploads = UploadFolder(folder / "page" / "uploads", LIMITS)
        while not any(each.admitted for each, _ in await uploads.of(MIA.id)):
            await asyncio.sleep(0.1)
        seconds = time.perf_counter() - start
    ((upload, _),) = await uploads.of(MIA.id)
    whole = _digest(uploads.path(upload)) == _digest(clip)
    twice = relay.received - before - size
    return [
        (f"{size // MEGABYTE} MB, 3 drops, 2 kills: whole", str(whole), "True", whole),
        ("seconds", f"{seconds:.0f}", "", True),
        (
            "sent twice, headers included",
            f"{twice / MEGABYTE:.1f} MB",
            "<= 8 MB",
            twice <= CHUNK,
        ),
        _growth("memory growth of the server", server),
    ]


def _growth(what: str, server: Server) -> Row:
    return (
        what,
        f"{server.growth:.1f} MB",
        f"<= {AIM_GROWTH:.0f} MB",
        server.growth <= AIM_GROWTH,
    )


async def crowd(server: Server, link: str) -> list[Row]:
    """Fifty uploads at once."""
    server.growth = 0.0
    server.rest()
    data = os.urandom(EACH)
    tus = {"Tus-Resumable": "1.0.0"}

    async def upload(http: httpx.AsyncClient) -> bool:
        headers = tus | {"Upload-Length": str(EACH), "Upload-Metadata": ""}
        created = await http.post(f"{link}files", headers=headers)
        address = httpx.URL(link).join("files").join(created.headers["location"])
        kind = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
        return (
            await http.patch(address, content=data, headers=tus | kind)
        ).status_code == httpx.codes.NO_CONTENT

    start = time.perf_counter()
    async with httpx.AsyncClient(
        trust_env=False, timeout=300, limits=httpx.Limits(max_connections=None)
    ) as http:
        done = await asyncio.gather(*(upload(http) for _ in range(CROWD)))
    seconds = time.perf_counter() - start
    rate = CROWD * EACH / MEGABYTE / seconds
    return [
        (f"{CROWD} uploads at once: whole", str(sum(done)), str(CROWD), all(done)),
        ("together", f"{rate:.0f} MB/s", "", True),
        _growth("memory growth of the server", server),
    ]


_FIRST_PAINT = """
new Promise((found) => new PerformanceObserver((list) => {
  const [first] = list.getEntriesByName("first-contentful-paint");
  if (first) found(first.startTime);
}).observe({ type: "paint", buffered: true }))
"""
"""Milliseconds since the request; the first paint may come after the page is loaded."""


async def first_paint(link: str) -> list[Row]:
    """Bytes received until the page is shown, headers included."""
    async with chromium() as browser:
        page = await browser.new_page()
        session = await page.context.new_cdp_session(page)
        await session.send("Network.enable")
        sizes: list[float] = []
        session.on(
            "Network.loadingFinished",
            lambda event: sizes.append(event["encodedDataLength"]),
        )
        await page.goto(link, wait_until="load")
        paint = await page.evaluate(_FIRST_PAINT)
    total = sum(sizes)
    return [
        (
            "transfer until the page is loaded",
            f"{total / 1000:.1f} KB",
            "<= 100 KB",
            total <= AIM_PAINT,
        ),
        ("first contentful paint", f"{paint:.0f} ms", "", True),
    ]


async def measure(size: int, folder: Path) -> list[Row]:
    redis_server = EmbeddedRedis(folder / "store")
    redis_url = await redis_server.start()
    redis = connect(redis_url)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    listening = socket.create_server(("127.0.0.1", 0))
    public = f"http://127.0.0.1:{listening.getsockname()[1]}"
    environment = {
        "REDIS_URL": redis_url, "VIDMUSE_DATA": str(folder), "VIDMUSE_SECRET_KEY": KEY,
        "VIDMUSE_HTTP": f"127.0.0.1:{port}", "VIDMUSE_PUBLIC_URL": public,
        "STUDIO_URL": "http://127.0.0.1:9",
    }  # fmt: skip
    sessions = RedisSessions(
        redis, FakeAgent(redis), SystemClock(), Token("operator"), Vault([KEY])
    )
    project = await sessions.current(CHAT, MIA)
    links = drop_page.links([KEY], DropPage(public, Reach.PUBLIC, size))
    link = links.address(DropLink(CHAT, project.id, MIA, 0.0), time.time())
    server, relay = Server(port, environment), Relay(port)
    await server.start()
    keeping = asyncio.create_task(server.keep())
    rows: list[Row] = []
    try:
        async with relay.on(listening):
            await crowd(server, link)  # all is loaded now
            await _forget(folder)
            rows += await crowd(server, link)
            await _forget(folder)
            if shutil.which("chromium") or shutil.which("chromium-browser"):
                rows += await first_paint(link)
                server.growth = 0.0
                rows += await over_a_bad_connection(server, relay, link, folder, size)
    finally:
        keeping.cancel()
        await server.stop()
        await redis.aclose()
        await redis_server.stop()
    return rows


async def _forget(folder: Path) -> None:
    await UploadFolder(folder / "page" / "uploads", LIMITS).forget(MIA.id)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=300)
    size = parser.parse_args().megabytes * MEGABYTE
    with tempfile.TemporaryDirectory() as name:
        rows = asyncio.run(measure(size, Path(name)))
    for what, figure, aim, _ in rows:
        sys.stdout.write(f"{what:44} {figure:>10}   {aim}\n")
    return 0 if all(good for *_, good in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
