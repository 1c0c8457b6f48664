"""Operations for operators: backlog, live workers, draining, erasing."""

import time
from typing import Any

from core.clients.store.connection import translate_redis_errors
from core.clients.store.turns.keys import (
    DRAIN,
    DRAIN_SECONDS,
    PREFIX,
    WORKER_SECONDS,
    WORKERS,
    TurnKeys,
    read_turn,
)
from core.model.chat import ChatId, SenderId
from core.model.turn import Turn, WorkerRecord


class RedisTurnOperations:
    """``TurnOperations``; a part of the store, which has the connection."""

    _redis: Any
    _keys: TurnKeys

    async def ping(self) -> None:
        """Check that Redis accepts writes. Raises ``StoreDown``."""
        async with translate_redis_errors():
            await self._redis.set(f"{PREFIX}ping", "1", ex=60)

    async def backlog(self) -> tuple[int, float]:
        """Return the number of chats with turns, and the delay of the most overdue in seconds."""
        async with translate_redis_errors():
            parts = self._keys.all_leases()
            counts = [await self._redis.zcard(part) for part in parts]
            firsts = [
                first
                for part in parts
                for first in await self._redis.zrange(part, 0, 0, withscores=True)
            ]
            now = await self._now()
        late = max((now - due / 1000 for _, due in firsts), default=0.0)
        return sum(counts), max(0.0, late)

    async def chats_with_work(self) -> dict[ChatId, float]:
        """Return the chats that have turns, and in how many seconds each is due.

        Negative: overdue. A chat whose turn runs is due when its lease expires.
        """
        async with translate_redis_errors():
            rows = [
                row
                for part in self._keys.all_leases()
                for row in await self._redis.zrange(part, 0, -1, withscores=True)
            ]
            now = await self._now()
        return {ChatId(chat): due / 1000 - now for chat, due in rows}

    async def wake_chat(self, chat: ChatId) -> bool:
        """Make the chat due at once; False if it has no turn or a worker holds it."""
        async with translate_redis_errors():
            if await self._redis.hget(self._keys.chat(chat), "owner"):
                return False
            if not await self._redis.llen(self._keys.mailbox(chat)):
                return False
            await self._redis.zadd(
                self._keys.leases(chat), {chat: int(await self._now() * 1000)}
            )
        return True

    async def report_worker(self, worker: str, running: int) -> bool:
        """Record that a worker is alive with so many turns; return whether to drain."""
        async with translate_redis_errors():
            pipe = self._redis.pipeline(transaction=False)
            pipe.hset(WORKERS, worker, f"{int(time.time())} {running}")
            pipe.expire(WORKERS, WORKER_SECONDS * 2)
            pipe.exists(DRAIN)
            return bool((await pipe.execute())[-1])

    async def retire_worker(self, worker: str) -> None:
        """Record that a worker has stopped."""
        async with translate_redis_errors():
            await self._redis.hdel(WORKERS, worker)

    async def workers(self) -> list[WorkerRecord]:
        """Return the workers that reported recently; delete the others."""
        async with translate_redis_errors():
            rows = await self._redis.hgetall(WORKERS)
            records, now = [], time.time()
            for worker, text in rows.items():
                at, _, running = text.partition(" ")
                if now - int(at) > WORKER_SECONDS:
                    await self._redis.hdel(WORKERS, worker)
                else:
                    records.append(WorkerRecord(worker, now - int(at), int(running)))
        return records

    async def set_draining(self, *, on: bool) -> None:
        """Stop the workers from starting turns, for a day at most, or let them start again."""
        async with translate_redis_errors():
            if on:
                await self._redis.set(DRAIN, "1", ex=DRAIN_SECONDS)
            else:
                await self._redis.delete(DRAIN)

    async def is_draining(self) -> bool:
        async with translate_redis_errors():
            return bool(await self._redis.exists(DRAIN))

    async def turns_of(self, owner: SenderId) -> list[Turn]:
        """Return all stored turns that the person requested, finished ones included."""
        turns = []
        async with translate_redis_errors():
            pattern = f"{PREFIX}t:*" if self._keys.parts == 1 else "{vm*}:t:*"
            async for key in self._redis.scan_iter(pattern, count=1000):
                turn = read_turn(await self._redis.hgetall(key))
                if turn and turn.request.asker.id == owner:
                    turns.append(turn)
        return turns

    async def erase(self, turn: Turn) -> None:
        """Delete an ended turn with its outbox and the votes on its choices."""
        async with translate_redis_errors():
            await self._redis.delete(
                self._keys.turn(turn.id), self._keys.votes(turn.id)
            )

    async def _now(self) -> float:
        """Redis' own clock, unix seconds."""
        seconds, micros = await self._redis.time()
        return float(seconds + micros / 1e6)
