"""When a progress card may change again: as often as the place allows, ever less.

People look closely at first; later a change each half minute is enough, and a chat's
allowance of edits is left for what matters.
"""

from dataclasses import dataclass

_GROWTH = 1.5
_LONGEST = 30.0


@dataclass(slots=True)
class Pace:
    """``least`` seconds between edits, as the place says."""

    least: float
    _gap: float = 0.0
    _next: float = 0.0

    def wait(self, now: float) -> float:
        """Seconds until the next edit is due; 0 if it is."""
        return max(0.0, self._next - now)

    def edited(self, now: float) -> None:
        """An edit went out; the next one keeps a longer distance."""
        self._gap = min(_LONGEST, max(self.least, self._gap * _GROWTH))
        self._next = now + self._gap

    def step(self, now: float) -> None:
        """A new step has begun: worth an edit as soon as the place allows."""
        last = self._next - self._gap
        self._gap = self.least
        self._next = max(now, last + self.least)

    def flooded(self, now: float, retry_after: float) -> None:
        """The place said: not before ``retry_after`` seconds."""
        self._next = max(self._next, now + retry_after)
