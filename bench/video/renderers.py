"""Measure one, two and four renderers, each limited to the same share of a core.

``python -m bench.video.renderers [JOBS [SHARE]]``: so many videos a renderer are made by
one, by two and by four renderers, each with ``SHARE`` of a core (0.3), so that the cores
have room for Redis and for this program. Videos an hour grow with the renderers unless
these wait for one another. Videos for a processor second fall when renderers do work twice.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from bench.chat.idle import cpu_seconds
from bench.video.cpu_share import cpu_share
from common.redis.server import redis_server
from studio.clients.jobs.queue import open_job_queue
from studio.clients.media.folder import FolderStore
from studio.flows.rendering.renders import Renders
from studio.model.jobs.job import JobState
from studio.model.plan import FrameSpan, RenderPlan
from tests.media import footage

_COMMAND = ("renderer", "--kinds", "render")
_SIZE, _SECONDS = (1280, 720), 4
_COUNTS = (1, 2, 4)


@dataclass(frozen=True, slots=True)
class Result:
    """``seconds`` of the clock and ``cpu`` seconds of all renderers, for so many videos."""

    videos: int
    seconds: float
    cpu: float

    @property
    def per_hour(self) -> float:
        return 3600 * self.videos / self.seconds

    @property
    def cpu_each(self) -> float:
        return self.cpu / self.videos


@contextmanager
def renderer(data: Path, url: str, core: int) -> Iterator[int]:
    """Start a renderer on one core; its process id."""
    process = subprocess.Popen(
        ["taskset", "-c", str(core), sys.executable, "-P", "-m", "studio", *_COMMAND],
        env=os.environ
        | {"VIDMUSE_DATA": str(data), "REDIS_URL": url, "STUDIO_RENDERS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait()


async def measure(data: Path, url: str, count: int, jobs: int, share: float) -> Result:
    """Make the videos; one warms each renderer up before."""
    clip = data / "studio" / "clip.mp4"
    frames = _SECONDS * 25
    span = FrameSpan(0, frames, str(clip), 0.0)
    plan = RenderPlan(*_SIZE, Fraction(25), frames, (span,))
    cores = sorted(os.sched_getaffinity(0))
    async with open_job_queue(url) as queue:
        renders = Renders(FolderStore(data / "studio"), queue, most_open=0)
        with ExitStack() as stack:
            processes = [
                stack.enter_context(renderer(data, url, cores[n % len(cores)]))
                for n in range(count)
            ]

            async def done(numbers: range) -> None:
                submitted = [
                    await renders.submit("me", f"{count}-{n}", plan, "v.mp4", f"s{n}")
                    for n in numbers
                ]
                for one in submitted:
                    job = one
                    while job.is_open:
                        job = await renders.wait(job, 60)
                    assert job.state is JobState.COMPLETED, job.error

            await done(range(1000, 1000 + 2 * count))
            with ExitStack() as shares:
                for process in processes:
                    shares.enter_context(cpu_share(process, share))
                spent = sum(map(cpu_seconds, processes))
                began = time.monotonic()
                await done(range(jobs * count))
                return Result(
                    jobs * count,
                    time.monotonic() - began,
                    sum(map(cpu_seconds, processes)) - spent,
                )


async def main(jobs: int, share: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        (data / "studio").mkdir()
        footage.write(data / "studio" / "clip.mp4", 1, seconds=_SECONDS, size=_SIZE)
        async with redis_server("", data) as url:
            results = {n: await measure(data, url, n, jobs, share) for n in _COUNTS}
    alone = results[1]
    for count, result in results.items():
        print(
            f"{count} renderers: {result.per_hour:.0f} videos of {_SECONDS} s an hour "
            f"({result.per_hour / alone.per_hour / count:.2f} of linear), "
            f"{result.cpu_each:.2f} s of CPU each "
            f"({alone.cpu_each / result.cpu_each:.2f} of linear)"
        )
    print(f"{os.cpu_count()} cores, load of the machine {os.getloadavg()[0]:.0f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.video.renderers")
    parser.add_argument("jobs", type=int, nargs="?", default=8)
    parser.add_argument("share", type=float, nargs="?", default=0.3)
    options = parser.parse_args()
    asyncio.run(main(options.jobs, options.share))
