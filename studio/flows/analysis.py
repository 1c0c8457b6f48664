"""Analyse media once per content, and cache the results on disk."""

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from common.disk import delete_file
from studio.errors import (
    AnalysisFailed,
    DiskFull,
    JobsUnavailable,
    MediaUnavailable,
    StudioError,
    UnsupportedFile,
)
from studio.flows.jobs.run_analysis import RESULT_VERSIONS, result_path, run_analysis
from studio.flows.jobs.run_proxy import look_path
from studio.flows.proxies import proxy_path
from studio.media.files import last_change, read_json, write_json
from studio.model.jobs.job import Job, JobKind, JobState, Operation
from studio.model.media import (
    Asset,
    AssetId,
    CameraPath,
    Faces,
    Footage,
    MediaKind,
    Shot,
)
from studio.model.music import BeatGrid
from studio.ports.jobs import JobQueue
from studio.ports.media import MediaStore
from studio.rules.serial.media_json import (
    asset_from_json,
    asset_to_json,
    camera_from_json,
    faces_from_json,
    footage_from_json,
    grid_from_json,
)

_AT_ONCE = 2
_MOST_TEMPOS = 10_000
_LOOK_SECONDS = 30.0
"""Seconds between checks of a waiting request, in case the message about the job's end is lost."""
_AWAY_SECONDS, _RETRY_SECONDS = 30.0, 0.5
"""Seconds for which a queue that does not answer is retried, and between the attempts."""
_SESSIONS = "sessions"


class Analysis:
    """``Analyst`` with jobs; results are stored below the store's data folder."""

    def __init__(self, media: MediaStore, jobs: JobQueue) -> None:
        self._media = media
        self._data = media.data
        self._folder = media.data / "analysis"
        self._jobs = jobs
        self._probing = asyncio.Semaphore(_AT_ONCE)
        self._tempos: dict[str, float] = {}

    async def probe(self, path: Path, name: str) -> Asset:
        """Probe a file on this machine, where it arrives.

        Raises ``UnsupportedFile`` or ``AnalysisFailed``.
        """
        async with self._probing:
            return asset_from_json(await run_analysis("probe", path, name))

    async def footage(self, asset: Asset) -> Footage:
        """Return the shots of a clip. Raises ``UnsupportedFile``."""
        if asset.kind is MediaKind.IMAGE:
            return Footage(asset.id, 0.0, (Shot(0.0, 0.0, motion=0.1),))
        look = await self._full_look(asset) or await self._result(Operation.LOOK, asset)
        return replace(footage_from_json(look), asset=AssetId(asset.id))

    async def _full_look(self, asset: Asset) -> dict[str, Any] | None:
        """The analysis of every frame of a clip, once its proxy exists."""
        if not (session := self._session_of(asset)):
            return None
        path = look_path(proxy_path(session, asset))
        with suppress(MediaUnavailable, DiskFull):  # the first analysis is good enough
            if await self._media.fetch(str(path)):
                return await asyncio.to_thread(
                    _stored, self._data / path, Operation.LOOK
                )
        return None

    def _session_of(self, asset: Asset) -> str:
        """The session whose folder contains a file, "" for any other file."""
        path = Path(asset.path)
        if not path.is_relative_to(self._data):
            return ""
        folders = path.relative_to(self._data).parts
        return folders[1] if folders[0] == _SESSIONS and len(folders) > 1 else ""

    async def camera(self, asset: Asset) -> CameraPath:
        """Return the path of a clip's camera. Raises ``UnsupportedFile``."""
        result = await self._result(Operation.CAMERA, asset)
        return replace(camera_from_json(result), asset=AssetId(asset.id))

    async def faces(self, asset: Asset) -> Faces:
        """Return where the faces of a clip or photo are. Raises ``UnsupportedFile``."""
        result = await self._result(Operation.FACES, asset)
        return replace(faces_from_json(result), asset=AssetId(asset.id))

    async def captions(self, asset: Asset) -> bytes:
        """Return the bytes of a caption file; it may be on another machine.

        Raises ``OSError``, ``MediaUnavailable``.
        """
        path = Path(asset.path)
        if path.is_relative_to(self._data):
            await self._media.fetch(str(path.relative_to(self._data)))
        return await asyncio.to_thread(path.read_bytes)

    async def music(self, asset: Asset) -> BeatGrid:
        """Return the beat grid of a song. Raises ``UnsupportedFile``."""
        return grid_from_json(await self._result(Operation.MUSIC, asset))

    async def thumbnail(self, asset: Asset) -> bytes:
        """Return a small JPEG of a clip, b"" for a song. Raises ``UnsupportedFile``."""
        result = await self._wait_for_result(Operation.THUMBNAIL, asset)
        return base64.b64decode(result["jpeg"])

    async def known_tempo(self, asset: Asset) -> float | None:
        """The tempo of a song, 0 without a pulse; None if it is not analysed yet."""
        if asset.sha256 not in self._tempos:
            stored = await self._stored_result(Operation.MUSIC, asset)
            if stored is None:
                return None
            if len(self._tempos) >= _MOST_TEMPOS:
                self._tempos.clear()
            self._tempos[asset.sha256] = float(stored["tempo"])
        return self._tempos[asset.sha256]

    async def prefetch(self, asset: Asset) -> None:
        """Analyse an asset in the background; a failure is raised when the result is requested."""
        operation = {
            MediaKind.VIDEO: Operation.LOOK,
            MediaKind.AUDIO: Operation.MUSIC,
        }.get(asset.kind)
        if operation is None:
            return
        if await self._stored_result(operation, asset) is None:
            await self._submit(operation, asset, JobKind.BACKGROUND)

    async def prune(self, older_than: float) -> int:
        """Delete results cached before a unix time; return their number."""
        count = 0
        async for _ in self.evict(older_than):
            count += 1
        return count

    async def evict(self, older_than: float) -> AsyncIterator[int]:
        """Delete results cached before a unix time, oldest first; yield bytes freed."""
        for path in await asyncio.to_thread(_cached_before, self._folder, older_than):
            yield await asyncio.to_thread(delete_file, path)

    async def contents(self, older_than: float) -> set[str]:
        """Return the contents whose results were cached before a unix time."""
        paths = await asyncio.to_thread(_cached_before, self._folder, older_than)
        return {path.name.partition(".")[0] for path in paths}

    async def delete(self, sha256: str) -> None:
        """Stop the analyses of one content and delete their results."""
        for operation in RESULT_VERSIONS:
            await self._jobs.delete(_job_key(operation, sha256))
        for path in self._folder.glob(f"{sha256}.*.json"):
            await asyncio.to_thread(delete_file, path)

    async def _result(self, operation: Operation, asset: Asset) -> dict[str, Any]:
        """Return the stored result, or wait for the job that makes it.

        Waits for a queue that is down: a restart of Redis does not make a clip unusable,
        and a studio that is shut down leaves the instruction to another one.

        Raises ``UnsupportedFile``, or ``AnalysisFailed`` if the job failed otherwise;
        ``JobsUnavailable`` if the queue does not come back.
        """
        until = time.monotonic() + _AWAY_SECONDS
        while True:
            try:
                return await self._wait_for_result(operation, asset)
            except JobsUnavailable:
                if time.monotonic() >= until:
                    raise
            await asyncio.sleep(_RETRY_SECONDS)

    async def _wait_for_result(
        self, operation: Operation, asset: Asset
    ) -> dict[str, Any]:
        if (stored := await self._stored_result(operation, asset)) is not None:
            return stored
        job: Job | None = await self._submit(operation, asset, JobKind.ANALYSIS)
        while job and job.is_open:
            job = await self._jobs.wait(job, _LOOK_SECONDS)
        if job is None or job.state is not JobState.COMPLETED:
            raise _fault(job, asset.name)
        # If the disk was full, the result is only in the job.
        return await self._stored_result(operation, asset) or dict(job.result)

    async def _stored_result(
        self, operation: Operation, asset: Asset
    ) -> dict[str, Any] | None:
        """The stored result, or the one in the job from another machine."""
        path = self._path(operation, asset.sha256)
        result = await asyncio.to_thread(_stored, path, operation)
        if result is None and self._media.is_remote:
            job = await self._jobs.get(_job_key(operation, asset.sha256))
            if job and job.state is JobState.COMPLETED and job.result:
                result = dict(job.result)
                with suppress(DiskFull):  # it is looked up again
                    await asyncio.to_thread(write_json, path, result)
        return result

    async def _submit(self, operation: Operation, asset: Asset, kind: JobKind) -> Job:
        clip = Path(asset.path)
        if clip.is_relative_to(self._data):
            clip = clip.relative_to(self._data)
        result = result_path(operation, asset.sha256)
        session = self._session_of(asset)
        payload = {
            "clip": str(clip),
            "name": asset.name,
            "result": str(result),
            "asset": json.dumps(asset_to_json(asset)),
        }
        key = _job_key(operation, asset.sha256)
        job = Job(key, kind, operation, session_id=session, payload=payload)
        return await self._jobs.submit(job, anew=True)

    def _path(self, operation: Operation, sha256: str) -> Path:
        return self._data / result_path(operation, sha256)


def _job_key(operation: Operation, sha256: str) -> str:
    return f"{operation}.{RESULT_VERSIONS[operation]}.{sha256}"


def _fault(job: Job | None, name: str) -> StudioError:
    """The error of a failed job."""
    if job and job.result.get("class") == UnsupportedFile.__name__:
        return UnsupportedFile(str(job.result["key"]), **job.result["facts"])
    return AnalysisFailed("analysis_failed", name=name)


def _stored(path: Path, operation: Operation) -> dict[str, Any] | None:
    """A stored result in the current format; None if there is none."""
    result = read_json(path)
    if isinstance(result, dict) and result.get("format") == RESULT_VERSIONS[operation]:
        return result
    return None


def _cached_before(folder: Path, older_than: float) -> Sequence[Path]:
    dated = ((last_change(path), path) for path in folder.glob("*.json"))
    return [path for at, path in sorted(dated) if at < older_than]
