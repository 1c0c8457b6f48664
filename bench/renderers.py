"""Renders per hour with one and with two renderers, each on a core of its own.

``python -m bench.renderers [JOBS]``: the same videos are rendered by one renderer on one
core, then by two on two cores, in turns, so that other work on the machine hits both alike.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from pathlib import Path

from common.redis.server import redis_server
from studio.clients.jobs.queue import open_job_queue
from studio.clients.media.folder import FolderStore
from studio.flows.rendering.renders import Renders
from studio.model.jobs.job import JobState
from studio.model.plan import FrameSpan, RenderPlan
from tests.media import footage

_COMMAND = ("renderer", "--kinds", "render")
_SIZE, _SECONDS = (1280, 720), 4


@contextmanager
def renderer(data: Path, url: str, core: int) -> Iterator[None]:
    process = subprocess.Popen(
        ["taskset", "-c", str(core), sys.executable, "-P", "-m", "studio", *_COMMAND],
        env=os.environ
        | {"VIDMUSE_DATA": str(data), "REDIS_URL": url, "STUDIO_RENDERS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


async def measure(
    data: Path, url: str, cores: list[int], jobs: int, name: str
) -> float:
    """Seconds until all jobs are done; one warms each renderer up before."""
    clip = data / "studio" / "clip.mp4"
    frames = _SECONDS * 25
    span = FrameSpan(0, frames, str(clip), 0.0)
    plan = RenderPlan(*_SIZE, Fraction(25), frames, (span,))
    async with open_job_queue(url) as queue:
        renders = Renders(FolderStore(data / "studio"), queue, most_open=0)
        with ExitStack() as stack:
            for core in cores:
                stack.enter_context(renderer(data, url, core))

            async def done(numbers: range) -> None:
                submitted = [
                    await renders.submit("me", f"{name}-{n}", plan, "v.mp4", f"s{n}")
                    for n in numbers
                ]
                for one in submitted:
                    job = one
                    while job.is_open:
                        job = await renders.wait(job, 60)
                    assert job.state is JobState.COMPLETED, job.error

            await done(range(1000, 1000 + 2 * len(cores)))
            began = time.monotonic()
            await done(range(jobs))
            return time.monotonic() - began


async def main(jobs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        (data / "studio").mkdir()
        footage.write(data / "studio" / "clip.mp4", 1, seconds=_SECONDS, size=_SIZE)
        totals = {1: 0.0, 2: 0.0}
        async with redis_server("", data) as url:
            for turn in range(2):
                for count in totals:
                    cores = list(range(count))
                    name = f"{count}-{turn}"
                    totals[count] += await measure(data, url, cores, jobs, name)
        rates = {count: 3600 * 2 * jobs / total for count, total in totals.items()}
        for count, rate in rates.items():
            print(f"{count} renderers: {rate:.0f} videos of {_SECONDS} s an hour")
        print(
            f"two do {rates[2] / rates[1]:.2f} times as many, {os.getloadavg()[0]:.0f} load"
        )


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 8))
