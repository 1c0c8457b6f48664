"""A queue of jobs on a real Redis server, with workers in the test's process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from studio.clients.jobs.queue import RedisJobQueue, open_job_queue
from studio.clients.media.folder import FolderStore
from studio.flows.jobs.handler import JobHandler
from studio.flows.jobs.run_render import RenderLimits
from studio.model.jobs.job import Job, JobKind
from studio.ports.jobs import Handler, JobQueue
from tests.patience import PATIENCE

SLOTS = dict.fromkeys(JobKind, 2)


@asynccontextmanager
async def working(
    url: str,
    data: Path,
    limits: RenderLimits | None = None,
    slots: dict[JobKind, int] = SLOTS,
    handler: Handler | None = None,
) -> AsyncIterator[RedisJobQueue]:
    """A queue whose jobs run in this process, with the files of a data folder."""
    handler = handler or JobHandler(FolderStore(data), limits or RenderLimits())
    async with open_job_queue(url) as jobs:
        work = asyncio.create_task(jobs.run(slots, handler))
        try:
            yield jobs
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)


async def ended(jobs: JobQueue, job: Job) -> Job:
    """Wait until the job has ended; return it."""
    async with asyncio.timeout(PATIENCE):
        while job.is_open:
            changed = await jobs.wait(job, PATIENCE)
            assert changed, "it was deleted"
            job = changed
    return job
