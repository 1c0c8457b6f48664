"""Text in any of the product's languages, measured and painted run by run."""

from functools import cache
from pathlib import Path

from PIL import ImageDraw, ImageFont

_FONTS = Path(__file__).parents[2] / "studio/data/fonts"
_FIRST_CJK = 0x2E80
_NO_GLYPH = "\uffff"

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@cache
def _latin(size: int) -> Font:
    return ImageFont.load_default(size)


@cache
def _signs(size: int) -> Font:
    return ImageFont.truetype(str(_FONTS / "NotoSans-Bold.ttf"), size)


@cache
def _chinese(size: int) -> Font:
    return ImageFont.truetype(
        str(_FONTS / "NotoSansCJKsc-Bold.otf"), round(size * 0.94)
    )


@cache
def _font(letter: str, size: int) -> Font:
    """The first font that has the letter."""
    if ord(letter) >= _FIRST_CJK:
        return _chinese(size)
    latin = _latin(size)
    missing = bytes(latin.getmask(letter)) == bytes(latin.getmask(_NO_GLYPH))
    return _signs(size) if missing else latin


def _runs(text: str, size: int) -> list[tuple[str, Font]]:
    runs: list[tuple[str, Font]] = []
    for letter in text:
        font = _font(letter, size)
        if runs and runs[-1][1] is font:
            runs[-1] = (runs[-1][0] + letter, font)
        else:
            runs.append((letter, font))
    return runs


def width(text: str, size: int) -> float:
    """Pixels that the text takes on one line."""
    return sum(font.getlength(run) for run, font in _runs(text, size))


def paint(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, fill: str
) -> None:
    """Paint one line; ``at`` is the left end of its baseline."""
    x, y = at
    for run, font in _runs(text, size):
        draw.text((x, y), run, fill=fill, font=font, anchor="ls")
        x += font.getlength(run)


def wrap(text: str, size: int, most: float) -> list[str]:
    """Break the text into lines of at most ``most`` pixels; Chinese at any letter."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in _words(paragraph):
            if line and width((line + word).rstrip(), size) > most:
                lines.append(line.rstrip())
                line = word.lstrip()
            else:
                line += word
        lines.append(line.rstrip())
    return lines


def _words(text: str) -> list[str]:
    """Pieces that stay on one line, each with the space behind it."""
    words = [""]
    for letter in text:
        words[-1] += letter
        if letter == " " or ord(letter) >= _FIRST_CJK:
            words.append("")
    return [word for word in words if word]
