"""What was said before we listened: recent footage, and messages that we missed."""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import replace
from typing import Any

from bots.discord import names
from bots.discord.adapter import DiscordAdapter
from bots.discord.inbound import newest_footage
from core.errors import ChatError
from core.model.chat import Said

_BACK = 25
_MOST_CHANNELS = 100
_CAUGHT = 50


async def with_history(adapter: DiscordAdapter, said: Said, me: str) -> Said:
    """An instruction in a place that has no clips yet means the newest video above it.

    Where we may not read, or see no attachments, nothing is found and nothing changes.
    """
    channel, places = names.channel_of(said.chat), adapter.places
    if said.command:
        if said.command.name == "new":
            await places.starve(channel)
        return said
    if said.clips or said.quoted:
        await places.feed(channel)
        return said
    if not said.text or await places.fed(channel) or await places.door(channel):
        return said
    try:
        messages = await adapter.api.call(
            "GET",
            f"/channels/{{channel}}/messages?limit={_BACK}",
            {"channel": channel},
            patience=1.0,
        )
    except ChatError:
        return said
    clips = newest_footage(messages or [], me)
    if not clips:
        return said
    await places.feed(channel)
    return replace(said, quoted=clips)


async def missed(
    adapter: DiscordAdapter, guilds: Iterable[str]
) -> AsyncIterator[Mapping[str, Any]]:
    """Messages after the last we heard, in the places where we work; oldest first."""
    for guild in ("", *guilds):
        settled = await adapter.places.settled(guild)
        newest = sorted(settled.items(), key=lambda each: int(each[1]), reverse=True)
        for channel, last in newest[:_MOST_CHANNELS]:
            try:
                messages = await adapter.api.call(
                    "GET",
                    f"/channels/{{channel}}/messages?limit={_CAUGHT}&after={last}",
                    {"channel": channel},
                )
            except ChatError:
                continue
            for message in sorted(messages or [], key=lambda each: int(each["id"])):
                yield {**message, "guild_id": guild} if guild else message
