"""Fit one picture into another: sizes, crops and positions, all even."""

from dataclasses import dataclass

_LEAST_VISIBLE = 0.7
"""Share of a side that bars leave visible, whatever the shape of the frame."""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture, in pixels from its top left corner."""

    left: int
    top: int
    width: int
    height: int


def even(value: float) -> int:
    """Return the nearest even integer, at least 2."""
    return max(2, round(value / 2) * 2)


def cover(
    source: tuple[int, int], target: tuple[int, int], focus: tuple[float, float]
) -> tuple[tuple[int, int], Box]:
    """Scale to fill the target and crop the rest around the focus.

    ``focus`` is a place in the source, as shares of its sides. Gives the size to scale
    to, and the part of that to keep.
    """
    scale = max(target[0] / source[0], target[1] / source[1])
    width = max(target[0], even(source[0] * scale))
    height = max(target[1], even(source[1] * scale))
    left = _slide(width, target[0], focus[0])
    top = _slide(height, target[1], focus[1])
    return (width, height), Box(left, top, *target)


def _slide(side: int, room: int, focus: float) -> int:
    """Where a window of ``room`` starts, so that the focus is as central as can be."""
    return min(max(0, even(side * focus - room / 2 + 2) - 2), side - room)


def contain(source: tuple[int, int], target: tuple[int, int]) -> Box:
    """Return the largest centred box in the target with the source's aspect."""
    scale = min(target[0] / source[0], target[1] / source[1])
    width = min(target[0], even(source[0] * scale))
    height = min(target[1], even(source[1] * scale))
    return Box(
        (target[0] - width) // 4 * 2, (target[1] - height) // 4 * 2, width, height
    )


def visible_share(source: tuple[int, int], target: tuple[int, int]) -> float:
    """Return the share of the source that stays visible when it fills the target."""
    ratio = (source[0] / source[1]) / (target[0] / target[1])
    return min(ratio, 1 / ratio)


def cropped_share(
    source: tuple[int, int], target: tuple[int, int], focus: tuple[float, float],
    zoom: float = 1.0,
) -> tuple[float, float, float, float]:  # fmt: skip
    """The part of a source that fills the target: left, top, width, height in shares."""
    ratio = (source[0] / source[1]) / (target[0] / target[1])
    width, height = min(1.0, 1 / ratio) / zoom, min(1.0, ratio) / zoom
    left = min(max(0.0, focus[0] - width / 2), 1 - width)
    top = min(max(0.0, focus[1] - height / 2), 1 - height)
    return left, top, width, height


def contained_share(
    source: tuple[int, int], target: tuple[int, int]
) -> tuple[float, float, float, float]:
    """The same where the whole source lies in the middle: beyond its borders, too."""
    ratio = (source[0] / source[1]) / (target[0] / target[1])
    width, height = max(1.0, 1 / ratio), max(1.0, ratio)
    return (1 - width) / 2, (1 - height) / 2, width, height


def bar_sizes(width: int, height: int, ratio: float) -> tuple[int, int]:
    """Even sizes of the bars at each side, and above and below, for a visible ratio."""
    if width / height < ratio:
        visible = max(width / ratio, height * _LEAST_VISIBLE)
        return 0, round((height - visible) / 4) * 2
    visible = max(height * ratio, width * _LEAST_VISIBLE)
    return round((width - visible) / 4) * 2, 0
