"""Fit a source's picture into the frame: upright, cropped or with bars, moving."""

import math
from dataclasses import dataclass

import numpy as np
from av.video.frame import VideoFrame
from PIL import Image

from studio.media.pixels.frame_crop import CropFilter, chroma_grid
from studio.media.pixels.planes import (
    Picture,
    Plane,
    blank,
    convert,
    crop,
    mirrored,
    paste,
    to_frame,
    turn,
)
from studio.model.effects import Effects
from studio.rules.picture.framing import Box, contain, cover, even
from studio.rules.picture.motion import View
from studio.rules.picture.source_window import side_window

_TINY = 24
"""Factor by which the background is scaled down to blur it."""
_DIMMED = 0.55
_LEVEL = 0.03
"""Degrees of tilt that are not visible."""

Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Orientation:
    """How a coded picture is set upright, then rotated and mirrored on request."""

    flip: bool
    upright: int
    turn: int = 0
    mirror: str = ""

    @property
    def lies(self) -> bool:
        """Whether width and height are swapped."""
        return (self.upright + self.turn) % 180 == 90

    def apply(self, picture: Picture) -> Picture:
        if self.flip:
            picture = mirrored(picture)
        picture = turn(picture, (self.upright + self.turn) % 360)
        if self.mirror:
            picture = mirrored(picture, upside_down=self.mirror == "vertical")
        return picture

    def coded(self, box: Box, size: Size) -> Box:
        """Where a part of the upright picture lies in the coded one of ``size``."""
        turned = (self.upright + self.turn) % 360
        width, height = size[::-1] if self.lies else size
        left, top = box.left, box.top
        if self.mirror == "vertical":
            top = height - top - box.height
        elif self.mirror:
            left = width - left - box.width
        across, down = width - left - box.width, height - top - box.height
        left, top = {
            0: (left, top), 90: (top, across), 180: (across, down), 270: (down, left),
        }[turned]  # fmt: skip
        sides = (box.height, box.width) if self.lies else (box.width, box.height)
        return Box(size[0] - left - sides[0] if self.flip else left, top, *sides)


class Fitter:
    """Fits the frames of one span into ``size``."""

    def __init__(
        self, effects: Effects, orientation: Orientation, aspect: float, size: Size
    ) -> None:
        self._effects, self._orientation = effects, orientation
        self._aspect, self._size = aspect, size
        self._crop_filter = CropFilter()

    def fitted(self, frame: VideoFrame, view: View | None) -> Picture:
        """``view`` None is the plain crop around the focus."""
        shown = (max(2, round(frame.width * self._aspect)), frame.height)
        if self._orientation.lies:
            shown = (shown[1], shown[0])
        size = self._size
        if self._effects.fit == "crop":
            return self._inner(frame, shown, size, view)
        place = contain(shown, size)
        inner = self._inner(frame, shown, (place.width, place.height), view)
        if (place.width, place.height) == size:
            return inner
        pad = self._effects.fit == "pad"
        canvas = blank(*size) if pad else self._backdrop(frame, shown)
        paste(canvas, inner, place.left, place.top)
        return canvas

    def _inner(
        self, frame: VideoFrame, shown: Size, target: Size, view: View | None
    ) -> Picture:
        if view is None:
            scaled, box = cover(shown, target, self._effects.focus)
            return self._part(frame, scaled, (box.left, box.top), target)
        scale = max(target[0] / shown[0], target[1] / shown[1]) * max(1.0, view.zoom)
        whole = (
            max(target[0], round(shown[0] * scale)),
            max(target[1], round(shown[1] * scale)),
        )
        corner = tuple(
            _corner(length, side, focus, shift, steady, view.room)
            for length, side, focus, shift, steady in zip(
                whole, target, view.focus, view.shift, view.steady, strict=True
            )
        )
        picture = self._part(frame, whole, (corner[0], corner[1]), target)
        return _tilted(picture, view.degrees) if abs(view.degrees) > _LEVEL else picture

    def _part(
        self, frame: VideoFrame, whole: Size, corner: tuple[float, float], target: Size
    ) -> Picture:
        """The visible part from ``corner`` on, after scaling the frame to ``whole``.

        Only the pixels around it are scaled.
        """
        coded = (frame.width, frame.height)
        upright = coded[::-1] if self._orientation.lies else coded
        grids = chroma_grid(frame)
        across, down = (
            side_window(length, side, at, shown, grid)
            for length, side, at, shown, grid in zip(
                upright, whole, corner, target,
                grids[::-1] if self._orientation.lies else grids, strict=True,
            )
        )  # fmt: skip
        box = Box(across.start, down.start, across.length, down.length)
        if (box.width, box.height) != upright:
            frame = self._crop_filter.crop(frame, self._orientation.coded(box, coded))
        picture = self._scaled(frame, (across.scaled, down.scaled))
        return _cut(picture, (across.corner, down.corner), target)

    def _scaled(self, frame: VideoFrame, size: Size) -> Picture:
        width, height = (size[1], size[0]) if self._orientation.lies else size
        return self._orientation.apply(convert(frame, width, height))

    def _backdrop(self, frame: VideoFrame, shown: Size) -> Picture:
        """The blurred background: the same picture filling the frame, darker."""
        size = self._size
        tiny = (even(size[0] / _TINY), even(size[1] / _TINY))
        scaled, box = cover(shown, tiny, self._effects.focus)
        small = crop(self._scaled(frame, scaled), box)
        y, u, v = (_soften(plane) for plane in small.planes)
        dark = (16 + (y - 16.0) * _DIMMED).astype(np.uint8)
        large = convert(to_frame(Picture(dark, u, v)), *size)
        return Picture(*(plane.copy() for plane in large.planes))


def _corner(
    length: float, side: float, focus: float, shift: float, steady: float, room: float
) -> float:
    """The start of the window along one side of the picture, in pixels."""
    room = min(room * length, (length - side) / 2)
    start = min(max(room, length * focus - side / 2), length - side - room)
    return min(max(0.0, start - steady * length - side * shift), length - side)


def _cut(picture: Picture, corner: tuple[float, ...], size: Size) -> Picture:
    left, top = corner
    width, height = size
    return Picture(
        _moved(picture.y, left, top, width, height),
        _moved(picture.u, left / 2, top / 2, width // 2, height // 2),
        _moved(picture.v, left / 2, top / 2, width // 2, height // 2),
    )


def _moved(plane: Plane, left: float, top: float, width: int, height: int) -> Plane:
    """A part of a plane that starts between pixels: linear in both directions."""
    rows = _between(plane, top, height)
    columns: Plane = _between(rows.T, left, width).T
    return columns


def _between(plane: Plane, start: float, count: int) -> Plane:
    """``count`` rows from a fractional row on."""
    first = min(max(0, math.floor(start)), plane.shape[0] - count)
    share = round(256 * (start - first))
    if share <= 0 or first + count + 1 > plane.shape[0]:
        return plane[first : first + count]
    out = plane[first : first + count] * np.uint16(256 - share)
    out += plane[first + 1 : first + count + 1] * np.uint16(share)
    out >>= 8
    return out.astype(np.uint8)


def _tilted(picture: Picture, degrees: float) -> Picture:
    """Turn around the centre by a few degrees, clockwise."""
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    planes = []
    for plane in picture.planes:
        height, width = plane.shape
        x, y = (width - 1) / 2, (height - 1) / 2
        matrix = (
            cosine,
            sine,
            x - cosine * x - sine * y,
            -sine,
            cosine,
            y + sine * x - cosine * y,
        )
        image = Image.fromarray(np.ascontiguousarray(plane))
        turned = image.transform(
            image.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR
        )
        planes.append(np.asarray(turned))
    return Picture(*planes)


def _soften(plane: Plane) -> Plane:
    out = plane.astype(np.float64)
    for _ in range(2):
        for axis in (0, 1):
            before = np.roll(out, 1, axis)
            after = np.roll(out, -1, axis)
            edge = [slice(None), slice(None)]
            edge[axis] = slice(0, 1)
            before[tuple(edge)] = out[tuple(edge)]
            edge[axis] = slice(-1, None)
            after[tuple(edge)] = out[tuple(edge)]
            out = (before + out + after) / 3
    return out.astype(np.uint8)
