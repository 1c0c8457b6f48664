"""Locate the moving subject of a clip, without the movement of the camera."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from studio.model.media import SubjectPlace
from studio.rules.footage.movement import CameraMove, Luma

APART = (0.5, 1.5)
"""Seconds between pictures that show a slow movement, and a very slow one."""
_STEP = 0.25
"""Seconds between stored places."""
_NOISE, _OVER_USUAL = 0.03, 3.0
"""The change of a pixel that the coding makes, and how far above the usual one counts."""
_LEAST = 0.002
"""Share of the picture, weighed by its change, below which nothing has moved."""
_CALM = 0.5
"""Pixels from picture to picture by which a camera in a calm hand moves at most."""
_EDGE = 0.05
"""Share of the movement on each side that the box leaves out."""
_WIDEST = 0.5
"""Share of a side above which a movement is too wide for a crop to follow."""


def subject_places(
    times: Sequence[float], moves: Sequence[CameraMove | None],
    slow: Sequence[Sequence[tuple[float, CameraMove]]] = (),
) -> tuple[SubjectPlace, ...]:  # fmt: skip
    """The places of the subject in each quarter of a second in which it moves.

    ``moves`` are those between each picture at ``times`` (seconds) and the one before.
    Where these show nothing, ``slow`` does: moves between pictures farther and farther
    apart, with the times in their middles.
    """
    near = [(at, move) for at, move in zip(times, moves, strict=True) if move]
    places: dict[int, SubjectPlace] = {}
    for one in (near, *slow):
        places = _places(one) | places
    return tuple(places[bin_] for bin_ in sorted(places))


def _places(moves: Sequence[tuple[float, CameraMove]]) -> dict[int, SubjectPlace]:
    """The place in each quarter of a second, by its number."""
    sums: dict[int, NDArray[np.float64]] = {}
    for time, move in moves:
        bin_ = int(time / _STEP)
        sums[bin_] = sums.get(bin_, 0.0) + _excess(move.left)
    out = {}
    for bin_, change in sums.items():
        if float(change.mean()) < _LEAST:
            continue
        left, right = _extent(change.sum(axis=0))
        top, bottom = _extent(change.sum(axis=1))
        if right - left <= _WIDEST and bottom - top <= 2 * _WIDEST:
            middle = round((bin_ + 0.5) * _STEP, 3)
            out[bin_] = SubjectPlace(middle, (left, top, right, bottom))
    return out


def moving_share(move: CameraMove) -> float:
    """How much of a picture moves by itself: the mean of its change, 0 to 1.

    It counts little where the camera explains much of the change or moves far: a part
    of the blur of a picture that shakes remains.
    """
    far = max(1.0, float(np.hypot(move.right, move.down)) / _CALM)
    return move.subject**2 * float(_excess(move.left).mean()) / far


def _excess(left: Luma) -> NDArray[np.float64]:
    """How far each pixel's change, the camera's move aside, lies above the usual one."""
    change = np.abs(left).astype(np.float64)
    usual = max(_NOISE, _OVER_USUAL * float(np.median(change)))
    above: NDArray[np.float64] = np.maximum(change - usual, 0.0)
    return above


def _extent(profile: NDArray[np.float64]) -> tuple[float, float]:
    """The range of most of a profile, as shares of its length."""
    share = np.cumsum(profile) / profile.sum()
    first = int(np.searchsorted(share, _EDGE))
    last = int(np.searchsorted(share, 1 - _EDGE))
    return round(first / len(profile), 4), round((last + 1) / len(profile), 4)
