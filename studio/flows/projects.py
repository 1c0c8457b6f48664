"""Store projects on disk, a folder per session, written in threads, cached in memory."""

import asyncio
import os
import secrets
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from studio.errors import NoSession
from studio.flows import project_files
from studio.flows.project_files import StoredProject
from studio.media.deletion import delete_folder
from studio.media.files import (
    free_name,
    tree_size,
    write_json,
)
from studio.model.media import Asset
from studio.model.project import PendingInstruction, Project, Version
from studio.model.reading import Dialogue

_T = TypeVar("_T")
MOST_VERSIONS = 200
"""Versions of a project that are kept; undo reaches no further back."""
_CACHED_VERSIONS = 2000
"""Versions of all cached projects together; a version takes some 100 KB of memory."""
_CACHED_PROJECTS = 500


class Projects:
    """Projects by session id (19 digits); a user sees only their own."""

    def __init__(
        self, folder: Path, *, cached_versions: int = _CACHED_VERSIONS
    ) -> None:
        self._folder = folder
        self._cached_versions = cached_versions
        self._cache: OrderedDict[str, StoredProject] = OrderedDict()
        # A lock lives as long as somebody holds it or waits for it.
        self._runs: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._writes: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def open(self, user_id: str, name: str, language: str) -> Project:
        """Create an empty project. Raises ``DiskFull``."""
        session = str(10**18 + secrets.randbelow(8 * 10**18))
        task = f"task_{secrets.token_hex(8)}"
        project = Project(session, task, user_id, language[:16] or "en")
        async with self._writing(session):
            await self._save(StoredProject(project), project)
            path = self.folder(session) / "name.json"
            await asyncio.to_thread(write_json, path, name[:100])
        return project

    async def get(self, session_id: str, user_id: str) -> Project:
        """Return a project. Raises ``NoSession`` if it is missing or another user's."""
        async with self._writing(session_id):
            project = (await self._stored(session_id)).project
        if project.user_id != user_id:
            raise _no_session()
        return project

    async def touch(self, session_id: str) -> None:
        """Note that the project is in use: it is retained from now on."""
        with suppress(OSError):
            await asyncio.to_thread(os.utime, self._record(session_id))

    def lock(self, session_id: str) -> asyncio.Lock:
        """Return the session's lock; runs of a session are serialised in order."""
        return _lock(self._runs, session_id)

    def folder(self, session_id: str) -> Path:
        """Return the session's folder."""
        return self._folder / session_id

    async def add(self, session_id: str, asset: Asset) -> Asset:
        """Add an asset; the same content again returns the asset already there.

        Where the file of that asset is gone, the new file takes its place.
        """
        async with self._writing(session_id):
            stored = await self._stored(session_id)
            project = stored.project
            for number, known in enumerate(project.assets):
                if known.sha256 == asset.sha256:
                    if known.path == asset.path or Path(known.path).is_file():
                        return known
                    found = replace(asset, id=known.id, name=known.name)
                    assets = list(project.assets)
                    assets[number] = found
                    await self._save(stored, replace(project, assets=tuple(assets)))
                    return found
            taken = {known.name for known in project.assets}
            asset = replace(asset, name=free_name(asset.name, taken))
            changed = replace(project, assets=(*project.assets, asset))
            await self._save(stored, changed)
            return asset

    async def add_pending(self, session_id: str, pending: PendingInstruction) -> None:
        """Persist an accepted instruction and count it; clients poll the count."""
        async with self._writing(session_id):
            stored = await self._stored(session_id)
            await asyncio.to_thread(
                project_files.mark, self.folder(session_id) / project_files.AT_WORK
            )
            project = replace(
                stored.project,
                instructions=stored.project.instructions + 1,
                pending=(*stored.project.pending, pending),
            )
            await self._save(stored, project)

    async def finish_pending(
        self, session_id: str, dialogue: Dialogue | None = None, *, saved: bool = False
    ) -> None:
        """Remove the oldest pending instruction; ``saved``: its edit already did so.

        ``dialogue`` is stored in the same write.
        """
        async with self._writing(session_id):
            stored = await self._stored(session_id)
            if not saved:
                project = replace(
                    stored.project,
                    pending=stored.project.pending[1:],
                    dialogue=dialogue or stored.project.dialogue,
                )
                stored = await self._save(stored, project)
            if not stored.project.pending:
                mark = self.folder(session_id) / project_files.AT_WORK
                await asyncio.to_thread(mark.unlink, missing_ok=True)

    async def save_version(
        self, session_id: str, version: Version, after: int | None = None,
        dialogue: Dialogue | None = None,
    ) -> None:  # fmt: skip
        """Append a version after another (the current one) and drop those behind it.

        In the same step the instruction that made it is over: were it done anew after
        a crash, it would be done twice.
        """
        async with self._writing(session_id):
            stored = await self._stored(session_id)
            after = stored.project.current if after is None else after
            kept = stored.project.versions[: after + 1]
            versions = (*kept, version)[-MOST_VERSIONS:]
            project = replace(stored.project, versions=versions)
            await self._select(stored, project, len(versions) - 1, dialogue)

    async def offer_options(
        self,
        session_id: str,
        options: Sequence[Version],
        after: int,
        dialogue: Dialogue,
    ) -> None:
        """Put versions behind another, which stays current; finish the instruction."""
        async with self._writing(session_id):
            stored = await self._stored(session_id)
            kept = stored.project.versions[: after + 1]
            versions = (*kept, *options)[-MOST_VERSIONS:]
            project = replace(stored.project, versions=versions)
            current = len(versions) - len(options) - 1
            await self._select(stored, project, current, dialogue)

    async def select_version(
        self, session_id: str, current: int, dialogue: Dialogue | None = None
    ) -> None:
        """Select another version and finish the instruction, in one write."""
        async with self._writing(session_id):
            stored = await self._stored(session_id)
            await self._select(stored, stored.project, current, dialogue)

    async def _select(
        self, stored: StoredProject, project: Project, current: int,
        dialogue: Dialogue | None,
    ) -> None:  # fmt: skip
        project = replace(
            project, current=current, pending=project.pending[1:],
            dialogue=dialogue or project.dialogue,
        )  # fmt: skip
        await self._save(stored, project)

    async def interrupted(self) -> list[Project]:
        """List projects with interrupted instructions; count a new start of each."""
        found = []
        for mark in sorted(self._folder.glob(f"*/{project_files.AT_WORK}")):
            session_id = mark.parent.name
            async with self._writing(session_id):
                try:
                    stored = await self._stored(session_id)
                except NoSession:
                    mark.unlink(missing_ok=True)
                    continue
                project = stored.project
                if not project.pending:
                    mark.unlink(missing_ok=True)
                    continue
                again = tuple(replace(p, starts=p.starts + 1) for p in project.pending)
                changed = replace(project, pending=again)
                found.append((await self._save(stored, changed)).project)
        return found

    def cached(self) -> int:
        """Return how many projects are in memory."""
        return len(self._cache)

    async def unused_since(self, older_than: float) -> list[str]:
        """List sessions without a use since a unix time, the longest unused first.

        Sessions with pending instructions are in use.
        """
        return await asyncio.to_thread(project_files.unused, self._folder, older_than)

    async def delete(self, session_id: str) -> int:
        """Delete a session with its clips and versions; return the bytes freed.

        Raises ``DeletionFailed``.
        """
        folder = self.folder(session_id)
        async with self._writing(session_id):
            self._cache.pop(session_id, None)
            size = await asyncio.to_thread(tree_size, folder)
            await asyncio.to_thread(delete_folder, folder)
        return size

    async def unshared(self, session_id: str, sha256s: Sequence[str]) -> list[str]:
        """Return those contents that no other session holds."""
        return await asyncio.to_thread(
            project_files.unshared, self._folder, session_id, list(sha256s)
        )

    def _writing(self, session_id: str) -> asyncio.Lock:
        """Return the lock under which the project's files are read and written."""
        return _lock(self._writes, session_id)

    async def _stored(self, session_id: str) -> StoredProject:
        """Return the project from the cache or the disk; the caller is ``_writing``.

        Raises ``NoSession``.
        """
        if stored := self._cache.get(session_id):
            self._cache.move_to_end(session_id)
            return stored
        if not (
            session_id.isascii() and session_id.isdigit() and len(session_id) <= 20
        ):
            raise _no_session()
        loaded = await asyncio.to_thread(project_files.load, self.folder(session_id))
        if loaded is None:
            raise _no_session()
        self._remember(loaded)
        return loaded

    async def _save(self, stored: StoredProject, project: Project) -> StoredProject:
        """Write what changed in a thread; a cancelled caller waits for the end of it."""
        names, dropped = project_files.names_after(stored, project.versions)
        folder = self.folder(project.session_id)

        def write() -> StoredProject:
            return project_files.save(folder, project, names, dropped)

        return await _to_its_end(self._write(write))

    async def _write(self, write: Callable[[], StoredProject]) -> StoredProject:
        saved = await asyncio.to_thread(write)
        self._remember(saved)
        return saved

    def _remember(self, stored: StoredProject) -> None:
        session_id = stored.project.session_id
        self._cache[session_id] = stored
        self._cache.move_to_end(session_id)
        held = sum(len(one.names) for one in self._cache.values())
        while len(self._cache) > 1 and (
            held > self._cached_versions or len(self._cache) > _CACHED_PROJECTS
        ):
            _, oldest = self._cache.popitem(last=False)
            held -= len(oldest.names)

    def _record(self, session_id: str) -> Path:
        return self.folder(session_id) / project_files.RECORD


def _lock(
    locks: WeakValueDictionary[str, asyncio.Lock], session_id: str
) -> asyncio.Lock:
    if (lock := locks.get(session_id)) is None:
        lock = locks[session_id] = asyncio.Lock()
    return lock


async def _to_its_end(work: Coroutine[Any, Any, _T]) -> _T:
    """Await work that must not be left half done; cancellation takes effect after it."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise


def _no_session() -> NoSession:
    return NoSession("There is no such session.")
