"""Compute the view of a shot over time: zoom, crop path, stabilising, pulses."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from studio.model.effects import Effects, PathPoint, Pulse

_PUNCH, _PUNCH_FADES = 0.3, 0.11
"""Magnification of a full punch, and the seconds in which it falls to a third."""
_SHAKE, _SHAKE_FADES = 0.05, 0.16
_SHAKE_HERTZ = (11.3, 8.7)
_FLASH_FADES = 0.09
_PULSE = 0.6
"""Seconds after which a pulse has ended."""
_MOST_MARGIN = 1.35
_ROUNDED = 1.0
"""Milliseconds by which two distances may differ as their times are rounded."""


@dataclass(frozen=True, slots=True)
class View:
    """The part of the picture that fills the frame.

    ``zoom`` 1 shows as much as fits, around ``focus`` (shares of the picture's sides),
    but at least ``room`` away from its borders; from there ``steady`` moves the picture
    right and down by shares of its sides. ``shift`` then moves it by shares of the
    frame; ``degrees`` tilt it clockwise.
    """

    zoom: float = 1.0
    focus: tuple[float, float] = (0.5, 0.5)
    shift: tuple[float, float] = (0.0, 0.0)
    degrees: float = 0.0
    steady: tuple[float, float] = (0.0, 0.0)
    room: float = 0.0


def moves(effects: Effects) -> bool:
    """Whether the view is not the plain, fixed crop around the focus."""
    return bool(
        effects.zoom != (1.0, 1.0)
        or effects.path
        or effects.stabilise
        or any(pulse.kind != "flash" for pulse in effects.pulses)
    )


def view_at(effects: Effects, seconds: float, share: float) -> View:
    """The view ``seconds`` after the segment's start, ``share`` (0 to 1) of it gone."""
    start, end = effects.zoom
    zoom = start * (end / start) ** min(1.0, max(0.0, share))
    focus = _along(effects.path, seconds) if effects.path else effects.focus
    dx, dy, degrees = _steadied(effects.stabilise, seconds)
    shift_x = shift_y = 0.0
    room = _reach(effects.stabilise)
    zoom *= _margin(effects.stabilise, room)
    for pulse in effects.pulses:
        strength = _decayed(pulse, seconds)
        if not strength or pulse.kind == "flash":
            continue
        if pulse.kind == "punch":
            zoom *= 1 + _PUNCH * strength
        else:
            since = seconds - pulse.ms / 1000
            reach = _SHAKE * strength
            shift_x += reach * math.sin(2 * math.pi * _SHAKE_HERTZ[0] * since + 1)
            shift_y += reach * math.cos(2 * math.pi * _SHAKE_HERTZ[1] * since)
            zoom *= 1 + 2 * reach
    return View(zoom, focus, (shift_x, shift_y), degrees, (dx, dy), room)


def flash_at(pulses: Sequence[Pulse], seconds: float) -> float:
    """How white the picture is: 0 as it is, 1 all white."""
    strengths = (_decayed(p, seconds) for p in pulses if p.kind == "flash")
    return max(strengths, default=0.0)


def _decayed(pulse: Pulse, seconds: float) -> float:
    since = seconds - pulse.ms / 1000
    if not -1e-6 <= since < _PULSE:
        return 0.0
    fades = {"punch": _PUNCH_FADES, "shake": _SHAKE_FADES, "flash": _FLASH_FADES}
    return pulse.strength * math.exp(-max(0.0, since) / fades[pulse.kind])


def _steadied(
    offsets: Sequence[tuple[int, float, float, float]], seconds: float
) -> tuple[float, float, float]:
    """The offset of the frame that is shown: the nearest one, of two the later."""
    if not offsets:
        return 0.0, 0.0, 0.0
    ms = seconds * 1000
    later = bisect_right(offsets, ms, key=lambda one: one[0])
    near = offsets[max(0, later - 1) : later + 1]
    before, after = near[0], near[-1]
    is_after = after[0] - ms <= ms - before[0] + _ROUNDED
    return after[1:] if is_after else before[1:]


def _reach(offsets: Sequence[tuple[int, float, float, float]]) -> float:
    """Shares of the picture's sides by which stabilising moves it at most."""
    return max((max(abs(dx), abs(dy)) for _, dx, dy, _ in offsets), default=0.0)


def _margin(offsets: Sequence[tuple[int, float, float, float]], reach: float) -> float:
    """The zoom that hides the borders which stabilising would bring in."""
    tilt = max((abs(math.radians(degrees)) for *_, degrees in offsets), default=0.0)
    return min(
        _MOST_MARGIN, 1 / (1 - 2 * min(0.4, reach)) + 2 * math.sin(min(tilt, 0.5))
    )


def _along(path: Sequence[PathPoint], seconds: float) -> tuple[float, float]:
    """A point of the path, with a velocity that never jumps.

    Monotone cubic interpolation (Fritsch and Carlson, 1980): no overshoot.
    """
    points = sorted({point.ms: point for point in path}.values(), key=lambda p: p.ms)
    times = [point.ms / 1000 for point in points]
    return (
        _monotone(times, [point.x for point in points], seconds),
        _monotone(times, [point.y for point in points], seconds),
    )


def _monotone(times: Sequence[float], values: Sequence[float], at: float) -> float:
    if at <= times[0] or len(times) == 1:
        return values[0]
    if at >= times[-1]:
        return values[-1]
    right = next(n for n, time in enumerate(times) if time > at)
    left = right - 1
    width = times[right] - times[left]
    part = (at - times[left]) / width
    rise0, rise1 = (_tangent(times, values, n) * width for n in (left, right))
    cube, square = part**3, part**2
    return (
        (2 * cube - 3 * square + 1) * values[left]
        + (cube - 2 * square + part) * rise0
        + (3 * square - 2 * cube) * values[right]
        + (cube - square) * rise1
    )


def _tangent(times: Sequence[float], values: Sequence[float], at: int) -> float:
    """The slope at a point: the harmonic mean of both sides, 0 at ends and turns."""
    if not 0 < at < len(times) - 1:
        return 0.0
    before = (values[at] - values[at - 1]) / (times[at] - times[at - 1])
    after = (values[at + 1] - values[at]) / (times[at + 1] - times[at])
    return 2 * before * after / (before + after) if before * after > 0 else 0.0
