"""Connect the docket of each kind of jobs, and queue the tasks that carry slots."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

from docket import Docket

from common.redis.docket_pool import patch
from common.redis.quiet_docket import QuietQueue
from studio.model.jobs.job import JobKind

TASK = "take_job"
_HEARTBEAT = timedelta(seconds=30)
"""Only docket's own list of workers depends on it."""


async def _take_job() -> None:
    """The task of a slot; a worker registers its own function under this name."""


class TaskQueues:
    """One docket for each kind of jobs."""

    def __init__(self, url: str) -> None:
        patch()
        self._queues = {kind: _docket(url, kind) for kind in JobKind}

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["TaskQueues"]:
        """Connect all of them."""
        async with AsyncExitStack() as stack:
            for docket in self._queues.values():
                await stack.enter_async_context(docket)
            yield self

    def of(self, kind: JobKind) -> Docket:
        return self._queues[kind]

    async def add(self, kind: JobKind, task: str) -> None:
        """Queue a task, unless it is queued or running already."""
        await self._queues[kind].add(TASK, key=task)()

    async def cancel(self, kind: JobKind, task: str) -> None:
        """Cancel a task, wherever it runs."""
        await self._queues[kind].cancel(task)


def _docket(url: str, kind: JobKind) -> Docket:
    docket = QuietQueue(
        name=f"studio-{kind}",
        url=url,
        execution_ttl=timedelta(0),
        heartbeat_interval=_HEARTBEAT,
    )
    docket.register(_take_job, names=[TASK])
    return docket
