"""Store small facts in Redis: one hash per person or group, ``{vm}:n:<owner>``."""

from typing import Any

from redis.asyncio import Redis

from core.clients.store import scripts
from core.clients.store.connection import translate_redis_errors
from core.ports.notes import NoteOwner


class RedisNotes:
    """``Notes``; a hash expires ``keep`` seconds after its last write."""

    def __init__(self, redis: Redis, keep: float) -> None:
        self._redis: Any = redis
        self._keep = max(1, int(keep))
        self._clear = scripts.CLEAR_NOTE.bind(redis)
        self._write = scripts.WRITE_NOTE.bind(redis)

    async def read(self, owner: NoteOwner, field: str) -> str:
        async with translate_redis_errors():
            return await self._redis.hget(_key(owner), field) or ""

    async def write(self, owner: NoteOwner, field: str, text: str) -> None:
        async with translate_redis_errors():
            if not text:
                await self._redis.hdel(_key(owner), field)
                return
            await self._write(
                key=_key(owner), field=field, text=text, seconds=self._keep
            )

    async def clear(self, owner: NoteOwner, field: str, text: str) -> None:
        async with translate_redis_errors():
            await self._clear(key=_key(owner), field=field, text=text)

    async def forget(self, owner: NoteOwner) -> None:
        async with translate_redis_errors():
            await self._redis.delete(_key(owner))


def _key(owner: NoteOwner) -> str:
    return f"{{vm}}:n:{owner}"
