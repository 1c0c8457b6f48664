"""Deletion of people's and chats' data: projects in Redis, sessions at the agent, tokens.

A project with other members is kept for them: the person's clips and name are removed, and
another member pays for it from then on.
"""

from dataclasses import replace
from typing import Any

from redis.asyncio import Redis

from core.clients.store.connection import translate_redis_errors
from core.clients.store.wallets import Wallets
from core.errors import AgentError, UserError
from core.model.chat import ChatId, SenderId
from core.model.session import ErasureResult, Holdings, Project
from core.ports import VideoAgent
from core.rules.records.projects import project_from_json, to_json

_CURRENT, _OTHERS = "{vm}:p:", "{vm}:ps:"

Row = tuple[str, str, Project]
"""Place, id among the place's other projects ("" for the current one), project."""


class Erasure:
    """Finds and deletes what belongs to a person or to a chat."""

    def __init__(
        self, redis: Redis, agent: VideoAgent, wallets: Wallets, keep: int
    ) -> None:
        self._redis: Any = redis
        self._agent = agent
        self._wallets = wallets
        self._keep = keep

    async def holdings(self, owner: SenderId) -> Holdings:
        """What ``forget`` would delete."""
        rows = [row for row in await self._rows() if _is_of(row[2], owner)]
        shared = [row for row in rows if _others(row[2], owner)]
        clips = sum(len(_clips_of(project, owner)) for _, _, project in rows)
        tokens = await self._wallets.has(owner)
        return Holdings(len(rows) - len(shared), len(shared), clips, int(tokens))

    async def forget(self, owner: SenderId) -> ErasureResult:
        """Delete the person's data, then count again; ``left`` is the rest."""
        projects = shared = clips = kept_by_agent = 0
        for row in await self._rows():
            project = row[2]
            if not _is_of(project, owner):
                continue
            mine = len(_clips_of(project, owner))
            if others := _others(project, owner):
                shared += 1
                await self._leave(row, owner, others[0])
                kept_by_agent += bool(mine and project.session)
            else:
                deleted = await self._drop(row)
                if deleted is None:
                    continue  # the agent is down: it is counted as left
                projects += 1
                kept_by_agent += not deleted
            clips += mine
        wallets = await self._wallets.forget(owner)
        left = sum(_is_of(row[2], owner) for row in await self._rows())
        left += await self._wallets.has(owner)
        return ErasureResult(wallets, projects, clips, left, shared, kept_by_agent)

    async def forget_chat(self, chat: ChatId) -> ErasureResult:
        """Delete all projects of a chat and of its members there."""
        projects = clips = kept_by_agent = left = 0
        for row in await self._rows():
            if row[0] != chat and not row[0].startswith(f"{chat}#"):
                continue
            deleted = await self._drop(row)
            if deleted is None:
                left += 1
                continue
            projects += 1
            clips += len(row[2].clips)
            kept_by_agent += not deleted
        return ErasureResult(0, projects, clips, left, 0, kept_by_agent)

    async def _drop(self, row: Row) -> bool | None:
        """Delete a project; False if the agent cannot delete its session, None if it failed."""
        place, id_, project = row
        deleted: bool | None = True
        if project.session:
            try:
                token = (await self._wallets.wallet(project.payer)).token
                answer = await self._agent.delete_session(
                    token, project.session.session_id
                )
                deleted = answer is not None
            except (AgentError, UserError):
                return None
        async with translate_redis_errors():
            if id_:
                await self._redis.hdel(f"{_OTHERS}{place}", id_)
            else:
                await self._redis.delete(f"{_CURRENT}{place}")
        return deleted

    async def _leave(self, row: Row, owner: SenderId, heir: SenderId) -> None:
        """Take the person out of a project that others take part in."""
        place, id_, project = row
        clips = tuple(
            project_clip
            for project_clip in project.clips
            if project_clip.clip.owner != owner
        )
        askers = tuple(each for each in project.askers if each != owner)
        project = replace(project, clips=clips, askers=askers)
        if project.payer == owner:
            project = replace(project, payer=heir)
            if not await self._pay_with_one_token(owner, heir):
                clips = tuple(
                    replace(project_clip, uploaded=None) for project_clip in clips
                )
                project = replace(project, session=None, clips=clips)
        text = to_json(project)
        async with translate_redis_errors():
            if id_:
                await self._redis.hset(f"{_OTHERS}{place}", id_, text)
            else:
                await self._redis.set(f"{_CURRENT}{place}", text, ex=self._keep)

    async def _pay_with_one_token(self, one: SenderId, other: SenderId) -> bool:
        """Whether both use the same account: a session belongs to its token."""
        try:
            tokens = [(await self._wallets.wallet(who)).token for who in (one, other)]
        except (AgentError, UserError):
            return False
        return tokens[0] == tokens[1]

    async def _rows(self) -> list[Row]:
        rows: list[tuple[str, str, str | None]] = []
        async with translate_redis_errors():
            async for key in self._redis.scan_iter(f"{_CURRENT}*", count=1000):
                text = await self._redis.get(key)
                rows.append((key.removeprefix(_CURRENT), "", text))
            async for key in self._redis.scan_iter(f"{_OTHERS}*", count=1000):
                parked = await self._redis.hgetall(key)
                place = key.removeprefix(_OTHERS)
                rows += [(place, id_, text) for id_, text in parked.items()]
        return [(p, i, read) for p, i, t in rows if (read := project_from_json(t))]


def _is_of(project: Project, owner: SenderId) -> bool:
    return (
        project.payer == owner
        or owner in project.askers
        or any(project_clip.clip.owner == owner for project_clip in project.clips)
    )


def _others(project: Project, owner: SenderId) -> list[SenderId]:
    """The other members: those who pay, asked for edits or brought clips."""
    owners = [
        project_clip.clip.owner
        for project_clip in project.clips
        if project_clip.clip.owner
    ]
    return [
        each
        for each in dict.fromkeys((project.payer, *project.askers, *owners))
        if each != owner
    ]


def _clips_of(project: Project, owner: SenderId) -> list[object]:
    """A person's clips; those of unknown owners count as the payer's."""
    return [
        project_clip
        for project_clip in project.clips
        if (project_clip.clip.owner or project.payer) == owner
    ]
