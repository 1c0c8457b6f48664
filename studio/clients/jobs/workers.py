"""Run jobs in this process: docket's workers, with the fences of the records."""

import asyncio
import logging
import os
import secrets
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

from docket import CurrentExecution, Execution
from docket.dependencies import AdmissionBlocked
from redis.exceptions import RedisError

from common.correlation import bound
from common.redis.quiet_docket import QuietWorker
from studio.clients.jobs.fair_queue import FairQueue
from studio.clients.jobs.records import JobRecords
from studio.clients.jobs.task_queues import TASK, TaskQueues
from studio.errors import RenderFailed
from studio.model.jobs.job import Job, JobKind, Outcome
from studio.ports.jobs import Handler

_log = logging.getLogger(__name__)
LEASE_SECONDS = 10.0
"""Seconds without a heartbeat of a worker after which other workers take its jobs."""
_CHECK, _SCHEDULE = timedelta(seconds=0.1), timedelta(seconds=2)
"""Seconds between checks of a busy worker for a free slot and for returned tasks."""
_RECONNECT_SECONDS = 1.0
_ATTEMPTS = 3
"""A job fails after it has killed so many workers."""
_RESTORE_SECONDS = 60.0
_RESTORED = 100
_REPORT_SECONDS = 0.5
"""The least time between two progress reports of a job."""
_END_TRIES = 20
_NAME = f"{socket.gethostname()}#{os.getpid()}.{secrets.token_hex(4)}"
"""A worker name that is unique across machines, unlike docket's default."""
_current = CurrentExecution()


async def run_workers(
    slots: Mapping[JobKind, int],
    handler: Handler,
    records: JobRecords,
    waiting: Mapping[JobKind, FairQueue],
    queues: TaskQueues,
) -> None:
    """Run a worker a kind until cancelled."""
    async with asyncio.TaskGroup() as group:
        for kind, count in slots.items():
            if count > 0:
                worker = _KindWorker(kind, handler, records, waiting[kind], queues)
                group.create_task(worker.run(count))


class _JobRun:
    """One attempt at a job; it reports progress until another attempt owns the job."""

    def __init__(self, records: JobRecords, job: Job, number: int) -> None:
        self._records = records
        self._number = number
        self._reported = -_REPORT_SECONDS
        self.job = job
        self.lost = False

    async def report(self, progress: float) -> None:
        """Store the progress; cancel the caller if another attempt owns the job."""
        now = time.monotonic()
        if now - self._reported < _REPORT_SECONDS:
            return
        self._reported = now
        with suppress(RedisError, OSError):  # the next report may succeed
            self.lost = not await self._records.report(
                self.job.key, self._number, progress
            )
        if self.lost:
            raise asyncio.CancelledError

    async def carry_out(self, handler: Handler) -> None:
        """Run the job and store its outcome."""
        if self._number > _ATTEMPTS:
            _log.error("job %s killed its worker %d times", self.job.id, _ATTEMPTS)
            outcome = Outcome.failed(RenderFailed("render_failed"))
        else:
            with bound(self.job.request):
                outcome = await handler(self.job, self.report)
        for _ in range(_END_TRIES):
            with suppress(RedisError, OSError):
                await self._records.end(self.job, self._number, outcome)
                return
            await asyncio.sleep(_RECONNECT_SECONDS)
        _log.error("job %s: its end could not be stored", self.job.id)

    async def give_back(self) -> bool:
        """Let the job wait again; False if it has ended or another attempt owns it."""
        return await self._records.give_back(self.job.key, self._number)


class _KindWorker:
    """Runs jobs of one kind."""

    def __init__(
        self,
        kind: JobKind,
        handler: Handler,
        records: JobRecords,
        waiting: FairQueue,
        queues: TaskQueues,
    ) -> None:
        self._kind = kind
        self._handler = handler
        self._records = records
        self._waiting = waiting
        self._queues = queues
        self._running: set[asyncio.Task[None]] = set()
        self._closing = False

    async def run(self, slots: int) -> None:
        """Run jobs until cancelled; then return the running jobs to the queue.

        Where Redis is away, other workers take them when their lease has run out: to
        wait longer for it would only delay the end of this process.
        """

        async def take_job(execution: Execution = _current) -> None:
            await self._take_job(execution)

        self._queues.of(self._kind).register(take_job, names=[TASK])
        work = asyncio.create_task(self._run_docket(slots))
        restoring = asyncio.create_task(self._restore_lost_tasks())
        try:
            await asyncio.shield(work)
        finally:
            self._closing = True
            for task in (work, restoring, *self._running):
                task.cancel()
            with suppress(TimeoutError):
                async with asyncio.timeout(LEASE_SECONDS):
                    await asyncio.gather(work, restoring, return_exceptions=True)

    async def _run_docket(self, slots: int) -> None:
        while not self._closing:
            try:
                async with QuietWorker(
                    self._queues.of(self._kind),
                    name=_NAME,
                    concurrency=slots,
                    redelivery_timeout=timedelta(seconds=LEASE_SECONDS),
                    reconnection_delay=timedelta(seconds=_RECONNECT_SECONDS),
                    minimum_check_interval=_CHECK,
                    scheduling_resolution=_SCHEDULE,
                    schedule_automatic_tasks=False,
                ) as worker:
                    await worker.run_forever()
                    return
            except (RedisError, OSError):
                pass  # docket has logged it
            except Exception:  # noqa: BLE001  # the jobs go on
                _log.exception("worker of %s jobs: failed, restarted", self._kind)
            await asyncio.sleep(_RECONNECT_SECONDS)

    async def _restore_lost_tasks(self) -> None:
        """Queue the tasks of waiting and running jobs again, in case one was lost."""
        while True:
            with suppress(RedisError, OSError):
                for slot in await self._waiting.slots():
                    await self._queues.add(self._kind, slot)
                for key in await self._waiting.first(_RESTORED):
                    if token := await self._records.token(key):
                        await self._queues.add(self._kind, token)
            await asyncio.sleep(_RESTORE_SECONDS)

    async def _take_job(self, execution: Execution) -> None:
        """Run the job that this task has or takes, if any."""
        slot = execution.key
        key = await self._waiting.take(slot)
        if key is None:
            return
        number = await self._records.begin(key, slot)
        job = await self._records.get(key)
        if not (number and job):
            await self._waiting.end(slot)
            return
        attempt = _JobRun(self._records, job, number)
        task = asyncio.current_task()
        if task:
            self._running.add(task)
        try:
            await attempt.carry_out(self._handler)
        except asyncio.CancelledError:
            with suppress(RedisError, OSError):  # else it is run again after the lease
                if self._closing and await attempt.give_back():
                    await self._waiting.give_back(slot, key)
                    raise AdmissionBlocked(execution, "the end of its worker") from None
                if not attempt.lost:
                    await self._waiting.end(slot)
            raise
        finally:
            if task:
                self._running.discard(task)
        await self._waiting.end(slot)
