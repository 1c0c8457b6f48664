"""Delete expired data of the studio, and free disk space when needed.

Expired data are deleted first. If that frees too little, proxies, then exports, then
analyses are deleted, oldest first. Unexpired projects are deleted only if the disk would be
full otherwise, least recently used first, and each is logged.
"""

import asyncio
import logging
import shutil
import time
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from studio import metrics
from studio.errors import DiskFull
from studio.flows.analysis import Analysis
from studio.flows.projects import Projects
from studio.flows.proxies import Proxies
from studio.flows.rendering.renders import Renders
from studio.flows.upkeep.deletion import Deletion
from studio.media.deletion import delete_folder
from studio.media.files import last_change, tree_size
from studio.ports.media import MediaStore
from studio.ports.state import Accounts

_log = logging.getLogger(__name__)
_ROUND, _AFTER_ERROR = 3600.0, 60.0
"""Seconds from one round to the next, and after a failed one."""
_HARD_SHARE = 0.1
"""Share of the reserve below which uploads and renders are refused."""
CACHED_SECONDS = 3 * 3600.0
"""Seconds since its last use for which a copy of the bucket's file is kept: a render takes
two hours at most."""
_IN_USE = 3600.0
"""Seconds since its last use for which an export, an analysis or a project counts as in use."""


class DiskLevel(StrEnum):
    """State of the disk.

    ``LOW``: less than the reserve is free. ``FULL``: nothing large is accepted.
    """

    OK = "ok"
    LOW = "low"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class DiskSpace:
    """Bytes that the studio may still use, and those that it uses."""

    left: int
    used: int
    level: DiskLevel


@dataclass(frozen=True, slots=True)
class Retention:
    """Seconds that projects and exports are kept; bytes of the budget and reserve.

    ``budget`` 0: the whole disk but the reserve.
    """

    projects: float
    exports: float
    budget: int
    reserve: int


@dataclass(frozen=True, slots=True)
class Stores:
    """The studio's stores, by kind of data."""

    accounts: Accounts
    projects: Projects
    renders: Renders
    analysis: Analysis
    proxies: Proxies
    media: MediaStore


class Housekeeper:
    """Deletes expired data, frees space, and measures the free space."""

    def __init__(
        self,
        data: Path,
        retention: Retention,
        stores: Stores,
        deletion: Deletion,
    ) -> None:
        self._data = data
        self._retention = retention
        self._stores = stores
        self._deletion = deletion
        self._lock = asyncio.Lock()
        self._level = DiskLevel.OK

    async def run(
        self, every: float = _ROUND, after_error: float = _AFTER_ERROR
    ) -> None:
        """Run rounds until cancelled; a failed round is repeated sooner."""
        while True:
            fine = await self.sweep()
            await asyncio.sleep(every if fine else after_error)

    async def sweep(self) -> bool:
        """Delete expired data, then free space if there is too little.

        A failed step is logged and counted and does not stop the others; False if there was
        one.
        """
        now, keep = time.time(), self._retention.projects
        async with self._lock:
            results = [
                await self._attempt(
                    self._stores.renders.prune(now - self._retention.exports)
                ),
                await self._attempt(self._stores.analysis.prune(now - keep)),
                await self._attempt(self._prune_projects(now - keep)),
                await self._attempt(self._delete_orphans(now - _IN_USE)),
                await self._attempt(self._stores.accounts.prune(now, keep)),
                await self._attempt(self._make_room(0)),
                await self._attempt(self.measure()),
            ]
        return all(results)

    async def _prune_projects(self, older_than: float) -> None:
        """Delete projects unused since a unix time; raise the first error at the end."""
        errors: list[Exception] = []
        for session_id in await self._stores.projects.unused_since(older_than):
            try:
                await self._deletion.evict(session_id)
            except Exception as error:  # noqa: BLE001  # the others go all the same
                errors.append(error)
        if errors:
            raise errors[0]

    async def _delete_orphans(self, older_than: float) -> None:
        """Delete copies of data that a studio with another folder has deleted."""
        projects = self._stores.projects
        if not (projects.is_shared and self._stores.media.is_remote):
            return
        contents = sorted(await self._stores.analysis.contents(older_than))
        for sha256 in await projects.unshared("", contents):
            await self._stores.analysis.delete(sha256)
        for folder in sorted(self._data.glob("sessions/*/")):
            unused = last_change(folder) < older_than
            if unused and not await projects.exists(folder.name):
                await asyncio.to_thread(delete_folder, folder)

    async def _attempt(self, step: Awaitable[object]) -> bool:
        try:
            await step
        except Exception:  # noqa: BLE001  # the boundary of a step
            _log.exception("housekeeping: a step failed and will be retried")
            metrics.HOUSEKEEPING_ERRORS.inc()
            return False
        return True

    async def require_room(self, size: int = 0) -> None:
        """Free space for ``size`` bytes if needed. Raises ``DiskFull``."""
        room = await self.measure(size)
        if room.level is DiskLevel.OK:
            return
        async with self._lock:
            await self._make_room(size)
        room = await self.measure(size)
        if room.level is DiskLevel.FULL:
            raise DiskFull

    async def has_room(self) -> bool:
        """Whether there is space for files that can be made again."""
        return (await self.measure()).level is DiskLevel.OK

    async def measure(self, size: int = 0) -> DiskSpace:
        """Measure the free space after ``size`` more bytes; log a change of level."""
        room = await asyncio.to_thread(self._measure, size)
        if not size:
            metrics.DISK_FREE.set(max(0, room.left))
            metrics.DISK_USED.set(room.used)
            self._note(room)
        return room

    def _measure(self, size: int) -> DiskSpace:
        used = tree_size(self._data)
        left = shutil.disk_usage(self._data).free
        if budget := self._retention.budget:
            left = min(left, budget - used)
        left -= size
        reserve = self._retention.reserve
        level = DiskLevel.OK
        if left < reserve:
            level = DiskLevel.FULL if left < reserve * _HARD_SHARE else DiskLevel.LOW
        return DiskSpace(left, used, level)

    def _note(self, room: DiskSpace) -> None:
        if room.level == self._level:
            return
        self._level = room.level
        gigabytes = room.left / 1e9
        if room.level is DiskLevel.OK:
            _log.warning("the studio has %.1f GB of space again", gigabytes)
        elif room.level is DiskLevel.LOW:
            _log.warning(
                "the studio has only %.1f GB of space left: free some, or raise "
                "STUDIO_DISK_GB",
                gigabytes,
            )
        else:
            _log.error(
                "the studio has no space left (%.2f GB): it takes no clips and renders "
                "nothing until there is some, or STUDIO_DISK_GB is raised",
                gigabytes,
            )

    async def _make_room(self, size: int) -> None:
        """Evict step by step until the reserve is free after ``size`` more bytes."""
        room = await self.measure(size)
        if room.level is DiskLevel.OK:
            return
        missing = self._retention.reserve - room.left
        async for freed in self._expendable():
            missing -= freed
            if missing <= 0:
                return
        if self._stores.media.is_remote:
            return  # the folder is a cache: no data are lost
        if (await self.measure(size)).level is not DiskLevel.FULL:
            return
        async for _ in self._oldest_projects():
            if (await self.measure(size)).level is not DiskLevel.FULL:
                return

    async def _expendable(self) -> AsyncIterator[int]:
        """Delete proxies, exports, analyses, oldest first; yield the bytes each frees."""
        before = time.time() - _IN_USE
        if self._stores.media.is_remote:
            async for freed in self._stores.media.evict(time.time() - CACHED_SECONDS):
                metrics.EVICTED.labels(metrics.EvictedKind.COPY).inc()
                yield freed
            return
        async for freed in self._stores.proxies.evict(before):
            metrics.EVICTED.labels(metrics.EvictedKind.PROXY).inc()
            yield freed
        for job in await self._stores.renders.evictable(before):
            freed = await self._stores.renders.evict(job)
            metrics.EVICTED.labels(metrics.EvictedKind.EXPORT).inc()
            yield freed
        async for freed in self._stores.analysis.evict(before):
            metrics.EVICTED.labels(metrics.EvictedKind.ANALYSIS).inc()
            yield freed

    async def _oldest_projects(self) -> AsyncIterator[int]:
        """Delete unexpired projects, least recently used first."""
        for session_id in await self._stores.projects.unused_since(
            time.time() - _IN_USE
        ):
            freed = await self._deletion.evict(session_id)
            metrics.EVICTED.labels(metrics.EvictedKind.PROJECT).inc()
            _log.warning(
                "project %s was deleted before its time to free space (%.1f MB): "
                "raise STUDIO_DISK_GB or lower STUDIO_KEEP_DAYS",
                session_id,
                freed / 1e6,
            )
            yield freed
