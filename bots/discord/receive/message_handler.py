"""Pass messages, their edits and deletions to the core."""

import logging
import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any

from bots.discord.receive.admission import admit_with_retry
from bots.discord.receive.history import remember_clips, with_history
from bots.discord.receive.interaction_handler import ListenerOptions
from bots.discord.receive.linked_messages import with_linked_clips
from bots.discord.send.adapter import DiscordAdapter
from bots.discord.wire import ids as names, inbound
from bots.discord.wire.inbound import ChannelContext
from core.errors import ChatError, StoreDown
from core.model.inbound import BotRemoved, Inbound, MessageReceived
from core.model.reply import Reply
from core.ports import InboundHandler
from core.rules.text.wording import language_of, say

_log = logging.getLogger(__name__)
_MAX_SEEN = 10_000


class MessageHandler:
    """``bot_id`` is our user id; ``seen`` are the newest messages that were for us.

    The messages of a channel come one at a time.
    """

    def __init__(
        self,
        adapter: DiscordAdapter,
        inbound_handler: InboundHandler,
        bot_id: str,
        options: ListenerOptions,
        seen: OrderedDict[str, None],
    ) -> None:
        self._adapter = adapter
        self._inbound_handler = inbound_handler
        self._bot_id = bot_id
        self._options = options
        self._seen_messages = seen

    async def handle_message(
        self, data: Mapping[str, Any], context: ChannelContext
    ) -> None:
        message = inbound.parse_message(data, self._bot_id, context)
        if message is None:
            return
        if not message.addressed:
            await self._admit(message)
            return
        number = str(data["id"])
        self._seen_messages[number] = None
        while len(self._seen_messages) > _MAX_SEEN:
            self._seen_messages.popitem(last=False)
        if await self._report_hidden_content(data, message, context.role):
            return
        linked = await with_linked_clips(self._adapter, message)
        if linked is None:
            await self._send_text(message, "discord.unseen_link")
            return
        content = self._options.message_content
        message = await with_history(
            self._adapter, linked, self._bot_id, message_content=content
        )
        notice = await self._admit(message)
        await remember_clips(self._adapter, message)
        if notice:
            await self._send_notice(message, notice)
        guild, channel = str(data.get("guild_id") or ""), str(data["channel_id"])
        await self._adapter.channel_cache.remember_channel(guild, channel, number)

    async def _report_hidden_content(
        self, data: Mapping[str, Any], message: MessageReceived, role: str
    ) -> bool:
        """Tell the person what Discord hides from the bot; True if the message cannot be handled.

        A message that refers to one that we cannot see is handled only if it has clips.
        """
        hidden = inbound.hidden_content(data, self._bot_id, role)
        if not hidden or (hidden == inbound.HIDDEN_REPLY and message.clips):
            return False
        await self._send_text(message, hidden)
        return True

    async def handle_edit(
        self, data: Mapping[str, Any], context: ChannelContext
    ) -> None:
        """Handle an edit if the message was addressed to us, or is now."""
        is_handled = str(data["id"]) in self._seen_messages
        if not is_handled and not inbound.is_addressed(
            data, self._bot_id, context.role
        ):
            return
        if edit := inbound.parse_edit(data, self._bot_id, context.role):
            await self._admit(edit)

    async def handle_deletion(self, data: Mapping[str, Any]) -> None:
        for event in inbound.parse_deletion(data):
            number = event.message.rpartition(".")[2]
            if number in self._seen_messages or not data.get("guild_id"):
                await self._admit(event)

    async def handle_removal(self, channels: Iterable[str]) -> None:
        """The bot was removed, or the channel was deleted."""
        now = str(int(time.time() * 1000))
        for channel in channels:
            update = names.update_id("r", channel, now)
            await self._admit(BotRemoved(update, names.chat_id(channel)))

    async def _admit(self, event: Inbound) -> str:
        """Store the event; on failure tell the person, as the gateway does not resend.

        Returns the notice for the person.
        """
        try:
            patience, language = self._options.store_patience, self._options.language
            admitted = await admit_with_retry(
                self._inbound_handler, event, patience, language
            )
        except StoreDown:
            _log.error("Discord event: not stored, Redis is unavailable")  # no trace
            if isinstance(event, MessageReceived) and event.addressed:
                await self._send_text(event, "discord.store_down")
            return ""
        return admitted.notice

    async def _send_text(self, message: MessageReceived, key: str) -> None:
        """Reply to a message with the text of ``key`` in the person's language."""
        default = self._options.language
        language = language_of(message.text, message.sender.language, default)
        await self._send_notice(message, say(language, key))

    async def _send_notice(self, message: MessageReceived, text: str) -> None:
        reply = Reply(text, to=message.message)
        try:
            await self._adapter.post(message.chat, reply, f"l{message.update[-20:]}")
        except ChatError as error:
            _log.warning("Discord notice: not sent: %s", type(error).__name__)
