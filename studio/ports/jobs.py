"""The queue of jobs: submitting jobs, and what runs them."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from studio.model.jobs.job import Job, JobKind, Outcome

Report = Callable[[float], Awaitable[None]]
"""Stores a job's progress, 0 to 1. Cancels the caller if the job is another worker's."""
Handler = Callable[[Job, Report], Awaitable[Outcome]]
"""Runs a job. After a cancellation it ends all of its processes."""


class JobQueue(Protocol):
    """Jobs of all studios and renderers. All methods raise ``JobsUnavailable``."""

    async def submit(self, job: Job, *, anew: bool = False) -> Job:
        """Store and queue a job, or return the one that has its key.

        A waiting one of a less urgent kind becomes as urgent as this. ``anew``: run an
        ended job again.
        """

    async def get(self, key: str) -> Job | None:
        """Return a job."""

    async def position(self, job: Job) -> int:
        """Return its position among waiting jobs, from 1; 0 if it is not waiting."""

    async def wait(self, job: Job, seconds: float) -> Job | None:
        """Return the job once it differs from the given one, or after ``seconds``."""

    async def cancel(self, key: str) -> Job | None:
        """End an open job at once; return it."""

    async def delete(self, key: str) -> None:
        """Cancel a job and delete its record."""

    async def open_jobs(self, user_id: str) -> int:
        """Return how many jobs of a user wait or run."""

    async def of_session(self, session_id: str) -> Sequence[Job]:
        """Return the jobs of a session."""

    async def created_before(self, kind: JobKind, before: float) -> Sequence[Job]:
        """Return the jobs of a kind created before a unix time, oldest first."""

    async def age(self, kind: JobKind) -> float:
        """Return the age in seconds of the oldest of the next waiting jobs, else 0."""

    async def counts(self, kind: JobKind) -> tuple[int, int]:
        """Return the number of running and of waiting jobs of a kind."""
