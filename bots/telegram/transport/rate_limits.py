"""Keeps to Telegram's rates, over all processes together, so that no 429 is earned.

A call books its place in two lanes: that of its chat, then that of the whole bot. One
chat waits in its own lane, so it never holds up another; in the lane of all it stands
behind those who came before, with one call at a time.
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from typing import cast
from weakref import WeakValueDictionary

from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.errors import RateLimited

_KEY = "{vm}:telegram:lane:"
_ALL, _HERE = "all", "here"
_MINUTE = 60.0
_SOON = 0.5
"""Seconds that even a passing edit may wait for those before it."""
_FOR_EVER = 3600.0
# KEYS lane; ARGV most keep window gap floor patience (ms) -> ms to wait, or what it
# would be as a negative number: too long, nothing is booked.
_BOOK = """
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local at = now + tonumber(ARGV[5])
local last = redis.call('LINDEX', KEYS[1], 0)
if last then at = math.max(at, tonumber(last) + tonumber(ARGV[4])) end
local nth = redis.call('LINDEX', KEYS[1], tonumber(ARGV[1]) - 1)
if nth then at = math.max(at, tonumber(nth) + tonumber(ARGV[3])) end
if at - now > tonumber(ARGV[6]) then return now - at end
redis.call('LPUSH', KEYS[1], at)
redis.call('LTRIM', KEYS[1], 0, tonumber(ARGV[2]) - 1)
redis.call('PEXPIRE', KEYS[1], at - now + math.max(tonumber(ARGV[3]), tonumber(ARGV[4])))
return at - now
"""


@dataclass(frozen=True, slots=True)
class Rates:
    """A little below what Telegram allows.

    That is 30 a second in all, 1 a second in a chat, 20 a minute in a group. ``spare``
    is the share of it that passing edits may use.
    """

    second: int = 28
    gap: float = 1.05
    minute: int = 19
    spare: float = 0.7


@dataclass(frozen=True, slots=True)
class _Lane:
    """``most`` calls in ``window`` seconds, ``gap`` seconds between two."""

    name: str
    most: int
    keep: int
    window: float
    gap: float = 0.0


class Traffic:
    """Without Redis, or while it is away, each process keeps to the rates alone."""

    def __init__(self, redis: Redis | None, rates: Rates | None = None) -> None:
        self._rates = rates or Rates()
        self._redis = redis
        self._book = redis.register_script(_BOOK) if redis else None
        self._own: dict[str, deque[float]] = {}
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def enter(self, chat: int) -> None:
        """Wait until a message may go to this chat."""
        async with self._lock(chat):
            await asyncio.sleep(await self._booked(self._lane_of(chat, 1.0)))
            await asyncio.sleep(await self._booked(self._lane_of_all(1.0)))
            await self._gate()

    async def slip(self, chat: int) -> None:
        """Go at once or not at all: for what the next edit makes up for.

        Raises ``RateLimited``. Leaves a part of the rates to what matters.
        """
        lock = self._lock(chat)
        if lock.locked():
            raise RateLimited(self._rates.gap)
        async with lock:
            await self._soon(self._lane_of(chat, self._rates.spare), 0.0)
            await self._soon(self._lane_of_all(self._rates.spare), _SOON)
            await self._gate()

    async def sign(self, patience: float) -> None:
        """A reaction: counts for the whole bot only. Raises ``RateLimited``."""
        await self._soon(self._lane_of_all(1.0), patience)
        await self._gate()

    async def flooded(self, chat: int, seconds: float) -> None:
        """Telegram said: nothing more to this chat for so long."""
        await self._booked(self._lane_of(chat, 1.0), floor=seconds)

    def _lock(self, chat: int) -> asyncio.Lock:
        lock = self._locks.get(chat)
        if lock is None:
            lock = self._locks[chat] = asyncio.Lock()
        return lock

    def _lane_of(self, chat: int, share: float) -> _Lane:
        gap, most = self._rates.gap, self._rates.minute
        if chat > 0:
            return _Lane(str(chat), 1, 1, gap, gap)
        return _Lane(str(chat), max(1, int(most * share)), most, _MINUTE, gap)

    def _lane_of_all(self, share: float) -> _Lane:
        most = self._rates.second
        return _Lane(_ALL, max(1, int(most * share)), most, 1.0, 1 / most)

    async def _soon(self, lane: _Lane, patience: float) -> None:
        if (wait := await self._booked(lane, patience=patience)) < 0:
            raise RateLimited(-wait)
        await asyncio.sleep(wait)

    async def _gate(self) -> None:
        """Whoever overslept in a busy process does not come out in a crowd."""
        lane = replace(self._lane_of_all(1.0), name=_HERE)
        await asyncio.sleep(self._alone(lane, 0.0, _FOR_EVER))

    async def _booked(
        self, lane: _Lane, *, floor: float = 0.0, patience: float = _FOR_EVER
    ) -> float:
        """Seconds to wait; negative where that would be longer than ``patience``."""
        if self._book:
            numbers = (lane.window, lane.gap, floor, patience)
            argv = [lane.most, lane.keep, *(math.ceil(n * 1000) for n in numbers)]
            try:
                answer = self._book([_KEY + lane.name], argv)
                return float(await cast("Awaitable[int]", answer)) / 1000
            except RedisError:
                pass
        return self._alone(lane, floor, patience)

    def _alone(self, lane: _Lane, floor: float, patience: float) -> float:
        """The same arithmetic, for one process."""
        now = time.monotonic()
        booked = self._own.setdefault(lane.name, deque(maxlen=lane.keep))
        at = now + floor
        if booked:
            at = max(at, booked[0] + lane.gap)
        if len(booked) >= lane.most:
            at = max(at, booked[lane.most - 1] + lane.window)
        if at - now > patience:
            return now - at
        booked.appendleft(at)
        if len(self._own) > 10_000:
            self._forget(now)
        return at - now

    def _forget(self, now: float) -> None:
        for name, booked in list(self._own.items()):
            if booked and booked[0] < now - _MINUTE:
                del self._own[name]
