"""Queue of waiting jobs of one kind, fair between chats.

Start-time fair queueing (Goyal, Vin, Cheng 1996) with jobs of equal weight: a job waits in
a round, a chat's next one in the round behind its last, and rounds are served in order.
"""

from typing import Any

from redis.asyncio import Redis

from common.redis.lua import Script
from studio.model.jobs.job import JobKind

_WITHIN_ROUND = 1 << 24
"""Score distance of two rounds: jobs of a round are served in order of arrival."""

_ENTER = Script(
    """
if redis.call('ZSCORE', waiting, job) then return 0 end
local now = tonumber(redis.call('GET', clock) or '0')
local round = math.max(now, tonumber(redis.call('HGET', rounds, chat) or '0'))
redis.call('HSET', rounds, chat, round + 1)
local number = redis.call('INCR', sequence) % within
redis.call('ZADD', waiting, string.format('%.0f', round * within + number), job)
return 1
""",
    keys="waiting rounds clock sequence",
    args="job chat within",
)
"""Repeated after the job was taken it lets the job wait again; no second slot may begin it."""

_TAKE = Script(
    """
local mine = redis.call('HGET', slots, slot)
if mine then return mine end
local first = redis.call('ZRANGE', waiting, 0, 0, 'WITHSCORES')
if not first[1] then return false end
redis.call('ZREM', waiting, first[1])
redis.call('HSET', slots, slot, first[1])
if redis.call('ZCARD', waiting) == 0 then
  redis.call('DEL', rounds, clock)
else
  redis.call('SET', clock, string.format('%.0f', math.floor(first[2] / within)))
end
return first[1]
""",
    keys="waiting rounds clock slots",
    args="slot within",
)

_GIVE_BACK = Script(
    """
redis.call('HDEL', slots, slot)
local now = tonumber(redis.call('GET', clock) or '0')
redis.call('ZADD', waiting, string.format('%.0f', now * within), job)
""",
    keys="waiting clock slots",
    args="slot job within",
)
"""Repeated after the job was taken it does as ``_ENTER``."""


class FairQueue:
    """Waiting jobs and the slots that have taken one; all keys are in one hash slot."""

    def __init__(self, redis: Redis, kind: JobKind) -> None:
        self._redis: Any = redis
        self._key = f"studio:{{{kind}}}"
        self._enter = _ENTER.bind(redis)
        self._take = _TAKE.bind(redis)
        self._give_back = _GIVE_BACK.bind(redis)

    async def enter(self, job: str, chat: str) -> None:
        """Put a job in its chat's next round, unless it is waiting already."""
        await self._enter(
            waiting=self._of("waiting"),
            rounds=self._of("rounds"),
            clock=self._of("clock"),
            sequence=self._of("sequence"),
            job=job,
            chat=chat,
            within=_WITHIN_ROUND,
        )

    async def take(self, slot: str) -> str | None:
        """Return the job that the slot has, or give it the next one."""
        taken = await self._take(
            waiting=self._of("waiting"),
            rounds=self._of("rounds"),
            clock=self._of("clock"),
            slots=self._of("slots"),
            slot=slot,
            within=_WITHIN_ROUND,
        )
        return str(taken) if taken else None

    async def give_back(self, slot: str, job: str) -> None:
        """Return the slot's job to the front of the queue."""
        await self._give_back(
            waiting=self._of("waiting"),
            clock=self._of("clock"),
            slots=self._of("slots"),
            slot=slot,
            job=job,
            within=_WITHIN_ROUND,
        )

    async def end(self, slot: str) -> None:
        """Free a slot whose job has ended."""
        await self._redis.hdel(self._of("slots"), slot)

    async def leave(self, job: str) -> bool:
        """Remove a waiting job from the queue; False if it is not waiting."""
        return bool(await self._redis.zrem(self._of("waiting"), job))

    async def position(self, job: str) -> int:
        """Return the position of a waiting job, from 1; 0 if it is not waiting."""
        rank = await self._redis.zrank(self._of("waiting"), job)
        return 0 if rank is None else int(rank) + 1

    async def is_taken(self, job: str) -> bool:
        """Whether a slot has taken the job."""
        return job in await self._redis.hvals(self._of("slots"))

    async def first(self, most: int) -> list[str]:
        """Return the next jobs."""
        return list(await self._redis.zrange(self._of("waiting"), 0, most - 1))

    async def holds(self, slot: str, job: str) -> bool:
        """Whether the slot still has this job."""
        return bool(await self._redis.hget(self._of("slots"), slot) == job)

    async def slots(self) -> list[str]:
        """Return the slots that have a job."""
        return list(await self._redis.hkeys(self._of("slots")))

    async def counts(self) -> tuple[int, int]:
        """Return the number of slots with a job and of waiting jobs."""
        slots = await self._redis.hlen(self._of("slots"))
        return int(slots), int(await self._redis.zcard(self._of("waiting")))

    def _of(self, name: str) -> str:
        return f"{self._key}:{name}"
