"""``JobQueue`` on Redis and pydocket.

A job is a record, a position in its kind's queue, and a task of the kind's docket. The task
that a worker receives takes the next job, and keeps it when it is redelivered.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace

from redis.exceptions import RedisError

from common.correlation import current_id
from common.redis.connection import connect, reason
from studio.clients.jobs.fair_queue import FairQueue
from studio.clients.jobs.listener import JobListener
from studio.clients.jobs.records import JobRecords
from studio.clients.jobs.task_queues import TaskQueues
from studio.clients.jobs.workers import run_workers
from studio.errors import JobsUnavailable
from studio.model.jobs.job import Job, JobKind, JobState
from studio.ports.jobs import Handler

_STOP_SECONDS, _STOP_LOOK = 5.0, 0.02
_NEXT = 20
"""Jobs at the head of a queue that are checked for their age."""
_URGENCY = {kind: number for number, kind in enumerate(JobKind)}


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        raise JobsUnavailable(reason(error)) from error


class RedisJobQueue:
    """``JobQueue``; open it with ``open_job_queue``."""

    def __init__(
        self,
        records: JobRecords,
        waiting: Mapping[JobKind, FairQueue],
        queues: TaskQueues,
        changes: JobListener,
    ) -> None:
        self._records = records
        self._waiting = waiting
        self._queues = queues
        self._changes = changes

    async def submit(self, job: Job, *, anew: bool = False) -> Job:
        token = f"{job.key}.{secrets.token_hex(4)}"
        created = job.created or time.time()
        job = replace(job, created=created, request=job.request or current_id())
        async with _translated():
            if await self._records.create(job, token, anew=anew):
                if job.is_open:
                    await self._queue(job, token)
                return job
            stored = await self._records.get(job.key)
            if stored is None:  # it has just been deleted
                return await self.submit(job, anew=anew)
            if stored.state is JobState.PENDING:
                return await self._requeue(stored, job.kind)
            return stored

    async def _queue(self, job: Job, token: str) -> None:
        chat = job.session_id or job.user_id or job.key
        await self._waiting[job.kind].enter(job.key, chat)
        await self._queues.add(job.kind, token)

    async def _requeue(self, job: Job, kind: JobKind) -> Job:
        """Queue a waiting job again: its submitter may have died, or it has become more urgent."""
        if _URGENCY[kind] < _URGENCY[job.kind]:
            if not await self._waiting[job.kind].leave(job.key):
                return job  # it is just starting
            await self._records.set_kind(job.key, kind)
            job = replace(job, kind=kind)
        await self._queue(job, await self._records.token(job.key))
        return job

    async def get(self, key: str) -> Job | None:
        async with _translated():
            return await self._records.get(key)

    async def position(self, job: Job) -> int:
        if job.state is not JobState.PENDING:
            return 0
        async with _translated():
            place = await self._waiting[job.kind].position(job.key)
            if place == 0 and not await self._waiting[job.kind].is_taken(job.key):
                return await self._restore(job.key)
            return place

    async def _restore(self, key: str) -> int:
        """Queue a job whose submitter died before queueing it; return its position."""
        job = await self._records.get(key)
        if job is None or job.state is not JobState.PENDING:
            return 0
        await self._queue(job, await self._records.token(key))
        return await self._waiting[job.kind].position(key)

    async def wait(self, job: Job, seconds: float) -> Job | None:
        event = self._changes.watch(job.key)
        try:
            async with asyncio.timeout(seconds):
                while (now := await self.get(job.key)) == job:
                    await event.wait()
                    event.clear()
                return now
        except TimeoutError:
            return await self.get(job.key)
        finally:
            self._changes.forget(job.key, event)

    async def cancel(self, key: str) -> Job | None:
        async with _translated():
            job = await self._records.get(key)
            if job is None:
                return None
            slot = await self._records.cancel(job)
            if slot is None:
                return await self._records.get(key)
            if not await self._waiting[job.kind].leave(key) and slot:
                await self._stop(job, slot)
            return replace(job, state=JobState.CANCELLED)

    async def _stop(self, job: Job, slot: str) -> None:
        """Cancel a running job and wait until its processes have ended, if they can."""
        await self._queues.cancel(job.kind, slot)
        with suppress(TimeoutError):
            async with asyncio.timeout(_STOP_SECONDS):
                while await self._waiting[job.kind].holds(slot, job.key):
                    await asyncio.sleep(_STOP_LOOK)

    async def delete(self, key: str) -> None:
        job = await self.cancel(key)
        async with _translated():
            if job:
                await self._records.delete(job)

    async def open_jobs(self, user_id: str) -> int:
        async with _translated():
            return await self._records.open_jobs(user_id)

    async def of_session(self, session_id: str) -> Sequence[Job]:
        async with _translated():
            return await self._records.of_session(session_id)

    async def created_before(self, kind: JobKind, before: float) -> Sequence[Job]:
        async with _translated():
            return await self._records.created_before(kind, before)

    async def age(self, kind: JobKind) -> float:
        oldest = now = time.time()
        async with _translated():
            for key in await self._waiting[kind].first(_NEXT):
                if job := await self._records.get(key):
                    oldest = min(oldest, job.created)
        return now - oldest

    async def counts(self, kind: JobKind) -> tuple[int, int]:
        async with _translated():
            return await self._waiting[kind].counts()

    async def run(self, slots: Mapping[JobKind, int], handler: Handler) -> None:
        await run_workers(slots, handler, self._records, self._waiting, self._queues)


@asynccontextmanager
async def open_job_queue(url: str) -> AsyncIterator[RedisJobQueue]:
    """Connect to the Redis of a URL. Raises ``JobsUnavailable``, ``UnreadableUrl``."""
    redis = connect(url)
    changes = JobListener(redis)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(redis.aclose)
        stack.push_async_callback(changes.close)
        async with _translated():
            await redis.ping()  # what follows connects only when it is used
            queues = await stack.enter_async_context(TaskQueues(url).opened())
        waiting = {kind: FairQueue(redis, kind) for kind in JobKind}
        yield RedisJobQueue(JobRecords(redis), waiting, queues, changes)
