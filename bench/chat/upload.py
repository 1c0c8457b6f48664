"""Measure an upload of 2 GB: memory growth of the studio and of the bots' client.

The studio runs in a process of its own, the client in this one; the file is generated while
it is sent, so that only the memory of these two is measured. Peaks are of the resident set,
sampled all the while.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from core.clients.agent.client import NemoAgent
from core.ports import ByteStream
from tests.media import footage
from tests.studio_server import studio

SIZE = 2 << 30
PIECE = 1 << 18
AIM = 30.0
_SAMPLE = 0.02


@dataclass(slots=True)
class Memory:
    """Resident megabytes of a process before, and at their most."""

    pid: int
    before: float = 0.0
    most: float = 0.0

    def look(self) -> None:
        self.most = max(self.most, resident(self.pid))


def resident(pid: int) -> float:
    """Megabytes that a process holds now; 0 when it cannot be seen."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        output = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(pid)],
            capture_output=True, text=True, check=False,
        ).stdout.strip()  # fmt: skip
        return int(output) / 1024 if output.isdigit() else 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


def padded(head: bytes, size: int) -> Callable[[], AsyncIterator[bytes]]:
    """A real clip, then a last box of nothing up to ``size`` bytes, as MP4 allows."""
    rest = size - len(head)
    box = rest.to_bytes(4, "big") + b"free"

    async def pieces() -> AsyncIterator[bytes]:
        yield head + box
        nothing = bytes(PIECE)
        left = rest - len(box)
        while left:
            yield nothing[: min(left, PIECE)]
            left -= min(left, PIECE)

    return pieces


async def measure(url: str, head: bytes, watched: dict[str, Memory]) -> float:
    """Seconds of one upload; a small one goes before, so that all is loaded."""
    async with httpx.AsyncClient() as client:
        agent = NemoAgent(client, url, largest=SIZE)
        token = (await agent.mint(str(uuid.uuid4()))).token
        session = (await agent.open_session(token, "en")).session_id

        async def send(size: int) -> None:
            chunks = padded(head, size)()
            (got,) = await agent.upload(
                token, session, [ByteStream(f"{size}.mp4", "video/mp4", size, chunks)]
            )
            assert got.kind == "video"

        await send(len(head) + PIECE)
        await asyncio.sleep(2)  # its analysis ends
        for memory in watched.values():
            memory.before = memory.most = resident(memory.pid)
        done = threading.Event()
        watch = threading.Thread(target=_watch, args=(watched, done))
        watch.start()
        start = time.perf_counter()
        try:
            await send(SIZE)
        finally:
            taken = time.perf_counter() - start
            done.set()
            watch.join()
        return taken


def _watch(watched: dict[str, Memory], done: threading.Event) -> None:
    while not done.wait(_SAMPLE):
        for memory in watched.values():
            memory.look()


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        head = footage.write(folder / "clip.mp4", 1, seconds=4).read_bytes()
        with studio(folder / "data") as running:
            watched = {
                "studio": Memory(running.pid),
                "client": Memory(os.getpid()),
            }
            seconds = asyncio.run(measure(running, head, watched))
    sys.stdout.write(
        f"{SIZE >> 20} MB in {seconds:.1f} s ({SIZE / 1e6 / seconds:.0f} MB/s)\n"
    )
    sys.stdout.write(f"{'':8} {'before':>8} {'most':>8} {'growth':>8}   aim\n")
    missed = 0
    for who, memory in watched.items():
        growth = memory.most - memory.before
        missed += growth > AIM
        sys.stdout.write(
            f"{who:8} {memory.before:>5.1f} MB {memory.most:>5.1f} MB "
            f"{growth:>5.1f} MB   <= {AIM:.0f} MB\n"
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
