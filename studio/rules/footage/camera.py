"""Compute the camera's path from shifts between frames, and the moves that stabilise a shot."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from studio.model.media import AssetId, CameraPath

Luma = NDArray[np.float32]
Curve = NDArray[np.float64]

_SURE = 6.5
"""The least height of a correlation's peak, in standard deviations of the rest."""
_FARTHEST = 0.25
"""Share of a side by which the content of a clip moves in a frame at most."""
_SMOOTH = 0.5
"""Seconds: shorter movements count as shake, longer ones as intended."""
MOST, MILD = 0.06, 0.03
"""Shares of a side by which a picture is moved at most, and without being asked; the
crop hides as much."""


def path_of(
    asset: AssetId, times: Sequence[float], pictures: Iterable[Luma]
) -> CameraPath:
    """Sum up the shifts between neighbours; pictures of (height, width), one size."""
    place = np.zeros(2)
    places: list[Curve] = []
    before: Luma | None = None
    for picture in pictures:
        if before is not None:
            place = place + shift(before, picture)
        places.append(place)
        before = picture
    if not places:
        return CameraPath(asset)
    moved = np.round(np.stack(places), 5)
    seconds = tuple(round(float(time), 4) for time in times)
    return CameraPath(asset, seconds, tuple(moved[:, 0]), tuple(moved[:, 1]))


def shift(one: Luma, two: Luma) -> Curve:
    """The shift of the content from one picture to the next: (right, down) in shares.

    Phase correlation (C. Kuglin and D. Hines, 1975) with a parabola through the peak.
    (0, 0) if the pictures have too little in common.
    """
    height, width = one.shape
    window = np.outer(np.hanning(height), np.hanning(width))
    a, b = (np.fft.rfft2((p - p.mean()) * window) for p in (one, two))
    cross = a.conj() * b
    strength = np.abs(cross)
    surface = np.fft.irfft2(cross / np.maximum(strength, 1e-9), (height, width))
    row, column = np.unravel_index(int(np.argmax(surface)), surface.shape)
    if surface[row, column] <= _SURE * surface.std():
        return np.zeros(2)
    right = _peak(surface[row], int(column)) / width
    down = _peak(surface[:, column], int(row)) / height
    if max(abs(right), abs(down)) > _FARTHEST:
        return np.zeros(2)
    return np.array([right, down])


def _peak(line: NDArray[np.float64], at: int) -> float:
    """The place of a peak on a circular line, between its samples; below 0 is left."""
    size = len(line)
    before, here, after = line[at - 1], line[at], line[(at + 1) % size]
    bend = before - 2 * here + after
    place = at + (0.5 * (before - after) / bend if bend < 0 else 0.0)
    return float(place - size if place > size / 2 else place)


def steadied(
    path: CameraPath, start: float, end: float, most: float = MOST
) -> tuple[Curve, Curve, Curve]:
    """The moves that smooth the camera's path from ``start`` to ``end``.

    Times of the clip's frames, and the shares by which the picture moves right and down at
    each, at most ``most``. The smooth path is the path under a Gaussian, as in Y.
    Matsushita et al., "Full-frame video stabilization" (2006).
    """
    times = np.array(path.times)
    inside = (times >= start - 1e-3) & (times <= end + 1e-3)
    if inside.sum() < 3:
        empty = np.zeros(0)
        return empty, empty, empty
    around = (times >= start - 3 * _SMOOTH) & (times <= end + 3 * _SMOOTH)
    near = times[around]
    weights = np.exp(-0.5 * ((times[inside][:, None] - near[None]) / _SMOOTH) ** 2)
    weights /= weights.sum(axis=1, keepdims=True)
    right, down = (
        np.clip(weights @ curve[around] - curve[inside], -most, most)
        for curve in (np.array(path.x), np.array(path.y))
    )
    return times[inside], right, down
