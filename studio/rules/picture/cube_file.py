"""Read ``.cube`` colour tables (Adobe's Cube LUT Specification 1.0)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.model.media import LARGEST_TEXT_FILE

Colors = NDArray[np.float32]

_MOST_SIDE, _MOST_STEPS = 65, 65_536


@dataclass(frozen=True, slots=True, eq=False)
class Cube:
    """``table`` is (n, n, n, 3) by blue, green, red, or (n, 3) for three curves.

    ``low`` and ``high`` are the input values at its ends.
    """

    table: Colors
    low: tuple[float, float, float] = (0.0, 0.0, 0.0)
    high: tuple[float, float, float] = (1.0, 1.0, 1.0)

    def __call__(self, colors: Colors) -> Colors:
        """Grade (n, 3) RGB, 0 to 1; linear between the table's points."""
        low, high = (np.asarray(one, np.float32) for one in (self.low, self.high))
        side = len(self.table)
        place = np.clip((colors - low) / (high - low), 0, 1) * np.float32(side - 1)
        if self.table.ndim == 2:
            steps = np.arange(side)
            curves = [np.interp(place[:, n], steps, self.table[:, n]) for n in range(3)]
            return np.stack(curves, axis=1).astype(np.float32)
        return _trilinear(self.table, place)


def _trilinear(table: Colors, place: Colors) -> Colors:
    side = len(table)
    base = np.minimum(place.astype(np.int32), side - 2)
    part = place - base
    out = np.zeros_like(place)
    for corner in range(8):
        red, green, blue = corner & 1, corner >> 1 & 1, corner >> 2 & 1
        weight = np.ones(len(place), np.float32)
        for channel, step in enumerate((red, green, blue)):
            weight *= part[:, channel] if step else 1 - part[:, channel]
        entry = table[base[:, 2] + blue, base[:, 1] + green, base[:, 0] + red]
        out += entry * weight[:, None]
    return out


class UnusableCubeError(Exception):
    """``reason`` is a key below ``errors.reasons`` of the words, with its facts."""

    def __init__(self, reason: str, **facts: int) -> None:
        super().__init__(reason)
        self.reason, self.facts = reason, facts


def parse_cube(text: str) -> Cube:
    """Read a table. Raises ``UnusableCubeError`` for anything else."""
    if len(text) > LARGEST_TEXT_FILE:
        raise UnusableCubeError("cube_too_large")
    head: dict[str, list[str]] = {}
    rows: list[str] = []
    for line in text.lstrip("\ufeff").splitlines():
        words = line.split("#")[0].split()
        if not words:
            continue
        if words[0].upper() == "TITLE":
            continue
        if words[0][0].isalpha():
            head[words[0].upper()] = words[1:]
        else:
            rows.append(" ".join(words))
    flat, side = _size(head)
    low, high = _domain(head)
    count = side if flat else side**3
    table = _numbers(rows, count)
    return Cube(table if flat else table.reshape(side, side, side, 3), low, high)


def _size(head: dict[str, list[str]]) -> tuple[bool, int]:
    """Whether it is one-dimensional, and how many points a side has."""
    for key, most in (("LUT_3D_SIZE", _MOST_SIDE), ("LUT_1D_SIZE", _MOST_STEPS)):
        if key not in head:
            continue
        try:
            (side,) = (int(word) for word in head[key])
        except ValueError:
            side = 0
        if not 2 <= side <= most:
            raise UnusableCubeError("cube_size", most=most)
        return key == "LUT_1D_SIZE", side
    raise UnusableCubeError("cube_without_size")


Triple = tuple[float, float, float]


def _domain(head: dict[str, list[str]]) -> tuple[Triple, Triple]:
    low, high = [0.0] * 3, [1.0] * 3
    try:
        if "DOMAIN_MIN" in head:
            low = [float(word) for word in head["DOMAIN_MIN"]]
        if "DOMAIN_MAX" in head:
            high = [float(word) for word in head["DOMAIN_MAX"]]
        for key in ("LUT_3D_INPUT_RANGE", "LUT_1D_INPUT_RANGE"):
            if key in head:
                start, end = (float(word) for word in head[key])
                low, high = [start] * 3, [end] * 3
        (r0, g0, b0), (r1, g1, b1) = low, high
    except ValueError:
        raise UnusableCubeError("cube_domain") from None
    ends = np.array([low, high])
    if not np.isfinite(ends).all() or (ends[1] - ends[0] < 1e-6).any():
        raise UnusableCubeError("cube_domain_empty")
    return (r0, g0, b0), (r1, g1, b1)


def _numbers(rows: list[str], count: int) -> Colors:
    if len(rows) != count:
        raise UnusableCubeError("cube_colours", colours=len(rows), due=count)
    try:
        table = np.array(" ".join(rows).split(), dtype=np.float32)
    except ValueError:
        raise UnusableCubeError("cube_text") from None
    if table.size != 3 * count:
        raise UnusableCubeError("cube_lines")
    if not np.isfinite(table).all() or np.abs(table).max() > 64:
        raise UnusableCubeError("cube_range")
    return table.reshape(count, 3)
