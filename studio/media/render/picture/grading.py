"""Apply grades to planes: looks and adjustments by tables, ``.cube`` files."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.errors import UnsupportedFile
from studio.media.pixels.planes import Picture, Plane, byte_table, looked_up
from studio.model.effects import Effects
from studio.model.plan import FrameSpan
from studio.rules.picture.colors import CB_SPAN, CR_SPAN, KB, KG, KR
from studio.rules.picture.cube_file import Cube, UnusableCubeError, parse_cube
from studio.rules.picture.grade import LEVELS, Grade, of_effects

_BITS = 6
_SIDE, _DROPPED = 1 << _BITS, 8 - _BITS


class Grading:
    """The grade of one span: gains, the cube file, the look, the adjustments."""

    def __init__(self, span: FrameSpan) -> None:
        effects = span.effects
        gains = Effects(gains=effects.gains) if span.cube else Effects()
        rest = effects.model_copy(update={"gains": (1, 1, 1)}) if span.cube else effects
        self._steps: list[_Tables | _CubeTables] = []
        if grade := of_effects(gains):
            self._steps.append(_Tables(grade))
        if span.cube:
            self._steps.append(_read(span))
        if grade := of_effects(rest):
            self._steps.append(_Tables(grade))

    def apply(self, picture: Picture) -> Picture:
        """Grade a picture."""
        for step in self._steps:
            picture = step.apply(picture)
        return picture


class _Tables:
    """A grade as byte tables. The range of colours is reduced to leave room for a shift."""

    def __init__(self, grade: Grade) -> None:
        self._luma = byte_table(grade.luma)
        self._chroma = [
            _with_room(LEVELS, scale, shift)
            for scale, shift in zip(grade.color, (grade.blue, grade.red), strict=True)
        ]

    def apply(self, picture: Picture) -> Picture:
        planes = [looked_up(picture.y, self._luma)]
        small: Plane | None = None
        for plane, (table, shift) in zip(picture.planes[1:], self._chroma, strict=True):
            scaled = looked_up(plane, table)
            if shift is not None:
                if small is None:
                    small = _every_second(picture.y)
                scaled = scaled + looked_up(small, shift)  # wraps to a signed shift
            planes.append(scaled)
        return Picture(*planes)


def _with_room(
    levels: NDArray[np.float64], scale: float, shift: NDArray[np.float64]
) -> tuple[bytes, bytes | None]:
    """The table of a colour difference, and its shift by luma as a byte that wraps."""
    steps = np.rint(shift)
    table = np.rint(128 + (levels - 128) * scale)
    table = np.clip(table, 16 - min(0, steps.min()), 240 - max(0, steps.max()))
    return byte_table(table), byte_table(steps % 256) if steps.any() else None


def _every_second(plane: Plane) -> Plane:
    """Every second value of every second row: the low bytes of pairs."""
    rows = np.ascontiguousarray(plane[::2])
    return rows.view("<u2").astype(np.uint8)


class _CubeTables:
    """A cube for planes: colour differences, and what they do to the luma.

    The luma is graded as that of grey, exactly. What its colour adds is looked up at
    the resolution of the colour planes, with 64 steps a side.
    """

    def __init__(self, cube: Cube, strength: float) -> None:
        axis = np.arange(_SIDE, dtype=np.float32) * (256 // _SIDE) + (1 << _DROPPED) / 2
        y, u, v = (one.ravel() for one in np.meshgrid(axis, axis, axis, indexing="ij"))
        planes = np.stack([y, u, v], axis=1)
        out = planes + (_graded(cube, planes) - planes) * strength
        grey = np.full((256, 3), 128, np.float32)
        grey[:, 0] = np.arange(256)
        curve = grey + (_graded(cube, grey) - grey) * strength
        self._curve = byte_table(curve[:, 0])
        self._luma = np.rint(out[:, 0] - np.interp(y, LEVELS, curve[:, 0]))
        self._luma = np.clip(self._luma, -128, 127).astype(np.int8)
        self._changes = [
            np.clip(np.rint(out[:, n] - planes[:, n]), -128, 127).astype(np.int8)
            for n in (1, 2)
        ]

    def apply(self, picture: Picture) -> Picture:
        small = (picture.y[::2, ::2] >> _DROPPED).astype(np.int32)
        index = (small << 2 * _BITS) + (
            (picture.u >> _DROPPED).astype(np.int32) << _BITS
        )
        index += picture.v >> _DROPPED
        extra = self._luma[index]
        luma = looked_up(picture.y, self._curve)
        return Picture(
            _added(luma, extra.repeat(2, 0).repeat(2, 1)),
            _added(picture.u, self._changes[0][index]),
            _added(picture.v, self._changes[1][index]),
        )


def _added(plane: Plane, change: NDArray[np.int8]) -> Plane:
    total = np.add(plane, change, dtype=np.int16)
    np.clip(total, 0, 255, out=total)
    return total.astype(np.uint8)


def _graded(cube: Cube, planes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Y, Cb, Cr through a cube of BT.709 signals and back."""
    luma = (planes[:, 0] - 16) / 219
    blue, red = ((planes[:, n] - 128) / 224 for n in (1, 2))
    r, b = luma + CR_SPAN * red, luma + CB_SPAN * blue
    g = (luma - KR * r - KB * b) / KG
    colors = np.clip(np.stack([r, g, b], axis=1), 0, 1).astype(np.float32)
    r, g, b = np.clip(cube(colors), 0, 1).T
    luma = KR * r + KG * g + KB * b
    out = [
        16 + 219 * luma,
        128 + 224 * (b - luma) / CB_SPAN,
        128 + 224 * (r - luma) / CR_SPAN,
    ]
    return np.stack(out, axis=1).astype(np.float32)


def _read(span: FrameSpan) -> _CubeTables:
    try:
        text = Path(span.cube).read_text("utf-8", errors="replace")
        cube = parse_cube(text)
    except OSError as error:
        raise UnsupportedFile("cube_gone") from error
    except UnusableCubeError as error:
        key = "cube_damaged"
        raise UnsupportedFile(key, reason=error.reason, **error.facts) from error
    return _CubeTables(cube, span.effects.cube_strength)
