"""Compute the path of a crop that keeps faces or the subject whole, smoothly and centrally."""

from collections.abc import Sequence
from itertools import pairwise

from studio.model.media import FacePlace, SubjectPlace

Span = tuple[float, float]
Box = tuple[float, float, float, float]
Point = tuple[float, float, float]

_NEAR = 0.5
"""Seconds around a shot from which the subject's movement is used."""
_STAYS, _BORDER = 5.0, 0.02
"""Seconds for which what stops moving is held to be there, and the share of a side from
a border within which it has left the picture."""
_SMOOTH = 1
"""Neighbours on each side over which the middle of the crop is averaged."""
_HAIR, _SHOULDERS, _EARS = 0.35, 0.25, 0.15
"""Shares of a face that are kept above it, below it, and at each side."""
_GROUP = 0.5
"""The height of a face against the largest one from which it belongs to the group."""
_LOOKS = 0.5
"""Share of analysed pictures that must show a face for a crop to follow it by default."""
_AROUND = 1.0
"""Seconds around a shot from which faces' movement is used."""
_STANDS, _HURRIES = 0.03, 0.08
"""Shares of a side by which a face may move and still stand, and beyond which it hurries."""
_JUMP = 0.25
"""Share of a side by which the same face moves at most between two analysed pictures."""


def shows_face(places: Sequence[FacePlace], start: float, end: float) -> bool:
    """Whether a face is visible for most of a shot: a single detection may be wrong."""
    near = _around(places, start, end)
    seen = sum(bool(place.boxes) for place in near)
    return seen > 0 and seen >= _LOOKS * len(near)


def face_path(
    places: Sequence[FacePlace], start: float, end: float, visible: tuple[float, float]
) -> list[Point]:
    """(time, x, y) of the crop's middle from ``start`` to ``end`` in the clip's seconds.

    ``visible`` are the shares of the picture's sides that the crop shows. Empty without a
    face; one point if a fixed crop is sufficient. Between analysed pictures the middle is
    interpolated; a lost face keeps its place.
    """
    spans = _followed(_around(places, start, end), visible)
    return _course(spans, start, end, visible)


def _around(places: Sequence[FacePlace], start: float, end: float) -> list[FacePlace]:
    return [p for p in places if start - _AROUND <= p.time <= end + _AROUND]


def moves_between(one: FacePlace, two: FacePlace) -> bool:
    """Whether a face appears, disappears or moves between two analysed pictures."""
    return len(one.boxes) != len(two.boxes) or _distance(one, two) > _STANDS


def hurries_between(one: FacePlace, two: FacePlace) -> bool:
    """Whether a face moves so far that its path between two analysed pictures is unknown."""
    return _distance(one, two) > _HURRIES


def _distance(one: FacePlace, two: FacePlace) -> float:
    """How far the edges of faces move, the most of them, in shares of the sides."""
    return max(
        (
            abs(a - b)
            for box, other in zip(sorted(one.boxes), sorted(two.boxes), strict=False)
            for a, b in zip(box, other, strict=True)
        ),
        default=0.0,
    )


def subject_path(
    places: Sequence[SubjectPlace], start: float, end: float,
    visible: tuple[float, float],
) -> list[Point]:  # fmt: skip
    """Like ``face_path`` for what moves.

    Where nothing moves for a while, what moved before or moves later is still there.
    Empty where nothing moves that fits into the crop.
    """
    fitting = [
        place
        for place in places
        for left, top, right, bottom in (place.box,)
        if right - left <= visible[0] and bottom - top <= visible[1]
    ]
    near = [p for p in fitting if start - _NEAR <= p.time <= end + _NEAR]
    spans = [
        (place.time, (left, right), (top, bottom))
        for place in near or _stopped(fitting, start, end)
        for left, top, right, bottom in (place.box,)
    ]
    return _course(spans, start, end, visible)


def _stopped(
    places: Sequence[SubjectPlace], start: float, end: float
) -> list[SubjectPlace]:
    """The place at which a subject waits during a shot in which it does not move."""
    waits = {
        max(start - place.time, place.time - end): place
        for place in places
        if place.box[0] > _BORDER and place.box[2] < 1 - _BORDER
    }
    nearest = min(waits, default=_STAYS)
    return [waits[nearest]] if nearest < _STAYS else []


def _course(
    spans: Sequence[tuple[float, Span, Span]], start: float, end: float,
    visible: tuple[float, float],
) -> list[Point]:  # fmt: skip
    """One point at which everything is whole, else a path."""
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
    centre = sum(low + high for low, high in spans) / (2 * len(spans))
    return min(max(centre, low), high) if low <= high else None


def _path(
    spans: Sequence[tuple[float, Span, Span]], start: float, end: float,
    visible: tuple[float, float],
) -> list[Point]:  # fmt: skip
    times = [time for time, _, _ in spans]
    x = _middles([across for _, across, _ in spans], visible[0])
    y = _middles([upright for _, _, upright in spans], visible[1])
    inside = sorted({start, end, *(t for t in times if start < t < end)})
    return [(at, _at(times, x, at), _at(times, y, at)) for at in inside]


def _followed(
    places: Sequence[FacePlace], visible: tuple[float, float]
) -> list[tuple[float, Span, Span]]:
    """The stretch to keep in each analysed picture: all faces if they fit, else the main one.

    The main face is the largest at first, then the one nearest to where it was.
    """
    out: list[tuple[float, Span, Span]] = []
    middle: float | None = None
    for place in places:
        if not place.boxes:
            continue
        main = _main(place.boxes, middle)
        middle = (main[0] + main[2]) / 2
        group = [b for b in place.boxes if b[3] - b[1] >= _GROUP * (main[3] - main[1])]
        across, upright = _whole([*group, main])
        if across[1] - across[0] > visible[0] or upright[1] - upright[0] > visible[1]:
            across, upright = _whole([main])
        out.append((place.time, across, upright))
    return out


def _main(boxes: Sequence[Box], middle: float | None) -> Box:
    """The face nearest to where it was, else the largest."""
    if middle is not None:
        nearest = min(boxes, key=lambda b: abs((b[0] + b[2]) / 2 - middle))
        if abs((nearest[0] + nearest[2]) / 2 - middle) < _JUMP:
            return nearest
    return max(boxes, key=lambda b: (b[2] - b[0]) * (b[3] - b[1]))


def _whole(boxes: Sequence[Box]) -> tuple[Span, Span]:
    """From where to where faces reach, with ears, hair and shoulders, inside 0 to 1."""
    reach = [
        (
            left - _EARS * (right - left), top - _HAIR * (bottom - top),
            right + _EARS * (right - left), bottom + _SHOULDERS * (bottom - top),
        )
        for left, top, right, bottom in boxes
    ]  # fmt: skip
    left, top = (max(0.0, min(box[n] for box in reach)) for n in (0, 1))
    right, bottom = (min(1.0, max(box[n] for box in reach)) for n in (2, 3))
    return (left, right), (top, bottom)


def _middles(spans: Sequence[Span], visible: float) -> list[float]:
    """A smooth middle that leaves each stretch whole inside the crop, within 0 to 1."""
    half = min(0.5, visible / 2)
    centres = [(low + high) / 2 for low, high in spans]
    count = len(centres)
    out = []
    for n, (low, high) in enumerate(spans):
        near = centres[max(0, n - _SMOOTH) : min(count, n + _SMOOTH + 1)]
        middle = sum(near) / len(near)
        if high - low <= visible:
            middle = min(max(middle, high - half), low + half)
        else:
            middle = (low + high) / 2
        out.append(min(max(middle, half), 1 - half))
    return out


def _at(times: Sequence[float], values: Sequence[float], at: float) -> float:
    """The value at a time, linear between analysed pictures and constant beyond them."""
    if at <= times[0]:
        return values[0]
    for (t0, v0), (t1, v1) in pairwise(zip(times, values, strict=True)):
        if at <= t1:
            return v0 + (v1 - v0) * (at - t0) / max(1e-6, t1 - t0)
    return values[-1]
