"""Cache Telegram's ids of sent files, so that no file is uploaded twice."""

from contextlib import suppress
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError
from telegram import Message

from core.model.reply import Media

_KEPT_SECONDS = 86_400
"""A day: a video is rarely sent again later."""


class FileIds:
    """File ids in Redis, shared by all processes; without Redis none are stored."""

    def __init__(self, redis: Redis | None) -> None:
        self._redis: Any = redis

    async def find(self, media: Media) -> str:
        """The id under which Telegram has this file, "" if it is not known."""
        if self._redis is None or not media.id:
            return ""
        try:
            return str(await self._redis.get(_key(media)) or "")
        except RedisError:
            return ""

    async def remember(self, media: Media, message: object) -> None:
        video = message.video if isinstance(message, Message) else None
        if self._redis is None or not media.id or video is None:
            return
        with suppress(RedisError):
            await self._redis.set(_key(media), video.file_id, ex=_KEPT_SECONDS)

    async def forget(self, media: Media) -> None:
        if self._redis is not None:
            with suppress(RedisError):
                await self._redis.delete(_key(media))


def _key(media: Media) -> str:
    return f"{{vm}}:telegram:file:{media.id}"
