"""Measure continuity: energy, motion and place of interest over cuts.

The formulas are those of the evaluation in "DIRECT" (AK-DREAM, 2025): at each cut the
likeness of the flow that ends to the one that begins, and of the place that catches the
eye; over the whole video the rank correlation of movement and loudness. Departures: there
the second magnitude of the flow is read from the first frame by mistake; flow and
saliency come from nets. Here the flow is found block by block (B. Lucas and T. Kanade,
1981) from one frame to the next, for the four frames of the formula, and what catches
the eye is where somebody was painted.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Luma = NDArray[np.float32]
Floats = NDArray[np.float64]

_BLOCK = 10
"""Pixels of a block of the flow; pictures are 160 × 90."""
_SCALE = 4.0 * 4.0
"""Pixels at the width of 640 in four frames, which the formula is for, to one of ours."""
_SOFT, _CONFIDENT = 40.0, 2.0


@dataclass(frozen=True, slots=True)
class ShotEnds:
    """Flow and place of interest (in shares) where a shot begins and where it ends.

    ``energy`` is the mean length of the flow over the whole shot.
    """

    flows: tuple[Floats, Floats]
    eyes: tuple[tuple[float, float], tuple[float, float]]
    energy: float


def flow(one: Luma, two: Luma) -> Floats:
    """(rows, columns, 2): pixels by which each block moves right and down."""
    gy, gx = np.gradient((one + two) / 2)
    change = two - one

    def sums(values: Luma) -> Floats:
        rows, columns = (side // _BLOCK for side in values.shape)
        cells = values[: rows * _BLOCK, : columns * _BLOCK]
        return cells.reshape(rows, _BLOCK, columns, _BLOCK).sum(axis=(1, 3))

    xx, yy, xy = sums(gx * gx) + 1.0, sums(gy * gy) + 1.0, sums(gx * gy)
    x, y = sums(gx * change), sums(gy * change)
    det = xx * yy - xy * xy
    right, down = (xy * y - yy * x) / det, (xy * x - xx * y) / det
    return _SCALE * np.clip(np.stack([right, down], axis=2), -8, 8)


def continuity(shots: Sequence[ShotEnds]) -> tuple[float, float]:
    """The mean likeness over all cuts, 0 to 1: of motion, and of the place of interest."""
    pairs = list(zip(shots, shots[1:], strict=False))
    motion = [_motion(a.flows[1], b.flows[0]) for a, b in pairs]
    place = [1 - math.dist(a.eyes[1], b.eyes[0]) for a, b in pairs]
    return float(np.mean(motion)), float(np.mean(place))


def energy_match(shots: Sequence[ShotEnds], loudness: Sequence[float]) -> float:
    """0 to 1: the rank correlation of the shots' movement and the music's loudness."""
    ranks = _ranks([shot.energy for shot in shots]), _ranks(loudness)
    if min(float(one.std()) for one in ranks) <= 0:
        return 0.5
    return float((np.corrcoef(*ranks)[0, 1] + 1) / 2)


def _motion(one: Floats, two: Floats) -> float:
    m1, m2 = (float(np.linalg.norm(f, axis=2).mean()) for f in (one, two))
    size = _SOFT / (abs(m1 - m2) + _SOFT)
    both = float(np.linalg.norm(one) * np.linalg.norm(two)) + 1e-9
    direction = (float(np.sum(one * two)) / both + 1) / 2
    sure = m1 / (m1 + _CONFIDENT) * m2 / (m2 + _CONFIDENT)
    return size * (1 - sure) + direction * sure


def _ranks(values: Sequence[float]) -> Floats:
    """Ranks; equal values share one."""
    array = np.asarray(values)
    order = np.argsort(np.argsort(array, kind="stable"), kind="stable").astype(float)
    return np.array([order[array == value].mean() for value in array])
