"""Chats to projects, projects to agent sessions, chats to settings; kept in Redis.

``{vm}:p:<place>`` the current project, ``{vm}:ps:<place>`` the others by id,
``{vm}:set:<chat>`` what the chat has chosen; each kept 400 days after its last use. A
place is the chat, or the chat and a member where each member has projects of their own.
"""

import json
import uuid
from dataclasses import asdict, replace
from typing import Any

from redis.asyncio import Redis

from core.clients.redis import told
from core.clients.vault import Vault
from core.clients.wallets import Wallets
from core.model.agent import AgentSession, AgentSessionId, TaskId, Token, Uploaded
from core.model.chat import ChatId, Clip, ClipKind, Sender, SenderId
from core.model.session import (
    Access,
    ChatSettings,
    Forgotten,
    Kept,
    Project,
    ProjectId,
    Wallet,
)
from core.ports import Clock, VideoAgent

_DAY = 86_400
_KEPT = 400 * _DAY
_MOST = 50
"""Projects of one place; the one unused for the longest time goes first."""


class Sessions:
    """``token`` is the operator's; people's own and anonymous ones need ``vault``."""

    def __init__(
        self,
        redis: Redis,
        agent: VideoAgent,
        clock: Clock,
        token: Token | None,
        vault: Vault | None = None,
    ) -> None:
        self._redis: Any = redis
        self._agent = agent
        self._clock = clock
        self._wallets = Wallets(redis, agent, clock, token, vault)

    # projects

    async def project(self, chat: ChatId, asker: Sender) -> Project:
        place = await self._place(chat, asker.id)
        async with told():
            text = await self._redis.get(_current(place))
        return _read(json.loads(text)) if text else self._fresh(chat, asker, "")

    def _fresh(self, chat: ChatId, asker: Sender, name: str) -> Project:
        now = self._clock.now()
        id_ = ProjectId(uuid.uuid4().hex[:12])
        language = asker.language.partition("-")[0] or "en"
        return Project(id_, chat, name, language, asker.id, created_at=now, used_at=now)

    async def save(self, project: Project) -> None:
        """A project that is not the current one any more is saved among the others."""
        place = await self._place(project.chat, project.payer)
        kept = replace(project, used_at=self._clock.now())
        text = json.dumps(asdict(kept))
        async with told():
            parked = await self._redis.hexists(_others(place), project.id)
            if parked:
                await self._redis.hset(_others(place), project.id, text)
            else:
                await self._redis.set(_current(place), text, ex=_KEPT)

    async def new(self, chat: ChatId, asker: Sender, name: str) -> Project:
        """The current project is put aside; an empty one takes its place."""
        place = await self._place(chat, asker.id)
        await self._park(place)
        project = self._fresh(chat, asker, name)
        await self.save(project)
        return project

    async def switch(
        self, chat: ChatId, asker: Sender, id_: ProjectId
    ) -> Project | None:
        """Another project becomes the current one; None when there is no such one."""
        place = await self._place(chat, asker.id)
        async with told():
            text = await self._redis.hget(_others(place), id_)
        if not text:
            now = await self.project(chat, asker)
            return now if now.id == id_ else None
        await self._park(place)
        async with told():
            await self._redis.set(_current(place), text, ex=_KEPT)
            await self._redis.hdel(_others(place), id_)
        return _read(json.loads(text))

    async def projects(self, chat: ChatId, asker: Sender) -> list[Project]:
        """The current one first, then the others, the last used first."""
        place = await self._place(chat, asker.id)
        async with told():
            rows = await self._redis.hvals(_others(place))
        others = [_read(json.loads(row)) for row in rows]
        others.sort(key=lambda project: -project.used_at)
        return [await self.project(chat, asker), *others]

    async def _park(self, place: str) -> None:
        async with told():
            text = await self._redis.get(_current(place))
            if not text:
                return
            project = _read(json.loads(text))
            if project.session or project.clips:
                await self._redis.hset(_others(place), project.id, text)
                await self._redis.expire(_others(place), _KEPT)
            await self._redis.delete(_current(place))
            rows = await self._redis.hgetall(_others(place))
            ages = sorted(
                (json.loads(row)["used_at"], id_) for id_, row in rows.items()
            )
            for _, id_ in ages[: max(0, len(ages) - _MOST)]:
                await self._redis.hdel(_others(place), id_)

    async def move(self, chat: ChatId, to: ChatId) -> None:
        """Everything of the chat goes along to its new id."""
        async with told():
            rows = await self._redis.hgetall(_others(chat))
            text = await self._redis.getdel(_current(chat))
            chosen = await self._redis.getdel(_settings(chat))
            if chosen:
                await self._redis.set(_settings(to), chosen, ex=_KEPT)
            for id_, row in rows.items():
                moved = json.dumps(json.loads(row) | {"chat": to})
                await self._redis.hset(_others(to), id_, moved)
                await self._redis.expire(_others(to), _KEPT)
            await self._redis.delete(_others(chat))
            if text:
                moved = json.dumps(json.loads(text) | {"chat": to})
                await self._redis.set(_current(to), moved, ex=_KEPT)

    # the right to speak to the agent

    async def access(self, project: Project, asker: Sender) -> Access:
        """The project's payer pays, whoever asks: its session belongs to that token."""
        token = (await self._wallets.wallet(project.payer)).token
        if project.session:
            return Access(token, project.session, project)
        session = await self._agent.open_session(token, project.language)
        project = replace(project, session=session)
        await self.save(project)
        return Access(token, session, project)

    async def renew(self, access: Access, asker: Sender) -> Access:
        """After 1001. Raises ``TokenExpired`` when the token cannot be renewed."""
        renewed = await self._wallets.renew(access.project.payer)
        return replace(access, token=renewed.token)

    async def reopen(self, project: Project, asker: Sender) -> Access:
        clips = tuple(replace(kept, uploaded=None) for kept in project.clips)
        return await self.access(replace(project, session=None, clips=clips), asker)

    async def wallet(self, owner: SenderId) -> Wallet:
        return await self._wallets.wallet(owner)

    async def keep_token(self, owner: SenderId, token: Token) -> None:
        await self._wallets.keep(owner, token)

    async def drop_token(self, owner: SenderId) -> bool:
        return await self._wallets.drop(owner)

    # settings

    async def settings(self, chat: ChatId) -> ChatSettings:
        async with told():
            text = await self._redis.get(_settings(chat))
        return ChatSettings(**json.loads(text)) if text else ChatSettings()

    async def configure(self, chat: ChatId, settings: ChatSettings) -> None:
        async with told():
            await self._redis.set(
                _settings(chat), json.dumps(asdict(settings)), ex=_KEPT
            )

    # a person's data

    async def forget(self, owner: SenderId) -> Forgotten:
        """Delete what is theirs, then look again; ``left`` is what was found then."""
        wallets = await self._wallets.forget(owner)
        projects = clips = 0
        for place, id_, project in await self._theirs(owner):
            async with told():
                if project.payer == owner:
                    projects += 1
                    clips += len(project.clips)
                    await self._drop(place, id_)
                    continue
                kept = tuple(k for k in project.clips if k.clip.owner != owner)
                clips += len(project.clips) - len(kept)
                text = json.dumps(asdict(replace(project, clips=kept)))
                if id_:
                    await self._redis.hset(_others(place), id_, text)
                else:
                    await self._redis.set(_current(place), text, ex=_KEPT)
        return Forgotten(wallets, projects, clips, len(await self._theirs(owner)))

    async def _drop(self, place: str, id_: str) -> None:
        if id_:
            await self._redis.hdel(_others(place), id_)
        else:
            await self._redis.delete(_current(place))

    async def _theirs(self, owner: SenderId) -> list[tuple[str, str, Project]]:
        """Projects they pay for or gave clips to: place, id among the others, project."""
        rows: list[tuple[str, str, str]] = []
        async with told():
            async for key in self._redis.scan_iter(f"{_current('')}*", count=1000):
                text = await self._redis.get(key)
                rows.append((key.removeprefix(_current("")), "", text or "null"))
            async for key in self._redis.scan_iter(f"{_others('')}*", count=1000):
                found = await self._redis.hgetall(key)
                place = key.removeprefix(_others(""))
                rows += [(place, id_, text) for id_, text in found.items()]
        read = [(p, i, _read(json.loads(t))) for p, i, t in rows if t != "null"]
        return [
            row
            for row in read
            if row[2].payer == owner or any(k.clip.owner == owner for k in row[2].clips)
        ]

    async def _place(self, chat: ChatId, member: SenderId) -> str:
        own = (await self.settings(chat)).scope == "member"
        return f"{chat}#{member}" if own else chat


def _current(place: str) -> str:
    return f"{{vm}}:p:{place}"


def _others(place: str) -> str:
    return f"{{vm}}:ps:{place}"


def _settings(chat: ChatId) -> str:
    return f"{{vm}}:set:{chat}"


def _read(data: dict[str, Any]) -> Project:
    session = data.pop("session")
    clips = tuple(_kept(each) for each in data.pop("clips"))
    data["renders"] = tuple(data["renders"])
    opened = (
        AgentSession(AgentSessionId(session["session_id"]), TaskId(session["task_id"]))
        if session
        else None
    )
    return Project(**data, session=opened, clips=clips)


def _kept(data: dict[str, Any]) -> Kept:
    clip = data["clip"] | {"kind": ClipKind(data["clip"]["kind"])}
    uploaded = data["uploaded"]
    return Kept(Clip(**clip), Uploaded(**uploaded) if uploaded else None)
