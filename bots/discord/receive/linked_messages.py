"""Add the clips of messages that a person links to."""

from dataclasses import replace

from bots.discord.send.adapter import DiscordAdapter
from bots.discord.wire import ids as names
from bots.discord.wire.inbound import videos_of
from bots.discord.wire.message_links import MessageLink, message_links
from core.errors import ChatError
from core.model.chat import Clip
from core.model.inbound import MessageReceived

_MOST = 10


async def with_linked_clips(
    adapter: DiscordAdapter, message: MessageReceived
) -> MessageReceived | None:
    """Add the clips of the linked messages; None if one cannot be opened.

    Only messages that the person can see themselves are opened.
    """
    text, links = message_links(message.text)
    if not links:
        return message
    clips: list[Clip] = []
    for link in links[:_MOST]:
        linked = await _clips_of(adapter, message, link)
        if linked is None:
            return None
        clips += linked
    return replace(message, text=text, quoted=(*message.quoted, *clips))


async def _clips_of(
    adapter: DiscordAdapter, message: MessageReceived, link: MessageLink
) -> tuple[Clip, ...] | None:
    user = names.user_of(message.sender.id)
    here = link.channel == names.channel_of(message.chat)
    if not here and not await adapter.can_view(link.channel, user):
        return None
    ids = {"channel": link.channel, "message": link.message}
    try:
        linked = await adapter.api.call(
            "GET", "/channels/{channel}/messages/{message}", ids, max_wait=2.0
        )
    except ChatError:
        return None
    return videos_of(linked)
