"""Serves interactions: a first word within 3 s, always, and the rest to the desk."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from bots.discord import form, interactions, names, outbound
from bots.discord.adapter import DiscordAdapter
from bots.discord.answers import CHOICES, DEFER, DEFER_UPDATE, MODAL, SAY
from bots.discord.commands import as_choices, choices
from bots.discord.history import with_history
from bots.discord.interactions import ADD, EDIT, SYNC, Asked, Kind
from bots.discord.threads import Threads
from core.errors import ChatError, StoreDown
from core.model.chat import Admitted, ChatId, Inbound, Reply, Said, SenderId
from core.ports import Desk
from core.rules.wording import say

_log = logging.getLogger(__name__)
_AGAIN = 1.0

ProjectNames = Callable[[ChatId, SenderId], Awaitable[Sequence[str]]]


async def admit_twice(desk: Desk, event: Inbound) -> Admitted:
    """A store that blinked gets a second chance; then ``StoreDown``."""
    try:
        return await desk.admit(event)
    except StoreDown:
        await asyncio.sleep(_AGAIN)
        return await desk.admit(event)


class Front:
    """``me`` is our user id."""

    def __init__(
        self,
        adapter: DiscordAdapter,
        desk: Desk,
        projects: ProjectNames,
        language: str,
        me: str,
    ) -> None:
        self._adapter = adapter
        self._answers = adapter.answers
        self._places = adapter.places
        self._threads = Threads(adapter)
        self._desk = desk
        self._projects = projects
        self._language = language
        self._me = me

    async def serve(self, event: Mapping[str, Any]) -> None:
        asked = interactions.read(event)
        if asked is None:
            return
        language = asked.sender.language or self._language
        match asked.kind:
            case Kind.SUGGEST:
                await self._suggest(asked, language)
            case Kind.COMPONENT:
                await self._press(asked, language)
            case Kind.FORM:
                await self._filled(asked, language)
            case Kind.COMMAND:
                await self._command(asked, event, language)

    async def _suggest(self, asked: Asked, language: str) -> None:
        typed = str(asked.options.get(asked.focus) or "")
        if asked.name == "projects":
            chat = names.chat_id(asked.channel)
            known = await self._projects(chat, asked.sender.id)
            needle = typed.lower()
            found = as_choices([name for name in known if needle in name.lower()])
        else:
            found = choices(language, typed)
        await self._respond(asked, CHOICES, {"choices": found})

    async def _command(
        self, asked: Asked, event: Mapping[str, Any], language: str
    ) -> None:
        text, clips = "", asked.clips
        if asked.name == EDIT:
            text = interactions.edit_words(asked)
            if not asked.options.get("instruction"):
                await self._open_form(asked, event, language)
                return
        elif asked.name in (SYNC, ADD):
            if not clips:
                data = {
                    "content": say(language, "discord.no_footage"),
                    "flags": outbound.EPHEMERAL,
                }
                await self._respond(asked, SAY, data)
                return
            text = say(language, "discord.sync") if asked.name == SYNC else ""
        said = interactions.said(asked, text, clips)
        thread = bool(asked.options.get("thread")) and asked.threads
        await self._promise(asked, said, language, thread=thread)

    async def _open_form(
        self, asked: Asked, event: Mapping[str, Any], language: str
    ) -> None:
        """Its answers come as another interaction: what was given waits for them."""
        if asked.options:
            kept = json.dumps({**event, "token": ""})
            await self._places.park(asked.id, kept)
        data = form.form(language, asked.id, say(language, "discord.sync"))
        await self._respond(asked, MODAL, data)

    async def _filled(self, asked: Asked, language: str) -> None:
        number = form.number_of(asked.custom_id)
        if number is None:
            return
        promise = asyncio.create_task(self._respond(asked, DEFER, _flags(asked)))
        try:
            kept = await self._places.parked(number)
            opened = interactions.read(json.loads(kept)) if kept else None
            clips, options = (opened.clips, opened.options) if opened else ((), {})
            text = form.words(language, asked.values, str(options.get("url") or ""))
            said = interactions.said(asked, text, (*clips, *asked.clips))
            thread = bool(options.get("thread")) and asked.threads
            if thread:
                await promise
            await self._admit(asked, said, language, thread=thread)
        finally:
            await promise

    async def _promise(
        self, asked: Asked, said: Said, language: str, *, thread: bool
    ) -> None:
        """Promise an answer and store what was asked, at once and side by side."""
        promise = asyncio.create_task(self._respond(asked, DEFER, _flags(asked)))
        try:
            if thread:
                await promise
            await self._admit(asked, said, language, thread=thread)
        finally:
            await promise

    async def _admit(
        self, asked: Asked, said: Said, language: str, *, thread: bool
    ) -> None:
        await self._note(asked)
        if thread:
            said = await self._threads.open(asked, said, language)
        said = await with_history(self._adapter, said, self._me)
        try:
            admitted = await admit_twice(self._desk, said)
        except StoreDown:
            _log.error("an interaction could not be stored")  # no trace
            await self._tell(asked, said, say(language, "discord.store_down"))
            return
        if admitted.notice:
            await self._tell(asked, said, admitted.notice)
        message = asked.ref.message or asked.id
        await self._places.settle(asked.guild, names.channel_of(said.chat), message)

    async def _tell(self, asked: Asked, said: Said, text: str) -> None:
        """A sentence for the one who asked."""
        reply = Reply(text, to=asked.ref.encode(), private_to=asked.sender.id)
        try:
            await self._adapter.post(
                names.chat_id(asked.channel), reply, f"tell{asked.id}"[:25]
            )
        except ChatError as error:
            _log.warning("could not tell: %s", type(error).__name__)

    async def _press(self, asked: Asked, language: str) -> None:
        pressed = interactions.pressed(asked)
        seen = asyncio.create_task(self._respond(asked, DEFER_UPDATE))
        try:
            await self._note(asked)
            admitted = await admit_twice(self._desk, pressed)
            notice = admitted.notice
        except StoreDown:
            notice = say(language, "discord.store_down")
        finally:
            await seen
        if notice:
            reply = Reply(notice, private_to=asked.sender.id)
            try:
                await self._answers.follow(asked.ref, reply, quiet=True)
            except ChatError as error:
                _log.warning("could not tell: %s", type(error).__name__)

    async def _respond(
        self, asked: Asked, kind: int, data: dict[str, Any] | None = None
    ) -> None:
        """The first word; should it come too late, the answer is an ordinary message."""
        try:
            await self._answers.respond(asked.id, asked.ref.token, kind, data)
        except ChatError as error:
            _log.warning("a first answer did not arrive: %s", type(error).__name__)

    async def _note(self, asked: Asked) -> None:
        """Keep what only an interaction tells."""
        places, channel = self._places, asked.channel
        if asked.ref.outside:
            await places.open_door(asked.ref, asked.user)
        elif await places.door(channel):
            await places.close_door(channel)
        if asked.upload:
            await places.set_upload(channel, asked.upload)
        if asked.moderates and not asked.private:
            await places.set_moderator(channel, asked.user, may=True)


def _flags(asked: Asked) -> dict[str, Any]:
    return {"flags": outbound.EPHEMERAL} if asked.ref.quiet else {}
