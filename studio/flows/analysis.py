"""Analyse media in child processes, once per content, and cache results on disk."""

import asyncio
import base64
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from studio.errors import AnalysisFailed, DiskFull, StudioError, UnsupportedFile
from studio.media.files import last_change, read_json, write_json
from studio.media.processes import child, describe_exit
from studio.media.sandbox import Limits, memory_per_core
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
from studio.rules.serial.media_json import (
    asset_from_json,
    camera_from_json,
    faces_from_json,
    footage_from_json,
    grid_from_json,
)

_log = logging.getLogger(__name__)
_SECONDS = {
    "probe": 60.0,
    "look": 400.0,
    "music": 300.0,
    "camera": 300.0,
    "faces": 300.0,
    "thumbnail": 60.0,
}
"""How long each may take before it is given up."""
FORMATS = {"look": 3, "music": 1, "camera": 1, "faces": 1, "thumbnail": 1}
"""Raise a kind's number when its results change: stored ones are then made anew."""
_CPU_SHARE = 8
"""Most cores that a child may keep busy for as long as it may take."""
_MEMORY = 2 << 30
"""Bytes that reading any file may take: a minute of sound takes 30 MB, 8K 1 GB."""
_FILES = 256
_CPU_SIGNAL = 24
"""SIGXCPU: the limit of CPU time was reached."""
_AT_ONCE = 2
_MOST_TEMPOS = 10_000
_NICE = 10
"""Work that nobody waits for yet stands back."""


class Analysis:
    """Implement ``Analyst`` with child processes: a bad file crashes only its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._slots = {
            "probe": asyncio.Semaphore(_AT_ONCE),
            "on_demand": asyncio.Semaphore(_AT_ONCE),
            "prefetch": asyncio.Semaphore(1),
        }
        self._running: dict[str, asyncio.Task[dict[str, Any]]] = {}
        self._tempos: dict[str, float] = {}

    async def probe(self, path: Path, name: str) -> Asset:
        """Probe a file. Raises ``UnsupportedFile`` or ``AnalysisFailed``."""
        return asset_from_json(await self._run("probe", path, name, "probe"))

    async def footage(self, asset: Asset) -> Footage:
        """Return the shots of a clip. Raises ``UnsupportedFile``."""
        if asset.kind is MediaKind.IMAGE:
            return Footage(asset.id, 0.0, (Shot(0.0, 0.0, motion=0.1),))
        found = await self._cached("look", asset, "on_demand")
        return replace(footage_from_json(found), asset=AssetId(asset.id))

    async def camera(self, asset: Asset) -> CameraPath:
        """Return the path of a clip's camera. Raises ``UnsupportedFile``."""
        found = await self._cached("camera", asset, "on_demand")
        return replace(camera_from_json(found), asset=AssetId(asset.id))

    async def faces(self, asset: Asset) -> Faces:
        """Return where the faces of a clip or photo are. Raises ``UnsupportedFile``."""
        found = await self._cached("faces", asset, "on_demand")
        return replace(faces_from_json(found), asset=AssetId(asset.id))

    async def music(self, asset: Asset) -> BeatGrid:
        """Return the beat grid of a song. Raises ``UnsupportedFile``."""
        return grid_from_json(await self._cached("music", asset, "on_demand"))

    async def thumbnail(self, asset: Asset) -> bytes:
        """Return a small JPEG of a clip, b"" for a song. Raises ``UnsupportedFile``."""
        found = await self._cached("thumbnail", asset, "on_demand")
        return base64.b64decode(found["jpeg"])

    async def known_tempo(self, asset: Asset) -> float | None:
        """The tempo of a song, 0 without a pulse; None if it is not analysed yet."""
        if asset.sha256 not in self._tempos:
            path = self._folder / f"{asset.sha256}.music.json"
            if (known := await asyncio.to_thread(_stored, path, "music")) is None:
                return None
            if len(self._tempos) >= _MOST_TEMPOS:
                self._tempos.clear()
            self._tempos[asset.sha256] = float(known["tempo"])
        return self._tempos[asset.sha256]

    async def prefetch(self, asset: Asset) -> None:
        """Analyse an asset in the background, one at a time, at low priority.

        A failure is told when someone asks.
        """
        kind = {MediaKind.VIDEO: "look", MediaKind.AUDIO: "music"}.get(asset.kind)
        if kind is None:
            return
        with suppress(StudioError):
            async with self._slots["prefetch"]:
                await self._cached(kind, asset, "prefetch")

    async def prune(self, older_than: float) -> int:
        """Delete results cached before a unix time; return their number."""
        count = 0
        async for _ in self.evict(older_than):
            count += 1
        return count

    async def evict(self, older_than: float) -> AsyncIterator[int]:
        """Delete results cached before a unix time, oldest first; yield bytes freed."""
        for path in await asyncio.to_thread(_cached_before, self._folder, older_than):
            yield await asyncio.to_thread(_unlink, path)

    async def delete(self, sha256: str) -> None:
        """Stop the analyses of one content and delete their results."""
        running = [task for key, task in self._running.items() if key.endswith(sha256)]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        for path in self._folder.glob(f"{sha256}.*.json"):
            await asyncio.to_thread(_unlink, path)

    async def close(self) -> None:
        """Cancel all analyses and end their processes."""
        for task in list(self._running.values()):
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def _cached(self, kind: str, asset: Asset, urgency: str) -> dict[str, Any]:
        path = self._folder / f"{asset.sha256}.{kind}.json"
        if (known := await asyncio.to_thread(_stored, path, kind)) is not None:
            return known
        key = f"{kind}:{asset.sha256}"
        if key not in self._running:
            path_ = Path(asset.path)
            task = asyncio.create_task(self._run(kind, path_, asset.name, urgency))
            self._running[key] = task
            task.add_done_callback(lambda _: self._running.pop(key, None))
        found = await asyncio.shield(self._running[key])
        with suppress(DiskFull):  # it is computed again when needed
            await asyncio.to_thread(write_json, path, found | {"format": FORMATS[kind]})
        return found

    async def _run(
        self, kind: str, path: Path, name: str, urgency: str
    ) -> dict[str, Any]:
        """Run one child; for ``prefetch`` the caller already holds the slot.

        Raises ``UnsupportedFile``, or ``AnalysisFailed`` if the child crashed.
        """
        arguments = ("analyse", kind, str(path), name)
        label = f"analysis ({kind}) of {path.name}"
        nice = _NICE if urgency == "prefetch" else 0
        limits = Limits(
            _MEMORY + memory_per_core(), round(_SECONDS[kind]) * _CPU_SHARE, _FILES
        )
        async with nullcontext() if nice else self._slots[urgency]:
            try:
                async with (
                    asyncio.timeout(_SECONDS[kind]),
                    child(arguments, limits, label=label, nice=nice) as process,
                ):
                    async for line in process.lines():
                        if "error" in line:
                            raise UnsupportedFile(str(line["error"]), **line["facts"])
                        return line
                    code = await process.exit_code()
            except TimeoutError as error:
                raise _too_slow(name) from error
        if code == -_CPU_SIGNAL:
            raise _too_slow(name)
        _log.error("%s crashed: %s", label, describe_exit(code))
        raise AnalysisFailed("analysis_failed", name=name)


def _stored(path: Path, kind: str) -> dict[str, Any] | None:
    """A result that was stored in today's format; None where there is none."""
    known = read_json(path)
    if isinstance(known, dict) and known.get("format") == FORMATS[kind]:
        return known
    return None


def _cached_before(folder: Path, older_than: float) -> Sequence[Path]:
    found = ((last_change(path), path) for path in folder.glob("*.json"))
    return [path for at, path in sorted(found) if at < older_than]


def _unlink(path: Path) -> int:
    with suppress(FileNotFoundError):
        size = path.stat().st_size
        path.unlink()
        return size
    return 0


def _too_slow(name: str) -> UnsupportedFile:
    return UnsupportedFile("too_slow", name=name)
