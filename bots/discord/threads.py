"""Opens a thread for a project, under a message that says what it is about."""

import logging
from dataclasses import replace

from bots.discord import names
from bots.discord.adapter import DiscordAdapter
from bots.discord.interactions import Asked
from bots.discord.names import Ref
from core.errors import ChatError
from core.model.chat import Reply, Said
from core.rules.wording import say

_log = logging.getLogger(__name__)
_DAY = 1440
_TITLE = 90
_KEY = "thread"


class Threads:
    def __init__(self, adapter: DiscordAdapter) -> None:
        self._adapter = adapter

    async def open(self, asked: Asked, said: Said, language: str) -> Said:
        """What was said, as if in a new thread; where it was if that is not allowed.

        The promised answer becomes the thread's first message.
        """
        adapter = self._adapter
        facts = {"name": asked.sender.name, "words": said.text or "🎬"}
        reply = Reply(say(language, "discord.thread", **facts))
        try:
            if not await adapter.places.first(asked.id, _KEY):
                return said
            made = await adapter.answers.first(asked.ref, reply)
            title = " ".join(said.text.split())[:_TITLE] or "VidMuse"
            thread = await adapter.api.call(
                "POST",
                "/channels/{channel}/messages/{message}/threads",
                {"channel": asked.channel, "message": made.message},
                {"name": title, "auto_archive_duration": _DAY},
            )
        except ChatError as error:
            _log.info("no thread: %s", type(error).__name__)
            return said
        channel = str(thread["id"])
        return replace(
            said,
            chat=names.chat_id(channel),
            message=Ref(channel).encode(),
            place=title,
        )
