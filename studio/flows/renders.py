"""Queue render jobs and run a few at a time, each in a killable process."""

import asyncio
import hashlib
import logging
import secrets
import shutil
import time
from collections import deque
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from studio.errors import DiskFull, NotFound
from studio.media.files import read_json, write_json, write_text
from studio.media.processes import child
from studio.model.plan import RenderPlan
from studio.rules.serial.plan_json import plan_to_json

_OPEN = ("pending", "processing")
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Job:
    """A render job; ``state``: pending, processing, completed, failed or cancelled."""

    key: str
    id: str
    user_id: str
    secret: str
    name: str
    created: float
    state: str = "pending"
    progress: float = 0.0
    error: str = ""
    size: int = 0


class Renders:
    """Jobs by user and id, persisted; a restart resumes open ones."""

    def __init__(self, folder: Path, at_once: int) -> None:
        self._folder = folder
        self._jobs: dict[str, Job] = {}
        self._waiting: deque[str] = deque()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._at_once = at_once

    def start(self) -> None:
        """Resume the jobs that a stop or a crash interrupted, oldest first."""
        found = (read_json(path) for path in self._folder.glob("*/job.json"))
        for job in sorted(
            (Job(**data) for data in found if data), key=lambda job: job.created
        ):
            self._jobs[job.key] = job
            if job.state in _OPEN:
                job.state, job.progress = "pending", 0.0
                self._waiting.append(job.key)
        self._next()

    def submit(self, user_id: str, render_id: str, plan: RenderPlan, name: str) -> Job:
        """Queue a plan, or return the job that already has this id."""
        key = _key(user_id, render_id)
        if key in self._jobs:
            return self._jobs[key]
        write_text(self._folder / key / "plan.json", plan_to_json(plan))
        job = Job(key, render_id, user_id, secrets.token_urlsafe(18), name, time.time())
        self._save(job)
        self._jobs[key] = job
        self._waiting.append(key)
        self._next()
        return job

    def get(self, user_id: str, render_id: str) -> Job:
        """Return a job. Raises ``NotFound``."""
        job = self._jobs.get(_key(user_id, render_id))
        if job is None:
            raise NotFound("There is no such render.")
        return job

    def by_secret(self, key: str, secret: str) -> Job:
        """Return the completed job of a download link. Raises ``NotFound``."""
        job = self._jobs.get(key)
        if (
            job is None
            or job.state != "completed"
            or not secrets.compare_digest(
                job.secret.encode(), secret.encode("utf-8", "replace")
            )
        ):
            raise NotFound("There is no such file.")
        return job

    def file(self, job: Job) -> Path:
        """Return the MP4 of a completed job. Raises ``NotFound``."""
        path = self._out(job)
        if job.state != "completed" or not path.is_file():
            raise NotFound("There is no file of this render. Export again.")
        return path

    def position(self, job: Job) -> int:
        """Return how many jobs are ahead; 0 when it runs or is done."""
        return self._waiting.index(job.key) + 1 if job.key in self._waiting else 0

    async def cancel(self, job: Job) -> None:
        """Cancel a job at once; a finished job stays finished."""
        if job.state not in _OPEN:
            return
        job.state = "cancelled"
        self._save(job)
        if job.key in self._waiting:
            self._waiting.remove(job.key)
        if task := self._running.get(job.key):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def close(self) -> None:
        """End the processes; open jobs resume at the next start."""
        self._waiting.clear()
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def prune(self, older_than: float) -> int:
        """Delete finished jobs created before a unix time; return their number."""
        old = [
            j
            for j in self._jobs.values()
            if j.created < older_than and j.state not in _OPEN
        ]
        for job in old:
            del self._jobs[job.key]
            shutil.rmtree(self._folder / job.key, ignore_errors=True)
        return len(old)

    def _next(self) -> None:
        while self._waiting and len(self._running) < self._at_once:
            job = self._jobs[self._waiting.popleft()]
            task = asyncio.create_task(self._run(job))
            self._running[job.key] = task
            task.add_done_callback(lambda _, key=job.key: self._ended(key))  # type: ignore[misc]

    def _ended(self, key: str) -> None:
        self._running.pop(key, None)
        self._next()

    async def _run(self, job: Job) -> None:
        job.state = "processing"
        folder = self._folder / job.key
        arguments = ("render", str(folder / "plan.json"), str(self._out(job)))
        outcome: dict[str, Any] = {}
        try:
            async with child(arguments) as process:
                async for line in process.lines():
                    job.progress = float(line.get("progress", job.progress))
                    outcome = line
                if not outcome.get("done") and outcome.get("fault") != "user":
                    failure = await process.failure()
                    _log.error("render %s failed: %s", job.id, failure)
        except OSError:
            _log.exception("a render could not be started")
        finally:
            for part in folder.glob(".*.part"):
                part.unlink(missing_ok=True)
        if outcome.get("done"):
            job.state, job.progress, job.size = "completed", 1.0, int(outcome["size"])
        else:
            job.state = "failed"
            job.error = str(outcome.get("error") or "The render stopped. Try again.")
        with suppress(DiskFull):  # told by the status all the same
            self._save(job)

    def _out(self, job: Job) -> Path:
        return self._folder / job.key / "out.mp4"

    def _save(self, job: Job) -> None:
        write_json(self._folder / job.key / "job.json", asdict(job))


def _key(user_id: str, render_id: str) -> str:
    return hashlib.sha256(
        f"{user_id}\n{render_id}".encode("utf-8", "replace")
    ).hexdigest()[:32]
