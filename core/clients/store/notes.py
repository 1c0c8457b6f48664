"""Store small facts about people in Redis: one hash per person, ``{vm}:n:<person>``."""

from typing import Any

from redis.asyncio import Redis

from core.clients.store.connection import translate_redis_errors
from core.model.chat import SenderId

_TAKE = """
local text = redis.call('HGET', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[1], ARGV[1])
return text or ''
"""
_WRITE = """
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
"""


class RedisNotes:
    """``Notes``; a person's hash expires ``keep`` seconds after its last write."""

    def __init__(self, redis: Redis, keep: float) -> None:
        self._redis: Any = redis
        self._keep = max(1, int(keep))
        self._take = redis.register_script(_TAKE)
        self._write = redis.register_script(_WRITE)

    async def read(self, person: SenderId, field: str) -> str:
        async with translate_redis_errors():
            return await self._redis.hget(_key(person), field) or ""

    async def write(self, person: SenderId, field: str, text: str) -> None:
        async with translate_redis_errors():
            if not text:
                await self._redis.hdel(_key(person), field)
                return
            await self._write([_key(person)], [field, text, self._keep])

    async def take(self, person: SenderId, field: str) -> str:
        async with translate_redis_errors():
            return str(await self._take([_key(person)], [field]))

    async def forget(self, person: SenderId) -> None:
        async with translate_redis_errors():
            await self._redis.delete(_key(person))


def _key(person: SenderId) -> str:
    return f"{{vm}}:n:{person}"
