"""After the choice: separate stretches of the same clip, and make every cut visible."""

from collections.abc import Sequence
from fractions import Fraction

from studio.model.cut import PlacedShot
from studio.rules.choice.clips import JUMP, LEAST_SPEED, Range

_STILL = 0.1
PUNCH = 1.25
"""The magnification that makes a cut within running footage visible."""
_SEEN = 0.6 * JUMP
"""Skipped seconds from which a cut is visible."""
_MUCH_LONGER = 2.0
"""How many times as long a range is for which a shot leaves the moment it is for."""


def spaced(
    ranges: Sequence[Range], stretches: Sequence[tuple[float, float]],
    fixed: Sequence[bool],
) -> list[float]:  # fmt: skip
    """Starts at which stretches (start, seconds) of one clip do not overlap.

    Each moves as little as it must inside its usable range: first later, then earlier.
    What is fixed stays. Where a range is too short the overlap remains.
    """
    starts = [start for start, _ in stretches]
    for low, high in ranges:
        own = [n for n in range(len(starts)) if low - 1e-6 <= starts[n] < high]
        own.sort(key=lambda n: starts[n])
        if sum(stretches[n][1] for n in own) > high - low + 1e-6:
            continue
        reach = low
        for n in own:
            if not fixed[n]:
                starts[n] = max(starts[n], reach)
            reach = starts[n] + stretches[n][1]
        reach = high
        for n in reversed(own):
            if not fixed[n]:
                starts[n] = min(starts[n], reach - stretches[n][1])
            reach = starts[n]
    return starts


def fitted(ranges: Sequence[Range], source: float, need: float) -> tuple[float, float]:
    """Where a stretch can begin so that it lies in a usable range, and its slowing.

    It starts earlier where the range ends too soon. Where the range is too short the
    footage is slowed by the factor given (1 as it is), or a much longer range is taken.
    """
    if not ranges:
        return max(0.0, source), 1.0
    low, high = min(ranges, key=lambda r: max(r[0] - source, source - r[1] + 0.01, 0.0))
    if high - low < need:
        wide = max(ranges, key=lambda r: r[1] - r[0])
        is_longer = wide[1] - wide[0] >= _MUCH_LONGER * (high - low)
        if high - low < need * LEAST_SPEED and is_longer:
            low, high = wide
    room = high - low
    if room >= need:
        return min(max(low, source), high - need), 1.0
    return low, max(room, 1e-3) / need


def slowed(shot: PlacedShot, source: float, factor: float) -> PlacedShot:
    """The shot from a place of its clip on, slowed by the factor of ``fitted``.

    Slower than a tenth is a still picture.
    """
    speed, last = shot.speed * factor, (shot.speed_end or shot.speed) * factor
    if min(speed, last) < _STILL:
        return shot.model_copy(update={"source": round(source, 4), "freeze": True})
    ramp = round(last, 5) if shot.speed_end is not None else None
    new = {"source": round(source, 4), "speed": round(speed, 5), "speed_end": ramp}
    return shot.model_copy(update=new)


def visible(shots: Sequence[PlacedShot], fps: Fraction) -> list[PlacedShot]:
    """Punch in where the source runs on unbroken, so that every cut is seen."""
    out: list[PlacedShot] = []
    for shot in shots:
        if shot.continues or not out:
            punch = out[-1].punch if out else 1.0
            out.append(shot.model_copy(update={"punch": punch}))
            continue
        before = out[-1]
        unseen = before.clip == shot.clip and _runs_on(before, shot, fps)
        punch = PUNCH if unseen and before.punch == 1.0 else 1.0
        out.append(shot.model_copy(update={"punch": punch}))
    return out


def _runs_on(one: PlacedShot, two: PlacedShot, fps: Fraction) -> bool:
    if one.still or two.still:
        return True
    end = one.source + one.source_seconds(fps)
    last = one.source if one.reverse else end
    first = two.source + two.source_seconds(fps) if two.reverse else two.source
    return abs(first - last) < _SEEN or abs(two.source - one.source) < _SEEN
