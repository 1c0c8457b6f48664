"""Make proxies of clips in the background, and find those that are ready.

All frames of a clip are analysed at the same time; the result is stored beside the proxy.

A proxy is in its session's folder, so that it is counted and deleted with the clips. As it
can be made again, it is deleted first when space is short, and none is made then.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path

from common.disk import delete_file
from studio.flows.jobs.run_proxy import look_path
from studio.media.files import last_change
from studio.model.jobs.job import Job, JobKind, JobState, Operation
from studio.model.media import Asset, MediaKind
from studio.ports.jobs import JobQueue
from studio.ports.media import MediaStore
from studio.rules.plan.preview_plan import PROXY_SIDE
from studio.rules.serial.media_json import asset_to_json

_FOLDER = "proxies"


class Proxies:
    """Proxies of the clips of all sessions, in the store of media.

    ``has_room`` tells whether there is space for files that can be made again.
    """

    def __init__(
        self,
        media: MediaStore,
        jobs: JobQueue,
        has_room: Callable[[], Awaitable[bool]],
    ) -> None:
        self._media = media
        self._data = media.data
        self._sessions = media.data / "sessions"
        self._jobs = jobs
        self._has_room = has_room

    async def make(self, session_id: str, asset: Asset) -> None:
        """Make the proxy of a clip that is larger than a proxy, and analyse its frames.

        After a failure it is not tried again for a day.
        """
        proxy = proxy_path(session_id, asset)
        if not _is_wanted(asset) or await self._is_made(proxy):
            return
        key = f"proxy.{session_id}.{asset.sha256}"
        former = await self._jobs.get(key)
        if former and former.state is JobState.FAILED:
            return
        if await self._has_room():
            payload = {
                "clip": str(Path(asset.path).relative_to(self._data)),
                "name": asset.name,
                "proxy": str(proxy),
                "asset": json.dumps(asset_to_json(asset)),
            }
            job = Job(
                key,
                JobKind.BACKGROUND,
                Operation.PROXY,
                session_id=session_id,
                payload=payload,
            )
            await self._jobs.submit(job, anew=True)

    async def ready(self, session_id: str, assets: Sequence[Asset]) -> dict[str, str]:
        """Return the proxies' paths by their clips' paths; make those that are missing."""
        paths = {}
        for asset in assets:
            proxy = proxy_path(session_id, asset)
            path = self._data / proxy
            if await self._media.has(str(proxy)):
                paths[asset.path] = str(path)
                with suppress(OSError):
                    await asyncio.to_thread(os.utime, path)  # it is in use
            await self.make(session_id, asset)
        return paths

    async def _is_made(self, proxy: Path) -> bool:
        """Whether the proxy and its analysis in the current format exist."""
        paths = proxy, look_path(proxy)
        return all([await self._media.has(str(path)) for path in paths])

    async def cancel_session(self, session_id: str) -> None:
        """Stop the work on a session's proxies."""
        for job in await self._jobs.of_session(session_id):
            if job.operation is Operation.PROXY:
                await self._jobs.delete(job.key)

    async def evict(self, older_than: float) -> AsyncIterator[int]:
        """Delete proxies not used since a unix time, oldest first; yield bytes freed."""
        for path in await asyncio.to_thread(self._unused_since, older_than):
            yield await asyncio.to_thread(delete_file, path)

    def _unused_since(self, older_than: float) -> list[Path]:
        used = [
            (last_change(path), path)
            for path in self._sessions.glob(f"*/{_FOLDER}/*.mp4")
        ]
        return [path for at, path in sorted(used) if at < older_than]


def proxy_path(session_id: str, asset: Asset) -> Path:
    """The path of a clip's proxy, below the data folder."""
    return Path("sessions", session_id, _FOLDER, f"{asset.sha256[:32]}.mp4")


def _is_wanted(asset: Asset) -> bool:
    return asset.kind is MediaKind.VIDEO and min(asset.width, asset.height) > PROXY_SIDE
