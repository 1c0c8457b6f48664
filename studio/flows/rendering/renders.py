"""Queue render jobs and run a few at a time, each in a killable, watched process."""

import asyncio
import json
import logging
import secrets
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from common import correlation
from studio import metrics
from studio.errors import DiskFull, NotFound
from studio.flows.rendering.jobs import (
    OPEN,
    Ending,
    Job,
    JobState,
    RenderLimits,
    job_key,
    job_limits,
    relative_paths,
    stored_jobs,
)
from studio.media.deletion import delete_folder
from studio.media.files import (
    tree_size,
    write_json,
    write_text,
)
from studio.media.processes import ChildProcess, child, describe_exit
from studio.model.plan import RenderPlan
from studio.rules.serial.plan_json import plan_to_json

_log = logging.getLogger(__name__)
_STOPPED = "The render stopped. Try again."
_NO_END = "The render took too long and was stopped. Make the video shorter or smaller."
_PREVIEW_SECONDS = 3600.0
_NO_PROGRESS = "The render did not move on and was stopped. Try again."


class Renders:
    """Jobs by user and id, persisted; a restart resumes open ones.

    Paths of sources under ``root`` (the parent of ``folder``) are stored relative to it,
    so that the data folder may move.
    """

    def __init__(self, folder: Path, limits: RenderLimits) -> None:
        self._folder = folder
        self._root = folder.parent
        self._limits = limits
        self._jobs: dict[str, Job] = {}
        self._waiting: deque[str] = deque()
        self._running: dict[str, asyncio.Task[None]] = {}

    async def start(self) -> None:
        """Resume the jobs that a stop or a crash interrupted, oldest first."""
        for job in await asyncio.to_thread(stored_jobs, self._folder):
            self._jobs[job.key] = job
            if job.state in OPEN:
                job.state, job.progress = JobState.PENDING, 0.0
                self._waiting.append(job.key)
        self._next()

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

        A ``preview`` goes ahead of the others. Raises ``DiskFull``.
        """
        key = job_key(user_id, render_id)
        if key in self._jobs:
            return self._jobs[key]
        job = Job(
            key, render_id, user_id, secrets.token_urlsafe(18), name, time.time(),
            session_id=session_id, preview=preview, request=correlation.current_id(),
        )  # fmt: skip
        self._jobs[key] = job  # at once: the same request may come again meanwhile
        try:
            await asyncio.to_thread(self._write, job, plan)
        except BaseException:
            del self._jobs[key]
            raise
        if job.state == JobState.PENDING:
            self._waiting.append(key)
            self._next()
        return job

    def _write(self, job: Job, plan: RenderPlan) -> None:
        text = json.dumps(
            relative_paths(json.loads(plan_to_json(plan)), f"{self._root}/")
        )
        write_text(self._folder / job.key / "plan.json", text)
        self._save(job)

    def get(self, user_id: str, render_id: str) -> Job:
        """Return a job. Raises ``NotFound``."""
        job = self._jobs.get(job_key(user_id, render_id))
        if job is None:
            raise NotFound("There is no such render.")
        return job

    def by_secret(self, key: str, secret: str) -> Job:
        """Return the completed job of a download link. Raises ``NotFound``."""
        job = self._jobs.get(key)
        if (
            job is None
            or job.state != JobState.COMPLETED
            or not secrets.compare_digest(
                job.secret.encode(), secret.encode("utf-8", "replace")
            )
        ):
            raise NotFound("There is no such file.")
        return job

    def file(self, job: Job) -> Path:
        """Return the MP4 of a completed job. Raises ``NotFound``."""
        path = self._out(job)
        if job.state != JobState.COMPLETED or not path.is_file():
            raise NotFound("There is no file of this render. Export again.")
        return path

    def position(self, job: Job) -> int:
        """Return how many jobs are ahead; 0 when it runs or is done."""
        return self._waiting.index(job.key) + 1 if job.key in self._waiting else 0

    async def cancel(self, job: Job) -> None:
        """Cancel a job at once; a finished job stays finished."""
        if job.state not in OPEN:
            return
        job.state = JobState.CANCELLED
        metrics.RENDERS_ENDED.labels(Ending.CANCELLED).inc()
        if job.key in self._waiting:
            self._waiting.remove(job.key)
        if task := self._running.get(job.key):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await self._try_save(job)

    async def delete_session(self, session_id: str) -> tuple[int, int]:
        """Delete the jobs of a session with their videos; return their number and bytes.

        Raises ``DeletionFailed``.
        """
        jobs = [job for job in self._jobs.values() if self._belongs(job, session_id)]
        size = 0
        for job in jobs:
            await self.cancel(job)
            size += await self._delete(job)
        return len(jobs), size

    def _belongs(self, job: Job, session_id: str) -> bool:
        if job.session_id:
            return job.session_id == session_id
        with suppress(OSError):  # jobs of former versions name it in their plan only
            return session_id in (self._folder / job.key / "plan.json").read_text()
        return False

    async def _delete(self, job: Job) -> int:
        folder = self._folder / job.key
        size = await asyncio.to_thread(tree_size, folder)
        await asyncio.to_thread(delete_folder, folder)
        self._jobs.pop(job.key, None)
        return size

    async def close(self) -> None:
        """End the processes; open jobs resume at the next start."""
        self._waiting.clear()
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def prune(self, older_than: float) -> int:
        """Delete finished jobs created before a unix time; return their number.

        Previews go after an hour: the video has taken their place.
        """
        previews = max(older_than, time.time() - _PREVIEW_SECONDS)
        old = [
            job
            for job in self._finished()
            if job.created < (previews if job.preview else older_than)
        ]
        for job in old:
            await self._delete(job)
        return len(old)

    def evictable(self, older_than: float) -> Sequence[Job]:
        """Return finished jobs created before a unix time, oldest first."""
        return [job for job in self._finished() if job.created < older_than]

    async def evict(self, job: Job) -> int:
        """Delete a finished job and its video; return the bytes that this freed."""
        return await self._delete(job) if job.state not in OPEN else 0

    def counts(self) -> tuple[int, int]:
        """Return the number of running and of waiting jobs."""
        return len(self._running), len(self._waiting)

    def _finished(self) -> list[Job]:
        done = (job for job in self._jobs.values() if job.state not in OPEN)
        return sorted(done, key=lambda job: job.created)

    def _next(self) -> None:
        while (job := self._startable()) is not None:
            self._waiting.remove(job.key)
            task = asyncio.create_task(self._run(job))
            self._running[job.key] = task
            task.add_done_callback(lambda _, key=job.key: self._ended(key))  # type: ignore[misc]

    def _startable(self) -> Job | None:
        """The job to start now: one preview at a time may run beside full renders."""
        waiting = [self._jobs[key] for key in self._waiting]
        running = [self._jobs[key].preview for key in self._running]
        if not any(running):
            for job in waiting:
                if job.preview:
                    return job
        if running.count(False) < self._limits.at_once:
            return next((job for job in waiting if not job.preview), None)
        return None

    def _ended(self, key: str) -> None:
        self._running.pop(key, None)
        self._next()

    async def _run(self, job: Job) -> None:
        """Run a job to its end; whatever goes wrong, it does not stay open."""
        job.state = JobState.PROCESSING
        with correlation.bound(job.request):  # not of the call that made room for it
            await self._run_bound(job)

    async def _run_bound(self, job: Job) -> None:
        try:
            ending = await self._render(job)
        except Exception:  # noqa: BLE001  # the boundary of a job
            _log.exception("render %s failed", job.id)
            ending, job.error = Ending.CRASHED, _STOPPED
        finally:
            self._delete_parts(job)
        done = ending is Ending.COMPLETED
        job.state = JobState.COMPLETED if done else JobState.FAILED
        metrics.RENDERS_ENDED.labels(ending).inc()
        await self._try_save(job)

    def _delete_parts(self, job: Job) -> None:
        try:
            for part in (self._folder / job.key).glob(".*.part"):
                part.unlink(missing_ok=True)
        except OSError as error:  # it goes with the job's folder
            _log.warning("render %s: a partial file remains: %s", job.id, error)

    async def _render(self, job: Job) -> Ending:
        plan = self._folder / job.key / "plan.json"
        arguments = ("render", str(plan.resolve()), str(self._out(job).resolve()))
        limits = await asyncio.to_thread(job_limits, plan, self._limits.deadline)
        async with child(
            arguments, limits, label=f"render {job.id}", cwd=self._root
        ) as process:
            clock = asyncio.get_running_loop().time
            end = clock() + self._limits.deadline
            try:
                outcome, code = await self._follow(job, process, end)
            except TimeoutError:
                late = clock() >= end
                job.error = _NO_END if late else _NO_PROGRESS
                _log.error("render %s: %s", job.id, job.error)
                return Ending.OVERDUE if late else Ending.STALLED
        if outcome.get("done"):
            job.progress, job.size = 1.0, int(outcome["size"])
            return Ending.COMPLETED
        job.error = str(outcome.get("error") or _STOPPED)
        if outcome.get("fault") == "user":
            return Ending.REFUSED
        _log.error("render %s failed: %s", job.id, describe_exit(code))
        return Ending.CRASHED

    async def _follow(
        self, job: Job, process: ChildProcess, end: float
    ) -> tuple[dict[str, Any], int]:
        """Read progress to the end; return the last line and the exit code.

        Raises ``TimeoutError`` at the loop's time ``end``, or without progress.
        """
        clock = asyncio.get_running_loop().time
        outcome: dict[str, Any] = {}
        last = 0.0
        async with asyncio.timeout_at(
            min(end, clock() + self._limits.stall)
        ) as watchdog:
            async for line in process.lines():
                outcome = line
                progress = float(line.get("progress", last))
                if progress != last:  # less: a failed GPU made it begin anew
                    last, job.progress = progress, max(progress, job.progress)
                    watchdog.reschedule(min(end, clock() + self._limits.stall))
            return outcome, await process.exit_code()

    def _out(self, job: Job) -> Path:
        return self._folder / job.key / "out.mp4"

    def _save(self, job: Job) -> None:
        write_json(self._folder / job.key / "job.json", asdict(job))

    async def _try_save(self, job: Job) -> None:
        """Persist an end; clients learn it from memory where the disk is full."""
        try:
            await asyncio.to_thread(self._save, job)
        except (DiskFull, OSError) as error:
            _log.warning("render %s: its end was not stored: %s", job.id, error)
