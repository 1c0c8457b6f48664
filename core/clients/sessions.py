"""Chats to projects, projects to agent sessions, people to tokens; kept in Redis.

``{vm}:p:<chat>`` the chat's current project, 400 days after its last use;
``{vm}:w:<sender>`` a person's anonymous token, while it is valid.
"""

import json
import uuid
from dataclasses import asdict, replace
from typing import Any

from redis.asyncio import Redis

from core.clients.redis import told
from core.errors import AgentError, TokenExpired, UserError
from core.model.agent import AgentSession, AgentSessionId, TaskId, Token, Uploaded
from core.model.chat import ChatId, Clip, ClipKind, Sender
from core.model.session import Access, ChatSettings, Kept, Project, ProjectId
from core.ports import Clock, VideoAgent

_DAY = 86_400
_KEPT = 400 * _DAY
_EARLY = 3600


class NeedsWallet(UserError):
    """Nobody can pay: no operator's token, and no anonymous one to be had."""


class Sessions:
    """``token`` is the operator's; without it everybody gets an anonymous one."""

    def __init__(
        self, redis: Redis, agent: VideoAgent, clock: Clock, token: Token | None
    ) -> None:
        self._redis: Any = redis
        self._agent = agent
        self._clock = clock
        self._token = token

    async def project(self, chat: ChatId, asker: Sender) -> Project:
        async with told():
            text = await self._redis.get(_project(chat))
        if text:
            return _read(json.loads(text))
        now = self._clock.now()
        id_ = ProjectId(uuid.uuid4().hex[:12])
        language = asker.language.partition("-")[0] or "en"
        return Project(id_, chat, "", language, asker.id, created_at=now, used_at=now)

    async def save(self, project: Project) -> None:
        kept = replace(project, used_at=self._clock.now())
        async with told():
            await self._redis.set(
                _project(project.chat), json.dumps(asdict(kept)), ex=_KEPT
            )

    async def move(self, chat: ChatId, to: ChatId) -> None:
        async with told():
            text = await self._redis.getdel(_project(chat))
        if text:
            await self.save(replace(_read(json.loads(text)), chat=to))

    async def access(self, project: Project, asker: Sender) -> Access:
        token = await self._wallet(asker)
        if project.session:
            return Access(token, project.session, project)
        session = await self._agent.open_session(token, project.language)
        project = replace(project, session=session)
        await self.save(project)
        return Access(token, session, project)

    async def renew(self, access: Access, asker: Sender) -> Access:
        if self._token:
            raise TokenExpired
        async with told():
            await self._redis.hdel(_wallet(asker), "token")
        return replace(access, token=await self._wallet(asker))

    async def reopen(self, project: Project, asker: Sender) -> Access:
        clips = tuple(replace(kept, uploaded=None) for kept in project.clips)
        return await self.access(replace(project, session=None, clips=clips), asker)

    async def settings(self, chat: ChatId) -> ChatSettings:
        return ChatSettings()

    async def _wallet(self, asker: Sender) -> Token:
        if self._token:
            return self._token
        key = _wallet(asker)
        async with told():
            await self._redis.hsetnx(key, "client", str(uuid.uuid4()))
            row = await self._redis.hgetall(key)
            await self._redis.expire(key, _KEPT)
        if row.get("token") and float(row["expires"]) > self._clock.now() + _EARLY:
            return Token(row["token"])
        try:
            minted = await self._agent.mint(row["client"])
        except AgentError as error:
            raise NeedsWallet(error.reason) from error
        async with told():
            await self._redis.hset(
                key, mapping={"token": minted.token, "expires": minted.expires_at}
            )
        return minted.token


def _project(chat: ChatId) -> str:
    return f"{{vm}}:p:{chat}"


def _wallet(asker: Sender) -> str:
    return f"{{vm}}:w:{asker.id}"


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
