"""Download finished videos from the agent once, then serve them from disk."""

import asyncio
import re
import shutil
import time
from pathlib import Path

from core.errors import AgentError
from core.model.agent import RenderId, RenderState
from core.model.session import Access
from core.ports import VideoAgent

_MOST_VIDEOS = 20
_MOST_RENDERS = 1000
_FREE_BYTES = 1_000_000_000
_STATUS_SECONDS = 10.0
"""Seconds between two status requests for an unfinished render."""
_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")


class Videos:
    """Caches the most recently viewed videos in ``folder``."""

    def __init__(self, agent: VideoAgent, folder: Path) -> None:
        self._agent = agent
        self._folder = folder
        self._urls: dict[RenderId, str] = {}
        self._checked_at: dict[RenderId, float] = {}
        self._lock = asyncio.Lock()

    async def is_completed(self, access: Access, render: RenderId) -> bool:
        """Whether the render is finished, according to the agent."""
        if self._path(render).exists() or render in self._urls:
            return True
        if len(self._checked_at) > _MOST_RENDERS:
            self._checked_at.clear()
            self._urls.clear()
        now = time.monotonic()
        if now - self._checked_at.get(render, -_STATUS_SECONDS) < _STATUS_SECONDS:
            return False
        self._checked_at[render] = now
        try:
            status = await self._agent.render_status(access.token, render)
        except AgentError:
            return False
        if status.state is RenderState.COMPLETED and status.url:
            self._urls[render] = status.url
        return render in self._urls

    async def file(self, access: Access, render: RenderId) -> Path | None:
        """The video as a file, None if it is not available."""
        path = self._path(render)
        async with self._lock:
            if path.exists():
                return path
            try:
                url = self._urls.pop(render, "")
                if not url:
                    url = (await self._agent.render_status(access.token, render)).url
                return await self._download(access, render, url, path) if url else None
            except (AgentError, OSError):
                return None

    async def _download(
        self, access: Access, render: RenderId, url: str, path: Path
    ) -> Path | None:
        await asyncio.to_thread(self._make_room)
        if shutil.disk_usage(self._folder).free < _FREE_BYTES:
            return None
        part, size = path.with_suffix(".part"), 0
        try:
            async with self._agent.download(access.token, render, url) as stream:
                with part.open("wb") as file:
                    async for chunk in stream.chunks:
                        size += len(chunk)
                        await asyncio.to_thread(file.write, chunk)
            if stream.size is not None and size != stream.size:
                return None
            part.rename(path)
        finally:
            part.unlink(missing_ok=True)
        return path

    def _make_room(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        videos = sorted(
            self._folder.glob("*.mp4"), key=lambda path: path.stat().st_mtime
        )
        for path in videos[: max(0, len(videos) - _MOST_VIDEOS + 1)]:
            path.unlink(missing_ok=True)

    def _path(self, render: RenderId) -> Path:
        if not _ID.fullmatch(render):
            raise ValueError("no id of a render")
        return self._folder / f"{render}.mp4"
