"""Detect defects of pictures: black, white, faded, blurred, shaken, a bare surface."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from studio.rules.footage.shot_detection import Thumb

Curve = NDArray[np.float64]

_DARK, _BRIGHT, _FLAT = 0.05, 0.93, 0.05
"""Mean brightness of black and of white pictures, and the most that they vary."""
_HALF = 0.6
"""The share of the usual brightness below which a picture beside black is faded."""
_FADE = 1.5
"""Seconds of the longest fade that is followed."""
_NIGHT, _DIM = 0.06, 0.1
"""Mean brightness below which a picture is too dark, and from which it is not."""
_BLURRED, _SOFT = 0.12, 0.3
"""Sharpness below which a picture is out of focus, and from which it is not."""
_UNSTEADY, _SHAKEN = 0.35, 0.75
"""Shake from which a picture is unpleasant, and from which it is unusable."""
_BARE, _PLAIN = 0.03, 0.06
"""How much the means of large blocks differ on a bare surface, and in a plain scene."""
_ROWS, _COLUMNS = 4, 6
_AROUND = 0.3
"""Seconds after a fade's end that tell how bright the picture usually is."""


def blank_stretches(
    times: Sequence[float], lights: Sequence[float], spreads: Sequence[float],
    seconds: float, frame: float,
) -> list[tuple[float, float]]:  # fmt: skip
    """Stretches in seconds that show nothing, with the faded pictures beside them.

    ``lights`` and ``spreads`` are the mean and the standard deviation of each picture's
    brightness, 0 to 1; ``times`` ascend; ``frame`` is the length of a frame. A clip that is
    dark throughout has none.
    """
    at, light = np.array(times), np.array(lights)
    flat = np.array(spreads) < _FLAT
    out: list[tuple[float, float]] = []
    for values, blank in (
        (light, flat & (light < _DARK)),
        (1 - light, flat & (light > _BRIGHT)),
    ):
        if blank.all():
            continue
        for first, last in _runs(blank):
            low = _faded(at, values, first, -1)
            high = _faded(at, values, last, 1)
            start = 0.0 if low == 0 else float(at[low]) - frame / 2
            end = float(at[high + 1]) if high + 1 < len(at) else seconds
            out.append((round(max(0.0, start), 4), round(min(end, seconds), 4)))
    return sorted(out)


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and last index of each run."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(int), [0]])))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _faded(at: Curve, values: Curve, edge: int, step: int) -> int:
    """The last picture beside a blank one that is still faded.

    Brightness rises from picture to picture in a fade, up to what is usual after it.
    """
    top = edge
    while (
        0 <= top + step < len(at)
        and values[top + step] > values[top] + 1e-4
        and abs(at[top + step] - at[edge]) <= _FADE
    ):
        top += step
    near = np.abs(at - at[top]) <= _AROUND
    beyond = near & ((at - at[top]) * step >= 0)
    usual = float(np.median(values[beyond]))
    index = edge
    while index != top and values[index + step] < _HALF * usual:
        index += step
    return index


def defects(
    thumbs: Sequence[Thumb], sharpness: Curve, shake: Curve,
    peopled: NDArray[np.bool_] | None = None,
) -> NDArray[np.float64]:  # fmt: skip
    """The certainty that each picture is unintended, 0 to 1.

    A picture is bare, like a floor or the inside of a pocket, where large blocks of it
    are all alike in brightness and colour, whatever their texture; not where there is a
    face in it (``peopled``): somebody stands before a plain wall.
    """
    light = np.array([float(thumb[..., 0].mean()) for thumb in thumbs])
    varied = np.array([_structure(thumb) for thumb in thumbs])
    if peopled is not None:
        varied[peopled] = 1.0
    out: Curve = np.max(
        [
            1 - _ramp(light, _NIGHT, _DIM),
            1 - _ramp(sharpness, _BLURRED, _SOFT),
            _ramp(shake, _UNSTEADY, _SHAKEN),
            1 - _ramp(varied, _BARE, _PLAIN),
        ],
        axis=0,
    )
    return out


def _ramp(values: Curve, low: float, high: float) -> Curve:
    ramp: Curve = np.clip((values - low) / (high - low), 0, 1)
    return ramp


def _structure(thumb: Thumb) -> float:
    """How much the means of large blocks differ: brightness, and colour beside it."""
    blocks = np.array(
        [
            block.mean(axis=(0, 1))
            for band in np.array_split(thumb, _ROWS, axis=0)
            for block in np.array_split(band, _COLUMNS, axis=1)
        ]
    )
    spread = blocks.std(axis=0)
    return float(spread[0] + spread[1] + spread[2])
