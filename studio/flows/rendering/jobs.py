"""Define a render job, and size, name and read what is stored of it."""

import hashlib
import logging
from contextlib import suppress
from dataclasses import dataclass, fields
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

from studio.media.files import read_json
from studio.media.sandbox import Limits, memory_per_core

_log = logging.getLogger(__name__)
_BASE_MEMORY = 2 << 30
_FRAMES_HELD, _SOUNDS_HELD = 100, 6
"""A render holds so many output frames (lookahead, queue) and copies of its sound."""
_SAMPLE_BYTES = 48_000 * 2 * 4
"""Bytes of a second of sound: 48 kHz, stereo, float32."""
_FILES = 1024
_CPU_SHARE = 64
"""Most cores that a render may keep busy for as long as it may take."""


class JobState(StrEnum):
    """States of a job; the first two are open."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (JobState.PENDING, JobState.PROCESSING)


class Ending(StrEnum):
    """How a render ended, for the metrics."""

    COMPLETED = "completed"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    CRASHED = "crashed"
    STALLED = "stalled"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class RenderLimits:
    """How many jobs run, and when one ends: seconds in all, and without progress."""

    at_once: int = 2
    deadline: float = 7200.0
    stall: float = 300.0


@dataclass(slots=True)
class Job:
    """A render job. ``created`` is unix seconds, ``progress`` 0 to 1, ``size`` bytes.

    A ``preview`` is awaited by somebody who looks at the screen. ``request`` is the
    correlation id of the call that asked for it.
    """

    key: str
    id: str
    user_id: str
    secret: str
    name: str
    created: float
    state: str = JobState.PENDING
    progress: float = 0.0
    error: str = ""
    size: int = 0
    session_id: str = ""
    preview: bool = False
    request: str = ""


def stored_jobs(folder: Path) -> list[Job]:
    """Read all jobs, oldest first; damaged ones are left out."""
    known = {field.name for field in fields(Job)}
    jobs = []
    for path in folder.glob("*/job.json"):
        data = read_json(path)
        try:
            jobs.append(Job(**{name: data[name] for name in known & set(data)}))
        except (TypeError, KeyError):
            _log.warning("render %s: its record is damaged, skipped", path.parent.name)
    return sorted(jobs, key=lambda job: job.created)


def job_limits(path: Path, deadline: float) -> Limits:
    """Size the limits of a render by its plan."""
    plan = read_json(path) or {}
    frames, pixels = plan.get("frames", 0), plan.get("width", 0) * plan.get("height", 0)
    seconds = frames / (_rate(plan.get("fps")) or 30)
    held = _FRAMES_HELD * pixels * 3 // 2 + round(
        _SOUNDS_HELD * seconds * _SAMPLE_BYTES
    )
    memory = _BASE_MEMORY + memory_per_core() + held
    return Limits(memory, round(deadline) * _CPU_SHARE, _FILES)


def _rate(text: object) -> float:
    with suppress(ValueError, ZeroDivisionError):
        return float(Fraction(str(text)))
    return 0.0


def relative_paths(value: Any, root: str) -> Any:
    """Strip ``root`` from all texts of a JSON value that start with it."""
    if isinstance(value, dict):
        return {key: relative_paths(one, root) for key, one in value.items()}
    if isinstance(value, list):
        return [relative_paths(one, root) for one in value]
    return value.removeprefix(root) if isinstance(value, str) else value


def job_key(user_id: str, render_id: str) -> str:
    return hashlib.sha256(
        f"{user_id}\n{render_id}".encode("utf-8", "replace")
    ).hexdigest()[:32]
