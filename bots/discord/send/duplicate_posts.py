"""Find a post of an earlier attempt whose outcome is unknown.

Discord recognises a repeated nonce for some minutes; a process may be down for longer.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bots.discord.transport.api import Api
from bots.discord.transport.channel_cache import ChannelCache
from bots.discord.wire import components, ids as names, outbound
from bots.discord.wire.ids import Ref
from core.errors import ChatError
from core.model.reply import Reply

_NONCE_SECONDS = 120.0
"""For so long Discord certainly remembers a nonce."""
_CLOCK_SLACK = 10.0
"""Seconds by which our clock may be ahead of Discord's."""
_MESSAGES_AFTER = "/channels/{{channel}}/messages?limit=100&after={after}"


class DuplicatePosts:
    """``clock`` gives unix seconds."""

    def __init__(
        self, api: Api, cache: ChannelCache, clock: Callable[[], float]
    ) -> None:
        self._api = api
        self._cache = cache
        self._clock = clock

    async def find(self, channel: str, reply: Reply, key: str) -> Ref | None:
        """The message that an earlier attempt of this post created, if there is one."""
        now = self._clock()
        first = await self._cache.first_attempt(key, now)
        if now - first < _NONCE_SECONDS:
            return None
        path = _MESSAGES_AFTER.format(after=names.snowflake_at(first - _CLOCK_SLACK))
        try:
            messages = await self._api.call("GET", path, {"channel": channel})
        except ChatError:
            return None
        last = outbound.message_bodies(reply)[-1]
        same_posts = (each for each in messages or () if _same(each, last))
        message = next(same_posts, None)
        return _ref(channel, message) if message else None

    async def find_by_buttons(
        self, channel: str, after: str, buttons: set[str]
    ) -> Ref | None:
        """The bot's message after ``after`` that has buttons with these custom ids."""
        path = _MESSAGES_AFTER.format(after=after)
        messages = await self._api.call("GET", path, {"channel": channel})
        for each in messages or ():
            if _is_by_a_bot(each) and buttons <= _custom_ids(each):
                return _ref(channel, each)
        return None


def _ref(channel: str, message: Mapping[str, Any]) -> Ref:
    layout, shows = components.is_layout(message), components.shown_files(message)
    return Ref(channel, str(message["id"]), layout=layout, shows=shows)


def _custom_ids(message: Mapping[str, Any]) -> set[str]:
    rows = components.controls(message.get("components"))
    return {str(part.get("custom_id") or "") for row in rows for part in row}


def _same(message: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
    there = [each.get("filename") for each in message.get("attachments") or ()]
    files = [each.get("filename") for each in body.get("attachments") or ()]
    words = components.words_of(message) == components.words_of(body)
    return _is_by_a_bot(message) and words and there == files


def _is_by_a_bot(message: Mapping[str, Any]) -> bool:
    return bool((message.get("author") or {}).get("bot"))
