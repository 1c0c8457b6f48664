"""Pacing of card edits: as often as the platform allows, with growing intervals.

People look closely at first; later a change each minute is enough, and a chat's
allowance of edits is left for what matters.
"""

from dataclasses import dataclass

_FIRST, _GROWTH = 5.0, 2.2
"""The first distance: so many times the least one and seconds at most; then its growth."""
_LONGEST = 60.0
_SOON = 8.0
"""Seconds after which a new step, or a bar that moved, is shown in any case."""


@dataclass(slots=True)
class Pace:
    """``least`` seconds between edits, as the place says."""

    least: float
    _gap: float = 0.0
    _last: float = 0.0
    _barred: float = 0.0
    _sooner: bool = False

    def wait(self, now: float) -> float:
        """Seconds until the next edit is due; 0 if it is."""
        soon = max(self.least, min(self._gap / 2, _SOON))
        gap = soon if self._sooner else self._gap
        return max(0.0, self._last + gap - now, self._barred - now)

    def edited(self, now: float) -> None:
        """An edit went out; the next one keeps a longer distance."""
        first = max(self.least, min(_FIRST, _FIRST * self.least))
        self._gap = min(_LONGEST, max(first, self._gap * _GROWTH))
        self._last, self._sooner = now, False

    def step(self) -> None:
        """Something new is to be seen: worth an edit in half the time, or in ``_SOON``."""
        self._sooner = True

    def rate_limited(self, now: float, retry_after: float) -> None:
        """The place said: not before ``retry_after`` seconds."""
        self._barred = max(self._barred, now + retry_after)
