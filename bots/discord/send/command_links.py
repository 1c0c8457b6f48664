"""Replace command names in a text by clickable mentions."""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import replace

from bots.discord.transport.channel_cache import ChannelCache
from core.model.reply import Reply

_CACHE_NAME = "command_ids"
_COMMAND = re.compile(r"(?<![\w/.<:`])/([a-z]{2,32})(?![\w/:.-]\w|/)")
_AGAIN = 60.0
"""Seconds after which unknown ids are looked up again."""


class CommandLinks:
    """The ids of the published slash commands, shared by all processes."""

    def __init__(self, cache: ChannelCache) -> None:
        self._cache = cache
        self._ids: dict[str, str] = {}
        self._asked_at = -_AGAIN

    async def save(self, ids: Mapping[str, str]) -> None:
        self._ids = dict(ids)
        await self._cache.save(_CACHE_NAME, json.dumps(self._ids))

    async def are_stored(self) -> bool:
        """Whether the ids of the published commands are stored."""
        return bool(await self._cache.load(_CACHE_NAME))

    async def apply(self, reply: Reply) -> Reply:
        """The reply with ``</edit:1>`` in place of ``/edit``; unchanged if ids are unknown."""
        if not _COMMAND.search(reply.text):
            return reply
        await self._load()
        text = _COMMAND.sub(self._link, reply.text)
        return replace(reply, text=text) if text != reply.text else reply

    def _link(self, match: re.Match[str]) -> str:
        number = self._ids.get(match[1])
        return f"</{match[1]}:{number}>" if number else match[0]

    async def _load(self) -> None:
        now = time.monotonic()
        if self._ids or now - self._asked_at < _AGAIN:
            return
        self._asked_at = now
        text = await self._cache.load(_CACHE_NAME)
        self._ids = json.loads(text) if text else {}
