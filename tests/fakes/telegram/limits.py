"""The fake Telegram's rates: 30 messages a second, 1 in a chat, 20 a minute in a group."""

import time
from collections import defaultdict, deque


class Bucket:
    """Allows ``most`` calls at once, then ``rate`` calls a second."""

    def __init__(self, most: float, rate: float) -> None:
        self._most, self._rate = most, rate
        self._left, self._at = most, time.monotonic()

    def take(self) -> float:
        """Seconds to wait if it is refused, else 0."""
        now = time.monotonic()
        self._left = min(self._most, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1:
            return (1 - self._left) / self._rate
        self._left -= 1
        return 0.0


class Limiter:
    """``refused`` counts the answers of 429; ``log`` has every message that was accepted."""

    def __init__(self, *, strict: bool = True) -> None:
        self.strict = strict
        self.refused: list[int] = []
        self.log: list[tuple[float, int]] = []
        self._all = Bucket(30, 30)
        self._chats: dict[int, Bucket] = defaultdict(lambda: Bucket(3, 1))
        self._groups: dict[int, deque[float]] = defaultdict(lambda: deque(maxlen=20))

    def take(self, chat: int) -> float:
        now = time.monotonic()
        if self.strict and (wait := self._wait(chat, now)) > 0:
            self.refused.append(chat)
            return wait
        self.log.append((now, chat))
        return 0.0

    def _wait(self, chat: int, now: float) -> float:
        if wait := max(self._all.take(), self._chats[chat].take()):
            return wait
        if chat < 0:
            recent = self._groups[chat]
            if len(recent) == 20 and now - recent[0] < 60:
                return 60 - (now - recent[0])
            recent.append(now)
        return 0.0
