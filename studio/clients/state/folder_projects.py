"""Projects in the data folder of one studio: a folder a session, cached in memory."""

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
"""Sessions whose last reply is remembered."""


class FolderProjects:
    """``ProjectStore`` of the one process that has locked the folder.

    Calls about one session come one after another; files are written in threads.
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
        """A cancelled caller waits for the end of it."""
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
        """Forget the project; its files lie in its folder, which its owner deletes."""
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
        """The first call looks at the folder; later ones at what was written since."""
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
        """In memory alone: it is for a client whose stream broke just now."""
        self._replies[session_id] = reply
        self._replies.move_to_end(session_id)
        while len(self._replies) > _MOST_REPLIES:
            self._replies.popitem(last=False)

    async def reply(self, session_id: str) -> LastReply:
        return self._replies.get(session_id, LastReply(0, ()))


async def _to_its_end(work: Coroutine[Any, Any, _T]) -> _T:
    """Await work that must not be left half done; cancellation takes effect after it."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise
