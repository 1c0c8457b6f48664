"""Pace the edits of a card: soon after changes, else once a minute.

Edits are frequent at first, when people watch; later the chat's rate is left for other
messages.
"""

from dataclasses import dataclass

_FIRST, _GROWTH = 6.0, 2.0
"""The first interval between two changes: a multiple of the shortest one, at most so many
seconds; then its growth."""
_LONGEST = 20.0
"""Seconds after which a change is always shown."""
_IDLE = 60.0
"""Seconds, and multiple of the shortest interval, after which the elapsed time is updated."""


@dataclass(slots=True)
class Pace:
    """The pace of one card; ``least`` is the chat's shortest interval between edits in seconds."""

    least: float
    _gap: float = 0.0
    _last: float | None = None
    _barred: float = 0.0

    def wait(self, now: float, *, news: bool) -> float:
        """Seconds until the next edit is due; 0 if it is due now."""
        gap = self._gap if news else max(self.least, min(_IDLE, _IDLE * self.least))
        due = now if self._last is None else self._last + gap
        return max(0.0, due - now, self._barred - now)

    def edited(self, now: float) -> None:
        """Record an edit; the next interval is longer."""
        first = max(self.least, min(_FIRST, _FIRST * self.least))
        self._gap = min(max(_LONGEST, self.least), max(first, self._gap * _GROWTH))
        self._last = now

    def rest(self, now: float, seconds: float) -> None:
        """Allow no edit for ``seconds``: the platform said so, or the message shows something new."""
        self._barred = max(self._barred, now + seconds)
