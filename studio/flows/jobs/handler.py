"""Run jobs of any kind with the files of this machine's data folder."""

import asyncio
import logging
import os
from contextlib import suppress

from studio.errors import DiskFull, RenderFailed, StudioError
from studio.flows.jobs.run_analysis import RESULT_VERSIONS, run_analysis
from studio.flows.jobs.run_proxy import look_path, run_proxy
from studio.flows.jobs.run_render import (
    RenderLimits,
    run_render,
    texts,
)
from studio.media.files import read_json, write_json
from studio.model.jobs.job import (
    STILL,
    Job,
    JobKind,
    JobState,
    Operation,
    Outcome,
)
from studio.ports.jobs import Report
from studio.ports.media import MediaStore

_log = logging.getLogger(__name__)
_AT_ONCE = 2
_SESSIONS = "sessions/"
"""Path prefix of clips and proxies."""
_NICE = 10
"""Niceness of background jobs, which leave the processor to other work."""


def slots_of_machine(renders: int) -> dict[JobKind, int]:
    """The number of jobs of each kind that run here at a time; ``renders`` 0: none.

    A render uses all cores, so there is at most one per core.
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
    """Runs jobs; paths in their payloads are relative to the data folder."""

    def __init__(self, media: MediaStore, limits: RenderLimits) -> None:
        self._media = media
        self._data = media.data
        self._limits = limits

    async def __call__(self, job: Job, report: Report) -> Outcome:
        """Run a job; every error becomes its outcome."""
        try:
            match job.operation:
                case Operation.RENDER:
                    return await self._render(job, report)
                case Operation.PROXY:
                    return await self._make_proxy(job)
                case _:
                    return await self._analyse(job)
        except Exception:  # noqa: BLE001  # the boundary of a job
            _log.exception("job %s failed", job.key)
            return Outcome.failed(RenderFailed("render_failed"))

    async def _render(self, job: Job, report: Report) -> Outcome:
        folder = f"renders/{job.key}"
        await self._media.fetch(f"{folder}/plan.json")
        plan = await asyncio.to_thread(read_json, self._data / folder / "plan.json")
        for path in texts(plan):
            if path.startswith(_SESSIONS):
                await self._media.fetch(path)
        has_still = job.kind is JobKind.PREVIEW

        async def report_with_still(share: float) -> None:
            nonlocal has_still
            if has_still:  # it is made before anything else
                has_still = False
                with suppress(OSError, StudioError):
                    await self._media.save(f"{folder}/{STILL}")
            await report(share)

        outcome = await run_render(
            job.id, self._data / folder, self._data, self._limits, report_with_still
        )
        if outcome.state is JobState.COMPLETED:
            await self._media.save(f"{folder}/out.mp4")
        return outcome

    async def _make_proxy(self, job: Job) -> Outcome:
        clip, proxy = (self._data / job.payload[name] for name in ("clip", "proxy"))
        await self._media.fetch(job.payload["clip"])
        probed = str(job.payload.get("asset", ""))
        proxied = await run_proxy(clip, job.payload["name"], proxy, probed)
        if proxied:
            look = look_path(proxy).relative_to(self._data)
            await self._media.save(str(look))
            await self._media.save(job.payload["proxy"])
        return Outcome(JobState.COMPLETED if proxied else JobState.FAILED)

    async def _analyse(self, job: Job) -> Outcome:
        """Write the result, or return the key and facts of the error."""
        path, result = (self._data / job.payload[name] for name in ("clip", "result"))
        await self._media.fetch(job.payload["clip"])
        nice = _NICE if job.kind is JobKind.BACKGROUND else 0
        try:
            facts = await run_analysis(
                job.operation,
                path,
                job.payload["name"],
                nice,
                str(job.payload.get("asset", "")),
            )
        except StudioError as error:
            return Outcome.failed(error)
        facts["format"] = RESULT_VERSIONS[job.operation]
        try:
            await asyncio.to_thread(write_json, result, facts)
        except DiskFull:
            return Outcome(JobState.COMPLETED, result=facts)
        return Outcome(
            JobState.COMPLETED, result=facts if self._media.is_remote else {}
        )
