"""A drawn clip of a person without a face who walks, filmed with a shaking camera."""

import math
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

SIZE, FPS = (320, 180), 10
WIDE = 0.07
"""Share of the picture's width that somebody takes."""
_MARGIN, _SWAY = 8, 1.5
"""Pixels around the scene, and by how many of them the hand sways."""
_BODY, _LEGS, _HEAD = (60, 120), (120, 160), (45, 60)
"""Rows of the picture."""


def clip(path: Path, seconds: float, walk: Callable[[float], float]) -> Path:
    """A video in which somebody's middle is at ``walk(seconds)``, a share of the width.

    Legs stand still below the body: nothing but the walk moves.
    """
    dice = np.random.default_rng(3)
    scene = _scene(dice)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(FPS))
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        stream.options = {"preset": "ultrafast", "crf": "20"}
        for number in range(round(seconds * FPS)):
            at = number / FPS
            picture = _filmed(scene, at)
            for rows, wide, shade in ((_BODY, 1.0, 60), (_LEGS, 0.7, 35), (_HEAD, 0.5, 200)):  # fmt: skip
                half = wide * WIDE / 2
                _paint(picture, rows, (walk(at) - half, walk(at) + half), shade)
            noisy = np.clip(picture + dice.integers(-4, 5, picture.shape), 0, 255)
            frame = VideoFrame.from_ndarray(noisy.astype(np.uint8), format="gray")
            container.mux(stream.encode(frame.reformat(format="yuv420p")))
        container.mux(stream.encode(None))
    return path


def _scene(dice: np.random.Generator) -> np.ndarray:
    """Boxes of all sizes and shades, a little larger than the picture."""
    height, width = SIZE[1] + 2 * _MARGIN, SIZE[0] + 2 * _MARGIN
    scene = np.full((height, width), 140.0)
    for _ in range(60):
        w, h = dice.integers(6, 40, 2)
        x, y = dice.integers(0, width - w), dice.integers(0, height - h)
        scene[y : y + h, x : x + w] = dice.integers(90, 190)
    return scene


def _filmed(scene: np.ndarray, at: float) -> np.ndarray:
    """The part of the scene that is seen, between pixels, too."""
    x = _MARGIN + _SWAY * math.sin(1.7 * at + 1)
    left, part = int(x), x - int(x)
    rows = scene[_MARGIN : _MARGIN + SIZE[1]]
    one, two = (rows[:, n : n + SIZE[0]] for n in (left, left + 1))
    picture: np.ndarray = (1 - part) * one + part * two
    return picture


def _paint(
    picture: np.ndarray, rows: tuple[int, int], across: tuple[float, float], shade: int
) -> None:
    """A block with soft edges; ``across`` are shares of the width."""
    columns = np.arange(SIZE[0])
    left, right = (share * SIZE[0] for share in across)
    cover = np.clip(columns + 1 - left, 0, 1) * np.clip(right - columns, 0, 1)
    part = picture[rows[0] : rows[1]]
    part[:] = part * (1 - cover) + shade * cover
