"""Store projects in a Redis that any number of studios share.

``studio:{<session>}:project`` is a hash: the record, its revision, the owners of pending
instructions, the newest reply. ``…:versions`` has the versions by name.
"""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from common.redis.lua import Script
from studio.clients.state.project_cache import ProjectCache
from studio.clients.state.project_records import (
    decode,
    encode,
    is_session_id,
    names_after,
    no_session,
    packed,
    unpacked,
)
from studio.clients.state.redis.errors import translated
from studio.clients.state.redis.project_index import ProjectIndex
from studio.errors import StaleProject, StateUnavailable
from studio.model.project import LastReply, Project, Version
from studio.ports.state import StoredProject

_LOADS = 3
"""Attempts to load a project: one is repeated if a version is dropped meanwhile."""

_Contents = list[tuple[str, Version | str | None]]
"""Versions by name: the object from the cache, compressed JSON, or None for a missing one."""

_CREATE = Script(
    """
if redis.call('EXISTS', project) == 1 then return 0 end
redis.call('HSET', project, 'record', record, 'revision', revision, 'name', name,
  'owners', owners)
if #rest > 0 then redis.call('HSET', versions, unpack(rest)) end
return 1
""",
    keys="project versions",
    args="record revision owners name",
)

_SAVE = Script(
    """
local known = redis.call('HGET', project, 'revision')
if not known then return -1 end
if known ~= revision then return 0 end
redis.call('HSET', project, 'record', record, 'revision', revision + 1,
  'owners', owners)
for n = 1, dropped do redis.call('HDEL', versions, rest[n]) end
for n = dropped + 1, #rest, 2 do
  redis.call('HSET', versions, rest[n], rest[n + 1])
end
return 1
""",
    keys="project versions",
    args="revision record owners dropped",
)

_SAVE_REPLY = Script(
    """
if redis.call('EXISTS', project) == 1 then
  redis.call('HSET', project, 'reply', reply)
end
""",
    keys="project",
    args="reply",
)


class RedisProjects:
    """``ProjectStore`` on Redis; ``folder`` is where this machine has the sessions' clips."""

    is_shared = True

    def __init__(
        self, redis: Redis, folder: Path, cache: ProjectCache | None = None
    ) -> None:
        self._redis: Any = redis
        self._folder = folder
        self._cache = ProjectCache() if cache is None else cache
        self._index = ProjectIndex(redis)
        self._create = _CREATE.bind(redis)
        self._save = _SAVE.bind(redis)
        self._save_reply = _SAVE_REPLY.bind(redis)

    async def create(self, project: Project, name: str) -> None:
        await self.adopt(StoredProject(project), name, time.time())

    async def adopt(self, stored: StoredProject, name: str, used: float) -> bool:
        """Store a project with its versions, last used at a unix time.

        False if it exists already.
        """
        project, session_id = stored.project, stored.project.session_id
        empty = StoredProject(replace(project, versions=(), pending=(), assets=()))
        names, new, _ = names_after(empty, project.versions)
        contents = await asyncio.to_thread(packed, new)
        folder = self._folder / session_id
        async with translated():
            await self._index.add(project, empty.project)
            created = await self._create(
                *contents,
                project=_key(session_id, "project"),
                versions=_key(session_id, "versions"),
                record=json.dumps(encode(folder, project, names, 1, "")),
                revision=1,
                owners=_owners(project),
                name=name,
            )
            await self._index.add_session(session_id, used)
        return bool(created)

    async def exists(self, session_id: str) -> bool:
        async with translated():
            return bool(await self._redis.exists(_key(session_id, "project")))

    async def load(self, session_id: str) -> StoredProject:
        if not is_session_id(session_id):
            raise no_session()
        cached = self._cache.get(session_id)
        async with translated():
            key = _key(session_id, "project")
            if cached and await self._redis.hget(key, "revision") == str(
                cached.revision
            ):
                return cached
            data, contents = await self._read(session_id, cached)
        loaded = await asyncio.to_thread(_decode, self._folder, data, contents)
        if loaded is None:
            raise no_session()
        self._cache.put(loaded)
        return loaded

    async def _read(
        self, session_id: str, cached: StoredProject | None
    ) -> tuple[Mapping[str, Any], _Contents]:
        """Read the record and its versions. Raises ``NoSession``."""
        for loads in range(1, _LOADS + 1):
            record = await self._redis.hget(_key(session_id, "project"), "record")
            if record is None:
                break
            data = json.loads(record)
            contents = await self._contents(session_id, data["versions"], cached)
            if loads == _LOADS or all(content for _, content in contents):
                return data, contents
        self._cache.drop(session_id)
        raise no_session()

    async def _contents(
        self, session_id: str, names: Sequence[str], cached: StoredProject | None
    ) -> _Contents:
        """Versions by name: cached ones as objects, the others as stored in Redis."""
        cached_versions: dict[str, Version] = {}
        if cached:
            cached_versions = dict(
                zip(cached.names, cached.project.versions, strict=True)
            )
        missing = [name for name in names if name not in cached_versions]
        rows: list[str | None] = []
        if missing:
            rows = await self._redis.hmget(_key(session_id, "versions"), missing)
        stored = dict(zip(missing, rows, strict=True))
        return [(name, cached_versions.get(name) or stored.get(name)) for name in names]

    async def save(
        self, stored: StoredProject, project: Project, write: str
    ) -> StoredProject:
        session_id, revision = project.session_id, stored.revision + 1
        names, new, dropped = names_after(stored, project.versions)
        contents = await asyncio.to_thread(packed, new)
        folder = self._folder / session_id
        record = encode(folder, project, names, revision, write)
        async with translated():
            await self._index.add(project, stored.project)
            saved = await self._save(
                *dropped,
                *contents,
                project=_key(session_id, "project"),
                versions=_key(session_id, "versions"),
                revision=stored.revision,
                record=json.dumps(record),
                owners=_owners(project),
                dropped=len(dropped),
            )
            if saved < 0:
                self._cache.drop(session_id)
                raise no_session()
            if not saved:
                raise StaleProject("the project was written meanwhile")
        changed = StoredProject(project, tuple(names), revision, write)
        self._cache.put(changed)
        with suppress(RedisError, OSError, StateUnavailable):  # the project is saved
            await self.touch(session_id)
            if not project.pending:
                await self._index.end_work(session_id)
        return changed

    async def touch(self, session_id: str) -> None:
        async with translated():
            await self._index.touch(session_id)

    async def delete(self, session_id: str) -> None:
        self._cache.drop(session_id)
        async with translated():
            record = await self._redis.hget(_key(session_id, "project"), "record")
            parts = ("project", "versions")
            await self._redis.delete(*(_key(session_id, part) for part in parts))
            await self._index.remove_work(session_id)
            assets = json.loads(record)["assets"] if record else ()
            await self._index.remove_session(session_id, (a["sha256"] for a in assets))

    async def unused_since(self, older_than: float) -> Sequence[str]:
        async with translated():
            sessions = await self._index.unused_since(older_than)
            busy = await self.at_work()
        return [session_id for session_id in sessions if session_id not in busy]

    async def unshared(self, session_id: str, sha256s: Sequence[str]) -> list[str]:
        async with translated():
            return [s for s in sha256s if not await self._others_have(session_id, s)]

    async def _others_have(self, session_id: str, sha256: str) -> bool:
        for other in await self._index.others_with(session_id, sha256):
            record = await self._redis.hget(_key(other, "project"), "record")
            if record and sha256 in record:
                return True
        return False

    async def at_work(self) -> Mapping[str, frozenset[str]]:
        """Sessions with pending instructions.

        Sessions whose studio died at the end are removed after a while.
        """
        sessions: dict[str, frozenset[str]] = {}
        idle: dict[str, float] = {}
        async with translated():
            listed = await self._index.listed()
            all_owners = await asyncio.gather(
                *(self._redis.hget(_key(one, "project"), "owners") for one, _ in listed)
            )
            for (session_id, since), owners in zip(listed, all_owners, strict=True):
                if owners:
                    sessions[session_id] = frozenset(json.loads(owners))
                else:
                    idle[session_id] = since
            await self._index.remove_idle(idle)
        return sessions

    async def save_reply(self, session_id: str, reply: LastReply) -> None:
        """Store the reply, unless the project was deleted."""
        text = json.dumps([reply.instruction, *reply.texts])
        async with translated():
            await self._save_reply(project=_key(session_id, "project"), reply=text)

    async def reply(self, session_id: str) -> LastReply:
        async with translated():
            text = await self._redis.hget(_key(session_id, "project"), "reply")
        instruction, *texts = json.loads(text) if text else (0,)
        return LastReply(int(instruction), tuple(texts))


def _decode(
    folder: Path, record: Mapping[str, Any], contents: _Contents
) -> StoredProject | None:
    versions = [
        (name, unpacked(content) if isinstance(content, str) else content)
        for name, content in contents
    ]
    return decode(folder / str(record["session_id"]), record, versions)


def _owners(project: Project) -> str:
    """The owners of pending instructions, "" without any."""
    owners = sorted({pending.owner for pending in project.pending})
    return json.dumps(owners) if owners else ""


def _key(session_id: str, part: str) -> str:
    return f"studio:{{{session_id}}}:{part}"
