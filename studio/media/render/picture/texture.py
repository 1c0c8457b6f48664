"""Apply blur, sharpness, vignette and grain to a picture, reproducibly."""

from fractions import Fraction
from functools import lru_cache

import av
import numpy as np
from av.filter import Graph
from av.filter.context import FilterContext
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from studio.media.pixels.planes import Picture, Plane, frame_planes, to_frame
from studio.model.effects import Adjustments

_BLUR = 0.03
"""The radius of the strongest blur, as a share of the height."""
_SHARP = 1.6
"""FFmpeg's amount of unsharp masking at full sharpness."""
_SOFT = 0.0025
"""The radius of the blur at the least sharpness, as a share of the height."""
_DARK = 0.85
"""Darkness of the corners at full strength."""
_GRAIN = 26
"""Brightness deviates by 0.4 of it at full strength: the noise is softened."""
_TILES = 16
"""Places to each side from which the grain of a frame is cut."""


class Texture:
    """The effects of ``adjust`` other than colour; unused ones cost nothing."""

    def __init__(self, adjust: Adjustments, size: tuple[int, int]) -> None:
        self._adjust, self._size = adjust, size
        blur = adjust.blur * _BLUR + max(0.0, -adjust.sharpness) * _SOFT
        chain = []
        if blur:
            chain.append(("gblur", f"sigma={blur * size[1]:.3f}:steps=2"))
        if adjust.sharpness > 0:
            chain.append(("unsharp", f"5:5:{adjust.sharpness * _SHARP:.3f}:5:5:0"))
        self._filter = _Filter(size, chain) if chain else None

    def apply(self, picture: Picture, number: int) -> Picture:
        """``number`` is the output frame, so that the grain moves."""
        if self._filter:
            picture = self._filter.apply(picture)
        if self._adjust.vignette:
            picture = _vignetted(picture, self._adjust.vignette)
        if self._adjust.grain:
            picture = _grained(picture, self._adjust.grain, number)
        return picture


class _Filter:
    """A chain of FFmpeg's filters with one output frame per input frame."""

    def __init__(self, size: tuple[int, int], chain: list[tuple[str, str]]) -> None:
        self._graph = Graph()
        pixels = av.VideoFormat("yuv420p", *size)
        self._source: FilterContext = self._graph.add_buffer(
            width=size[0], height=size[1], format=pixels, time_base=Fraction(1, 1000)
        )
        filters = [self._graph.add(name, options) for name, options in chain]
        self._sink: FilterContext = self._graph.add("buffersink")
        self._graph.link_nodes(self._source, *filters, self._sink)
        self._graph.configure()

    def apply(self, picture: Picture) -> Picture:
        self._source.push(to_frame(picture))
        frame = self._sink.pull()
        assert isinstance(frame, VideoFrame)  # noqa: S101  # for the type checker
        return frame_planes(frame)


def _vignetted(picture: Picture, strength: float) -> Picture:
    falloff = _falloff(picture.width, picture.height)
    weight = (falloff * np.float32(strength)).astype(np.uint16)
    half = np.ascontiguousarray(weight[::2, ::2])
    above = np.maximum(picture.y, 16).astype(np.uint16) - np.uint16(16)
    y = picture.y - (above * weight >> 8).astype(np.uint8)
    u, v = (_greyed(plane, half) for plane in picture.planes[1:])
    return Picture(y, u, v)


def _greyed(plane: Plane, weight: NDArray[np.uint16]) -> Plane:
    out = plane * (np.uint16(256) - weight) + weight * np.uint16(128)
    grey: Plane = (out >> 8).astype(np.uint8)
    return grey


@lru_cache(maxsize=2)
def _falloff(width: int, height: int) -> NDArray[np.float32]:
    """256ths of darkness: none in the middle, most in the corners."""
    x = np.linspace(-1, 1, width, dtype=np.float32) ** 2
    y = np.linspace(-1, 1, height, dtype=np.float32) ** 2
    distance = np.clip((np.sqrt((x + y[:, None]) / 2) - 0.35) / 0.65, 0, 1)
    smooth = distance * distance * (3 - 2 * distance)
    return (256 * _DARK * smooth).astype(np.float32)


def _grained(picture: Picture, strength: float, number: int) -> Picture:
    noise = _noise(picture.width, picture.height)
    # Odd steps reach all the places; unequal ones do not move along a diagonal.
    x, y = (number * step % _TILES * 4 for step in (5, 11))
    part = noise[y : y + picture.height, x : x + picture.width]
    change = part * np.int16(round(256 * strength)) >> 8
    total = picture.y + change
    np.clip(total, 16, 235, out=total)
    return Picture(total.astype(np.uint8), picture.u, picture.v)


@lru_cache(maxsize=2)
def _noise(width: int, height: int) -> NDArray[np.int16]:
    """Film grain: normal noise, a little soft, larger than the frame to move in."""
    dice = np.random.default_rng(7)
    shape = (height + 4 * _TILES, width + 4 * _TILES)
    raw = dice.standard_normal(shape, dtype=np.float32)
    soft = raw + 0.5 * (np.roll(raw, 1, 0) + np.roll(raw, 1, 1))
    return np.clip(np.rint(soft * _GRAIN / 3), -100, 100).astype(np.int16)
