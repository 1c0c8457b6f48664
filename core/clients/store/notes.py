"""Store small facts about people in Redis: one hash per person, ``{vm}:n:<person>``.

``{vm}:taken:<person>`` holds the text that was taken last for a minute, in case its answer is
lost.
"""

from typing import Any

from redis.asyncio import Redis

from core.clients.store import scripts
from core.clients.store.connection import translate_redis_errors
from core.model.chat import SenderId

_ANSWER_SECONDS = 60


class RedisNotes:
    """``Notes``; a person's hash expires ``keep`` seconds after its last write."""

    def __init__(self, redis: Redis, keep: float) -> None:
        self._redis: Any = redis
        self._keep = max(1, int(keep))
        self._take = scripts.TAKE_NOTE.bind(redis)
        self._write = scripts.WRITE_NOTE.bind(redis)

    async def read(self, person: SenderId, field: str) -> str:
        async with translate_redis_errors():
            return await self._redis.hget(_key(person), field) or ""

    async def write(self, person: SenderId, field: str, text: str) -> None:
        async with translate_redis_errors():
            if not text:
                await self._redis.hdel(_key(person), field)
                return
            await self._write(
                key=_key(person), field=field, text=text, seconds=self._keep
            )

    async def take(self, person: SenderId, field: str) -> str:
        async with translate_redis_errors():
            taken = await self._take(
                key=_key(person),
                answer_key=_answer_key(person),
                field=field,
                answer_seconds=_ANSWER_SECONDS,
            )
        return str(taken)

    async def forget(self, person: SenderId) -> None:
        async with translate_redis_errors():
            await self._redis.delete(_key(person), _answer_key(person))


def _key(person: SenderId) -> str:
    return f"{{vm}}:n:{person}"


def _answer_key(person: SenderId) -> str:
    return f"{{vm}}:taken:{person}"
