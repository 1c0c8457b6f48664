"""Detect shots from thumbnails and measure their motion, interest and focus."""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.model.media import Shot

Thumb = NDArray[np.float32]
"""(height, width, 3) Y, U, V scaled to 0..1."""

_LEAST_SHOT = 0.3
"""Shortest shot in seconds; a shorter one is a flash."""
_JUMP = 0.035
"""Least mean difference of two pictures at a cut; a missed cut is worse than a false one,
which only makes segments shorter."""
_LEAP = 0.1
"""The same across a gap, where movement alone changes much."""
_GAP = 0.5
_OVER_USUAL = 3.2
_LONGEST = 8.0
"""Seconds of the parts into which long takes are split, so that their middle is used too."""


def shots(
    times: NDArray[np.float64], thumbs: list[Thumb], seconds: float
) -> list[Shot]:
    """Split at the cuts and describe each part; tiles 0..seconds.

    ``times`` are the pictures' seconds, ascending.
    """
    if not thumbs:
        return [Shot(0.0, seconds)] if seconds > 0 else []
    moves = differences(thumbs)
    borders = [0.0, *cuts(times, moves), seconds]
    parts = []
    for start, end in pairwise(borders):
        count = max(1, int(np.ceil((end - start) / _LONGEST)))
        step = (end - start) / count
        parts += [(start + step * n, start + step * (n + 1)) for n in range(count)]
    return [_describe(start, end, times, thumbs, moves) for start, end in parts]


def differences(thumbs: list[Thumb]) -> NDArray[np.float64]:
    """Return each thumbnail's difference from the one before: (n,), the first is 0."""
    out = np.zeros(len(thumbs))
    for index in range(1, len(thumbs)):
        out[index] = float(np.abs(thumbs[index] - thumbs[index - 1]).mean())
    return out


def cuts(times: NDArray[np.float64], moves: NDArray[np.float64]) -> list[float]:
    """Return the times of cuts: changes that stand out from those around them.

    A change across a gap in the pictures is judged by those across the other gaps.
    """
    gaps = _gaps(times)
    across = float(np.median(moves[gaps])) if gaps.any() else 0.0
    moments: list[float] = []
    for index in range(1, len(moves)):
        if gaps[index]:
            sudden = moves[index] > max(_LEAP, _OVER_USUAL * across)
        else:
            sudden = moves[index] > max(_JUMP, _OVER_USUAL * _usual(index, moves, gaps))
        if sudden and times[index] - (moments[-1] if moments else 0.0) >= _LEAST_SHOT:
            moments.append(float((times[index] + times[index - 1]) / 2))
    return moments


def _gaps(times: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where a picture comes so long after the last that movement cannot be told."""
    steps = np.diff(times, prepend=times[:1])
    wide: NDArray[np.bool_] = steps > _GAP
    return wide if wide.mean() < 0.5 else np.zeros_like(wide)


def _usual(index: int, moves: NDArray[np.float64], gaps: NDArray[np.bool_]) -> float:
    places = [*range(max(1, index - 6), index), *range(index + 1, index + 7)]
    around = [moves[n] for n in places if n < len(moves) and not gaps[n]]
    return float(np.median(around)) if around else 0.0


def _describe(
    start: float,
    end: float,
    times: NDArray[np.float64],
    thumbs: list[Thumb],
    moves: NDArray[np.float64],
) -> Shot:
    inside = np.flatnonzero((times >= start) & (times < end))
    if not len(inside):
        return Shot(start, end)
    # The first picture of a shot differs from the shot before, not by movement.
    later = inside[1:][~_gaps(times)[inside[1:]]]
    steps = moves[later] if len(later) else np.zeros(1)
    motion = float(np.clip(np.mean(steps) / 0.06, 0, 1))
    mean = float(np.mean([interest(thumbs[index]) for index in inside]))
    return Shot(start, end, motion, mean, _focus([thumbs[index] for index in inside]))


def interest(thumb: Thumb) -> float:
    """Detail, contrast and colour; black, white and blur are dull. 0 to 1."""
    y = thumb[..., 0]
    detail = np.clip(edges(y).mean() / 0.06, 0, 1)
    contrast = np.clip(y.std() / 0.22, 0, 1)
    colour = np.clip(np.abs(thumb[..., 1:] - 0.5).mean() / 0.08, 0, 1)
    lit = 1 - np.clip(abs(float(y.mean()) - 0.45) / 0.45, 0, 1) ** 3
    return float(np.clip((0.4 * detail + 0.35 * contrast + 0.25 * colour) * lit, 0, 1))


def edges(y: NDArray[np.float32]) -> NDArray[np.float32]:
    """The steps to the left and upper neighbour of each pixel."""
    out = np.zeros_like(y)
    out[:, 1:] += np.abs(np.diff(y, axis=1))
    out[1:] += np.abs(np.diff(y, axis=0))
    return out


def _focus(thumbs: list[Thumb]) -> tuple[float, float]:
    """The centre of sharp, colourful or moving parts, slightly towards the middle."""
    height, width = thumbs[0].shape[:2]
    weight = np.zeros((height, width), np.float32)
    for index, thumb in enumerate(thumbs):
        weight += edges(thumb[..., 0])
        weight += 0.5 * np.abs(thumb[..., 1:] - 0.5).sum(axis=2)
        if index:
            weight += 3.0 * np.abs(thumb - thumbs[index - 1]).sum(axis=2)
    x, y = centre_of(weight)
    return round(0.5 + (x - 0.5) * 0.8, 3), round(0.5 + (y - 0.5) * 0.8, 3)


def centre_of(weight: NDArray[Any]) -> tuple[float, float]:
    """The centre of what weighs more than usual, as shares of the picture's sides."""
    height, width = weight.shape
    weight = np.maximum(weight - np.median(weight), 0) ** 1.5
    total = float(weight.sum())
    if total <= 1e-6:
        return 0.5, 0.5
    x = float((weight.sum(axis=0) * (np.arange(width) + 0.5)).sum() / total / width)
    y = float((weight.sum(axis=1) * (np.arange(height) + 0.5)).sum() / total / height)
    return x, y
