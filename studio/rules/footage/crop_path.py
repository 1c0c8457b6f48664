"""The path of a crop that keeps faces or what moves whole: smooth, central if it can be."""

from collections.abc import Sequence
from itertools import pairwise

from studio.model.media import FacePlace, SubjectPlace

Span = tuple[float, float]
Point = tuple[float, float, float]

_NEAR = 0.5
"""Seconds around a shot in which what moves tells where it comes from and goes to."""
_SMOOTH = 1
"""Neighbours on each side over which the middle of the crop is averaged."""
_HAIR, _SHOULDERS = 0.35, 0.25
"""Shares of a face's height that are kept above and below it."""
_JUMP = 0.25
"""Share of a side by which the same face moves from look to look at most."""


def face_path(
    places: Sequence[FacePlace], start: float, end: float, visible: tuple[float, float]
) -> list[Point]:
    """(time, x, y) of the crop's middle from ``start`` to ``end`` in the clip's seconds.

    ``visible`` are the shares of the picture's sides that the crop shows. Empty where no
    face is seen. Between looks the middle glides; a face that is lost keeps its place.
    """
    seen = [place for place in places if start - 1.0 <= place.time <= end + 1.0]
    return _path(_followed(seen), start, end, visible)


def subject_path(
    places: Sequence[SubjectPlace], start: float, end: float,
    visible: tuple[float, float],
) -> list[Point]:  # fmt: skip
    """Like ``face_path`` for what moves; one point where a crop that stands still will do.

    Empty where nothing moves that fits into the crop.
    """
    spans = [
        (place.time, (left, right), (top, bottom))
        for place in places
        if start - _NEAR <= place.time <= end + _NEAR
        for left, top, right, bottom in (place.box,)
        if right - left <= visible[0] and bottom - top <= visible[1]
    ]
    if not spans:
        return []
    x = _standing([across for _, across, _ in spans], visible[0])
    y = _standing([upright for _, _, upright in spans], visible[1])
    if x is not None and y is not None:
        return [(start, x, y)]
    return _path(spans, start, end, visible)


def _standing(spans: Sequence[Span], visible: float) -> float | None:
    """A middle from which all stretches are whole; None if there is none."""
    half = min(0.5, visible / 2)
    low = max(half, *(high - half for _, high in spans))
    high = min(1 - half, *(low + half for low, _ in spans))
    wanted = sum(low + high for low, high in spans) / (2 * len(spans))
    return min(max(wanted, low), high) if low <= high else None


def _path(
    spans: Sequence[tuple[float, Span, Span]], start: float, end: float,
    visible: tuple[float, float],
) -> list[Point]:  # fmt: skip
    if not spans:
        return []
    times = [time for time, _, _ in spans]
    x = _middles([across for _, across, _ in spans], visible[0])
    y = _middles([upright for _, _, upright in spans], visible[1])
    inside = sorted({start, end, *(t for t in times if start < t < end)})
    return [(at, _at(times, x, at), _at(times, y, at)) for at in inside]


def _followed(places: Sequence[FacePlace]) -> list[tuple[float, Span, Span]]:
    """The stretch to keep at each look: all faces where they fit, else the main one.

    The main face is the largest at first, then the one nearest to where it was.
    """
    out: list[tuple[float, Span, Span]] = []
    middle: tuple[float, float] | None = None
    for place in places:
        if not place.boxes:
            continue
        box = max(place.boxes, key=lambda b: (b[2] - b[0]) * (b[3] - b[1]))
        if middle is not None:
            here = middle
            nearest = min(place.boxes, key=lambda b: abs((b[0] + b[2]) / 2 - here[0]))
            if abs((nearest[0] + nearest[2]) / 2 - here[0]) < _JUMP:
                box = nearest
        left, top, right, bottom = box
        middle = ((left + right) / 2, (top + bottom) / 2)
        height = bottom - top
        upright = (top - _HAIR * height, bottom + _SHOULDERS * height)
        out.append((place.time, (left, right), upright))
    return out


def _middles(spans: Sequence[Span], visible: float) -> list[float]:
    """A smooth middle that leaves each stretch whole inside the crop, within 0 to 1."""
    half = min(0.5, visible / 2)
    wanted = [(low + high) / 2 for low, high in spans]
    count = len(wanted)
    out = []
    for n, (low, high) in enumerate(spans):
        near = wanted[max(0, n - _SMOOTH) : min(count, n + _SMOOTH + 1)]
        middle = sum(near) / len(near)
        if high - low <= visible:
            middle = min(max(middle, high - half), low + half)
        else:
            middle = (low + high) / 2
        out.append(min(max(middle, half), 1 - half))
    return out


def _at(times: Sequence[float], values: Sequence[float], at: float) -> float:
    """The value at a time, linear between looks and level beyond them."""
    if at <= times[0]:
        return values[0]
    for (t0, v0), (t1, v1) in pairwise(zip(times, values, strict=True)):
        if at <= t1:
            return v0 + (v1 - v0) * (at - t0) / max(1e-6, t1 - t0)
    return values[-1]
