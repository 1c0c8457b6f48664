"""Fill deferred responses that no card has filled."""

import logging

from bots.discord.send.adapter import DiscordAdapter
from bots.discord.wire.interactions import Interaction
from core.errors import ChatError
from core.model.chat import Reply

_log = logging.getLogger(__name__)


class DeferredResponses:
    def __init__(self, adapter: DiscordAdapter) -> None:
        self._cache = adapter.channel_cache
        self._replies = adapter.interaction_replies

    async def fill(self, interaction: Interaction, text: str, key: str) -> None:
        """Fill the deferred response with ``text``, unless it is filled already."""
        if not await self._cache.claim_first_response(interaction.id, key):
            return
        try:
            await self._replies.fill_deferred(interaction.ref, Reply(text))
        except ChatError as error:
            _log.info(
                "Discord interaction: deferred response not filled: %s",
                type(error).__name__,
            )
