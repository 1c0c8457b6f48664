"""Handle interactions: acknowledge within 3 seconds, then pass them to the core."""

import asyncio
import json
import logging
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from bots.discord.receive.admission import admit_with_retry
from bots.discord.receive.deferred_responses import DeferredResponses
from bots.discord.receive.history import remember_clips, with_history
from bots.discord.receive.immediate_responses import immediate_response
from bots.discord.receive.linked_messages import with_linked_clips
from bots.discord.receive.pending_interactions import PendingInteractions
from bots.discord.receive.suggestions import Suggestions
from bots.discord.send.adapter import DiscordAdapter
from bots.discord.send.interaction_replies import (
    CHOICES,
    DEFER,
    DEFER_UPDATE,
    MODAL,
)
from bots.discord.send.threads import Threads
from bots.discord.transport.channel_locks import ChannelLocks
from bots.discord.wire import form, ids as names, interactions, outbound
from bots.discord.wire.interactions import (
    Interaction,
    InteractionKind,
)
from core.errors import ChatError, StoreDown
from core.model.inbound import Command, Inbound, InboundResult, MessageReceived
from core.model.reply import Reply
from core.ports import InboundHandler
from core.rules.text.wording import say

_log = logging.getLogger(__name__)
_DEFER_WAIT = 1.0
"""Longest wait in seconds for the deferral before processing starts."""
_PERSIST_WAIT = 0.2
"""Longest wait in seconds for the interaction to be persisted before deferring."""


@dataclass(frozen=True, slots=True)
class ListenerOptions:
    """Options of a listener.

    ``language`` is spoken where a person's own is not known; ``message_content`` tells
    whether we see what others write; a deferred interaction without a reply is confirmed
    after ``defer_timeout`` seconds; an event that cannot be stored for ``store_patience``
    seconds is dropped and the person is told. ``hosted`` tells that the agent is not our
    own studio, which knows the beat of each song.
    """

    language: str = "en"
    message_content: bool = False
    defer_timeout: float = 8.0
    hosted: bool = False
    store_patience: float = 20.0


class InteractionHandler:
    """``bot_id`` is our user id.

    A deferred interaction is persisted before, and deleted once it is answered, so that
    ``resume_pending`` can answer those of a process that died.
    """

    def __init__(
        self,
        adapter: DiscordAdapter,
        inbound_handler: InboundHandler,
        suggestions: Suggestions,
        locks: ChannelLocks,
        bot_id: str,
        options: ListenerOptions,
    ) -> None:
        self._adapter = adapter
        self._replies = adapter.interaction_replies
        self._cache = adapter.channel_cache
        self._pending = PendingInteractions(adapter.channel_cache)
        self._deferred = DeferredResponses(adapter, self._pending)
        self._threads = Threads(adapter)
        self._suggestions = suggestions
        self._inbound_handler = inbound_handler
        self._locks = locks
        self._bot_id = bot_id
        self._options = options
        self._tasks: set[asyncio.Task[None]] = set()

    async def handle(self, event: Mapping[str, Any]) -> None:
        """Acknowledge at once; then process in the channel's order of arrival."""
        interaction = interactions.parse(event)
        if interaction is None:
            return
        language = interaction.sender.language or self._options.language
        if interaction.kind is InteractionKind.SUGGEST:
            choices = await self._suggestions.choices_for(interaction, language)
            await self._respond(interaction, CHOICES, {"choices": choices})
        elif first := immediate_response(interaction, language, self._bot_id):
            if interaction.options and first[0] == MODAL:
                stored_form = json.dumps({**event, "token": ""})
                note = self._spawn(self._cache.save_form(interaction.id, stored_form))
                await asyncio.wait({note}, timeout=_PERSIST_WAIT)
            await self._respond(interaction, *first)
        else:
            deferral = asyncio.create_task(self._defer(interaction, event))
            try:
                async with self._locks.acquire(interaction.channel):
                    await asyncio.wait({deferral}, timeout=_DEFER_WAIT)
                    await self._process(interaction, language, deferral)
            finally:
                await deferral

    async def resume_pending(self) -> None:
        """Handle interactions that a dead process deferred; handling one twice is safe."""
        for text in (await self._pending.load()).values():
            event = json.loads(text)
            if interaction := interactions.parse(event):
                await self.handle(event)
                language = interaction.sender.language or self._options.language
                await self._deferred.report_interrupted(interaction, language)

    async def aclose(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _defer(self, interaction: Interaction, event: Mapping[str, Any]) -> None:
        """Persist the interaction, then defer it; do not wait for a slow store."""
        note = self._spawn(self._pending.add(interaction.id, json.dumps(event)))
        await asyncio.wait({note}, timeout=_PERSIST_WAIT)
        if interaction.kind is InteractionKind.COMPONENT:
            await self._respond(interaction, DEFER_UPDATE)
        else:
            flags = {"flags": outbound.EPHEMERAL} if interaction.ref.ephemeral else {}
            await self._respond(interaction, DEFER, flags)

    async def _process(
        self, interaction: Interaction, language: str, deferral: "asyncio.Task[None]"
    ) -> None:
        if interaction.kind is InteractionKind.COMPONENT:
            await self._handle_button(interaction, language, deferral)
            return
        message, thread = await self._message_of(interaction, language)
        await self._update_cache(interaction)
        if thread and interaction.can_open_threads:
            await deferral
            message = await self._threads.open(interaction, message, language)
        linked = await with_linked_clips(self._adapter, message)
        if linked is None:
            words = say(language, "discord.unseen_link")
            await self._send_notice(interaction, words)
            return
        message = await with_history(
            self._adapter,
            linked,
            self._bot_id,
            message_content=self._options.message_content,
        )
        try:
            admitted = await self._admit(message)
        except StoreDown:
            _log.error(
                "Discord interaction: not stored, Redis is unavailable"
            )  # no trace
            await self._send_notice(interaction, say(language, "discord.store_down"))
            return
        await remember_clips(self._adapter, message)
        if admitted.notice:
            await self._send_notice(interaction, admitted.notice)
        message_id = interaction.ref.message or interaction.id
        await self._cache.remember_channel(
            interaction.guild, names.channel_of(message.chat), message_id
        )
        wait = self._options.defer_timeout
        _ = self._spawn(self._deferred.fill_after(wait, interaction, language))

    async def _message_of(
        self, interaction: Interaction, language: str
    ) -> tuple[MessageReceived, bool]:
        """Return the message of the interaction and whether it asks for its own thread."""
        if interaction.kind is InteractionKind.FORM:
            return await self._message_of_form(interaction, language)
        text, command = "", None
        if interactions.asks_for_upright(interaction, self._bot_id):
            words = say(language, "discord.say_vertical_version")
            return interactions.to_result_request(interaction, words), False
        match interaction.name:
            case interactions.EDIT:
                text = interactions.edit_text(interaction)
            case _ if interaction.menu:
                text = self._menu_text(interaction.menu, language)
            case "projects" if name := str(interaction.options.get("name") or ""):
                number = await self._suggestions.project_id(interaction, name)
                command = Command("switch", number) if number else None
        message = interactions.to_message(interaction, text, interaction.clips, command)
        return message, bool(interaction.options.get("thread"))

    def _menu_text(self, menu: str, language: str) -> str:
        """The instruction of a menu; "" to show only the project's list of clips.

        Our own studio shows the beat in that list; another agent is asked for it.
        """
        if menu == "add" or (menu == "beat" and not self._options.hosted):
            return ""
        if menu == "song":
            return say(language, "wish.song")
        return say(language, f"discord.say_{menu}")

    async def _message_of_form(
        self, interaction: Interaction, language: str
    ) -> tuple[MessageReceived, bool]:
        """Return the message of a submitted form with the clips of its command."""
        if interaction.custom_id == form.ANSWER:
            text = interaction.values.get(form.ANSWER, "")
            return interactions.to_answer(interaction, text), False
        stored_form = await self._cache.load_form(
            form.interaction_id(interaction.custom_id) or ""
        )
        opened = interactions.parse(json.loads(stored_form)) if stored_form else None
        clips, options = (opened.clips, opened.options) if opened else ((), {})
        link = interactions.link_of(options)
        text = form.instruction_of(language, interaction.values, link)
        message = interactions.to_message(
            interaction, text, (*clips, *interaction.clips)
        )
        return message, bool(options.get("thread"))

    async def _handle_button(
        self, interaction: Interaction, language: str, deferral: "asyncio.Task[None]"
    ) -> None:
        try:
            await self._update_cache(interaction)
            press = interactions.to_button_press(interaction)
            notice = (await self._admit(press)).notice
        except StoreDown:
            notice = say(language, "discord.store_down")
        await deferral
        await self._pending.remove(interaction.id)
        if notice:
            reply = Reply(notice, private_to=interaction.sender.id)
            try:
                await self._replies.follow_up(interaction.ref, reply, ephemeral=True)
            except ChatError as error:
                _log.warning("Discord notice: not sent: %s", type(error).__name__)

    async def _admit(self, event: Inbound) -> InboundResult:
        """Store the event. Raises ``StoreDown``."""
        patience, language = self._options.store_patience, self._options.language
        return await admit_with_retry(self._inbound_handler, event, patience, language)

    async def _send_notice(self, interaction: Interaction, text: str) -> None:
        """Send a notice that only the person who asked sees."""
        reply = Reply(
            text, to=interaction.ref.encode(), private_to=interaction.sender.id
        )
        try:
            await self._adapter.post(
                names.chat_id(interaction.channel), reply, f"tell{interaction.id}"[:25]
            )
        except ChatError as error:
            _log.warning("Discord notice: not sent: %s", type(error).__name__)

    async def _respond(
        self, interaction: Interaction, kind: int, data: dict[str, Any] | None = None
    ) -> None:
        """Send the first response; if it is too late, the reply is an ordinary message."""
        try:
            await self._replies.respond(
                interaction.id, interaction.ref.token, kind, data
            )
        except ChatError as error:
            _log.warning(
                "Discord interaction: first response not sent: %s", type(error).__name__
            )

    async def _update_cache(self, interaction: Interaction) -> None:
        """Cache the channel facts that only an interaction carries."""
        cache, channel = self._cache, interaction.channel
        if interaction.layout and interaction.ref.message:
            await cache.set_layout(interaction.ref.message, interaction.layout)
        if interaction.ref.token_only:
            await cache.set_interaction_channel(interaction.ref, interaction.user)
        elif await cache.interaction_channel(channel):
            await cache.delete_interaction_channel(channel)
        if interaction.upload_limit is not None:
            await cache.set_upload_limit(channel, interaction.upload_limit)
        if interaction.can_moderate and not interaction.private:
            await cache.set_moderator(channel, interaction.user, may=True)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
