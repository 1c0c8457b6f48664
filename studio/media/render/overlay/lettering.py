"""Draw words as pictures with transparency, in the bundled fonts."""

from functools import lru_cache
from importlib.resources import as_file, files

from PIL import Image, ImageColor, ImageDraw, ImageFilter, ImageFont, features

from studio.model.edits.limits import LARGEST_LETTERS, SMALLEST_LETTERS
from studio.model.edits.overlay import USUAL_TITLE_LETTERS, FontFamily
from studio.model.effects import TextStyle
from studio.rules.picture.text_layout import (
    LEADING,
    MARGIN,
    Face,
    clean,
    right_to_left,
    runs,
    wrap,
)

_EMOJI_SIZE = 109
"""The only size of the emoji font's pictures."""
ORDERS_LETTERS = features.check("raqm")
"""Whether Pillow joins and orders the letters of scripts from the right: it does so with
the system's FriBidi."""
_WHITE = (255, 255, 255)
_BOX = 0.86
"""How opaque the box behind the words is."""
_FAMILIES = {
    FontFamily.SERIF: "DejaVuSerif-Bold.ttf",
    FontFamily.MONO: "DejaVuSansMono-Bold.ttf",
    FontFamily.HAND: "ComicNeue-Bold.otf",
}


class Lettering:
    """Words laid out for a frame; ``draw`` returns them as RGBA, both sides even.

    Words are wrapped to the width; a text that is still too high is drawn smaller, so that
    the picture is never larger than the frame.
    """

    def __init__(self, text: str, style: TextStyle, width: int, height: int) -> None:
        self._style, self._most = style, (width, height)
        self._color = _color(style.color)
        room = (width * (1 - 2 * MARGIN), height * (1 - 2 * MARGIN))
        share = min(
            max(style.size or USUAL_TITLE_LETTERS, SMALLEST_LETTERS), LARGEST_LETTERS
        )
        size = max(12, round(min(width, height) * share))
        words = clean(text)
        while True:
            self._size = size
            self._lines = wrap(words, lambda line: self._width(line) <= room[0])
            if size <= 12 or len(self._lines) * size * LEADING <= room[1]:
                break
            size = max(12, int(size * 0.85))

    @property
    def letters(self) -> int:
        """The number of characters that can be shown one after the other."""
        return sum(len(line) for line in self._lines)

    def draw(self, letters: int | None = None) -> Image.Image:
        """Draw the words, or only their first letters, at their final positions."""
        size = self._size
        edge = max(2, size // 14)
        pad = size // 2 if self._style.background else 3 * edge
        widest = max(self._width(line) for line in self._lines)
        high = size * LEADING * len(self._lines)
        width, height = (
            min(most // 2 * 2, (int(side) + 2 * pad + 1) // 2 * 2)
            for most, side in zip(self._most, (widest, high), strict=True)
        )
        canvas = Image.new("RGBA", (width, height))
        mask = Image.new("L", (width, height))
        left = self.letters if letters is None else letters
        for row, line in enumerate(self._lines):
            start = (width - self._width(line)) / 2
            base = pad + row * size * LEADING + size
            part = line[: max(0, left)]
            if right_to_left(line):
                start += self._width(line) - self._width(part)
            self._write(canvas, mask, part, (start, base))
            left -= len(line)
        return Image.alpha_composite(self._ground(mask, edge), canvas)

    def _write(
        self,
        canvas: Image.Image,
        mask: Image.Image,
        line: str,
        start: tuple[float, float],
    ) -> None:
        size = self._size
        edge = max(2, size // 14)
        thick = max(1, size // 28) if self._thick else 0
        pen, outline = ImageDraw.Draw(canvas), ImageDraw.Draw(mask)
        x, base = start
        direction = _direction(line)
        for face, part in runs(line):
            if face is Face.EMOJI:
                image = _emoji(part, size)
                spot = (max(0, round(x)), max(0, round(base - size * 0.95)))
                canvas.alpha_composite(image, spot)
            else:
                face_font = self._font(face, part)
                ink = (*self._color, 255)
                pen.text(
                    (x, base), part, ink, face_font, anchor="ls", stroke_width=thick,
                    direction=direction,
                )  # fmt: skip
                outline.text(
                    (x, base), part, 255, face_font, anchor="ls",
                    stroke_width=edge + thick, direction=direction,
                )  # fmt: skip
            x += self._advance(face, part)

    def _ground(self, mask: Image.Image, edge: int) -> Image.Image:
        """A box in the requested colour, else a dark outline that is readable on any picture."""
        ground = Image.new("RGBA", mask.size, (0, 0, 0, 0))
        if self._style.background is None:
            soft = mask.filter(ImageFilter.GaussianBlur(edge * 0.8))
            ground.putalpha(
                soft.point([min(255, level * 3 // 4) for level in range(256)])
            )
            return ground
        box = (0, 0, mask.width - 1, mask.height - 1)
        color = (*_color(self._style.background), round(255 * _BOX))
        ImageDraw.Draw(ground).rounded_rectangle(box, self._size // 4, fill=color)
        return ground

    @property
    def _thick(self) -> bool:
        return self._style.bold or self._style.font is FontFamily.BOLD

    def _font(self, face: Face, part: str) -> ImageFont.FreeTypeFont:
        """Choose a font; families other than sans have only Latin letters."""
        family = _FAMILIES.get(self._style.font)
        if family and face is Face.LATIN and all(ord(char) < 0x250 for char in part):
            return font(family, self._size)
        return font(face.value, self._size)

    def _width(self, line: str) -> float:
        return sum(self._advance(face, part) for face, part in runs(line))

    def _advance(self, face: Face, part: str) -> float:
        if face is Face.EMOJI:
            size = self._size
            return size * 1.2 * len(part.rstrip()) + size * 0.25 * part.count(" ")
        return self._font(face, part).getlength(part)


def _direction(line: str) -> str | None:
    if not ORDERS_LETTERS:
        return None
    return "rtl" if right_to_left(line) else "ltr"


def _color(name: str) -> tuple[int, int, int]:
    try:
        return ImageColor.getrgb(name)[:3]
    except ValueError:
        return _WHITE


@lru_cache(maxsize=16)
def font(file: str, size: int) -> ImageFont.FreeTypeFont:
    """Load a bundled font by its file; the emoji font has only one size."""
    where = files("studio").joinpath("data", "fonts", file)
    with as_file(where) as path:
        only = file == Face.EMOJI.value
        return ImageFont.truetype(str(path), _EMOJI_SIZE if only else size)


def _emoji(char: str, size: int) -> Image.Image:
    large = Image.new("RGBA", (136, 128))
    pen = ImageDraw.Draw(large)
    face = font(Face.EMOJI.value, size)
    pen.text((0, 0), char.strip(), font=face, embedded_color=True)
    side = max(2, round(size * 1.15))
    return large.resize((side, round(side * 128 / 136)), Image.Resampling.LANCZOS)
