"""Open a thread for a project."""

import logging
from dataclasses import replace

from bots.discord.send.adapter import DiscordAdapter
from bots.discord.transport import errors
from bots.discord.transport.api import ApiError
from bots.discord.wire import ids as names, limits
from bots.discord.wire.ids import Ref
from bots.discord.wire.interactions import Interaction
from core.errors import ChatError
from core.model.inbound import MessageReceived
from core.model.reply import Reply
from core.rules.text.wording import say

_log = logging.getLogger(__name__)
_DAY = 1440
_KEY = "thread"


class Threads:
    def __init__(self, adapter: DiscordAdapter) -> None:
        self._adapter = adapter

    async def open(
        self, interaction: Interaction, message: MessageReceived, language: str
    ) -> MessageReceived:
        """Open a thread and move the message there; return it unchanged if forbidden.

        The deferred response becomes the thread's first message.
        """
        adapter = self._adapter
        facts = {"name": interaction.sender.name, "words": message.text or "🎬"}
        hint = say(language, "discord.thread_hint")
        text = f"{say(language, 'discord.thread', **facts)}\n{hint}"
        reply = Reply(text)
        try:
            if not await adapter.channel_cache.claim_first_response(
                interaction.id, _KEY
            ):
                return message
            new_ref = await adapter.interaction_replies.fill_deferred(
                interaction.ref, reply
            )
            title = " ".join(message.text.split())[: limits.THREAD_NAME] or "VidMuse"
            channel = await self._opened(interaction.channel, new_ref.message, title)
        except ChatError as error:
            _log.info("Discord thread: not created: %s", type(error).__name__)
            return message
        return replace(
            message,
            chat=names.chat_id(channel),
            message=Ref(channel).encode(),
            place=title,
            within=(*message.within, message.chat),
        )

    async def _opened(self, channel: str, message: str, title: str) -> str:
        """The id of the thread under a message: the message's own id, also if the thread existed."""
        try:
            await self._adapter.api.call(
                "POST",
                "/channels/{channel}/messages/{message}/threads",
                {"channel": channel, "message": message},
                {"name": title, "auto_archive_duration": _DAY},
                idempotent=True,
            )
        except ApiError as refusal:
            if refusal.code not in errors.THREAD_THERE:
                raise
        return message
