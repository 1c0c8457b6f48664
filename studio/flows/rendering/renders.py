"""Queue renders as jobs, report their progress, store their videos for some time."""

import asyncio
import hashlib
import json
import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from studio import metrics
from studio.errors import NotFound, TooManyRenders
from studio.media.deletion import delete_folder
from studio.media.files import tree_size, write_text
from studio.model.jobs.job import STILL, VIDEO_KINDS, Job, JobKind, JobState, Operation
from studio.model.plan import RenderPlan
from studio.ports.jobs import JobQueue
from studio.ports.media import MediaStore
from studio.rules.serial.plan_json import plan_to_json

_PREVIEW_SECONDS = 3600.0
MOST_OPEN = 20
"""Default number of videos of one person that may wait or run."""


class Renders:
    """Renders by user and id, each with plan and video in the store of media.

    Paths of sources are stored relative to the data folder: it may have another path on
    another machine. A person has at most ``most_open`` open ones; 0: any number.
    """

    def __init__(
        self, media: MediaStore, jobs: JobQueue, most_open: int = MOST_OPEN
    ) -> None:
        self._media = media
        self._data = media.data
        self._folder = media.data / "renders"
        self._jobs = jobs
        self._most_open = most_open

    async def submit(
        self,
        user_id: str,
        render_id: str,
        plan: RenderPlan,
        name: str,
        session_id: str = "",
        *,
        preview: bool = False,
    ) -> Job:
        """Queue a plan, or return the job that already has this id.

        Raises ``DiskFull``, ``TooManyRenders``.
        """
        job = Job(
            job_key(user_id, render_id),
            JobKind.PREVIEW if preview else JobKind.RENDER,
            Operation.RENDER,
            render_id.encode("utf-8", "replace").decode(),
            user_id,
            session_id,
            {"name": name, "secret": secrets.token_urlsafe(18)},
        )
        if await self._jobs.get(job.key) is None:
            if 0 < self._most_open <= await self._jobs.open_jobs(user_id):
                raise TooManyRenders(self._most_open)
            await asyncio.to_thread(self._write_plan, job.key, plan)
            await self._media.save(f"renders/{job.key}/plan.json")
        return await self._jobs.submit(job)

    def _write_plan(self, key: str, plan: RenderPlan) -> None:
        stored = relative_paths(json.loads(plan_to_json(plan)), f"{self._data}/")
        write_text(self._folder / key / "plan.json", json.dumps(stored))

    async def get(self, user_id: str, render_id: str) -> Job:
        """Return a job. Raises ``NotFound``."""
        job = await self._jobs.get(job_key(user_id, render_id))
        if job is None:
            raise NotFound("There is no such render.")
        return job

    async def wait(self, job: Job, seconds: float) -> Job:
        """Return the job once it differs from the given one, or after ``seconds``.

        Raises ``NotFound`` if it is deleted meanwhile.
        """
        changed = await self._jobs.wait(job, seconds)
        if changed is None:
            raise NotFound("There is no such render.")
        return changed

    async def by_secret(self, key: str, secret: str) -> Job:
        """Return the completed job of a download link. Raises ``NotFound``."""
        job = await self._jobs.get(key)
        if (
            job is None
            or job.state is not JobState.COMPLETED
            or not secrets.compare_digest(
                str(job.payload["secret"]).encode(), secret.encode("utf-8", "replace")
            )
        ):
            raise NotFound("There is no such file.")
        return job

    async def file(self, job: Job) -> Path:
        """Return the MP4 of a completed job. Raises ``NotFound``."""
        path = f"renders/{job.key}/out.mp4"
        if job.state is JobState.COMPLETED and await self._media.fetch(path):
            return self._data / path
        raise NotFound("There is no file of this render. Export again.")

    async def has_still(self, job: Job) -> bool:
        """Whether the still of a preview exists; it does mostly long before the video."""
        if job.kind is not JobKind.PREVIEW or not job.progress:
            return False
        return await self._media.has(f"renders/{job.key}/{STILL}")

    async def still(self, job: Job) -> bytes:
        """Return the JPEG of a preview. Raises ``NotFound``."""
        path = f"renders/{job.key}/{STILL}"
        if await self._media.fetch(path):
            return await asyncio.to_thread((self._data / path).read_bytes)
        raise NotFound("There is no picture of this render.")

    async def position(self, job: Job) -> int:
        """Return the position of a job in its queue, from 1; 0 if it runs or has ended."""
        return await self._jobs.position(job)

    async def cancel(self, job: Job) -> Job:
        """Cancel a job at once; a finished job stays finished."""
        cancelled = await self._jobs.cancel(job.key)
        if cancelled and job.is_open and cancelled.state is JobState.CANCELLED:
            metrics.RENDERS_ENDED.labels(metrics.Ending.CANCELLED).inc()
        return cancelled or job

    async def delete_session(self, session_id: str) -> tuple[int, int]:
        """Delete the jobs of a session with their videos; return their number and bytes.

        Raises ``DeletionFailed``.
        """
        jobs = await self._jobs.of_session(session_id)
        renders = [job for job in jobs if job.operation is Operation.RENDER]
        return len(renders), sum([await self._delete(job) for job in renders])

    async def _delete(self, job: Job) -> int:
        await self.cancel(job)
        folder = self._folder / job.key
        size = await asyncio.to_thread(tree_size, folder)
        await asyncio.to_thread(delete_folder, folder)
        await self._media.delete(f"renders/{job.key}/")
        await self._jobs.delete(job.key)
        return size

    async def prune(self, older_than: float) -> int:
        """Delete finished jobs created before a unix time; return their number.

        Previews are deleted after an hour, when the video has replaced them.
        """
        bounds = {
            JobKind.RENDER: older_than,
            JobKind.PREVIEW: max(older_than, time.time() - _PREVIEW_SECONDS),
        }
        count = 0
        for kind, before in bounds.items():
            for job in await self._jobs.created_before(kind, before):
                if not job.is_open:
                    await self._delete(job)
                    count += 1
        return count

    async def evictable(self, older_than: float) -> Sequence[Job]:
        """Return finished jobs created before a unix time, oldest first."""
        candidates = [
            job
            for kind in VIDEO_KINDS
            for job in await self._jobs.created_before(kind, older_than)
            if not job.is_open
        ]
        return sorted(candidates, key=lambda job: job.created)

    async def evict(self, job: Job) -> int:
        """Delete a finished job and its video; return the bytes that this freed."""
        return 0 if job.is_open else await self._delete(job)

    async def counts(self) -> tuple[int, int]:
        """Return the number of running and of waiting jobs."""
        counts = [await self._jobs.counts(kind) for kind in VIDEO_KINDS]
        return sum(one for one, _ in counts), sum(other for _, other in counts)


def relative_paths(value: Any, root: str) -> Any:
    """Strip ``root`` from all texts of a JSON value that start with it."""
    if isinstance(value, dict):
        return {key: relative_paths(one, root) for key, one in value.items()}
    if isinstance(value, list):
        return [relative_paths(one, root) for one in value]
    return value.removeprefix(root) if isinstance(value, str) else value


def job_key(user_id: str, render_id: str) -> str:
    """Name a user's render for all users."""
    text = f"{user_id}\n{render_id}".encode("utf-8", "replace")
    return hashlib.sha256(text).hexdigest()[:32]
