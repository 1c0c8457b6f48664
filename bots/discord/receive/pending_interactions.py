"""Persist deferred interactions until they are answered."""

import asyncio
from collections.abc import Mapping

from bots.discord.transport.channel_cache import ChannelCache


class PendingInteractions:
    """Deferred interactions in the cache; concurrent additions share one write."""

    def __init__(self, cache: ChannelCache) -> None:
        self._cache = cache
        self._waiting: dict[str, str] = {}
        self._writing: asyncio.Task[None] | None = None

    async def add(self, interaction: str, event: str) -> None:
        self._waiting[interaction] = event
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        await asyncio.shield(self._writing)

    async def _write(self) -> None:
        await asyncio.sleep(0)
        batch, self._waiting, self._writing = self._waiting, {}, None
        await self._cache.add_pending(batch)

    async def remove(self, interaction: str) -> None:
        """Remove an interaction that is answered."""
        await self._cache.remove_pending(interaction)

    async def load(self) -> Mapping[str, str]:
        """Load the unanswered interactions by id."""
        return await self._cache.pending()
