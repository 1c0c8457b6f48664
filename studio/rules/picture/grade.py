"""Grades as three small tables for 8-bit BT.709 planes, which are fast and can be combined.

A grade maps luma by a curve, scales both colour differences, and shifts them by an
amount that depends on the luma. That is enough for looks, and two grades one after the
other are again such a grade.
"""

from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from studio.model.edits.picture import LookName
from studio.model.effects import Adjustments, Effects
from studio.rules.picture.colors import CB_SPAN, CR_SPAN, KB, KG, KR

Table = NDArray[np.float64]

LEVELS: Table = np.arange(256, dtype=np.float64)
_LOW, _HIGH = 16.0, 235.0


@dataclass(frozen=True, slots=True, eq=False)
class Grade:
    """``luma`` (256,) maps Y; Cb and Cr are scaled by ``color`` around grey.

    ``blue`` and ``red`` (256,) are added to Cb and Cr, by the luma as filmed.
    """

    luma: Table
    color: tuple[float, float]
    blue: Table
    red: Table

    def then(self, other: "Grade") -> "Grade":
        """This grade followed by the other."""
        return Grade(
            _at(other.luma, self.luma),
            (self.color[0] * other.color[0], self.color[1] * other.color[1]),
            self.blue * other.color[0] + _at(other.blue, self.luma),
            self.red * other.color[1] + _at(other.red, self.luma),
        )

    def mixed(self, strength: float) -> "Grade":
        """Between the picture as it is (0) and this grade (1)."""
        cb, cr = (1 + (scale - 1) * strength for scale in self.color)
        return Grade(
            LEVELS + (self.luma - LEVELS) * strength,
            (cb, cr),
            self.blue * strength,
            self.red * strength,
        )


def _at(table: Table, levels: Table) -> Table:
    return np.interp(levels, LEVELS, table)


def unit() -> Table:
    """The lumas as shares: 0 is black, 1 is white."""
    return np.clip((LEVELS - _LOW) / (_HIGH - _LOW), 0, 1)


def graded(
    curve: Table,
    *,
    color: float | tuple[float, float] = 1.0,
    blue: Table | float = 0.0,
    red: Table | float = 0.0,
) -> Grade:
    """A grade from a curve over ``unit()`` (values 0 to 1) and shifts in levels."""
    scales = color if isinstance(color, tuple) else (color, color)
    zero = np.zeros(256)
    return Grade(
        _LOW + np.clip(curve, 0, 1) * (_HIGH - _LOW), scales, zero + blue, zero + red
    )


def gains(red: float, green: float, blue: float) -> Grade:
    """Multiply the primaries; exact for greys, near for colours when gains are near."""
    level = unit()
    white = KR * red + KG * green + KB * blue
    cb, cr = (1 + (gain - 1) * (1 - weight) for gain, weight in ((blue, KB), (red, KR)))
    return graded(
        level * white,
        color=(cb, cr),
        blue=level * (blue - white) / CB_SPAN * 224,
        red=level * (red - white) / CR_SPAN * 224,
    )


def adjusted(adjust: Adjustments) -> Grade:
    """Brightness, contrast, saturation and warmth, each -1 to 1."""
    level = unit()
    bright = np.power(level, 2.0 ** (-1.2 * adjust.brightness))
    slope = 2.0 ** (1.2 * adjust.contrast)
    # A sigmoid through the middle: highlights and shadows bend instead of clipping.
    flat = 0.5 + (bright - 0.5) * slope
    bent = _sigmoid(bright, slope) if slope >= 1 else flat
    color = 1 + adjust.saturation * (1.0 if adjust.saturation < 0 else 0.9)
    weight = 4 * bent * (1 - bent) * 0.6 + 0.4
    return graded(
        bent,
        color=color,
        blue=-14 * adjust.warmth * weight,
        red=11 * adjust.warmth * weight,
    )


def _sigmoid(level: Table, slope: float) -> Table:
    """From (0, 0) to (1, 1), with this slope in the middle."""
    below = 0.5 * np.power(np.clip(2 * level, 0, 1), slope)
    above = 1 - 0.5 * np.power(np.clip(2 - 2 * level, 0, 1), slope)
    return np.where(level < 0.5, below, above)


def look(name: LookName) -> Grade:
    """A ready-made look at full strength."""
    level = unit()
    dark, light = 1 - level, level
    match name:
        case LookName.BLACK_AND_WHITE:
            return graded(_sigmoid(level, 1.15), color=0.0)
        case LookName.WARM:
            return graded(level, color=1.05, blue=-5 - 7 * light, red=3 + 6 * light)
        case LookName.COOL:
            return graded(level, color=0.98, blue=5 + 6 * light, red=-4 - 4 * light)
        case LookName.VINTAGE:
            faded = 0.09 + 0.84 * _sigmoid(level, 1.1)
            return graded(
                faded, color=0.68, blue=4 * dark - 14 * light, red=2 + 6 * light
            )
        case LookName.SEPIA:
            toned = 0.03 + 0.92 * level
            hump = 4 * level * (1 - level) * 0.6 + 0.4 * np.minimum(1, 4 * level)
            return graded(toned, color=0.0, blue=-22 * hump, red=13 * hump)
        case LookName.CINEMATIC:
            return graded(
                _sigmoid(level, 1.25) * 0.97 + 0.01,
                color=0.92,
                blue=9 * dark - 9 * light,
                red=-7 * dark + 7 * light,
            )
        case LookName.VIVID:
            return graded(_sigmoid(level, 1.18), color=1.38)
        case LookName.FADED:
            return graded(0.14 + 0.76 * level, color=0.72, blue=3 * dark, red=-1 * dark)


def of_effects(effects: Effects) -> Grade | None:
    """The combined grade of a segment's gains, look and adjustments; None for no change.

    ``gains`` come first, then the look, then the adjustments.
    """
    parts = []
    if effects.gains != (1.0, 1.0, 1.0):
        parts.append(gains(*effects.gains))
    if effects.look is not None and effects.look_strength > 0:
        parts.append(look(effects.look).mixed(effects.look_strength))
    adjust = effects.adjust
    if adjust.brightness or adjust.contrast or adjust.saturation or adjust.warmth:
        parts.append(adjusted(adjust))
    return reduce(Grade.then, parts) if parts else None
