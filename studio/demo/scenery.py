"""Paint the demo's footage in code: four scenes of two shots each.

A scene is a function of time: seconds to an RGB picture, (height, width, 3) bytes.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Plane = NDArray[Any]
Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class DemoClip:
    """A clip to generate: painted at ``paint`` times its size, then scaled up."""

    name: str
    width: int
    height: int
    fps: Fraction
    seconds: float
    frame: Callable[[float, int, int], Picture]
    paint: float


def demo_clips() -> tuple[DemoClip, ...]:
    """Return four clips with different sizes, rates and aspect ratios."""
    return (
        DemoClip("city at night.mp4", 1280, 720, Fraction(30), 6.0, city, 0.4),
        DemoClip("sea at sunset.mp4", 1920, 1080, Fraction(25), 6.0, sea, 0.3),
        DemoClip("tunnel (phone).mp4", 720, 1280, Fraction(60), 4.0, tunnel, 0.4),
        DemoClip("northern lights.mp4", 1080, 1080, Fraction(24), 6.0, aurora, 0.4),
    )


def _grid(width: int, height: int) -> tuple[Plane, Plane]:
    """The x of each column, (1, width), and the y of each row, (height, 1), each 0 to 1.

    What depends on one of them is computed for a row or a column in place of the picture.
    """
    x = np.arange(width, dtype=np.float32)[None, :] / width
    y = np.arange(height, dtype=np.float32)[:, None] / height
    return x, y


def _blend(parts: list[tuple[Plane, Colour]], height: int, width: int) -> Picture:
    """Add coloured lights on black; weights are 0 to 1 and more."""
    picture = np.zeros((3, height, width), np.float32)
    for weight, colour in parts:
        picture += weight * _light(colour)
    return _paint(1 - np.exp(-1.6 * picture))


def _fade(low: Colour, high: Colour, share: Plane) -> Plane:
    a, b = _light(low), _light(high)
    mixed: Plane = a + (b - a) * share
    return mixed


def _paint(picture: Plane) -> Picture:
    """Convert planes of light, (3, height, width), to a picture."""
    lit: Plane = 255 * np.clip(picture, 0, 1)
    return np.ascontiguousarray(np.moveaxis(lit.astype(np.uint8), 0, -1))


def _noise(cells: NDArray[np.int64]) -> Plane:
    """A reproducible value 0 to 1 for each whole number."""
    mixed = cells.astype(np.uint32) * np.uint32(2654435761) + np.uint32(97)
    mixed = (mixed ^ (mixed >> np.uint32(13))) * np.uint32(1274126177)
    value: Plane = (mixed >> np.uint32(8)) % np.uint32(65536) / np.float32(65536)
    return value


def _part(values: Plane) -> Plane:
    """What is behind the point, 0 to 1: ``np.mod(values, 1)``, but fast."""
    part: Plane = values - np.floor(values)
    return part


def _light(colour: Colour) -> Plane:
    """A colour as (3, 1, 1): pictures are painted plane by plane, which is fast."""
    return np.array(colour, np.float32)[:, None, None]


def city(seconds: float, width: int, height: int) -> Picture:
    """A skyline in three depths gliding by, windows lit, cars below; then nearer."""
    near = seconds > 3.2
    x, y = _grid(width, height)
    dusk = ((0.02, 0.03, 0.10), (0.35, 0.16, 0.30))
    if near:
        dusk = ((0.01, 0.05, 0.09), (0.05, 0.32, 0.38))
    picture = _fade(*dusk, np.clip(y * 1.3, 0, 1))
    zoom = 1.7 if near else 1.0
    for depth, (speed, width_of, tall) in enumerate(
        ((0.02, 22, 0.62), (0.06, 14, 0.5), (0.15, 8, 0.42))
    ):
        across = (x / zoom + speed * seconds * (1.8 if near else 1.0)) * width_of
        house = np.floor(across).astype(np.int64)
        top = 1 - tall * (0.35 + 0.65 * _noise(house + 100 * depth)) * zoom * 0.9
        inside = (y > top) & (_part(across) > 0.06)
        columns = np.floor(across * 6).astype(np.int64)
        rows = np.floor((y - top) * height / 9 / zoom).astype(np.int64)
        lit = _noise(columns * 131 + rows * 17 + depth) > 0.62
        pane = (_part(across * 6) > 0.3) & (_part((y - top) * height / 9 / zoom) > 0.4)
        wall = 0.05 + 0.03 * depth
        glow = np.where((lit & pane), _light((1.0, 0.78, 0.42)), wall)
        picture = np.where(inside, glow * (0.5 + 0.25 * depth), picture)
    road = y > 0.93
    cars = np.exp(-((_part(x * 7 - seconds * 1.4) - 0.5) ** 2) / 0.004)
    back = np.exp(-((_part(x * 6 + seconds * 1.1) - 0.5) ** 2) / 0.004)
    street = cars * _light((1, 0.95, 0.8)) + back * _light((1, 0.1, 0.1))
    return _paint(np.where(road, 0.03 + street, picture))


_SWELL = ((5, 0.6, 2.1), (9, -1.0, 3.3), (17, 1.3, 4.6), (31, -0.4, 7.0))
"""Waves: crests, slant, pace."""


def sea(seconds: float, width: int, height: int) -> Picture:
    """The sun over waves that glitter; then close above the water."""
    low = seconds > 3.2
    x, y = _grid(width, height)
    horizon = 0.35 if low else 0.55
    sky = _fade(
        (0.16, 0.12, 0.38), (1.0, 0.55, 0.25), np.clip(y / horizon, 0, 1) ** 1.5
    )
    sun_x = 0.5 + 0.08 * math.sin(seconds * 0.4)
    apart = np.hypot((x - sun_x) * width / height, y - horizon + 0.06)
    sun = np.exp(-np.maximum(apart - 0.07, 0) * 14)
    sky = sky + sun * _light((0.9, 0.6, 0.25))
    depth = np.clip((y - horizon) / (1 - horizon), 1e-3, 1)
    far = (0.25 if low else 0.5) / depth
    swell = np.zeros((height, width), np.float32)
    for crest, side, pace in _SWELL:
        swell += np.sin(far * crest * (3 + (x - 0.5) * 0.8 * side) + seconds * pace)
    water = _fade((0.55, 0.27, 0.22), (0.02, 0.10, 0.22), np.sqrt(depth))
    path = np.exp(-(((x - sun_x) / (0.06 + 0.35 * depth)) ** 2))
    glitter = np.clip(swell - 0.9, 0, 2) * path
    water = water * (1 + 0.16 * swell) + glitter * _light((1, 0.7, 0.35))
    return _paint(np.where((y > horizon), water, sky))


def tunnel(seconds: float, width: int, height: int) -> Picture:
    """Flying through rings of neon; then they turn the other way and speed up."""
    fast = seconds > 2.0
    x, y = _grid(width, height)
    dx = (x - 0.5 - 0.12 * math.sin(seconds * 1.3)) * width / height
    dy = y - 0.5 - 0.08 * math.cos(seconds * 1.1)
    apart = np.hypot(dx, dy) + 1e-3
    angle = np.arctan2(dy, dx) / (2 * np.pi)
    along = 0.32 / apart + seconds * (3.4 if fast else 1.8)
    turn = angle * 8 + seconds * (-1.2 if fast else 0.5) + 0.6 * np.sin(along * 0.7)
    rings = np.exp(-((_part(along) - 0.5) ** 2) / 0.008)
    rails = np.exp(-((_part(turn) - 0.5) ** 2) / 0.006)
    mist = np.clip(apart * 2.2, 0, 1) ** 1.2
    hue = 0.5 + 0.5 * np.sin(along * 0.55 + (2.6 if fast else 0.0))
    pink, blue = (1.0, 0.08, 0.55), (0.05, 0.55, 1.0)
    lights = [
        (rings * mist * hue * 1.3, pink),
        (rings * mist * (1 - hue) * 1.3, blue),
        (rails * mist * 0.55, (0.55, 0.25, 1.0)),
        (np.exp(-apart * 9) * 0.8, (1.0, 0.9, 0.8)),
    ]
    return _blend(lights, height, width)


def aurora(seconds: float, width: int, height: int) -> Picture:
    """Ribbons of light over mountains and stars; then in violet, from nearby."""
    near = seconds > 3.2
    x, y = _grid(width, height)
    cell = np.floor(x * 90).astype(np.int64) * 733 + np.floor(y * 90).astype(np.int64)
    spot = np.exp(-((_part(x * 90) - 0.5) ** 2 + (_part(y * 90) - 0.5) ** 2) / 0.02)
    twinkle = 0.6 + 0.4 * np.sin(seconds * 5 + cell % 97)
    stars = spot * twinkle * (_noise(cell) > 0.985)
    lights = [(stars, (1.0, 1.0, 1.0)), (0.10 + 0.1 * y, (0.1, 0.2, 0.5))]
    green, violet = (0.1, 1.0, 0.55), (0.7, 0.2, 1.0)
    for ribbon in range(3):
        wave = (
            0.32
            + 0.1 * ribbon
            + 0.07 * np.sin(x * 5 + seconds * (0.9 + 0.3 * ribbon) + ribbon * 2)
        )
        wave = wave + 0.025 * np.sin(x * 17 - seconds * 2.2 + ribbon)
        under = np.clip((wave - y) / (0.42 if near else 0.28), 0, 1)
        folds = 0.6 + 0.4 * np.sin(x * 60 + 6 * np.sin(x * 4 + seconds) + seconds * 3)
        light = np.where(y < wave, np.exp(-under * 4), np.exp(-(y - wave) * 60)) * folds
        first, second = (violet, green) if near else (green, violet)
        lights += [(light * (1 - under), first), (0.6 * light * under, second)]
    picture = _blend(lights, height, width)
    ridge = 0.78 + 0.07 * np.sin(x * 6 + 0.05 * seconds) + 0.03 * np.sin(x * 19 + 1)
    ridge = ridge + 0.015 * np.sin(x * 47)
    return np.where((y > ridge)[..., None], np.uint8(8), picture)
