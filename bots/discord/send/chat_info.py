"""Look up upload limits and moderators of a channel, with a cache."""

import time
from collections.abc import Mapping
from typing import Any

from bots.discord.transport import errors
from bots.discord.transport.api import Api, ApiError
from bots.discord.transport.channel_cache import ChannelCache
from bots.discord.wire import limits, permissions as rights
from core.errors import ChatError

_CACHE_SECONDS = 600.0
_DIRECT, _PRIVATE_THREAD = 1, 12


class ChatInfo:
    def __init__(self, api: Api, cache: ChannelCache) -> None:
        self._api = api
        self._cache = cache
        self._facts: dict[str, tuple[Mapping[str, Any], float]] = {}

    async def upload_limit(self, channel: str) -> int:
        """Return the largest file size of the channel in bytes."""
        if (cached := await self._cache.upload_limit(channel)) is not None:
            return cached
        try:
            channel_data = await self._channel(channel)
            guild = str(channel_data.get("guild_id") or "")
            return (
                limits.upload_limit(await self._guild(guild))
                if guild
                else limits.UPLOAD
            )
        except ChatError:
            return limits.UPLOAD

    async def can_moderate(self, channel: str, user: str) -> bool:
        """True in DMs, False in group DMs; in guilds computed from roles and overwrites."""
        cached = await self._cache.is_moderator(channel, user)
        if cached is not None:
            return cached
        try:
            may = await self._fetch_can_moderate(channel, user)
        except ChatError:
            return False
        await self._cache.set_moderator(channel, user, may=may)
        return may

    async def can_view(self, channel: str, user: str) -> bool:
        """Whether this person sees the messages of a channel; False if that is unknown."""
        try:
            channel_data = await self._channel(channel)
            if not channel_data.get("guild_id"):
                people = channel_data.get("recipients") or ()
                return any(str(each.get("id")) == user for each in people)
            private = channel_data.get("type") == _PRIVATE_THREAD
            return not private and rights.can_view(
                await self._permissions(channel_data, user)
            )
        except ChatError:
            return False

    async def has_left(self, channel: str, user: str) -> bool:
        """Whether a person has left the server or lost access to the channel.

        False if Discord does not tell: the bot itself is no member.
        """
        try:
            channel_data = await self._channel(channel)
            if not channel_data.get("guild_id"):
                return False
            return not rights.can_view(await self._permissions(channel_data, user))
        except ApiError as refusal:
            return refusal.code == errors.UNKNOWN_MEMBER
        except ChatError:
            return False

    async def _fetch_can_moderate(self, channel: str, user: str) -> bool:
        channel_data = await self._channel(channel)
        if not channel_data.get("guild_id"):
            return channel_data.get("type") == _DIRECT
        return rights.can_moderate(await self._permissions(channel_data, user))

    async def _permissions(self, channel_data: Mapping[str, Any], user: str) -> int:
        """A member's permissions in a channel of a guild; a thread has its channel's."""
        guild_id = str(channel_data["guild_id"])
        guild = await self._guild(guild_id)
        member = await self._api.call(
            "GET",
            "/guilds/{guild}/members/{user}",
            {"guild": guild_id, "user": user},
        )
        parent = channel_data.get("parent_id")
        if parent and not channel_data.get("permission_overwrites"):
            channel_data = await self._channel(str(parent))
        return rights.permissions(guild, channel_data, member, user)

    async def _channel(self, channel: str) -> Mapping[str, Any]:
        return await self._fact(
            f"c{channel}", "/channels/{channel}", {"channel": channel}
        )

    async def _guild(self, guild: str) -> Mapping[str, Any]:
        return await self._fact(f"g{guild}", "/guilds/{guild}", {"guild": guild})

    async def _fact(
        self, name: str, path: str, ids: Mapping[str, str]
    ) -> Mapping[str, Any]:
        channel_data, until = self._facts.get(name, ({}, 0.0))
        now = time.monotonic()
        if now < until:
            return channel_data
        answer: Mapping[str, Any] = await self._api.call("GET", path, ids)
        if len(self._facts) > 1000:
            self._facts.clear()
        self._facts[name] = (answer, now + _CACHE_SECONDS)
        return answer
