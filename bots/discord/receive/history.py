"""Read earlier messages: recent footage and messages missed while offline."""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bots.discord.send.adapter import DiscordAdapter
from bots.discord.wire import ids as names
from bots.discord.wire.inbound import newest_videos
from core.errors import ChatError
from core.model.chat import MessageReceived

_BACK = 25
_MOST_CHANNELS = 100
_PAGE, _MOST_PAGES = 100, 10


@dataclass(frozen=True, slots=True)
class ChannelPosition:
    """A channel and the last message handled there; ``guild`` is "" if private."""

    guild: str
    channel: str
    last: str


async def with_history(
    adapter: DiscordAdapter,
    message: MessageReceived,
    bot_id: str,
    *,
    message_content: bool,
) -> MessageReceived:
    """Add the newest video above an instruction in a channel that has no clips yet.

    Where we may not read, or see no attachments, nothing is found and nothing changes;
    ``content`` tells whether other people's messages show us anything at all.
    """
    channel, cache = names.channel_of(message.chat), adapter.channel_cache
    if message.command:
        if message.command.name == "new":
            await cache.clear_has_clips(channel)
        return message
    if message.clips or message.quoted:
        await cache.set_has_clips(channel)
        return message
    readable = message.text and (message_content or message.private)
    if (
        not readable
        or await cache.has_clips(channel)
        or await cache.interaction_channel(channel)
    ):
        return message
    try:
        messages = await adapter.api.call(
            "GET",
            f"/channels/{{channel}}/messages?limit={_BACK}",
            {"channel": channel},
            max_wait=1.0,
        )
    except ChatError:
        return message
    clips = newest_videos(messages or [], bot_id)
    if not clips:
        return message
    await cache.set_has_clips(channel)
    return replace(message, quoted=clips)


async def channel_positions(
    adapter: DiscordAdapter, guilds: Iterable[str]
) -> list[ChannelPosition]:
    """List the channels the bot worked in, most recently used first in each guild."""
    found = []
    for guild in ("", *guilds):
        settled = await adapter.channel_cache.remembered_channels(guild)
        newest = sorted(settled.items(), key=lambda each: int(each[1]), reverse=True)
        found += [ChannelPosition(guild, *each) for each in newest[:_MOST_CHANNELS]]
    return found


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
