"""Store each person's newest videos, so that they can share them in another chat."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.model.chat import SenderId
from core.model.reply import Media

_MOST_VIDEOS = 10
_KEPT_SECONDS = 30 * 86_400
_GARBAGE = (ValueError, TypeError)


@dataclass(frozen=True, slots=True)
class RecentVideo:
    """A video stored by Telegram: its file id, name and description."""

    file_id: str
    name: str
    alt: str = ""


class RecentVideos:
    """Stored in Redis for 30 days after the last one; without Redis there are none."""

    def __init__(self, redis: Redis | None) -> None:
        self._redis: Any = redis

    async def add(self, person: SenderId, media: Media, file_id: str) -> None:
        if self._redis is None:
            return
        row = json.dumps(asdict(RecentVideo(file_id, media.name, media.alt)))
        with suppress(RedisError):
            pipe = self._redis.pipeline(transaction=False)
            pipe.lrem(_key(person), 0, row)
            pipe.lpush(_key(person), row)
            pipe.ltrim(_key(person), 0, _MOST_VIDEOS - 1)
            pipe.expire(_key(person), _KEPT_SECONDS)
            await pipe.execute()

    async def newest(self, person: SenderId) -> list[RecentVideo]:
        """Return the person's videos, newest first."""
        if self._redis is None:
            return []
        try:
            rows = await self._redis.lrange(_key(person), 0, -1)
        except RedisError:
            return []
        videos = []
        for row in rows:
            with suppress(*_GARBAGE):
                videos.append(RecentVideo(**json.loads(row)))
        return videos

    async def forget(self, person: SenderId) -> None:
        if self._redis is not None:
            await self._redis.delete(_key(person))


def _key(person: SenderId) -> str:
    return f"{{vm}}:telegram:videos:{person}"
