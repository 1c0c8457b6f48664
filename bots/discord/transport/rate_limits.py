"""Keep requests within Discord's rate limits, which its response headers give.

A route belongs to the bucket that the headers name; routes share a bucket, separately for
each channel, guild or webhook. While a bucket is unknown, one request is sent and the
others wait for its response.
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.errors import RateLimited

_MAX_BUCKETS = 2000
_GLOBAL_LIMIT, _GLOBAL_SECONDS = 50, 1.1
"""Global limit of a bot per second; no header gives it.

Interaction responses do not count. The tenth of a second allows for requests that the
network moves closer together.
"""
_ROUNDING = 0.01
"""Seconds that a rounded ``Reset-After`` may be too short."""
_SAME_WINDOW = 0.25
"""Seconds by which two responses may differ about the end of one window."""
_NO_ESTIMATE = 1.0
"""Seconds until a retry if no header gives them."""


@dataclass(slots=True)
class Window:
    """The requests left until a reset; times are monotonic, in seconds.

    ``low`` is the lowest number that a response in this window reported; it may or may not
    include the requests ``in_flight``. ``limit`` None: the route has none.
    """

    limit: int | None = 1
    low: int = 1
    in_flight: int = 0
    resets: float | None = None
    blocked_until: float = 0.0
    _server_reset: float = 0.0

    def wait(self, now: float) -> float:
        """Seconds until a request may be sent; ``inf``: only after a response."""
        if self.resets is not None and now >= self.resets:
            self.resets, self.low = None, self.limit or 0
        if now < self.blocked_until:
            return self.blocked_until - now
        if self.limit is None or self.low > self.in_flight:
            return 0.0
        return math.inf if self.resets is None else self.resets - now

    def update(self, headers: Mapping[str, str], now: float) -> None:
        """Apply the headers of a response."""
        left, after = (
            headers.get("X-RateLimit-Remaining"),
            headers.get("X-RateLimit-Reset-After"),
        )
        if left is None or after is None:
            return
        resets = now + float(after)
        server_reset = float(headers.get("X-RateLimit-Reset") or resets)
        same = self.resets is None or server_reset < self._server_reset + _SAME_WINDOW
        self.limit = int(headers.get("X-RateLimit-Limit") or max(1, int(left)))
        self.low = (
            min(self.low, int(left)) if same and self._server_reset else int(left)
        )
        self.resets = max(resets + _ROUNDING, self.resets or 0.0)
        self._server_reset = max(server_reset, self._server_reset)

    def block(self, after: float, now: float) -> None:
        """Allow no request for ``after`` seconds."""
        self.blocked_until = max(self.blocked_until, now + after)

    def lift(self) -> None:
        """Remove the limit: the response names none."""
        if self.resets is None:
            self.limit = None


@dataclass(slots=True, eq=False)
class Bucket:
    """A window and the requests that wait for it, in order."""

    window: Window = field(default_factory=Window)
    queue: asyncio.Lock = field(default_factory=asyncio.Lock)
    changed: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True, eq=False)
class Slot:
    """Permission for one request; give it back with ``release``. ``waited`` in seconds."""

    buckets: "Buckets"
    bucket: Bucket
    route: str
    major: str
    waited: float = 0.0

    def update(self, headers: Mapping[str, str]) -> None:
        """Apply a response's headers to its bucket."""
        self.buckets.learn(self, headers)

    def block(self, after: float, *, everywhere: bool) -> None:
        """Handle a 429: allow no request for ``after`` seconds, on this route or globally."""
        now = time.monotonic()
        if everywhere:
            self.buckets.block(now + after)
        else:
            self.bucket.window.block(after, now)

    def release(self) -> None:
        self.bucket.window.in_flight -= 1
        self.bucket.changed.set()


class Buckets:
    """The buckets of one bot in one process."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self._all_until = 0.0
        self._recent: deque[float] = deque(maxlen=_GLOBAL_LIMIT)

    async def acquire(
        self, route: str, major: str, max_wait: float, *, free: bool = False
    ) -> Slot:
        """Wait in order until a request may be sent.

        ``free`` ones (interaction responses) do not count towards the global limit. Raises
        ``RateLimited`` if it takes longer than ``max_wait`` seconds.
        """
        begun = time.monotonic()
        deadline = begun + max_wait
        while True:
            bucket = self._bucket(route, major)
            try:
                async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
                    await bucket.queue.acquire()
            except TimeoutError:
                raise RateLimited(self._estimate(bucket, free=free)) from None
            try:
                await self._wait(bucket, deadline, free=free)
                if bucket is self._bucket(route, major):
                    bucket.window.in_flight += 1
                    if not free:
                        self._recent.append(time.monotonic())
                    return Slot(self, bucket, route, major, time.monotonic() - begun)
            finally:
                bucket.queue.release()

    async def _wait(self, bucket: Bucket, deadline: float, *, free: bool) -> None:
        while seconds := self._seconds(bucket, free=free):
            left = deadline - time.monotonic()
            if left <= 0 or left < seconds < math.inf:
                raise RateLimited(self._estimate(bucket, free=free))
            bucket.changed.clear()
            try:
                async with asyncio.timeout(min(seconds, left)):
                    await bucket.changed.wait()
            except TimeoutError:
                continue

    def _seconds(self, bucket: Bucket, *, free: bool) -> float:
        now = time.monotonic()
        return max(bucket.window.wait(now), 0.0 if free else self._global_wait(now))

    def _global_wait(self, now: float) -> float:
        until = self._all_until
        if len(self._recent) == _GLOBAL_LIMIT:
            until = max(until, self._recent[0] + _GLOBAL_SECONDS)
        return max(0.0, until - now)

    def _estimate(self, bucket: Bucket, *, free: bool) -> float:
        """Estimated seconds until a request may succeed."""
        seconds = self._seconds(bucket, free=free)
        return seconds if 0 < seconds < math.inf else _NO_ESTIMATE

    def learn(self, slot: Slot, headers: Mapping[str, str]) -> None:
        """Update the bucket of a response; the headers may name another one than expected."""
        if "X-RateLimit-Remaining" not in headers:
            slot.bucket.window.lift()
            return
        if name := headers.get("X-RateLimit-Bucket"):
            before = slot.route, slot.major
            bucket = self._names.get(slot.route, slot.route), slot.major
            self._names[slot.route] = name
            for key in {before, bucket} - {(name, slot.major)}:
                if self._buckets.get(key) is slot.bucket:
                    del self._buckets[key]
            named = self._buckets.setdefault((name, slot.major), slot.bucket)
            if named is not slot.bucket:
                named.window.update(headers, time.monotonic())
                named.changed.set()
        slot.bucket.window.update(headers, time.monotonic())

    def block(self, until: float) -> None:
        """Allow no request on any route until then."""
        self._all_until = max(self._all_until, until)

    def _bucket(self, route: str, major: str) -> Bucket:
        key = self._names.get(route, route), major
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= _MAX_BUCKETS:
                self._forget()
            bucket = self._buckets[key] = Bucket()
        return bucket

    def _forget(self) -> None:
        now = time.monotonic()
        self._buckets = {
            key: bucket
            for key, bucket in self._buckets.items()
            if bucket.window.in_flight
            or bucket.queue.locked()
            or now < (bucket.window.resets or 0.0)
        }
