"""Tell a person by direct message that the bot may not write in a channel."""

import logging

from bots.discord.send.messages import MessageSender
from bots.discord.transport.api import Api
from bots.discord.transport.channel_cache import ChannelCache
from core.errors import ChatError
from core.model.reply import Reply
from core.rules.text.wording import say

_log = logging.getLogger(__name__)
_LINK = "https://discord.com/channels/{guild}/{channel}"


class PermissionNotice:
    def __init__(
        self, api: Api, sender: MessageSender, cache: ChannelCache, language: str
    ) -> None:
        self._api = api
        self._sender = sender
        self._cache = cache
        self._language = language

    async def send(self, channel: str, message: str) -> None:
        """Tell the author of ``message`` that the bot may not answer there; at most once an hour."""
        if not await self._cache.claim_hourly(f"no_rights:{channel}", message):
            return
        try:
            channel_data = await self._api.call(
                "GET", "/channels/{channel}", {"channel": channel}
            )
            ids = {"channel": channel, "message": message}
            original = await self._api.call(
                "GET", "/channels/{channel}/messages/{message}", ids
            )
            link = _LINK.format(
                guild=channel_data.get("guild_id", "@me"), channel=channel
            )
            text = say(self._language, "discord.no_rights", link=link)
            direct = await self._sender.open_dm(str(original["author"]["id"]))
            await self._sender.send(direct, Reply(text), f"rights{message}"[:25])
        except ChatError as error:
            _log.warning(
                "Discord permission notice: not sent: %s", type(error).__name__
            )
