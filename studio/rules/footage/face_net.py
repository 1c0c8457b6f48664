"""Run the BlazeFace detector in plain arrays: a picture in, faces out.

The net and its weights are those of MediaPipe (V. Bazarevsky et al., "BlazeFace:
Sub-millisecond Neural Face Detection on Mobile GPUs", 2019, Apache-2.0); this is a
forward pass of our own.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SIDE = 256
"""Pixels of the net's square input."""
_STRIDES = ((16, 2), (32, 6))
"""Of each map of the net: pixels of a cell, and boxes in it."""
_SURE = 0.5
_SAME = 0.3
"""Overlap (intersection over union) from which two boxes are one face."""


@dataclass(frozen=True, slots=True)
class FaceBox:
    """A face: its middle and its sides as shares of the picture's; ``score`` 0 to 1."""

    x: float
    y: float
    width: float
    height: float
    score: float


class FaceNet:
    """The net with its weights, as ``train/convert_blazeface.py`` wrote them."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        graph = json.loads(str(arrays["graph"]))
        self._steps: list[dict[str, Any]] = graph["steps"]
        self._input: int = graph["input"]
        self._boxes, self._scores = graph["outputs"]
        self._weights = {
            int(name[1:]): array.astype(np.float32)
            if array.dtype == np.float16
            else array
            for name, array in arrays.items()
            if name != "graph"
        }
        self._anchors = _anchors()
        self._repeated: dict[int, tuple[Floats, Floats]] = {}

    def faces(self, picture: NDArray[np.uint8]) -> list[FaceBox]:
        """The faces of a picture (SIDE, SIDE, 3) in red, green, blue; surest first."""
        values: dict[int, Floats] = {
            self._input: picture.astype(np.float32) / 127.5 - 1
        }
        for step in self._steps:
            values[step["out"]] = self._run(step, values)
        raw = values[self._boxes].reshape(-1, 16)[:, :4] / SIDE
        scores = values[self._scores].ravel()
        chances = 1 / (1 + np.exp(-np.clip(scores, -80, 80)))
        boxes = [
            FaceBox(
                float(raw[n, 0] + self._anchors[n, 0]),
                float(raw[n, 1] + self._anchors[n, 1]),
                float(raw[n, 2]), float(raw[n, 3]), float(chances[n]),
            )
            for n in np.flatnonzero(chances >= _SURE)
        ]  # fmt: skip
        return distinct(boxes)

    def _run(self, step: Mapping[str, Any], values: Mapping[int, Floats]) -> Floats:
        inputs = [values[i] if i in values else self._weights[i] for i in step["in"]]
        match step["op"]:
            case "conv_2d":
                return _convolved(inputs[0], inputs[1], inputs[2], step["stride"])
            case "depthwise_conv_2d":
                return _depthwise(
                    inputs[0], self._wide(step["in"], inputs), step["stride"]
                )
            case "max_pool_2d":
                return _pooled(inputs[0])
            case "pad":
                sides = np.asarray(inputs[1])[1:]
                return np.pad(inputs[0], [(int(a), int(b)) for a, b in sides])
            case "relu":
                return np.maximum(inputs[0], 0)
            case "add":
                return inputs[0] + inputs[1]
            case "reshape":
                return inputs[0].reshape(-1, inputs[0].shape[-1])
            case _:
                return np.concatenate([part.reshape(-1) for part in inputs])

    def _wide(
        self, ids: Sequence[int], inputs: Sequence[Floats]
    ) -> tuple[Floats, Floats]:
        """Kernel and bias of a depthwise layer, repeated for each column of its input."""
        if ids[1] not in self._repeated:
            maps, kernel, bias = inputs[0], inputs[1][0], inputs[2]
            width = maps.shape[1]
            self._repeated[ids[1]] = np.tile(kernel, width), np.tile(bias, width)
        return self._repeated[ids[1]]


def distinct(boxes: Sequence[FaceBox]) -> list[FaceBox]:
    """One box a face, the surest ones, in that order (non-maximum suppression)."""
    distinct_boxes: list[FaceBox] = []
    for box in sorted(boxes, key=lambda one: -one.score):
        if all(overlap(box, other) < _SAME for other in distinct_boxes):
            distinct_boxes.append(box)
    return distinct_boxes


def overlap(one: FaceBox, other: FaceBox) -> float:
    """Intersection over union, 0 to 1."""
    width = _shared(one.x, one.width, other.x, other.width)
    height = _shared(one.y, one.height, other.y, other.height)
    both = width * height
    whole = one.width * one.height + other.width * other.height - both
    return both / whole if whole > 0 else 0.0


def _shared(a: float, wide: float, b: float, broad: float) -> float:
    low, high = max(a - wide / 2, b - broad / 2), min(a + wide / 2, b + broad / 2)
    return max(0.0, high - low)


def _anchors() -> Floats:
    """The middles of the cells that the boxes are told from: (boxes, 2) in shares."""
    out = []
    for stride, boxes in _STRIDES:
        side = SIDE // stride
        middles = (np.arange(side) + 0.5) / side
        y, x = np.meshgrid(middles, middles, indexing="ij")
        out.append(np.repeat(np.stack([x, y], axis=-1).reshape(-1, 2), boxes, axis=0))
    return np.concatenate(out).astype(np.float32)


def _padded(maps: Floats, kernel: int, stride: int) -> Floats:
    """The border that keeps the size, or halves it: more of it below and right."""
    sides = []
    for length in maps.shape[:2]:
        total = max(0, (-(-length // stride) - 1) * stride + kernel - length)
        sides.append((total // 2, total - total // 2))
    return np.pad(maps, [*sides, (0, 0)])


def _convolved(maps: Floats, kernel: Floats, bias: Floats, stride: int) -> Floats:
    """Weights of (out, height, width, in)."""
    out, size = kernel.shape[0], kernel.shape[1]
    if size == 1:
        return maps @ kernel[:, 0, 0].T + bias
    padded = _padded(maps, size, stride)
    height, width = (-(-side // stride) for side in maps.shape[:2])
    total = np.broadcast_to(bias, (height, width, out)).copy()
    for row in range(size):
        for column in range(size):
            part = padded[row::stride, column::stride][:height, :width]
            total += part @ kernel[:, row, column].T
    return total


def _depthwise(maps: Floats, weights: tuple[Floats, Floats], stride: int) -> Floats:
    """A kernel of (height, width, columns × channels), and a bias as long.

    Columns and channels are one axis: numpy is quick along long ones only.
    """
    kernel, bias = weights
    padded = _padded(maps, kernel.shape[0], stride)
    height, width = (-(-side // stride) for side in maps.shape[:2])
    inner = width * maps.shape[2]
    total = np.broadcast_to(bias[:inner], (height, inner)).copy()
    product = np.empty_like(total)
    for column in range(kernel.shape[1]):
        columns = padded[:, column::stride][:, :width].reshape(len(padded), inner)
        for row in range(kernel.shape[0]):
            part = columns[row::stride][:height]
            np.multiply(part, kernel[row, column, :inner], out=product)
            total += product
    return total.reshape(height, width, maps.shape[2])


def _pooled(maps: Floats) -> Floats:
    """The largest of each 2 × 2."""
    height, width, channels = maps.shape
    cells = maps.reshape(height // 2, 2, width // 2, 2, channels)
    largest: Floats = cells.max(axis=(1, 3))
    return largest
