"""The fake Discord's rate limits, with the headers of the real one."""

import time
from collections import deque
from collections.abc import Mapping

LIMITS: Mapping[str, tuple[int, float]] = {
    "POST /channels/{channel_id}/messages": (5, 5.0),
    "PATCH /channels/{channel_id}/messages/{message_id}": (5, 5.0),
    "POST /channels/{channel_id}/typing": (5, 5.0),
    "PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me": (
        1,
        0.25,
    ),
    "POST /webhooks/{webhook_id}/{webhook_token}": (5, 2.0),
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original": (5, 2.0),
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}": (5, 2.0),
}
_OTHERS = (50, 1.0)
_BOT = (50, 1.0)
"""Requests and seconds of a bot as a whole; answers to interactions do not count."""


class Limiter:
    """``refused`` counts the answers of 429."""

    def __init__(self, limits: Mapping[str, tuple[int, float]] = LIMITS) -> None:
        self.limits = limits
        self.refused = 0
        self._windows: dict[tuple[str, str], tuple[float, int]] = {}
        self._all: deque[float] = deque(maxlen=_BOT[0])

    def take_global(self) -> float:
        """Seconds to wait if the bot as a whole is over its limit, else 0."""
        now = time.monotonic()
        if len(self._all) == _BOT[0] and now - self._all[0] < _BOT[1]:
            self.refused += 1
            return self._all[0] + _BOT[1] - now
        self._all.append(now)
        return 0.0

    def take(self, route: str, major: str) -> tuple[dict[str, str], float]:
        """The headers of the answer, and the seconds to wait if it is refused, else 0."""
        most, seconds = self.limits.get(route, _OTHERS)
        now = time.monotonic()
        since, used = self._windows.get((route, major), (now, 0))
        if now - since >= seconds:
            since, used = now, 0
        left = since + seconds - now
        refused = used >= most
        self.refused += refused
        self._windows[route, major] = (since, used + (not refused))
        headers = {
            "X-RateLimit-Limit": str(most),
            "X-RateLimit-Remaining": str(max(0, most - used - 1)),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": f"{hash(route) & 0xFFFFFFFF:08x}",
            "Via": "1.1 google",
        }
        return headers, left if refused else 0.0
