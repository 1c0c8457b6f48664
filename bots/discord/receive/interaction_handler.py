"""Serves interactions: a first word within 3 s, always, and the rest to the desk."""

import asyncio
import json
import logging
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from bots.discord.receive.history import with_history
from bots.discord.receive.pending_interactions import PendingInteractions
from bots.discord.receive.suggestions import Suggestions
from bots.discord.send.adapter import DiscordAdapter
from bots.discord.send.interaction_replies import (
    CHOICES,
    DEFER,
    DEFER_UPDATE,
    MODAL,
    REPLY,
)
from bots.discord.send.threads import Threads
from bots.discord.transport.channel_locks import ChannelLocks
from bots.discord.wire import form, ids as names, interactions, outbound
from bots.discord.wire.interactions import ADD, EDIT, SYNC, Asked, Kind
from core.errors import ChatError, StoreDown
from core.model.chat import Command, Inbound, InboundResult, MessageReceived, Reply
from core.ports import InboundHandler
from core.rules.replies.wording import say

_log = logging.getLogger(__name__)
_RETRY_SECONDS = 1.0
_DEFER_WAIT = 1.0
"""Seconds that the work waits, at most, for the promise: people are answered first."""
_PERSIST_WAIT = 0.2
"""Seconds that the promise waits, at most, for what was asked to be written down."""
_TURN_COMMANDS = {"edit", "export", "undo"}
"""Commands that make a turn; the others are answered by the desk itself."""

FirstResponse = tuple[int, dict[str, Any] | None]
"""The kind of a first answer, and what is in it."""


async def admit_with_retry(desk: InboundHandler, event: Inbound) -> InboundResult:
    """A store that blinked gets a second chance; then ``StoreDown``."""
    try:
        return await desk.admit(event)
    except StoreDown:
        await asyncio.sleep(_RETRY_SECONDS)
        return await desk.admit(event)


@dataclass(frozen=True, slots=True)
class ListenerOptions:
    """How we behave among people.

    ``language`` is spoken where a person's own is not known; ``content`` tells whether
    we see what others write; a deferred interaction without a reply after
    gets a word.
    """

    language: str = "en"
    message_content: bool = False
    defer_timeout: float = 8.0


class InteractionHandler:
    """``me`` is our user id.

    What is promised an answer is written down before, and struck out once it is kept:
    ``again`` takes up what a process that died has left.
    """

    def __init__(
        self,
        adapter: DiscordAdapter,
        desk: InboundHandler,
        suggestions: Suggestions,
        locks: ChannelLocks,
        me: str,
        options: ListenerOptions,
    ) -> None:
        self._adapter = adapter
        self._replies = adapter.interaction_replies
        self._cache = adapter.channel_cache
        self._pending = PendingInteractions(adapter.channel_cache)
        self._threads = Threads(adapter, message_content=options.message_content)
        self._suggestions = suggestions
        self._desk = desk
        self._locks = locks
        self._me = me
        self._options = options
        self._tasks: set[asyncio.Task[None]] = set()

    async def handle(self, event: Mapping[str, Any]) -> None:
        """Answer at once; then do what was asked, in its place's order."""
        asked = interactions.read(event)
        if asked is None:
            return
        language = asked.sender.language or self._options.language
        if asked.kind is Kind.SUGGEST:
            found = await self._suggestions.choices_for(asked, language)
            await self._respond(asked, CHOICES, {"choices": found})
        elif first := self._immediate_response(asked, language):
            if asked.options and first[0] == MODAL:
                kept = json.dumps({**event, "token": ""})
                note = self._spawn(self._cache.save_form(asked.id, kept))
                await asyncio.wait({note}, timeout=_PERSIST_WAIT)
            await self._respond(asked, *first)
        else:
            promise = asyncio.create_task(self._defer(asked, event))
            try:
                async with self._locks.acquire(asked.channel):
                    await asyncio.wait({promise}, timeout=_DEFER_WAIT)
                    await self._process(asked, language, promise)
            finally:
                await promise

    async def resume_pending(self) -> None:
        """Serve what was promised and perhaps not stored; a repeat does no harm."""
        for text in (await self._pending.load()).values():
            event = json.loads(text)
            if asked := interactions.read(event):
                await self.handle(event)
                await self._report_interrupted(asked)

    async def aclose(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _immediate_response(self, asked: Asked, language: str) -> FirstResponse | None:
        """An answer that ends the matter at once, if there is one."""
        if asked.name == EDIT and not asked.options.get("instruction"):
            words = say(language, "discord.sync")
            return MODAL, form.form(language, asked.id, words)
        if asked.name in (SYNC, ADD) and not asked.clips:
            words = say(language, "discord.no_footage")
            return REPLY, outbound.plain(words)
        return None

    async def _defer(self, asked: Asked, event: Mapping[str, Any]) -> None:
        """Write down what was asked, then promise; a slow store is not waited for."""
        note = self._spawn(self._pending.add(asked.id, json.dumps(event)))
        await asyncio.wait({note}, timeout=_PERSIST_WAIT)
        if asked.kind is Kind.COMPONENT:
            await self._respond(asked, DEFER_UPDATE)
        else:
            flags = {"flags": outbound.EPHEMERAL} if asked.ref.quiet else {}
            await self._respond(asked, DEFER, flags)

    async def _process(
        self, asked: Asked, language: str, promise: "asyncio.Task[None]"
    ) -> None:
        if asked.kind is Kind.COMPONENT:
            await self._handle_button(asked, language, promise)
            return
        said, thread = await self._message_of(asked, language)
        await self._update_cache(asked)
        if thread and asked.threads:
            await promise
            said = await self._threads.open(asked, said, language)
        said = await with_history(
            self._adapter, said, self._me, message_content=self._options.message_content
        )
        try:
            admitted = await admit_with_retry(self._desk, said)
        except StoreDown:
            _log.error("an interaction could not be stored")  # no trace
            await self._send_notice(asked, say(language, "discord.store_down"))
            return
        if admitted.notice:
            await self._send_notice(asked, admitted.notice)
        message = asked.ref.message or asked.id
        await self._cache.remember_channel(
            asked.guild, names.channel_of(said.chat), message
        )
        _ = self._spawn(self._fill_unanswered(asked, said, language))

    async def _message_of(
        self, asked: Asked, language: str
    ) -> tuple[MessageReceived, bool]:
        """What was asked for, and whether in a thread of its own."""
        if asked.kind is Kind.FORM:
            return await self._message_of_form(asked, language)
        text, command = "", None
        match asked.name:
            case interactions.EDIT:
                text = interactions.edit_words(asked)
            case interactions.SYNC:
                text = say(language, "discord.sync")
            case interactions.ADD:
                pass
            case "projects" if wanted := str(asked.options.get("name") or ""):
                number = await self._suggestions.project_id(asked, wanted)
                command = Command("switch", number) if number else None
        said = interactions.said(asked, text, asked.clips, command)
        return said, bool(asked.options.get("thread"))

    async def _message_of_form(
        self, asked: Asked, language: str
    ) -> tuple[MessageReceived, bool]:
        """A form that was sent off, with what the command before it brought."""
        kept = await self._cache.load_form(form.number_of(asked.custom_id) or "")
        opened = interactions.read(json.loads(kept)) if kept else None
        clips, options = (opened.clips, opened.options) if opened else ((), {})
        link = interactions.link_of(options)
        text = form.words(language, asked.values, link)
        said = interactions.said(asked, text, (*clips, *asked.clips))
        return said, bool(options.get("thread"))

    async def _handle_button(
        self, asked: Asked, language: str, promise: "asyncio.Task[None]"
    ) -> None:
        try:
            await self._update_cache(asked)
            notice = (
                await admit_with_retry(self._desk, interactions.pressed(asked))
            ).notice
        except StoreDown:
            notice = say(language, "discord.store_down")
        await promise
        await self._pending.remove(asked.id)
        if notice:
            reply = Reply(notice, private_to=asked.sender.id)
            try:
                await self._replies.follow_up(asked.ref, reply, quiet=True)
            except ChatError as error:
                _log.warning("could not tell: %s", type(error).__name__)

    async def _send_notice(self, asked: Asked, text: str) -> None:
        """A sentence for the one who asked."""
        reply = Reply(text, to=asked.ref.encode(), private_to=asked.sender.id)
        try:
            await self._adapter.post(
                names.chat_id(asked.channel), reply, f"tell{asked.id}"[:25]
            )
        except ChatError as error:
            _log.warning("could not tell: %s", type(error).__name__)

    async def _fill_unanswered(
        self, asked: Asked, said: MessageReceived, language: str
    ) -> None:
        """Nothing stays promised for long: what joined a waiting turn gets no card."""
        await asyncio.sleep(self._options.defer_timeout)
        await self._fill_deferred(asked, say(language, "discord.noted"), "noted")
        await self._pending.remove(asked.id)

    async def _report_interrupted(self, asked: Asked) -> None:
        """A question whose answer died with the process must be asked again."""
        plain = asked.kind is Kind.COMMAND and asked.name not in (
            *_TURN_COMMANDS,
            SYNC,
            ADD,
        )
        if plain:
            language = asked.sender.language or self._options.language
            await asyncio.sleep(_RETRY_SECONDS)  # it may be answered just now
            await self._fill_deferred(
                asked, say(language, "discord.interrupted"), "sorry"
            )
            await self._pending.remove(asked.id)

    async def _fill_deferred(self, asked: Asked, text: str, key: str) -> None:
        """Keep the promise with these words, unless it was kept."""
        if not await self._cache.claim_first_response(asked.id, key):
            return
        try:
            await self._replies.fill_deferred(asked.ref, Reply(text))
        except ChatError as error:
            _log.info("a promise stays open: %s", type(error).__name__)

    async def _respond(
        self, asked: Asked, kind: int, data: dict[str, Any] | None = None
    ) -> None:
        """The first word; should it come too late, the answer is an ordinary message."""
        try:
            await self._replies.respond(asked.id, asked.ref.token, kind, data)
        except ChatError as error:
            _log.warning("a first answer did not arrive: %s", type(error).__name__)

    async def _update_cache(self, asked: Asked) -> None:
        """Keep what only an interaction tells."""
        cache, channel = self._cache, asked.channel
        if asked.ref.outside:
            await cache.set_interaction_channel(asked.ref, asked.user)
        elif await cache.interaction_channel(channel):
            await cache.delete_interaction_channel(channel)
        if asked.upload is not None:
            await cache.set_upload_limit(channel, asked.upload)
        if asked.moderates and not asked.private:
            await cache.set_moderator(channel, asked.user, may=True)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
