"""What was said before we listened: recent footage, and messages that we missed."""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bots.discord.send.adapter import DiscordAdapter
from bots.discord.wire import ids as names
from bots.discord.wire.inbound import newest_footage
from core.errors import ChatError
from core.model.chat import MessageReceived

_BACK = 25
_MOST_CHANNELS = 100
_PAGE, _MOST_PAGES = 100, 10


@dataclass(frozen=True, slots=True)
class Stop:
    """Where we worked, and the last that we heard there; ``guild`` "" if private."""

    guild: str
    channel: str
    last: str


async def with_history(
    adapter: DiscordAdapter, said: MessageReceived, me: str, *, content: bool
) -> MessageReceived:
    """An instruction in a place that has no clips yet means the newest video above it.

    Where we may not read, or see no attachments, nothing is found and nothing changes;
    ``content`` tells whether other people's messages show us anything at all.
    """
    channel, places = names.channel_of(said.chat), adapter.places
    if said.command:
        if said.command.name == "new":
            await places.starve(channel)
        return said
    if said.clips or said.quoted:
        await places.feed(channel)
        return said
    readable = said.text and (content or said.private)
    if not readable or await places.fed(channel) or await places.door(channel):
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


async def stops(adapter: DiscordAdapter, guilds: Iterable[str]) -> list[Stop]:
    """The places where we worked, those with the newest words first in each guild."""
    found = []
    for guild in ("", *guilds):
        settled = await adapter.places.settled(guild)
        newest = sorted(settled.items(), key=lambda each: int(each[1]), reverse=True)
        found += [Stop(guild, *each) for each in newest[:_MOST_CHANNELS]]
    return found


async def missed(
    adapter: DiscordAdapter, stop: Stop
) -> AsyncIterator[Mapping[str, Any]]:
    """Messages after the last one we heard there, oldest first."""
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
