"""Carry out jobs of any kind with the files of this machine's data folder."""

import asyncio
import logging
import os
from pathlib import Path

from studio.errors import DiskFull, StudioError
from studio.flows.jobs.run_analysis import FORMATS, run_analysis
from studio.flows.jobs.run_proxy import run_proxy
from studio.flows.jobs.run_render import RenderLimits, run_render
from studio.media.files import write_json
from studio.model.jobs.job import Job, JobKind, JobState, Operation, Outcome
from studio.ports.jobs import Report

_log = logging.getLogger(__name__)
_AT_ONCE = 2
_NICE = 10
"""Work that nobody waits for yet stands back."""


def slots_of_machine(renders: int) -> dict[JobKind, int]:
    """How many jobs of each kind run here at a time; ``renders`` 0: none at all.

    A render keeps all cores busy, so there is at most one a core.
    """
    if not renders:
        return {}
    return {
        JobKind.ANALYSIS: _AT_ONCE,
        JobKind.PREVIEW: 1,
        JobKind.RENDER: min(renders, os.cpu_count() or 1),
        JobKind.BACKGROUND: _AT_ONCE,
    }


class JobHandler:
    """Does jobs; paths in their payloads are relative to the folder ``data``."""

    def __init__(self, data: Path, limits: RenderLimits) -> None:
        self._data = data
        self._limits = limits

    async def __call__(self, job: Job, report: Report) -> Outcome:
        """Do a job; whatever goes wrong becomes its outcome."""
        try:
            match job.operation:
                case Operation.RENDER:
                    folder = self._data / "renders" / job.key
                    return await run_render(
                        job.id, folder, self._data, self._limits, report
                    )
                case Operation.PROXY:
                    return await self._make_proxy(job)
                case _:
                    return await self._analyse(job)
        except Exception:  # noqa: BLE001  # the boundary of a job
            _log.exception("job %s failed", job.key)
            return Outcome(JobState.FAILED)

    async def _make_proxy(self, job: Job) -> Outcome:
        clip, proxy = (self._data / job.payload[name] for name in ("clip", "proxy"))
        made = await run_proxy(clip, job.payload["name"], proxy)
        return Outcome(JobState.COMPLETED if made else JobState.FAILED)

    async def _analyse(self, job: Job) -> Outcome:
        """Write the result, or return the key and facts of the error."""
        path, result = (self._data / job.payload[name] for name in ("clip", "result"))
        nice = _NICE if job.kind is JobKind.BACKGROUND else 0
        try:
            found = await run_analysis(job.operation, path, job.payload["name"], nice)
        except StudioError as error:
            fault = {"class": type(error).__name__, "key": error.key}
            return Outcome(
                JobState.FAILED, error.say(), {**fault, "facts": dict(error.facts)}
            )
        found["format"] = FORMATS[job.operation]
        try:
            await asyncio.to_thread(write_json, result, found)
        except DiskFull:
            return Outcome(JobState.COMPLETED, result=found)
        return Outcome(JobState.COMPLETED)
