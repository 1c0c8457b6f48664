"""Change projects in single steps, also when other studios change them."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar
from weakref import WeakValueDictionary

from studio.errors import NoSession, StaleProject, StateUnavailable
from studio.flows.project_changes import (
    finished,
    with_asset,
    with_pending,
    with_versions,
)
from studio.media.deletion import delete_folder
from studio.media.files import tree_size
from studio.model.media import Asset
from studio.model.project import LastReply, PendingInstruction, Project, Version
from studio.model.reading import Dialogue
from studio.ports.state import ProjectStore

_TRIES = 20
"""Attempts to write a project that other studios write at the same time."""
_PATIENCE_SECONDS, _PAUSE_SECONDS = 15.0, 0.5
"""Seconds within which a restarted store, or its replica, answers again."""
_T = TypeVar("_T")


class Projects:
    """Projects by session id (19 digits); a user sees only their own.

    Records are in the store, clips and derived files in the folder. If the store does not
    answer, calls are retried for ``patience`` seconds.
    """

    def __init__(
        self, store: ProjectStore, folder: Path, patience: float = _PATIENCE_SECONDS
    ) -> None:
        self._store = store
        self._folder = folder
        self._patience = patience
        # A lock exists while a task holds it or waits for it.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def open(self, user_id: str, name: str, language: str) -> Project:
        """Create an empty project. Raises ``DiskFull``."""
        session = str(10**18 + secrets.randbelow(8 * 10**18))
        task = f"task_{secrets.token_hex(8)}"
        project = Project(session, task, user_id, language[:16] or "en")
        async with self._lock(session):
            await self._store.create(project, name[:100])
        return project

    async def get(self, session_id: str, user_id: str) -> Project:
        """Return a project. Raises ``NoSession`` if it is missing or another user's."""
        async with self._lock(session_id):
            project = (await self._patiently(self._store.load, session_id)).project
        if project.user_id != user_id:
            raise NoSession("There is no such session.")
        return project

    async def touch(self, session_id: str) -> None:
        """Record that the project is in use, which restarts its retention."""
        await self._store.touch(session_id)

    def folder(self, session_id: str) -> Path:
        """Return the session's folder."""
        return self._folder / session_id

    async def add(self, session_id: str, asset: Asset) -> Asset:
        """Add an asset; for a repeated content return the existing asset.

        If the file of that asset is missing, the new file replaces it.
        """

        def change(project: Project) -> Project:
            same_file = next(
                (a for a in project.assets if a.sha256 == asset.sha256), None
            )
            there = same_file and (
                same_file.path == asset.path or Path(same_file.path).is_file()
            )
            return project if there else with_asset(project, asset)

        project = await self._change(session_id, change)
        return next(one for one in project.assets if one.sha256 == asset.sha256)

    async def add_pending(
        self, session_id: str, pending: PendingInstruction
    ) -> PendingInstruction:
        """Persist an accepted instruction and count it; clients poll the count.

        A repeat from a client that did not receive our answer becomes another start of the
        same instruction. Return the stored instruction.
        """
        stored = pending

        def change(project: Project) -> Project:
            nonlocal stored
            changed, stored = with_pending(project, pending)
            return changed

        await self._change(session_id, change)
        return stored

    async def finish_pending(
        self,
        session_id: str,
        pending: PendingInstruction,
        dialogue: Dialogue | None = None,
    ) -> None:
        """Remove a pending instruction, and store the dialogue. Raises ``InstructionLost``."""

        def change(project: Project) -> Project:
            return finished(project, pending, dialogue)

        await self._change(session_id, change)

    async def save_version(
        self, session_id: str, version: Version, after: int | None = None,
        dialogue: Dialogue | None = None, by: PendingInstruction | None = None,
    ) -> None:  # fmt: skip
        """Append a version after another (the current one) and drop those after it.

        The same step ends its instruction, so that it is not run twice after a crash.
        Raises ``InstructionLost``.
        """

        def change(project: Project) -> Project:
            place = project.current if after is None else after
            changed = with_versions(project, place, [version])
            current = len(changed.versions) - 1
            return finished(replace(changed, current=current), by, dialogue)

        await self._change(session_id, change)

    async def offer_options(
        self, session_id: str, options: Sequence[Version], after: int,
        dialogue: Dialogue, by: PendingInstruction | None = None,
    ) -> None:  # fmt: skip
        """Insert versions after another, which stays current; finish the instruction."""

        def change(project: Project) -> Project:
            changed = with_versions(project, after, options)
            current = len(changed.versions) - len(options) - 1
            return finished(replace(changed, current=current), by, dialogue)

        await self._change(session_id, change)

    async def select_version(
        self, session_id: str, current: int, dialogue: Dialogue | None = None,
        by: PendingInstruction | None = None,
    ) -> None:  # fmt: skip
        """Select another version and finish the instruction, in one write."""

        def change(project: Project) -> Project:
            return finished(replace(project, current=current), by, dialogue)

        await self._change(session_id, change)

    async def at_work(self) -> Mapping[str, frozenset[str]]:
        """Return the owners of pending instructions by their session."""
        return await self._store.at_work()

    async def take_over(
        self, session_id: str, is_lost: Callable[[PendingInstruction], bool], owner: str
    ) -> tuple[Project, Sequence[PendingInstruction]]:
        """Assign lost instructions to the owner; count a new start of each and return them.

        Writes by the former owner are refused from then on.
        """
        taken: list[PendingInstruction] = []

        def change(project: Project) -> Project:
            taken.clear()
            pending = list(project.pending)
            for number, one in enumerate(pending):
                if is_lost(one):
                    id_ = one.id or secrets.token_hex(8)
                    again = replace(one, id=id_, owner=owner, starts=one.starts + 1)
                    pending[number] = again
                    taken.append(again)
            return replace(project, pending=tuple(pending)) if taken else project

        return await self._change(session_id, change), taken

    async def save_reply(self, session_id: str, reply: LastReply) -> None:
        """Store the newest reply of a session for some time."""
        await self._store.save_reply(session_id, reply)

    async def reply(self, session_id: str) -> LastReply:
        """The newest reply, for a client whose stream broke."""
        return await self._store.reply(session_id)

    async def unused_since(self, older_than: float) -> Sequence[str]:
        """List sessions without a use since a unix time, the longest unused first.

        Sessions with pending instructions are in use.
        """
        return await self._store.unused_since(older_than)

    @property
    def is_shared(self) -> bool:
        """Whether other studios use the same store, with data folders of their own."""
        return self._store.is_shared

    async def exists(self, session_id: str) -> bool:
        """Whether there is a project of this session."""
        return await self._store.exists(session_id)

    async def delete(self, session_id: str) -> int:
        """Delete a session with its clips and versions; return the bytes freed.

        Raises ``DeletionFailed``.
        """
        folder = self.folder(session_id)
        async with self._lock(session_id):
            size = await asyncio.to_thread(tree_size, folder)
            await asyncio.to_thread(delete_folder, folder)
            await self._store.delete(session_id)  # last: can be repeated
        return size

    async def unshared(self, session_id: str, sha256s: Sequence[str]) -> list[str]:
        """Return those contents that no other session holds."""
        return await self._store.unshared(session_id, sha256s)

    async def _change(
        self, session_id: str, change: Callable[[Project], Project]
    ) -> Project:
        """Load, change and save a project; start again if it was written meanwhile.

        A write whose confirmation was lost is recognised by its name.
        """
        write = secrets.token_hex(4)

        async def attempt(session_id: str) -> Project:
            for _ in range(_TRIES):
                stored = await self._store.load(session_id)
                if stored.write == write:
                    return stored.project
                project = change(stored.project)
                if project is stored.project:
                    return project
                try:
                    return (await self._store.save(stored, project, write)).project
                except StaleProject:
                    continue
            raise StateUnavailable(f"project {session_id} is written all the time")

        async with self._lock(session_id):
            return await self._patiently(attempt, session_id)

    async def _patiently(
        self, call: Callable[[str], Awaitable[_T]], session_id: str
    ) -> _T:
        """Retry a call for some time while the store does not answer."""
        clock = asyncio.get_running_loop().time
        end = clock() + self._patience
        while True:
            try:
                return await call(session_id)
            except StateUnavailable:
                if clock() >= end:
                    raise
                await asyncio.sleep(_PAUSE_SECONDS)

    def _lock(self, session_id: str) -> asyncio.Lock:
        """Return the lock under which this process reads and writes the project."""
        if (lock := self._locks.get(session_id)) is None:
            lock = self._locks[session_id] = asyncio.Lock()
        return lock
