"""Find the moments of strongest movement of a clip's subject, without the camera's movement."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.model.media import FrameFeatures, MotionPeak
from studio.rules.footage.shot_detection import Thumb

Curve = NDArray[np.float64]
Luma = NDArray[np.float32]

_FRAME = 1 / 30
"""Seconds to which the change between two pictures is scaled."""
_GAP = 0.12
"""Seconds between pictures above which their difference does not locate a movement."""
_WATCHED = 0.3
"""Shortest stretch of pictures, in seconds, in which movements are located."""
_NEIGHBOUR = 0.15
"""Seconds between pictures whose shift against one another tells of the camera."""
_APART = 0.2
"""Least seconds between two peaks."""
_SUDDEN, _SLIGHT = 6.0, 0.003
"""How often the change before and after a change beyond which it is a cut or a flash,
and the change of which nobody takes notice."""
_REACH = 6
"""Pixels of a thumbnail by which the camera moves in a tenth of a second at most."""
_REST, _GOES_ON = (0.1, 0.35), 0.2
"""Seconds after a movement that should be calm, and what it costs where they are not."""
_LEAST_SHARE = 0.5
"""The share of a change that is left to the subject, whatever the camera does."""


def motion_peaks(
    times: Sequence[float], changes: Sequence[float], seen: Sequence[float],
    moves: Sequence["CameraMove | None"], described: Sequence[FrameFeatures] = (),
) -> tuple[MotionPeak, ...]:  # fmt: skip
    """The local maxima of the movement, in time.

    ``changes`` are the mean differences, 0 to 1, of each picture from the one before at
    ``times`` (seconds, ascending). The camera's ``moves`` between the pictures ``seen``
    tell which share of a change they do not explain; what is ``described`` as a defect
    has no peaks.
    """
    if len(times) < 3:
        return ()
    at, change = np.array(times), np.array(changes)
    steps = np.diff(at, prepend=at[0] - 2 * _GAP)
    measured = steps <= _GAP
    rate = np.where(measured, change * _FRAME / np.maximum(steps, 1e-3), 0.0)
    rate = np.where(_is_watched(at, measured), _without_cuts(rate, measured), 0.0)
    if any(moves):
        known_at = [at for at, move in zip(seen, moves, strict=True) if move]
        shares = [max(_LEAST_SHARE, move.subject) for move in moves if move]
        rate = rate * np.interp(at, known_at, shares)
    if described:
        rate = rate * (1 - _faults(at, described))
    return _maxima(at, rate * _abruptness(at, rate))


def _is_watched(at: Curve, close: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which pictures belong to a stretch that is long enough to locate a movement.

    The few frames of a sample do not: they do not show whether the camera shakes.
    """
    stretch = np.cumsum(~close)
    first, last = (
        np.searchsorted(stretch, stretch, side) for side in ("left", "right")
    )
    long: NDArray[np.bool_] = at[last - 1] - at[first] >= _WATCHED
    return long


def _faults(at: Curve, described: Sequence[FrameFeatures]) -> Curve:
    """Certainty of a defect at each time, or just before or after it."""
    moments = [moment.time for moment in described]
    values = np.array([moment.defect for moment in described])
    padded = np.concatenate([values[:1], values, values[-1:]])
    wide = np.max([padded[:-2], padded[1:-1], padded[2:]], axis=0)
    faults: Curve = np.interp(at, moments, wide)
    return faults


def _without_cuts(rate: Curve, close: NDArray[np.bool_]) -> Curve:
    """Changes of a single picture that stand out by far become those around them."""
    out = rate.copy()
    padded = np.concatenate([rate[:1], rate[:1], rate, rate[-1:], rate[-1:]])
    around = np.stack([padded[0:-4], padded[1:-3], padded[3:-1], padded[4:]])
    usual = around.max(axis=0)
    single = close & (rate > _SUDDEN * usual + _SLIGHT)
    out[single] = usual[single]
    return out


def _abruptness(at: Curve, values: Curve) -> Curve:
    """A factor up to 1: highest where a movement ends at once, as in a landing."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    first = np.searchsorted(at, at + _REST[0])
    last = np.searchsorted(at, at + _REST[1])
    after = (sums[last] - sums[first]) / np.maximum(1, last - first)
    rest = np.clip(after / np.maximum(values, 1e-9), 0, 1)
    factor: Curve = 1 - _GOES_ON * np.where(last > first, rest, 1.0)
    return factor


def _maxima(at: Curve, values: Curve) -> tuple[MotionPeak, ...]:
    """The local maxima, the highest first to take its place, then in time."""
    before = np.concatenate([[-1.0], values[:-1]])
    after = np.concatenate([values[1:], [-1.0]])
    tops = np.flatnonzero((values > before) & (values >= after) & (values > 1e-4))
    chosen: list[int] = []
    taken = np.zeros(0)
    for index in tops[np.argsort(-values[tops], kind="stable")]:
        if not len(taken) or float(np.abs(taken - at[index]).min()) >= _APART:
            chosen.append(int(index))
            taken = np.append(taken, at[index])
    highest = max((float(values[n]) for n in chosen), default=1.0)
    return tuple(
        MotionPeak(round(float(at[n]), 4), round(float(values[n]) / highest, 3))
        for n in sorted(chosen)
    )


@dataclass(frozen=True, slots=True)
class CameraMove:
    """How far the content moves right and down, in pixels, and what else changes.

    ``left`` is the difference after the move, 0 at borders that the move uncovers;
    ``subject`` its share of the whole change, 0 to 1.
    """

    right: float
    down: float
    left: Luma
    subject: float


def camera_moves(
    times: Sequence[float], thumbs: Sequence[Thumb], cuts: Sequence[float] = ()
) -> list[CameraMove | None]:
    """The camera's move into each picture.

    None where the one before is too far off, or lies before one of the clip's ``cuts``.
    """
    out: list[CameraMove | None] = [None] * len(thumbs)
    for n in range(1, len(thumbs)):
        near = times[n] - times[n - 1] <= _NEIGHBOUR
        near &= bisect_right(cuts, times[n - 1]) == bisect_right(cuts, times[n])
        if near and thumbs[n].shape == thumbs[n - 1].shape:
            out[n] = camera_move(thumbs[n - 1][..., 0], thumbs[n][..., 0])
    return out


def slow_moves(
    times: Sequence[float], thumbs: Sequence[Thumb], apart: float,
    cuts: Sequence[float] = (),
) -> list[tuple[float, CameraMove]]:  # fmt: skip
    """The moves between pictures ``apart`` seconds, each at the time in the middle.

    Somebody who walks slowly moves by a part of a pixel from one picture to the next.
    """
    out: list[tuple[float, CameraMove]] = []
    due = 0.0
    for time, thumb in zip(times, thumbs, strict=True):
        first = bisect_left(times, time - apart - _GAP / 2)
        between = time - times[first]
        if time < due or between < apart - _GAP:
            continue
        same = bisect_right(cuts, times[first]) == bisect_right(cuts, time)
        if same and thumb.shape == thumbs[first].shape:
            move = camera_move(thumbs[first][..., 0], thumb[..., 0])
            out.append((time - between / 2, move))
            due = time + apart / 2 - _GAP / 2
    return out


def camera_move(one: Luma, two: Luma) -> CameraMove:
    """The shift of the whole picture from ``one`` to ``two``, small pictures of one size.

    Whole pixels come from the means of rows and columns, the rest from least squares
    (B. Lucas and T. Kanade, "An iterative image registration technique", 1981).
    """
    right = pixel_shift(one.mean(axis=0), two.mean(axis=0), _REACH)
    down = pixel_shift(one.mean(axis=1), two.mean(axis=1), _REACH)
    moved = np.roll(one, (down, right), axis=(0, 1))
    gy, gx = np.array(np.gradient(moved))
    height, width = one.shape
    inside = np.zeros(one.shape, np.bool_)
    inside[
        abs(down) + 1 : height - abs(down) - 1, abs(right) + 1 : width - abs(right) - 1
    ] = True
    error = two - moved
    slopes = np.stack([gx[inside], gy[inside]])
    system = slopes @ slopes.T + 1e-6 * np.eye(2)
    step = np.clip(np.linalg.solve(system, -(slopes @ error[inside])), -1, 1)
    left = np.where(inside, error + gx * step[0] + gy * step[1], 0.0)
    still = np.where(inside, two - one, 0.0)
    rest, whole = float(np.abs(left).sum()), float(np.abs(still).sum())
    if whole <= rest:
        return CameraMove(0.0, 0.0, still.astype(np.float32), 1.0)
    return CameraMove(
        right + float(step[0]), down + float(step[1]), left.astype(np.float32),
        rest / whole,
    )  # fmt: skip


def pixel_shift(one: Luma, two: Luma, reach: int) -> int:
    """By how many pixels, at most ``reach``, the second profile lies after the first."""
    a, b = one - one.mean(), two - two.mean()
    reach = min(reach, len(a) // 4)
    errors = []
    for k in range(-reach, reach + 1):
        apart = np.abs(
            a[max(0, -k) : len(a) - max(0, k)] - b[max(0, k) : len(b) + min(0, k)]
        )
        # The same as its mean(), in a third of the time: there are thousands of them.
        errors.append(np.add.reduce(apart) / len(apart))
    return int(np.argmin(errors)) - reach
