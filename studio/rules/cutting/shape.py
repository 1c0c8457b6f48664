"""Choose the output's size and frame rate, and how to fit footage to it."""

from collections.abc import Sequence
from fractions import Fraction

from studio.model.media import Asset, MediaKind
from studio.rules.picture.aspects import SQUARE, TALL, WIDE, Aspect
from studio.rules.picture.framing import even, visible_share

DEFAULT_RATE = Fraction(30)
_KEPT_RATES = {
    Fraction(24), Fraction(25), Fraction(30), Fraction(50), Fraction(60),
    Fraction(24000, 1001), Fraction(30000, 1001), Fraction(60000, 1001),
}  # fmt: skip
_WIDER, _TALLER = 1.15, 0.87
"""Width to height from which footage counts as wide, and below which as tall."""
_ENOUGH = 0.6
"""The share of a picture that must stay in sight when it is cropped."""


def size(assets: Sequence[Asset], aspect: Aspect | None, side: int) -> tuple[int, int]:
    """Return width and height, the shorter one ``side`` pixels.

    Without a wish the shape is that of most of the footage: 16:9, 9:16, or 1:1.
    """
    wide, high = aspect or _usual(assets)
    scale = side / min(wide, high)
    return even(wide * scale), even(high * scale)


def _usual(assets: Sequence[Asset]) -> Aspect:
    weight = {WIDE: 0.0, TALL: 0.0, SQUARE: 0.0}
    for asset in assets:
        if not asset.width or not asset.height:
            continue
        ratio = asset.width / asset.height
        shape = WIDE if ratio > _WIDER else TALL if ratio < _TALLER else SQUARE
        weight[shape] += max(asset.seconds, 3.0)
    return max(weight, key=lambda shape: weight[shape])


def rate(assets: Sequence[Asset], wished: Fraction | None) -> Fraction:
    """Return the requested rate, else the one all videos share, else 30."""
    if wished:
        return wished
    rates = {asset.fps for asset in assets if asset.kind is MediaKind.VIDEO}
    if len(rates) == 1 and (only := rates.pop()) in _KEPT_RATES:
        return only
    return DEFAULT_RATE


def fit(source: tuple[int, int], target: tuple[int, int], wished: str) -> str:
    """Return "crop", "blur" or "pad" for footage of these sides, as it is shown.

    By default a picture is cropped if most of it stays, or if it is wide and the output
    tall; a tall one in a wide output is shown whole.
    """
    if wished != "auto":
        return wished
    if visible_share(source, target) >= _ENOUGH:
        return "crop"
    taller = target[1] / target[0] > source[1] / source[0]
    return "crop" if taller else "blur"
