"""Which sessions there are in Redis, which may be at work, and which have a file.

``studio:sessions`` has the last use of each session, ``studio:at-work`` those that may have
pending instructions, ``studio:content:<sha256>`` the sessions that have a file. The index is
written before a project, so it may hold too much, but never too little.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from redis.asyncio import Redis

from common.redis.lua import Script
from studio.model.project import Project

_SESSIONS, _AT_WORK = "studio:sessions", "studio:at-work"
_LISTED_SECONDS = 60.0
"""Seconds after which a session without pending instructions is removed from ``at-work``."""
_MICROSECONDS = 1_000_000

_LEAVE_WORK = Script(
    """
if redis.call('ZSCORE', sessions, session) == since then
  redis.call('ZREM', sessions, session)
end
""",
    keys="sessions",
    args="session since",
)


class ProjectIndex:
    """The index of all sessions. Raises the errors of the Redis library."""

    def __init__(self, redis: Redis) -> None:
        self._redis: Any = redis
        self._listed: dict[str, int] = {}
        self._leave_work = _LEAVE_WORK.bind(redis)

    async def add(self, project: Project, before: Project) -> None:
        """Add the instructions and files of ``project`` that ``before`` did not have."""
        session_id = project.session_id
        listed = {pending.attempt for pending in before.pending}
        if any(pending.attempt not in listed for pending in project.pending):
            now = int(time.time() * _MICROSECONDS)
            self._listed[session_id] = now
            await self._redis.zadd(_AT_WORK, {session_id: now})
        held = {asset.sha256 for asset in before.assets}
        for asset in project.assets:
            if asset.sha256 not in held:
                await self._redis.sadd(_content(asset.sha256), session_id)

    async def add_session(self, session_id: str, used: float) -> None:
        """Add a session that was last used at a unix time, unless it is there."""
        await self._redis.zadd(_SESSIONS, {session_id: used}, nx=True)

    async def touch(self, session_id: str) -> None:
        """Store that a session is used now, unless it was deleted."""
        await self._redis.zadd(_SESSIONS, {session_id: time.time()}, xx=True)

    async def end_work(self, session_id: str) -> None:
        """Remove a session without pending instructions that this process added."""
        if since := self._listed.pop(session_id, None):
            await self._leave_list(session_id, since)

    async def remove_work(self, session_id: str) -> None:
        """Remove a deleted session from those at work."""
        self._listed.pop(session_id, None)
        await self._redis.zrem(_AT_WORK, session_id)

    async def remove_session(self, session_id: str, sha256s: Iterable[str]) -> None:
        """Remove a deleted session, which had these files."""
        for sha256 in sha256s:
            await self._redis.srem(_content(sha256), session_id)
        await self._redis.zrem(_SESSIONS, session_id)

    async def unused_since(self, older_than: float) -> Sequence[str]:
        """Sessions that were last used before a unix time."""
        sessions: list[str] = await self._redis.zrangebyscore(
            _SESSIONS, "-inf", f"({older_than}"
        )
        return sessions

    async def others_with(self, session_id: str, sha256: str) -> set[str]:
        """The other sessions that may have a file."""
        sessions: set[str] = await self._redis.smembers(_content(sha256))
        return sessions - {session_id}

    async def listed(self) -> Sequence[tuple[str, float]]:
        """Sessions that may be at work, and since when."""
        entries: list[tuple[str, float]] = await self._redis.zrange(
            _AT_WORK, 0, -1, withscores=True
        )
        return entries

    async def remove_idle(self, idle: Mapping[str, float]) -> None:
        """Remove sessions without pending instructions that were listed long ago.

        Their studio died after it had saved the last one.
        """
        oldest = (time.time() - _LISTED_SECONDS) * _MICROSECONDS
        for session_id, since in idle.items():
            if since < oldest:
                await self._leave_list(session_id, since)

    async def _leave_list(self, session_id: str, since: float) -> None:
        """Remove a session from ``at-work``, unless it was added again."""
        await self._leave_work(sessions=_AT_WORK, session=session_id, since=int(since))


def _content(sha256: str) -> str:
    return f"studio:content:{sha256}"
