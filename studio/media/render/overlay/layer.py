"""Blend a picture with transparency, as planes, onto other planes."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from studio.media.pixels.planes import Picture
from studio.rules.picture.colors import CB_SPAN, CR_SPAN, KB, KG, KR

Ints = NDArray[np.int32]
FULL = 256
"""Weights are sixteen-bit: alpha runs from 0 to 256."""


class Layer:
    """An RGBA picture, both sides even, ready to be blended."""

    def __init__(self, image: Image.Image) -> None:
        pixels = np.asarray(image, np.float32)
        alpha = pixels[..., 3] / 255
        self._alpha = (alpha * FULL).astype(np.int32)
        self._half = _shrink(self._alpha)
        red, green, blue = (pixels[..., index] for index in range(3))
        luma = KR * red + KG * green + KB * blue
        self._y = (16 + luma * 219 / 255).astype(np.int32)
        weight = np.maximum(alpha, 1e-4)
        self._u = _tint((blue - luma) / CB_SPAN, weight)
        self._v = _tint((red - luma) / CR_SPAN, weight)

    @property
    def width(self) -> int:
        return int(self._alpha.shape[1])

    @property
    def height(self) -> int:
        return int(self._alpha.shape[0])

    def blend_onto(self, picture: Picture, left: int, top: int, strength: int) -> None:
        """Blend in place at even coordinates; parts outside are clipped."""
        x0, y0 = max(0, left), max(0, top)
        x1 = min(picture.width, left + self.width)
        y1 = min(picture.height, top + self.height)
        if x0 >= x1 or y0 >= y1:
            return
        own = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
        half = tuple(slice(part.start // 2, part.stop // 2) for part in own)
        place = (slice(y0 // 2, y1 // 2), slice(x0 // 2, x1 // 2))
        _blend(picture.y[y0:y1, x0:x1], self._y[own], self._alpha[own], strength)
        _blend(picture.u[place], self._u[half], self._half[half], strength)
        _blend(picture.v[place], self._v[half], self._half[half], strength)


def _blend(under: NDArray[np.uint8], over: Ints, alpha: Ints, strength: int) -> None:
    weight = alpha * strength // FULL
    mixed = (under * (FULL - weight) + over * weight) // FULL
    under[...] = mixed.astype(np.uint8)


def _shrink(plane: Ints) -> Ints:
    rows = plane[0::2] + plane[1::2]
    out: Ints = (rows[:, 0::2] + rows[:, 1::2]) // 4
    return out


def _tint(chroma: NDArray[np.float32], weight: NDArray[np.float32]) -> Ints:
    """Colour differences at half size, weighted so that the seen part counts."""

    def summed(plane: NDArray[np.float32]) -> NDArray[np.float32]:
        rows = plane[0::2] + plane[1::2]
        out: NDArray[np.float32] = rows[:, 0::2] + rows[:, 1::2]
        return out

    out: Ints = (128 + summed(chroma * weight) / summed(weight) * 224 / 255).astype(
        np.int32
    )
    return out
