"""Keep all processes together below Telegram's rate limits.

A call books a slot in two windows: the chat's, then the bot's global one. A busy chat waits
in its own window and does not delay others; it holds at most one place in the global
window.
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

_KEY_PREFIX = "{vm}:telegram:lane:"
_GLOBAL, _SIGNS, _PROCESS = "all", "signs", "here"
_MINUTE = 60.0
_EDIT_MAX_WAIT = 0.5
"""Seconds that a progress edit may wait for earlier calls."""
_SHORT_WAIT = 5.0
"""Seconds that a call which is no message to people may wait, and delay those that are."""
_MAX_WAIT = 120.0
"""Seconds that a message may wait: longer than the queue of a busy group."""
_NO_LIMIT = 30 * 86_400.0
# KEYS window; ARGV most keep seconds gap floor max_wait (ms) -> ms to wait, or what it
# would be as a negative number: too long, nothing is booked.
_BOOK_SCRIPT = """
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

    That is 30 a second in all, 1 a second in a chat, 20 a minute in a group. ``spare`` is
    the share of it that progress edits may use. ``signs`` calls per second are reserved for
    reactions, so that a reaction never waits behind queued messages.
    """

    second: int = 28
    signs: int = 4
    gap: float = 1.05
    minute: int = 19
    spare: float = 0.7


@dataclass(frozen=True, slots=True)
class Window:
    """``most`` calls in ``seconds``, ``gap`` seconds between two."""

    name: str
    most: int
    keep: int
    seconds: float
    gap: float = 0.0


class RateLimits:
    """Rate limits shared through Redis; per process while Redis is down."""

    def __init__(self, redis: Redis | None, rates: Rates | None = None) -> None:
        self._rates = rates or Rates()
        self._redis = redis
        self._script = redis.register_script(_BOOK_SCRIPT) if redis else None
        self._local_bookings: dict[str, deque[float]] = {}
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def acquire(self, chat: int) -> None:
        """Wait until a message may go to this chat.

        Raises ``RateLimited`` if that takes longer than two minutes: flood waits of
        Telegram can last for hours, and are stored in Redis.
        """
        async with self._lock(chat):
            await self._acquire_within(self.chat_window(chat, 1.0), _MAX_WAIT)
            await self._acquire_within(self.global_window(1.0), _MAX_WAIT)
            await self._recheck()

    async def try_acquire(self, chat: int) -> None:
        """Book a slot at once or raise ``RateLimited``: for edits that the next edit replaces.

        Uses only a share of the rates.
        """
        lock = self._lock(chat)
        if lock.locked():
            raise RateLimited(self._rates.gap)
        async with lock:
            await self._acquire_within(self.chat_window(chat, self._rates.spare), 0.0)
            await self._acquire_within(
                self.global_window(self._rates.spare), _EDIT_MAX_WAIT
            )
            await self._recheck()

    async def acquire_soon(self, chat: int) -> None:
        """Wait a short time: for the first state of a card, a search, other buttons.

        Raises ``RateLimited``. Uses only a share of the rates.
        """
        window = self.chat_window(chat, self._rates.spare)
        await self._acquire_within(window, _SHORT_WAIT)
        window = self.global_window(self._rates.spare)
        await self._acquire_within(window, _SHORT_WAIT)
        await self._recheck()

    async def acquire_reaction(self, max_wait: float) -> None:
        """Book a slot for a reaction, which has its own global window. Raises ``RateLimited``."""
        most = self._rates.signs
        window = Window(_SIGNS, most, most, 1.0, 1 / most)
        await self._acquire_within(window, max_wait)
        await self._recheck()

    async def block(self, chat: int, seconds: float) -> None:
        """Block the chat for ``seconds`` after a 429."""
        await self.book(self.chat_window(chat, 1.0), floor=seconds)

    def _lock(self, chat: int) -> asyncio.Lock:
        lock = self._locks.get(chat)
        if lock is None:
            lock = self._locks[chat] = asyncio.Lock()
        return lock

    def chat_window(self, chat: int, share: float) -> Window:
        """The window of a chat, with this share of its calls."""
        gap, most = self._rates.gap, self._rates.minute
        if chat > 0:
            return Window(str(chat), 1, 1, gap, gap)
        return Window(str(chat), max(1, int(most * share)), most, _MINUTE, gap)

    def global_window(self, share: float) -> Window:
        """The window of the whole bot, with this share of its calls."""
        most = self._rates.second - self._rates.signs
        return Window(_GLOBAL, max(1, int(most * share)), most, 1.0, 1 / most)

    async def _acquire_within(self, window: Window, max_wait: float) -> None:
        if (wait := await self.book(window, max_wait=max_wait)) < 0:
            raise RateLimited(-wait)
        await asyncio.sleep(wait)

    async def _recheck(self) -> None:
        """Re-check the global rate after sleeping, so that delayed coroutines do not burst."""
        window = replace(self.global_window(1.0), name=_PROCESS)
        await asyncio.sleep(self._book_locally(window, 0.0, _NO_LIMIT))

    async def book(
        self, window: Window, *, floor: float = 0.0, max_wait: float = _NO_LIMIT
    ) -> float:
        """Book the next slot of a window; give the seconds until it opens.

        The slot opens after ``floor`` seconds at the earliest. Where it would open after
        more than ``max_wait`` seconds nothing is booked, and the result is negative.
        """
        if self._script:
            numbers = (window.seconds, window.gap, floor, max_wait)
            argv = [window.most, window.keep, *(math.ceil(n * 1000) for n in numbers)]
            try:
                answer = self._script([_KEY_PREFIX + window.name], argv)
                return float(await cast("Awaitable[int]", answer)) / 1000
            except RedisError:
                pass
        return self._book_locally(window, floor, max_wait)

    def _book_locally(self, window: Window, floor: float, max_wait: float) -> float:
        """The same arithmetic, for one process."""
        now = time.monotonic()
        booked = self._local_bookings.setdefault(window.name, deque(maxlen=window.keep))
        at = now + floor
        if booked:
            at = max(at, booked[0] + window.gap)
        if len(booked) >= window.most:
            at = max(at, booked[window.most - 1] + window.seconds)
        if at - now > max_wait:
            return now - at
        booked.appendleft(at)
        if len(self._local_bookings) > 10_000:
            self._forget(now)
        return at - now

    def _forget(self, now: float) -> None:
        for name, booked in list(self._local_bookings.items()):
            if booked and booked[0] < now - _MINUTE:
                del self._local_bookings[name]
