"""Move the jobs that a former version stored as files into the queue."""

import asyncio
import logging
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from studio.media.files import read_json
from studio.model.jobs.job import Job, JobKind, JobState, Operation
from studio.ports.jobs import JobQueue

_log = logging.getLogger(__name__)
_SESSION = re.compile(r"sessions/(\d+)/")


async def move_former_jobs(data: Path, jobs: JobQueue) -> int:
    """Submit each ``renders/*/job.json`` and delete it; return their number.

    Open ones are run again. A damaged record is skipped.
    """
    count = 0
    for path in sorted((data / "renders").glob("*/job.json")):
        try:
            job = _job(path, await asyncio.to_thread(read_json, path))
        except (TypeError, KeyError, ValueError):
            _log.warning("render %s: its record is damaged, skipped", path.parent.name)
            continue
        await jobs.submit(job)
        path.unlink(missing_ok=True)
        count += 1
    return count


def _job(path: Path, data: Mapping[str, Any]) -> Job:
    state = JobState(data["state"])
    done = state is JobState.COMPLETED
    return Job(
        path.parent.name,
        JobKind.PREVIEW if data.get("preview") else JobKind.RENDER,
        Operation.RENDER,
        str(data["id"]),
        str(data["user_id"]),
        str(data.get("session_id") or _session_of(path.with_name("plan.json"))),
        {"name": str(data["name"]), "secret": str(data["secret"])},
        float(data["created"]),
        JobState.PENDING if state is JobState.PROCESSING else state,
        1.0 if done else 0.0,
        str(data.get("error", "")),
        {"size": int(data.get("size", 0))} if done else {},
        request=str(data.get("request", "")),
    )


def _session_of(plan: Path) -> str:
    """The session whose clips a plan uses."""
    with suppress(OSError):
        if match := _SESSION.search(plan.read_text(encoding="utf-8")):
            return match[1]
    return ""
