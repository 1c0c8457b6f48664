"""Pacing of card edits: soon where there is news, once a minute where there is none.

People look closely at first; a chat's allowance of edits is left for what matters.
"""

from dataclasses import dataclass

_FIRST, _GROWTH = 6.0, 2.0
"""The first distance between two pieces of news: so many times the least one, and seconds
at most; then its growth."""
_LONGEST = 20.0
"""Seconds after which news is shown in any case."""
_IDLE = 60.0
"""Seconds, and times the least distance, after which the time that goes by is shown."""


@dataclass(slots=True)
class Pace:
    """``least`` seconds between edits, as the place says."""

    least: float
    _gap: float = 0.0
    _last: float | None = None
    _barred: float = 0.0

    def wait(self, now: float, *, news: bool) -> float:
        """Seconds until the next edit is due; 0 if it is."""
        gap = self._gap if news else max(self.least, min(_IDLE, _IDLE * self.least))
        due = now if self._last is None else self._last + gap
        return max(0.0, due - now, self._barred - now)

    def edited(self, now: float) -> None:
        """An edit went out; the next one keeps a longer distance."""
        first = max(self.least, min(_FIRST, _FIRST * self.least))
        self._gap = min(max(_LONGEST, self.least), max(first, self._gap * _GROWTH))
        self._last = now

    def rest(self, now: float, seconds: float) -> None:
        """No edit for ``seconds``: the place said so, or people have something to look at."""
        self._barred = max(self._barred, now + seconds)
