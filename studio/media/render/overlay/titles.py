"""Draw titles with the bundled fonts and blend them onto pictures."""

from functools import lru_cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw, ImageFilter, ImageFont

from studio.media.render.picture.planes import Picture
from studio.model.plan import RenderPlan, Title
from studio.rules.picture.text_layout import Face, clean, runs, wrap

_EMOJI_SIZE = 109
"""The one size at which the emoji font has pictures."""
_DEFAULT_SIZE = 0.085
"""Letter height as a share of the shorter side."""
_SMALLEST, _LARGEST = 0.03, 0.3
_MARGIN = 0.07
_LINE = 1.22
_WHITE = (255, 255, 255)
_FULL = 256
"""Weights are sixteen-bit: alpha runs from 0 to 256."""


class TitleRenderer:
    """All titles of a plan, each rasterised once and blended while it shows."""

    def __init__(self, plan: RenderPlan) -> None:
        self._overlays = [
            _TitleOverlay(title, plan.width, plan.height)
            for title in plan.titles
            if clean(title.text)
        ]

    def draw_on(self, picture: Picture, number: int) -> Picture:
        """Return the picture with this output frame's titles."""
        showing = [
            overlay for overlay in self._overlays if overlay.strength(number) > 0
        ]
        if not showing:
            return picture
        out = Picture(picture.y.copy(), picture.u.copy(), picture.v.copy())
        for overlay in showing:
            overlay.blend_onto(out, overlay.strength(number))
        return out


class _TitleOverlay:
    """A rasterised title as weighted planes, and its position."""

    def __init__(self, title: Title, width: int, height: int) -> None:
        self._title = title
        image = draw(title, width, height)
        self._left = (width - image.width) // 4 * 2
        margin = round(height * _MARGIN)
        self._top = (
            {
                "top": margin,
                "bottom": height - margin - image.height,
            }.get(title.position, (height - image.height) // 2)
            // 2
            * 2
        )
        self._top = min(max(0, self._top), height - image.height)
        pixels = np.asarray(image, np.float32)
        alpha = pixels[..., 3:] / 255
        self._alpha = (alpha[..., 0] * _FULL).astype(np.int32)
        self._half = _shrink(self._alpha)
        red, green, blue = (pixels[..., index] for index in range(3))
        luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        self._y = (16 + luma * 219 / 255).astype(np.int32)
        weight = np.maximum(alpha[..., 0], 1e-4)
        self._u = _tint((blue - luma) / 1.8556, weight)
        self._v = _tint((red - luma) / 1.5748, weight)

    def strength(self, number: int) -> int:
        """Return the opacity at this frame, 0 to 256, with fades."""
        title = self._title
        inside = number - title.first
        if not 0 <= inside < title.frames:
            return 0
        fade = min(title.fade_frames, title.frames // 3)
        edge = min(inside, title.frames - 1 - inside)
        return _FULL if edge >= fade else _FULL * (edge + 1) // (fade + 1)

    def blend_onto(self, picture: Picture, strength: int) -> None:
        """Blend the title onto the picture, in place."""
        height, width = self._alpha.shape
        left, top = self._left, self._top
        _blend(
            picture.y[top : top + height, left : left + width],
            self._y,
            self._alpha,
            strength,
        )
        place = (
            slice(top // 2, (top + height) // 2),
            slice(left // 2, (left + width) // 2),
        )
        _blend(picture.u[place], self._u, self._half, strength)
        _blend(picture.v[place], self._v, self._half, strength)


Ints = NDArray[np.int32]


def _blend(under: NDArray[np.uint8], over: Ints, alpha: Ints, strength: int) -> None:
    weight = alpha * strength // _FULL
    mixed = (under * (_FULL - weight) + over * weight) // _FULL
    under[...] = mixed.astype(np.uint8)


def _shrink(plane: Ints) -> Ints:
    rows = plane[0::2] + plane[1::2]
    out: Ints = (rows[:, 0::2] + rows[:, 1::2]) // 4
    return out


def _tint(chroma: NDArray[np.float32], weight: NDArray[np.float32]) -> Ints:
    """Colour differences at half size, weighted so that the seen part counts."""
    weighted = chroma * weight
    top = weighted[0::2, 0::2] + weighted[1::2, 0::2] + weighted[0::2, 1::2]
    top = top + weighted[1::2, 1::2]
    under = (
        weight[0::2, 0::2]
        + weight[1::2, 0::2]
        + weight[0::2, 1::2]
        + weight[1::2, 1::2]
    )
    out: Ints = (128 + top / under * 224 / 255).astype(np.int32)
    return out


def draw(title: Title, width: int, height: int) -> Image.Image:
    """Draw a title as RGBA with even sides, at most the picture's size.

    Words are wrapped to the width; what is still too high is drawn smaller.
    """
    room = (width * (1 - 2 * _MARGIN), height * (1 - 2 * _MARGIN))
    share = min(max(title.size or _DEFAULT_SIZE, _SMALLEST), _LARGEST)
    size = max(12, round(min(width, height) * share))
    text = clean(title.text)
    while True:
        lines = wrap(text, lambda line, size=size: _width(line, size) <= room[0])  # type: ignore[misc]
        if size <= 12 or len(lines) * size * _LINE <= room[1]:
            break
        size = max(12, int(size * 0.85))
    return _drawn(lines, size, _colour(title.color), (width, height))


def _colour(name: str) -> tuple[int, int, int]:
    try:
        return ImageColor.getrgb(name)[:3]
    except ValueError:
        return _WHITE


def _drawn(
    lines: list[str], size: int, colour: tuple[int, int, int], most: tuple[int, int]
) -> Image.Image:
    edge = max(2, size // 14)
    pad = 3 * edge
    widest = max(_width(line, size) for line in lines)
    width = min(most[0] // 2 * 2, (int(widest) + 2 * pad + 1) // 2 * 2)
    height = min(
        most[1] // 2 * 2, (int(len(lines) * size * _LINE) + 2 * pad + 1) // 2 * 2
    )
    letters = Image.new("RGBA", (width, height))
    mask = Image.new("L", (width, height))
    pen, outline = ImageDraw.Draw(letters), ImageDraw.Draw(mask)
    for row, line in enumerate(lines):
        x = (width - _width(line, size)) / 2
        base = pad + row * size * _LINE + size
        for face, part in runs(line):
            font = _font(face, size)
            if face is Face.EMOJI:
                image = _emoji(part, size)
                spot = (round(x), round(base - size * 0.95))
                letters.alpha_composite(image, (max(0, spot[0]), max(0, spot[1])))
            else:
                pen.text((x, base), part, (*colour, 255), font, anchor="ls")
                outline.text((x, base), part, 255, font, anchor="ls", stroke_width=edge)
            x += _advance(face, part, size)
    dark = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    soft = mask.filter(ImageFilter.GaussianBlur(edge * 0.8))
    dark.putalpha(soft.point([min(255, int(level * 0.75)) for level in range(256)]))
    return Image.alpha_composite(dark, letters)


def _width(line: str, size: int) -> float:
    return sum(_advance(face, part, size) for face, part in runs(line))


def _advance(face: Face, part: str, size: int) -> float:
    if face is Face.EMOJI:
        return size * 1.2 * len(part.rstrip()) + size * 0.25 * part.count(" ")
    return _font(face, size).getlength(part)


@lru_cache(maxsize=16)
def _font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    where = files("studio").joinpath("data", "fonts", face.value)
    with as_file(where) as path:
        return ImageFont.truetype(
            str(path), _EMOJI_SIZE if face is Face.EMOJI else size
        )


def _emoji(char: str, size: int) -> Image.Image:
    font = _font(Face.EMOJI, size)
    large = Image.new("RGBA", (136, 128))
    pen = ImageDraw.Draw(large)
    pen.text((0, 0), char.strip(), font=font, embedded_color=True)
    side = max(2, round(size * 1.15))
    return large.resize((side, round(side * 128 / 136)), Image.Resampling.LANCZOS)
