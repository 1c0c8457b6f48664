"""Fill deferred responses that no card has filled."""

import asyncio
import logging

from bots.discord.receive.pending_interactions import PendingInteractions
from bots.discord.send.adapter import DiscordAdapter
from bots.discord.wire.interactions import MENUS, Interaction, InteractionKind
from core.errors import ChatError
from core.model.commands import MAKES_TURN
from core.model.reply import Reply
from core.rules.text.wording import say

_log = logging.getLogger(__name__)
_CARD_SECONDS = 1.0
"""Seconds to wait: another process may be answering the question of a dead one right now."""


class DeferredResponses:
    """Ensures that each deferred response is filled; a filled one is removed from ``pending``."""

    def __init__(self, adapter: DiscordAdapter, pending: PendingInteractions) -> None:
        self._cache = adapter.channel_cache
        self._replies = adapter.interaction_replies
        self._pending = pending

    async def fill_after(
        self, seconds: float, interaction: Interaction, language: str
    ) -> None:
        """Confirm the request after a wait, unless a card has filled the response by then."""
        await asyncio.sleep(seconds)
        await self._fill(interaction, say(language, "discord.noted"), "noted")
        await self._pending.remove(interaction.id)

    async def report_interrupted(self, interaction: Interaction, language: str) -> None:
        """Tell the person that their question was lost when its process died."""
        turns = {*MAKES_TURN, *MENUS}
        if (
            interaction.kind is InteractionKind.COMMAND
            and interaction.name not in turns
        ):
            await asyncio.sleep(_CARD_SECONDS)
            await self._fill(interaction, say(language, "discord.interrupted"), "sorry")
            await self._pending.remove(interaction.id)

    async def _fill(self, interaction: Interaction, text: str, key: str) -> None:
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
