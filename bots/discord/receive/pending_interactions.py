"""Interactions that are promised an answer, until they have it."""

import asyncio
from collections.abc import Mapping

from bots.discord.transport.channel_cache import Places


class Journal:
    """What comes in one moment is written in one go."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._waiting: dict[str, str] = {}
        self._writing: asyncio.Task[None] | None = None

    async def write(self, interaction: str, event: str) -> None:
        self._waiting[interaction] = event
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        await asyncio.shield(self._writing)

    async def _write(self) -> None:
        await asyncio.sleep(0)
        batch, self._waiting, self._writing = self._waiting, {}, None
        await self._places.ask(batch)

    async def strike(self, interaction: str) -> None:
        """It has its answer."""
        await self._places.answered(interaction)

    async def left(self) -> Mapping[str, str]:
        """What is not known to have an answer, by interaction."""
        return await self._places.asked()
