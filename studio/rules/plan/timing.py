"""Compute the source time of each output frame: speed, ramps, reverse, freeze."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise

from studio.model.effects import Effects, SpeedPoint

Position = Callable[[float], float]
"""Source seconds after the segment's source start, by seconds of play."""


def constant(effects: Effects) -> bool:
    """Whether source time runs on evenly at ``effects.speed``."""
    return not (effects.ramp or effects.reverse or effects.boomerang or effects.freeze)


def frame_times(
    effects: Effects, start: float, frames: int, fps: Fraction, lead: int, tail: int
) -> tuple[float, ...]:
    """Source seconds of the frames from ``-lead`` to ``frames + tail``.

    ``start`` is the source time where the segment's range begins. Frames outside the
    segment go on in the direction and at the speed of its edge; none lies below 0.
    """
    played = played_position(effects, float((frames - 1) / fps))
    return tuple(
        round(max(0.0, start + played(float(index / fps))), 6)
        for index in range(-lead, frames + tail)
    )


def played_position(effects: Effects, last: float) -> Position:
    """Where playback is: forwards, backwards, there and back, or held.

    ``last`` is the second at which the segment ends. A ramp runs with the playback,
    whatever its direction.
    """
    forward = play_position(effects)
    if effects.freeze:
        return lambda _: 0.0
    if effects.boomerang:
        return lambda seconds: forward(min(abs(seconds), abs(last - abs(seconds))))
    if effects.reverse:
        return lambda seconds: forward(last) - forward(seconds)
    return forward


def play_position(effects: Effects) -> Position:
    """Forward play: the integral of the speed, which is linear between ramp points."""
    points = _sorted(effects.ramp)
    if not points:
        return lambda seconds: effects.speed * seconds
    times = [point.ms / 1000 for point in points]
    speeds = [point.speed for point in points]
    reached = [0.0]
    for (t0, v0), (t1, v1) in pairwise(zip(times, speeds, strict=True)):
        reached.append(reached[-1] + (t1 - t0) * (v0 + v1) / 2)

    def since_first(seconds: float) -> float:
        if seconds <= times[0]:
            return (seconds - times[0]) * speeds[0]
        at = bisect_right(times, seconds) - 1
        passed = seconds - times[at]
        if at == len(times) - 1:
            return reached[at] + passed * speeds[at]
        slope = (speeds[at + 1] - speeds[at]) / (times[at + 1] - times[at])
        return reached[at] + passed * (speeds[at] + slope * passed / 2)

    begin = since_first(0.0)
    return lambda seconds: since_first(seconds) - begin


def _sorted(ramp: Sequence[SpeedPoint]) -> list[SpeedPoint]:
    """By time; of several points at one time the last holds."""
    return sorted({point.ms: point for point in ramp}.values(), key=lambda p: p.ms)
