"""Read the messages that arrived while no process listened, channel by channel."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bots.discord.receive.gateway import Gateway
from bots.discord.send.adapter import DiscordAdapter
from bots.discord.transport.channel_locks import ChannelLocks
from core.errors import ChatError

_MOST_CHANNELS = 100
_PAGE, _MOST_PAGES = 100, 10
_CONCURRENCY = 8
"""Channels whose missed messages are read concurrently."""

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChannelPosition:
    """A channel and the last message handled there; ``guild`` is "" if private."""

    guild: str
    channel: str
    last: str


async def handle_missed_messages(
    adapter: DiscordAdapter,
    client: Gateway,
    locks: ChannelLocks,
    ready: Event,
    handle: Callable[[Event], Awaitable[None]],
) -> None:
    """Handle the messages that arrived before this session, oldest first.

    ``ready`` is the event that began the session.
    """
    guilds = [str(guild["id"]) for guild in ready.get("guilds") or ()]
    few = asyncio.Semaphore(_CONCURRENCY)

    async def read_channel(position: ChannelPosition) -> None:
        async with locks.acquire(position.channel, priority=True), few:
            async for message in missed_messages(adapter, position):
                await client.wait_for_guilds({position.guild})
                await handle(message)

    async with asyncio.TaskGroup() as group:
        with locks.paused():
            for position in await channel_positions(adapter, guilds):
                group.create_task(read_channel(position))
            await asyncio.sleep(0)  # these events now hold the locks of their channels


async def channel_positions(
    adapter: DiscordAdapter, guilds: Iterable[str]
) -> list[ChannelPosition]:
    """List the channels the bot worked in, most recently used first in each guild."""
    positions = []
    for guild in ("", *guilds):
        settled = await adapter.channel_cache.remembered_channels(guild)
        newest = sorted(settled.items(), key=lambda each: int(each[1]), reverse=True)
        positions += [ChannelPosition(guild, *each) for each in newest[:_MOST_CHANNELS]]
    return positions


async def missed_messages(
    adapter: DiscordAdapter, stop: ChannelPosition
) -> AsyncIterator[Mapping[str, Any]]:
    """Yield the messages after the last handled one, oldest first."""
    last = stop.last
    for _ in range(_MOST_PAGES):
        try:
            page = await adapter.api.call(
                "GET",
                f"/channels/{{channel}}/messages?limit={_PAGE}&after={last}",
                {"channel": stop.channel},
            )
        except ChatError:
            return
        for message in sorted(page or [], key=lambda each: int(each["id"])):
            last = str(message["id"])
            yield {**message, "guild_id": stop.guild} if stop.guild else message
        if len(page or []) < _PAGE:
            return
