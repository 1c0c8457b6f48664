"""Draw transitions between two running shots."""

import numpy as np

from studio.media.pixels.planes import (
    BLACK,
    WHITE,
    Picture,
    Plane,
    blend,
    convert,
    crop,
    tinted,
    to_frame,
)
from studio.model.edits.picture import JoinKind
from studio.rules.picture.easing import ease, ease_in, ease_out
from studio.rules.picture.framing import Box, even

_RUSH = 0.45
"""How much a zoom enlarges the picture that leaves."""
_SMEAR = 0.22
"""The length of a whip's blur at its fastest, as a share of the width."""


def joined(
    kind: JoinKind, leaving: Picture, coming: Picture, share: float, middle: float
) -> Picture:
    """The picture at ``share`` (0 to 1) of the transition.

    ``middle`` is the share at which the cut itself stands.
    """
    match kind:
        case JoinKind.DISSOLVE:
            return blend(leaving, coming, share)
        case JoinKind.DIP_BLACK:
            return _dipped(leaving, coming, share, middle, BLACK)
        case JoinKind.DIP_WHITE:
            return _dipped(leaving, coming, share, middle, WHITE)
        case JoinKind.FLASH:
            return _flashed(leaving, coming, share, middle)
        case JoinKind.SLIDE:
            return _pushed(leaving, coming, ease(share))
        case JoinKind.WHIP:
            return _whipped(leaving, coming, share)
        case JoinKind.ZOOM:
            return _rushed(leaving, coming, share)
        case JoinKind.CUT:
            return coming if share >= middle else leaving


def _dipped(
    leaving: Picture,
    coming: Picture,
    share: float,
    middle: float,
    color: tuple[int, int, int],
) -> Picture:
    if share < middle:
        return tinted(leaving, color, share / middle)
    return tinted(coming, color, (1 - share) / max(1e-6, 1 - middle))


def _flashed(leaving: Picture, coming: Picture, share: float, middle: float) -> Picture:
    """A white flash at the cut that fades slowly."""
    if share < middle:
        return tinted(leaving, WHITE, (share / middle) ** 3)
    return tinted(coming, WHITE, ((1 - share) / max(1e-6, 1 - middle)) ** 2)


def _pushed(leaving: Picture, coming: Picture, share: float) -> Picture:
    """The new picture pushes the old one out to the left."""
    at = round(leaving.width * (1 - share) / 2) * 2
    if at <= 0:
        return coming
    if at >= leaving.width:
        return leaving

    def side_by_side(old: Plane, new: Plane, edge: int) -> Plane:
        out = np.empty_like(old, order="C")
        width = old.shape[1]
        out[:, :edge] = old[:, width - edge :]
        out[:, edge:] = new[:, : width - edge]
        return out

    return Picture(
        side_by_side(leaving.y, coming.y, at),
        side_by_side(leaving.u, coming.u, at // 2),
        side_by_side(leaving.v, coming.v, at // 2),
    )


def _whipped(leaving: Picture, coming: Picture, share: float) -> Picture:
    """A fast pan from one to the other, with motion blur."""
    picture = _pushed(leaving, coming, ease(share))
    speed = np.sin(np.pi * min(1.0, max(0.0, share)))
    narrow = even(picture.width / max(1.0, picture.width * _SMEAR * speed / 4))
    if narrow >= picture.width:
        return picture
    small = convert(to_frame(picture), max(8, narrow), picture.height, area=True)
    return convert(to_frame(small), picture.width, picture.height)


def _rushed(leaving: Picture, coming: Picture, share: float) -> Picture:
    """The old picture is enlarged fast; the new one shrinks to its size."""
    old = _enlarged(leaving, 1 + _RUSH * ease_in(share))
    new = _enlarged(coming, 1 + _RUSH * (1 - ease_out(share)))
    return blend(old, new, ease(min(1.0, max(0.0, (share - 0.25) / 0.5))))


def _enlarged(picture: Picture, factor: float) -> Picture:
    width, height = even(picture.width * factor), even(picture.height * factor)
    if width <= picture.width:
        return picture
    left, top = (width - picture.width) // 4 * 2, (height - picture.height) // 4 * 2
    large = convert(to_frame(picture), width, height)
    return crop(large, Box(left, top, picture.width, picture.height))
