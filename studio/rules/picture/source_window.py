"""Choose the part of a source side that a crop needs, and the size to scale it to.

A window that starts at another source pixel lands at another fraction of a target
pixel: 16:9 in 9:16 has nine of them. The start is chosen so that the crop begins on a
whole target pixel, and no second resampling is needed.
"""

import math
from dataclasses import dataclass

_STARTS = 8
"""Other starts, a chroma sample apart, that a window leaves room for."""
_NEARLY_ALL = 0.9
"""The share of a side from which all of it is taken."""
_UNSEEN = 0.125
"""Largest invisible shift, in source pixels or in target pixels if these are larger."""


@dataclass(frozen=True, slots=True)
class SideWindow:
    """Source pixels from ``start``, scaled to ``scaled`` target pixels.

    The crop begins ``corner`` target pixels after the window does.
    """

    start: int
    length: int
    scaled: int
    corner: float


def side_window(
    length: int, whole: int, corner: float, side: int, grid: int
) -> SideWindow:
    """The window of one side.

    ``length`` source pixels would be ``whole`` target pixels wide, of which ``side``
    from ``corner`` on are shown. Windows start and end on multiples of ``grid``, the
    source pixels of a chroma sample.
    """
    scale = whole / length
    margin = math.ceil(1 / scale) + 1  # what a linear filter reads around
    least = side / scale + 2 * margin + grid * (_STARTS + 1)
    if length % grid or least > _NEARLY_ALL * length:
        return SideWindow(0, length, whole, corner)
    part, scaled = _exact(math.ceil(least / grid) * grid, length, scale, grid)
    exact = scaled / part
    left = (corner + side / 2) / scale - side / exact / 2
    last = min(length - part, math.floor((left - margin) / grid) * grid)
    first = left + side / exact + margin - part  # before it the end would be missing
    starts = [last - grid * n for n in range(_STARTS + 1)]
    starts = [at for at in starts if at >= max(0, first)] or [max(0, last)]
    start = min(starts, key=lambda at: abs(_off(exact * (left - at))))
    offset, unseen = exact * (left - start), _UNSEEN * max(1.0, exact)
    off = _off(offset)
    near = offset - off if abs(off) <= unseen else offset
    near = min(max(0.0, near), scaled - side)
    if abs(near - offset) > unseen:  # at an end, where the window cannot begin earlier
        return SideWindow(0, length, whole, corner)
    return SideWindow(start, part, scaled, near)


def _exact(least: int, most: int, scale: float, grid: int) -> tuple[int, int]:
    """The length, and its scaled length, whose ratio is nearest to the scale."""
    lengths = range(least, min(most, least + grid * (_STARTS - 1)) + 1, grid)
    part = min(lengths, key=lambda length: abs(_off(length * scale)))
    return part, 2 * round(part * scale / 2)


def _off(position: float) -> float:
    """How far a position is from the nearest even pixel."""
    return position - 2 * round(position / 2)
