"""Render a plan in a child process, and stop it if it makes no progress or takes too long."""

import asyncio
import logging
import os
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from studio import metrics
from studio.errors import RenderFailed
from studio.media.file_view import FileView
from studio.media.files import last_change, read_json
from studio.media.processes import ChildProcess, child, describe_exit
from studio.media.sandbox import Limits, memory_per_core
from studio.metrics import Ending
from studio.model.jobs.job import JobState, Outcome

_log = logging.getLogger(__name__)
_BASE_MEMORY = 2 << 30
_FRAMES_HELD, _SOUNDS_HELD = 100, 6
"""Output frames (lookahead, queue) and copies of its sound that a render holds in memory."""
_SAMPLE_BYTES = 48_000 * 2 * 4
"""Bytes of a second of sound: 48 kHz, stereo, float32."""
_FILES = 1024
_LONGEST_PATH = 4096
_ABANDONED = 3600.0
"""Seconds without a change after which a partial file is abandoned."""
_CPU_SHARE = 64
"""Cores that a render may use for its whole time limit."""


@dataclass(frozen=True, slots=True)
class RenderLimits:
    """Limits of a render: seconds in all, and seconds without progress."""

    deadline: float = 7200.0
    stall: float = 300.0


async def run_render(
    id_: str,
    folder: Path,
    root: Path,
    limits: RenderLimits,
    report: Callable[[float], Awaitable[None]],
) -> Outcome:
    """Render ``plan.json`` of a folder to its ``out.mp4``; every error becomes an outcome.

    Paths in the plan are relative to ``root``. The result has the ``size`` in bytes. Each
    attempt writes its own file: an attempt that lost its job may still be running.
    """
    out = folder / f".{secrets.token_hex(6)}.mp4"
    try:
        ending, outcome = await _render(id_, folder, out, root, limits, report)
    except Exception:  # noqa: BLE001  # the boundary of a job
        _log.exception("render %s failed", id_)
        ending, outcome = Ending.CRASHED, Outcome.failed(RenderFailed("render_failed"))
    finally:
        _delete_parts(id_, out)
    metrics.RENDERS_ENDED.labels(ending).inc()
    return outcome


async def _render(
    id_: str,
    folder: Path,
    out: Path,
    root: Path,
    limits: RenderLimits,
    report: Callable[[float], Awaitable[None]],
) -> tuple[Ending, Outcome]:
    plan = folder / "plan.json"
    arguments = ("render", str(plan.resolve()), str(out.resolve()))
    size = await asyncio.to_thread(process_limits, plan, limits.deadline)
    sources = await asyncio.to_thread(_sources, plan, root)
    size = replace(size, view=FileView(sources, (str(folder.resolve()),)))
    async with child(arguments, size, label=f"render {id_}", cwd=root) as process:
        clock = asyncio.get_running_loop().time
        end = clock() + limits.deadline
        try:
            last, code = await _follow(process, end, limits.stall, report)
        except TimeoutError:
            ending = Ending.OVERDUE if clock() >= end else Ending.STALLED
            error = RenderFailed(f"render_{ending}")
            _log.error("render %s: %s", id_, error)
            return ending, Outcome.failed(error)
    if last.get("done"):
        await asyncio.to_thread(out.replace, folder / "out.mp4")
        done = Outcome(JobState.COMPLETED, result={"size": int(last["size"])})
        return Ending.COMPLETED, done
    error = RenderFailed(last.get("error", "render_failed"), **last.get("facts", {}))
    if last.get("fault") == "user":
        return Ending.REFUSED, Outcome.failed(error)
    _log.error("render %s failed: %s", id_, describe_exit(code))
    return Ending.CRASHED, Outcome.failed(error)


def _sources(plan: Path, root: Path) -> tuple[str, ...]:
    """The files in a plan, with resolved links."""
    named = {str(root / text) for text in texts(read_json(plan))}
    return tuple(sorted(path for path in named if os.path.isfile(path)))  # noqa: PTH113


def texts(value: Any) -> Iterator[str]:
    """Yield all texts of a JSON value that could be paths."""
    if isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)
    elif (
        isinstance(value, str) and 0 < len(value) < _LONGEST_PATH and "\0" not in value
    ):
        yield value


async def _follow(
    process: ChildProcess,
    end: float,
    stall: float,
    report: Callable[[float], Awaitable[None]],
) -> tuple[dict[str, Any], int]:
    """Read progress to the end; return the last line and the exit code.

    Raises ``TimeoutError`` at the loop's time ``end``, or ``stall`` seconds without
    progress.
    """
    clock = asyncio.get_running_loop().time
    outcome: dict[str, Any] = {}
    last = most = 0.0
    async with asyncio.timeout_at(min(end, clock() + stall)) as watchdog:
        async for line in process.lines():
            outcome = line
            progress = float(line.get("progress", last))
            if progress != last:  # less: it started again after a GPU error
                last, most = progress, max(progress, most)
                watchdog.reschedule(min(end, clock() + stall))
                await report(most)
        return outcome, await process.exit_code()


def _delete_parts(id_: str, out: Path) -> None:
    """Delete the files of this attempt, and abandoned ones of killed attempts."""
    try:
        for part in out.parent.glob(".*"):
            if out.name in part.name or last_change(part) < time.time() - _ABANDONED:
                part.unlink(missing_ok=True)
    except OSError as error:  # it goes with the job's folder
        _log.warning("render %s: a partial file remains: %s", id_, error)


def process_limits(path: Path, deadline: float) -> Limits:
    """Calculate the limits of a render's process from its plan."""
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
