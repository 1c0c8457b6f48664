"""Describe a clip over time: interest, movement, sharpness, shake and brightness."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from studio.model.media import FrameFeatures
from studio.rules.footage.shot_detection import Thumb, differences, interest

Curve = NDArray[np.float64]

_STEP = 0.25
"""Seconds between the moments that are kept."""
_MOTION = 0.06
"""The mean difference of pictures a tenth of a second apart that counts as 1."""
_SHARP = 1.3
"""Bends against steps of a picture that is quite sharp at thumbnail size."""
_SHAKE = 1.2
"""Pixels of a thumbnail by which a shaking camera changes its course in 0.1 s."""
_REACH = 6
_NEAR = 0.15
"""Seconds between pictures whose shift against one another tells of the camera."""


def moments(
    times: Sequence[float], thumbs: Sequence[Thumb]
) -> tuple[FrameFeatures, ...]:
    """The features of each quarter of a second that was looked at; times ascend."""
    if not thumbs:
        return ()
    at = np.array(times)
    moves = differences(list(thumbs))
    rows = np.stack(
        [
            np.array([interest(thumb) for thumb in thumbs]),
            np.clip(moves / _MOTION, 0, 1),
            np.array([sharpness(thumb) for thumb in thumbs]),
            shake(at, thumbs),
            np.array([float(thumb[..., 0].mean()) for thumb in thumbs]),
        ]
    )
    out = []
    bins = np.floor(at / _STEP).astype(int)
    for index in np.unique(bins):
        inside = bins == index
        values = [round(float(np.clip(row[inside].mean(), 0, 1)), 3) for row in rows]
        out.append(FrameFeatures(round(float(at[inside].mean()), 3), *values))
    return tuple(out)


def sharpness(thumb: Thumb) -> float:
    """How abrupt the edges are, 0 to 1: bends against steps of the brightness.

    Flat pictures have 0.5.
    """
    y = thumb[..., 0]
    steps = bends = 0.0
    for axis in (0, 1):
        step = np.diff(y, axis=axis)
        steps += float(np.abs(step).mean())
        bends += float(np.abs(np.diff(step, axis=axis)).mean())
    if steps < 0.004:
        return 0.5
    return float(np.clip(bends / steps / _SHARP, 0, 1))


def shake(at: Curve, thumbs: Sequence[Thumb]) -> Curve:
    """How abruptly the camera turns back at each picture, 0 to 1.

    The shift from picture to picture comes from the comparison of row and column means;
    a pan has a shift, but always in one direction.
    """
    shifts = np.full((len(thumbs), 2), np.nan)
    for n in range(1, len(thumbs)):
        if at[n] - at[n - 1] <= _NEAR and thumbs[n].shape == thumbs[n - 1].shape:
            one, two = thumbs[n - 1][..., 0], thumbs[n][..., 0]
            shifts[n] = [_shift(one.mean(axis=a), two.mean(axis=a)) for a in (0, 1)]
    turns = np.zeros(len(thumbs))
    back = shifts[1:] * shifts[:-1] < 0
    turns[1:] = np.linalg.norm(np.where(back, np.diff(shifts, axis=0), 0.0), axis=1)
    out: Curve = np.clip(np.convolve(turns, np.ones(5) / 5, "same") / _SHAKE, 0, 1)
    return out


def _shift(one: NDArray[np.float32], two: NDArray[np.float32]) -> float:
    """By how many pixels the second profile lies beside the first."""
    a, b = one - one.mean(), two - two.mean()
    reach = min(_REACH, len(a) // 4)
    lags = range(-reach, reach + 1)
    errors = [
        float(
            np.abs(
                a[max(0, -k) : len(a) - max(0, k)] - b[max(0, k) : len(b) + min(0, k)]
            ).mean()
        )
        for k in lags
    ]
    return float(lags[int(np.argmin(errors))])


def colour(thumbs: Sequence[Thumb]) -> tuple[float, ...]:
    """Mean red, green and blue of all pictures, 0 to 1 (BT.709)."""
    if not thumbs:
        return ()
    y, u, v = np.mean([thumb.mean(axis=(0, 1)) for thumb in thumbs], axis=0)
    u, v = u - 0.5, v - 0.5
    rgb = (y + 1.5748 * v, y - 0.1873 * u - 0.4681 * v, y + 1.8556 * u)
    return tuple(round(float(np.clip(value, 0, 1)), 4) for value in rgb)
