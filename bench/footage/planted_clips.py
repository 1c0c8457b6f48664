"""Paint clips like those of a phone, with planted defects and one planted highlight.

What a clip shows when is known by construction: ``PlantedClip`` tells it.
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Picture = NDArray[np.uint8]

SIZE, FPS = (640, 360), 30
KINDS = ("shake", "blur", "black", "floor")
_MARGIN = 60
"""Pixels of scenery around the frame, for the moves of the camera."""


@dataclass(frozen=True, slots=True)
class PlantedClip:
    """A clip and what is planted in it, in seconds.

    ``defects`` are (kind, start, end); at ``highlight`` something lands with a jolt.
    ``scene`` is alike for takes of the same thing. ``phases`` tell how the hand sways
    and where somebody walks.
    """

    path: Path
    seconds: float
    scene: int
    defects: tuple[tuple[str, float, float], ...]
    highlight: float
    phases: NDArray[np.float64]

    def person(self, at: float) -> tuple[float, float]:
        """Where somebody is at a time: shares of the picture's sides."""
        x, top, bottom, _ = _person(at, self.phases, self.highlight)
        return x / SIZE[0], (top + bottom) / 2 / SIZE[1]


def shoot(
    path: Path, seed: int, *, scene: int | None = None, defects: int = 1
) -> PlantedClip:
    """Write a clip. Takes with the same ``scene`` show the same with another hand."""
    dice = np.random.default_rng(seed)
    scene = seed if scene is None else scene
    seconds = float(dice.uniform(9, 14))
    planted = _planted(dice, seconds, defects)
    highlight = _free_time(dice, seconds, planted)
    world = _scenery(np.random.default_rng(scene))
    floor = _floor(dice)
    grounds = Image.fromarray(world), Image.fromarray(floor)
    phases = dice.uniform(0, 2 * np.pi, 8)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(FPS))
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        stream.options = {"preset": "ultrafast", "crf": "20"}
        stream.codec_context.gop_size = FPS
        for number in range(round(seconds * FPS)):
            at = number / FPS
            kind = next((k for k, a, b in planted if a <= at < b), "")
            picture = _frame(grounds, at, kind, phases, highlight)
            container.mux(
                stream.encode(VideoFrame.from_ndarray(picture, format="rgb24"))
            )
        container.mux(stream.encode(None))
    long = round(seconds * FPS) / FPS
    return PlantedClip(path, long, scene, planted, highlight, phases)


def _planted(
    dice: np.random.Generator, seconds: float, count: int
) -> tuple[tuple[str, float, float], ...]:
    """Defects of one to two seconds: at an end, where people start and stop, or inside."""
    out: list[tuple[str, float, float]] = []
    for kind in dice.permutation(KINDS)[:count]:
        long = float(dice.uniform(1.0, 2.0))
        places = [0.0, seconds - long, float(dice.uniform(0.3, 0.6)) * seconds]
        start = places[int(dice.integers(3))]
        if all(start + long < a - 0.5 or start > b + 0.5 for _, a, b in out):
            out.append((str(kind), start, start + long))
    return tuple(out)


def _free_time(
    dice: np.random.Generator, seconds: float,
    planted: tuple[tuple[str, float, float], ...],
) -> float:  # fmt: skip
    """A time at which nothing is wrong for a second and a half around."""
    for _ in range(200):
        at = float(dice.uniform(2.0, seconds - 2.0))
        if all(at < a - 1.6 or at > b + 1.6 for _, a, b in planted):
            return at
    return seconds / 2


def _scenery(dice: np.random.Generator) -> Picture:
    """Shapes of all sizes on a ground: larger than the frame on every side."""
    width, height = SIZE[0] + 2 * _MARGIN, SIZE[1] + 2 * _MARGIN
    small = dice.integers(40, 215, (5, 8, 3), np.uint8)
    image = Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC)
    picture = np.asarray(image).copy()
    for _ in range(90):
        w, h = dice.integers(8, 70, 2)
        x, y = dice.integers(0, width - w), dice.integers(0, height - h)
        picture[y : y + h, x : x + w] = dice.integers(20, 235, 3)
    return picture


def _floor(dice: np.random.Generator) -> Picture:
    """Tarmac or carpet: one colour and grain."""
    width, height = SIZE[0] + 2 * _MARGIN, SIZE[1] + 2 * _MARGIN
    colour = dice.integers(70, 150, 3)
    grain = dice.integers(-18, 18, (height // 2, width // 2, 1))
    picture = np.clip(colour + np.kron(grain, np.ones((2, 2, 1))), 0, 255)
    return picture.astype(np.uint8)


def _frame(
    grounds: tuple[Image.Image, Image.Image], at: float, kind: str,
    phases: NDArray[np.float64], highlight: float,
) -> Picture:  # fmt: skip
    """What the camera sees of the scenery or the floor, held in a hand."""
    if kind == "black":
        return np.full((SIZE[1], SIZE[0], 3), 4, np.uint8)
    pan = 5 * phases[6] * np.sin(0.25 * phases[7] * at + phases[5])
    sway = np.array(
        [pan + 3 * np.sin(1.7 * at + phases[0]), 2 * np.sin(2.3 * at + phases[1])]
    )
    if kind == "shake":
        sway += 17 * np.array(
            [np.sin(41 * at + phases[2]), np.sin(37 * at + phases[3])]
        )
    if kind == "floor":
        sway += np.array([30 * np.sin(1.3 * at), 30 * np.sin(1.1 * at + 1)])
    x, y = (_MARGIN + float(move) for move in np.clip(sway, 1 - _MARGIN, _MARGIN - 1))
    ground = grounds[kind == "floor"]
    shift = (1, 0, x, 0, 1, y)
    moved = ground.transform(
        SIZE, Image.Transform.AFFINE, shift, Image.Resampling.BILINEAR
    )
    picture = np.asarray(moved).copy()
    if kind != "floor":
        _subject(picture, at, phases, highlight)
    if kind == "blur":
        image = Image.fromarray(picture).filter(ImageFilter.GaussianBlur(9))
        picture = np.asarray(image).copy()
    return picture


def _subject(
    picture: Picture, at: float, phases: NDArray[np.float64], highlight: float
) -> None:
    """Somebody who walks about, and at one time jumps and lands."""
    x, top, bottom, squash = _person(at, phases, highlight)
    _box(
        picture, (x - 35 - squash / 3, top, x + 35 + squash / 3, bottom), (225, 60, 50)
    )
    _box(picture, (x - 20, top - 40, x + 20, top), (240, 190, 160))


def _person(
    at: float, phases: NDArray[np.float64], highlight: float
) -> tuple[float, float, float, float]:
    """The middle, top and bottom of somebody, and how much a landing bends the knees."""
    height = 0.0
    left = highlight - at
    if 0 <= left < 0.7:  # up, over the top, and ever faster down
        height = 150 * 4 * (left / 0.7) * (1 - left / 0.7)
    x = 320 + 200 * np.sin(0.3 * at + phases[4])
    squash = 30 * max(0.0, 1 - (at - highlight) / 0.2) if at >= highlight else 0.0
    return x, 180 + squash - height, 320 - height, squash


def _box(
    picture: Picture,
    box: tuple[float, float, float, float],
    colour: tuple[int, int, int],
) -> None:
    """A rectangle with edges between pixels, as a lens would show it."""
    left, top, right, bottom = box
    first, end = max(0, int(top)), min(picture.shape[0], int(bottom) + 2)
    start, stop = max(0, int(left)), min(picture.shape[1], int(right) + 2)
    if end <= first or stop <= start:
        return
    rows, columns = np.arange(first, end), np.arange(start, stop)
    high = np.clip(rows + 1 - top, 0, 1) * np.clip(bottom - rows, 0, 1)
    wide = np.clip(columns + 1 - left, 0, 1) * np.clip(right - columns, 0, 1)
    cover = (high[:, None] * wide)[..., None]
    part = picture[first:end, start:stop]
    part[:] = (part * (1 - cover) + np.array(colour) * cover).astype(np.uint8)
