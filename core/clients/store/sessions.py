"""Projects, their agent sessions and chat settings, stored in Redis.

``{vm}:p:<place>`` is the current project, ``{vm}:ps:<place>`` the others by id,
``{vm}:set:<chat>`` the chat's settings; each expires ``keep`` seconds after its last use. A
place is the chat, or the chat and a member where each member has projects of their own.
"""

import re
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from redis.asyncio import Redis

from core.clients.store import scripts
from core.clients.store.connection import translate_redis_errors
from core.clients.store.erasure import Erasure
from core.clients.store.wallets import KEPT, TokenPolicy, Wallets
from core.clients.vault import Vault
from core.model.agent import Token
from core.model.chat import ChatId, Sender, SenderId
from core.model.session import (
    Access,
    ChatSettings,
    ErasureResult,
    Holdings,
    Project,
    ProjectId,
    Wallet,
)
from core.ports import Clock, VideoAgent
from core.rules.records.projects import project_from_json, settings_from_json, to_json

_MOST = 50
"""Most projects of one place; the least recently used one is deleted first."""


class RedisSessions:
    """Stores projects and settings; ``vault`` encrypts all tokens but the operator's ``token``."""

    def __init__(
        self,
        redis: Redis,
        agent: VideoAgent,
        clock: Clock,
        token: Token | None,
        vault: Vault | None = None,
        keep: float = KEPT,
        tokens: TokenPolicy | None = None,
    ) -> None:
        self._redis: Any = redis
        self._agent = agent
        self._clock = clock
        self._keep = max(1, int(keep))
        self._wallets = Wallets(redis, agent, clock, token, vault, self._keep, tokens)
        self._erasure = Erasure(redis, agent, self._wallets, self._keep)
        self._saving = scripts.SAVE_PROJECT.bind(redis)
        self._opening = scripts.OPEN_PROJECT.bind(redis)

    # projects

    async def project(self, chat: ChatId, asker: Sender) -> Project:
        """Return the current project, or a new one that is not stored yet."""
        place = await self._place(chat, asker.id)
        async with translate_redis_errors():
            text = await self._redis.get(_current(place))
        return project_from_json(text) or self._fresh(chat, asker, place)

    async def current(self, chat: ChatId, asker: Sender) -> Project:
        """Return the current project; create and store it if there is none."""
        project = await self.project(chat, asker)
        if project.used_at:
            return project
        if await self._save(project, create=True):
            return replace(project, used_at=self._clock.now())
        return await self.project(chat, asker)  # someone else was first

    async def linked(self, chat: ChatId, asker: Sender) -> Project:
        """Return the current project, which is kept from now on even while it is empty."""
        project = await self.current(chat, asker)
        if not project.linked:
            project = replace(project, linked=True)
            await self.save(project)
        return project

    async def claim(self, chat: ChatId, asker: Sender, id_: ProjectId) -> Project:
        """Return the project with this id from any place; recreate it if it is gone."""
        places = dict.fromkeys(
            (await self._place(chat, asker.id), chat, f"{chat}#{asker.id}")
        )
        for place in places:
            async with translate_redis_errors():
                now = await self._redis.get(_current(place))
                parked = await self._redis.hget(_others(place), id_)
            for text in (now, parked):
                stored = project_from_json(text)
                if stored and stored.id == id_:
                    return stored
        project = replace(self._fresh(chat, asker, next(iter(places))), id=id_)
        if not await self._save(project, create=True):
            async with translate_redis_errors():
                await self._redis.hset(_others(project.place), id_, to_json(project))
                await self._redis.expire(_others(project.place), self._keep)
        return project

    def _fresh(
        self, chat: ChatId, asker: Sender, place: str, name: str = ""
    ) -> Project:
        id_ = ProjectId(uuid.uuid4().hex[:12])
        language = asker.language.partition("-")[0] or "en"
        now = self._clock.now()
        return Project(id_, chat, name, language, asker.id, created_at=now, place=place)

    async def save(self, project: Project) -> None:
        """Store the project in its place; do nothing if it was deleted."""
        await self._save(project, create=False)

    async def _save(self, project: Project, *, create: bool) -> bool:
        place = project.place or await self._place(project.chat, project.payer)
        record = replace(project, used_at=self._clock.now(), place=place)
        async with translate_redis_errors():
            done = await self._saving(
                current_key=_current(place),
                others_key=_others(place),
                id=project.id,
                text=to_json(record),
                seconds=self._keep,
                create=int(create),
            )
        return bool(done)

    async def new(self, chat: ChatId, asker: Sender, name: str) -> Project:
        """Set the current project aside and create an empty one."""
        place = await self._place(chat, asker.id)
        project = self._fresh(chat, asker, place, name)
        await self._open(place, replace(project, used_at=project.created_at), "")
        return await self.project(chat, asker)

    async def switch(
        self, chat: ChatId, asker: Sender, id_: ProjectId
    ) -> Project | None:
        """Make another project the current one; None if it does not exist."""
        place = await self._place(chat, asker.id)
        if not await self._open(place, None, id_):
            now = await self.project(chat, asker)
            return now if now.id == id_ else None
        return await self.project(chat, asker)

    async def _open(self, place: str, fresh: Project | None, project_id: str) -> bool:
        """In one step: set the current project aside, open the new one or the one of this id."""
        async with translate_redis_errors():
            done = await self._opening(
                current_key=_current(place),
                others_key=_others(place),
                seconds=self._keep,
                fresh=to_json(fresh) if fresh else "",
                project_id=project_id,
            )
            rows = await self._redis.hgetall(_others(place))
            for id_ in _oldest(rows):
                await self._redis.hdel(_others(place), id_)
        return bool(done)

    async def projects(self, chat: ChatId, asker: Sender) -> list[Project]:
        """Return all projects of the chat: the current one, then the others by last use."""
        place = await self._place(chat, asker.id)
        async with translate_redis_errors():
            rows = await self._redis.hvals(_others(place))
        others = [project for row in rows if (project := project_from_json(row))]
        others.sort(key=lambda project: -project.used_at)
        return [await self.project(chat, asker), *others]

    async def migrate_chat(self, chat: ChatId, to: ChatId) -> None:
        """Move the settings and projects of the chat and its members to the new chat id."""
        if chat == to:
            return
        async with translate_redis_errors():
            if chosen := await self._redis.get(_settings(chat)):
                await self._redis.set(_settings(to), chosen, ex=self._keep)
                await self._redis.delete(_settings(chat))
        places = [place async for place in self._places(chat)]
        for place in places:
            await self._move(place, to + place.removeprefix(chat), to)

    async def _places(self, chat: ChatId) -> AsyncIterator[str]:
        yield chat
        plain = re.sub(r"([\\*?\[\]])", r"\\\1", chat)
        for key in (_current, _others):
            async with translate_redis_errors():
                async for name in self._redis.scan_iter(
                    f"{key('')}{plain}#*", count=1000
                ):
                    yield name.removeprefix(key(""))

    async def _move(self, place: str, there: str, to: ChatId) -> None:
        async with translate_redis_errors():
            rows = await self._redis.hgetall(_others(place))
            text = await self._redis.get(_current(place))
            for id_, row in rows.items():
                if project := project_from_json(row):
                    moved = to_json(replace(project, chat=to, place=there))
                    await self._redis.hset(_others(there), id_, moved)
                    await self._redis.expire(_others(there), self._keep)
            if project := project_from_json(text):
                await self._open(there, replace(project, chat=to, place=there), "")
            await self._redis.delete(_others(place), _current(place))

    # access to the agent

    async def access(self, project: Project, asker: Sender) -> Access:
        """Return token and session of the project's payer; open a session if there is none."""
        token = (await self._wallets.wallet(project.payer)).token
        if project.session:
            return Access(token, project.session, project)
        session = await self._agent.open_session(token, project.language)
        project = replace(project, session=session)
        await self._save(project, create=True)
        return Access(token, session, project)

    async def renew(self, access: Access, asker: Sender) -> Access:
        """Replace a token refused with 1001 twice; see ``Wallets.renew``."""
        renewed = await self._wallets.renew(access.project.payer, access.token)
        return replace(access, token=renewed.token)

    async def reopen(self, project: Project, asker: Sender) -> Access:
        clips = tuple(
            replace(project_clip, uploaded=None) for project_clip in project.clips
        )
        return await self.access(
            replace(project, session=None, clips=clips, export_blocked=False), asker
        )

    async def renew_wallet(self, owner: SenderId, refused: Token) -> Wallet:
        return await self._wallets.renew(owner, refused)

    async def wallet(self, owner: SenderId) -> Wallet:
        return await self._wallets.wallet(owner)

    async def set_token(self, owner: SenderId, token: Token) -> None:
        await self._wallets.keep(owner, token)

    async def remove_token(self, owner: SenderId) -> bool:
        return await self._wallets.drop(owner)

    # settings

    async def settings(self, chat: ChatId) -> ChatSettings:
        async with translate_redis_errors():
            return settings_from_json(await self._redis.get(_settings(chat)))

    async def configure(self, chat: ChatId, settings: ChatSettings) -> None:
        async with translate_redis_errors():
            await self._redis.set(_settings(chat), to_json(settings), ex=self._keep)

    async def reset_settings(self, chat: ChatId) -> None:
        async with translate_redis_errors():
            await self._redis.delete(_settings(chat))

    # a person's data

    async def holdings(self, owner: SenderId) -> Holdings:
        return await self._erasure.holdings(owner)

    async def forget(self, owner: SenderId) -> ErasureResult:
        return await self._erasure.forget(owner)

    async def forget_chat(self, chat: ChatId) -> ErasureResult:
        return await self._erasure.forget_chat(chat)

    async def _place(self, chat: ChatId, member: SenderId) -> str:
        own = (await self.settings(chat)).scope == "member"
        return f"{chat}#{member}" if own else chat


def _oldest(rows: dict[str, str]) -> list[str]:
    """The projects of a place over the limit; unreadable rows come first."""
    ages = sorted(
        (project.used_at if (project := project_from_json(row)) else 0.0, id_)
        for id_, row in rows.items()
    )
    return [id_ for _, id_ in ages[: max(0, len(ages) - _MOST)]]


def _current(place: str) -> str:
    return f"{{vm}}:p:{place}"


def _others(place: str) -> str:
    return f"{{vm}}:ps:{place}"


def _settings(chat: ChatId) -> str:
    return f"{{vm}}:set:{chat}"
