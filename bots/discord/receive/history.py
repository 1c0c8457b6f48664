"""Read recent footage of a channel for an instruction that comes without clips."""

from dataclasses import replace

from bots.discord.send.adapter import DiscordAdapter
from bots.discord.wire import ids as names
from bots.discord.wire.inbound import newest_videos
from core.errors import ChatError
from core.model.inbound import MessageReceived

_BACK = 25


async def with_history(
    adapter: DiscordAdapter,
    message: MessageReceived,
    bot_id: str,
    *,
    message_content: bool,
) -> MessageReceived:
    """Add the newest video above an instruction in a channel that has no clips yet.

    Without the permission to read the channel the message is returned unchanged.
    ``message_content`` tells whether the bot sees the content of other people's messages.
    """
    channel, cache = names.channel_of(message.chat), adapter.channel_cache
    if message.command:
        if message.command.name == "new":
            await cache.clear_has_clips(channel)
        return message
    readable = message.text and (message_content or message.private)
    if (
        not readable
        or message.clips
        or message.quoted
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
    return replace(message, quoted=clips) if clips else message


async def remember_clips(adapter: DiscordAdapter, message: MessageReceived) -> None:
    """Remember that the channel has clips, once the message that brings them is stored."""
    if not message.command and (message.clips or message.quoted):
        channel = names.channel_of(message.chat)
        await adapter.channel_cache.set_has_clips(channel)
