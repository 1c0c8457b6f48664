"""Align the strongest movement of a shot (a landing, a throw) with a beat."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from studio.model.media import MotionPeak
from studio.rules.choice.clips import Range

LONG = 0.75
"""Length of a shot in seconds from which a movement should meet a beat inside it."""
_SLACK = 1.0
"""Most seconds by which a shot is shifted for that."""
_AFTER, _BEFORE = 0.2, 0.2
"""Seconds from the shot's first frame to the beat, and from it to the last, at least."""
_NEAR = 0.1
"""Seconds outside the shot in which a stronger movement must not begin or end."""
_PER_SECOND = 0.3
"""How much strength a second of shifting is worth."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """The start of a shot in its clip, and the strength of its movement on a beat."""

    start: float
    strength: float = 0.0


def aligned(
    peaks: Sequence[MotionPeak], start: float, need: float, beats: Sequence[float],
    ranges: Sequence[Range], taken: Sequence[Range],
) -> Aligned:  # fmt: skip
    """Shift a shot of ``need`` seconds of the clip so that a movement meets a beat.

    ``beats`` are seconds of the clip after the shot's start. The shot stays inside its
    usable range, and overlaps none of the stretches ``taken`` more than before. The
    strongest movement of the shot is the one that meets the beat; without one that
    can, the shot stays.
    """
    best = Aligned(start)
    low, high = _range_of(ranges, start)
    inner = [b for b in beats if _AFTER <= b <= need - _BEFORE]
    if not inner or high - low < need:
        return best
    times = [peak.time for peak in peaks]
    first = bisect_left(times, start - _SLACK)
    last = bisect_left(times, start + need + _SLACK)
    allowed = [_shared(part, start, need) + 1e-3 for part in taken]
    value = 0.0
    for peak in peaks[first:last]:
        for beat in inner:
            begin = peak.time - beat
            new = peak.strength - _PER_SECOND * abs(begin - start)
            if (
                new <= value
                or abs(begin - start) > _SLACK
                or not low <= begin <= high - need
                or any(
                    _shared(part, begin, need) > most
                    for part, most in zip(taken, allowed, strict=True)
                )
                or not _strongest(peak, peaks, times, begin, need)
            ):
                continue
            value, best = new, Aligned(round(begin, 4), peak.strength)
    return best


def _range_of(ranges: Sequence[Range], start: float) -> Range:
    return next((r for r in ranges if r[0] - 1e-6 <= start < r[1]), (start, start))


def _shared(taken: Range, start: float, need: float) -> float:
    """Seconds of the shot that are taken."""
    return max(0.0, min(start + need, taken[1]) - max(start, taken[0]))


def _strongest(
    peak: MotionPeak, peaks: Sequence[MotionPeak], times: Sequence[float], start: float,
    need: float,
) -> bool:  # fmt: skip
    """Whether no other movement in the shot, or across its borders, is stronger."""
    first = bisect_left(times, start - _NEAR)
    last = bisect_left(times, start + need + _NEAR)
    return all(other.strength <= peak.strength for other in peaks[first:last])
