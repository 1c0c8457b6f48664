"""Track Discord's rate limits from response headers.

Nothing is hard-coded: a route belongs to the bucket that the headers name, and a bucket
is shared by the routes that name it, apart for each channel, guild or webhook.
"""

from collections.abc import Mapping
from dataclasses import dataclass

_MAX_BUCKETS = 2000


@dataclass(slots=True)
class Bucket:
    """``resets`` is on the caller's clock."""

    remaining: int = 1
    resets: float = 0.0


class Buckets:
    """``now`` is always seconds on a monotonic clock."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self._all_until = 0.0

    def wait(self, route: str, major: str, now: float, *, free: bool = False) -> float:
        """Seconds to wait before a request; takes one of those left if that is 0.

        ``free`` ones do not count for the bot as a whole (answers to interactions).
        """
        if not free and now < self._all_until:
            return self._all_until - now
        bucket = self._buckets.get(self._key(route, major))
        if bucket is None or now >= bucket.resets:
            return 0.0
        if bucket.remaining <= 0:
            return bucket.resets - now
        bucket.remaining -= 1
        return 0.0

    def update(
        self, route: str, major: str, headers: Mapping[str, str], now: float
    ) -> None:
        """Update the bucket from response headers, if there are any."""
        left, after = (
            headers.get("X-RateLimit-Remaining"),
            headers.get("X-RateLimit-Reset-After"),
        )
        if left is None or after is None:
            return
        if name := headers.get("X-RateLimit-Bucket"):
            self._names[route] = name
        key = self._key(route, major)
        known = self._buckets.get(key)
        resets = now + float(after)
        remaining = int(left)
        if known and now < known.resets and known.remaining < remaining:
            remaining = known.remaining  # others of ours are still on their way
        self._buckets[key] = Bucket(remaining, resets)
        if len(self._buckets) > _MAX_BUCKETS:
            self._forget(now)

    def block(
        self, route: str, major: str, after: float, now: float, *, everywhere: bool
    ) -> None:
        """A 429: nothing more for so long, on this route or altogether."""
        if everywhere:
            self._all_until = max(self._all_until, now + after)
        else:
            self._buckets[self._key(route, major)] = Bucket(0, now + after)

    def _key(self, route: str, major: str) -> tuple[str, str]:
        return self._names.get(route, route), major

    def _forget(self, now: float) -> None:
        self._buckets = {
            key: bucket for key, bucket in self._buckets.items() if now < bucket.resets
        }
