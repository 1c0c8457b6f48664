"""Store projects in the data folder of one studio: a folder per session, cached in memory."""

import asyncio
import os
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from studio.clients.state import project_files
from studio.clients.state.project_cache import ProjectCache
from studio.clients.state.project_records import is_session_id, no_session
from studio.errors import StaleProject
from studio.media.files import write_json
from studio.model.project import LastReply, Project
from studio.ports.state import StoredProject

_T = TypeVar("_T")
_MOST_REPLIES = 1000
"""Number of sessions whose last reply is kept."""


class FolderProjects:
    """``ProjectStore`` of the one process that has locked the folder.

    Calls about one session are serialised by the caller; files are written in threads.
    """

    is_shared = False

    def __init__(self, folder: Path, cache: ProjectCache | None = None) -> None:
        self._folder = folder
        self._cache = ProjectCache() if cache is None else cache
        self._replies: OrderedDict[str, LastReply] = OrderedDict()
        self._at_work: dict[str, frozenset[str]] | None = None

    async def create(self, project: Project, name: str) -> None:
        await self._save(StoredProject(project), project, "")
        path = self._folder / project.session_id / project_files.NAME
        await asyncio.to_thread(write_json, path, name)

    async def exists(self, session_id: str) -> bool:
        record = self._folder / session_id / project_files.RECORD
        return await asyncio.to_thread(record.is_file)

    async def load(self, session_id: str) -> StoredProject:
        if stored := self._cache.get(session_id):
            return stored
        if not is_session_id(session_id):
            raise no_session()
        folder = self._folder / session_id
        loaded = await asyncio.to_thread(project_files.load, folder)
        if loaded is None:
            raise no_session()
        self._cache.put(loaded)
        return loaded

    async def save(
        self, stored: StoredProject, project: Project, write: str
    ) -> StoredProject:
        """Save the project; a cancelled caller waits until that is done."""
        if (await self.load(project.session_id)).revision != stored.revision:
            raise StaleProject("the project was written meanwhile")
        return await self._save(stored, project, write)

    async def _save(
        self, stored: StoredProject, project: Project, name: str
    ) -> StoredProject:
        folder = self._folder / project.session_id

        def write() -> StoredProject:
            mark = folder / project_files.AT_WORK
            if project.pending and not stored.project.pending:
                project_files.mark(mark)
            saved = project_files.save(folder, stored, project, name)
            if not project.pending:
                mark.unlink(missing_ok=True)
            return saved

        return await _to_its_end(self._written(write))

    async def _written(self, write: Callable[[], StoredProject]) -> StoredProject:
        saved = await asyncio.to_thread(write)
        self._cache.put(saved)
        self._note_work(saved.project)
        return saved

    async def touch(self, session_id: str) -> None:
        with suppress(OSError):
            record = self._folder / session_id / project_files.RECORD
            await asyncio.to_thread(os.utime, record)

    async def delete(self, session_id: str) -> None:
        """Drop the project from the cache; the caller deletes its folder."""
        self._cache.drop(session_id)
        self._replies.pop(session_id, None)
        if self._at_work is not None:
            self._at_work.pop(session_id, None)

    async def unused_since(self, older_than: float) -> Sequence[str]:
        return await asyncio.to_thread(project_files.unused, self._folder, older_than)

    async def unshared(self, session_id: str, sha256s: Sequence[str]) -> list[str]:
        return await asyncio.to_thread(
            project_files.unshared, self._folder, session_id, list(sha256s)
        )

    async def at_work(self) -> Mapping[str, frozenset[str]]:
        """Projects with pending instructions. Only the first call reads the folder."""
        if self._at_work is None:
            self._at_work = {}
            for stored in await asyncio.to_thread(project_files.at_work, self._folder):
                self._note_work(stored.project)
        return dict(self._at_work)

    def _note_work(self, project: Project) -> None:
        if self._at_work is None:
            return
        if project.pending:
            owners = frozenset(pending.owner for pending in project.pending)
            self._at_work[project.session_id] = owners
        else:
            self._at_work.pop(project.session_id, None)

    async def save_reply(self, session_id: str, reply: LastReply) -> None:
        """Keep the reply, in memory only: it is for a client whose stream has just broken."""
        self._replies[session_id] = reply
        self._replies.move_to_end(session_id)
        while len(self._replies) > _MOST_REPLIES:
            self._replies.popitem(last=False)

    async def reply(self, session_id: str) -> LastReply:
        return self._replies.get(session_id, LastReply(0, ()))


async def _to_its_end(work: Coroutine[Any, Any, _T]) -> _T:
    """Await work that must be completed; a cancellation takes effect after it."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise
