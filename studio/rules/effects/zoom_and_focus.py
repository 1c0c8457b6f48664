"""Determine how a piece fills the frame: fit, zoom, a photo's motion, path of the crop."""

from studio.model.cut import Cut, PlacedShot
from studio.model.edits.footage import SetPhotoMotion
from studio.model.edits.limits import MOST_ZOOM_SEGMENT
from studio.model.edits.picture import (
    FitMode,
    FocusPoint,
    SetFit,
    SetFocus,
    Turn,
    Zoom,
)
from studio.model.edits.record import Exact
from studio.model.effects import PathPoint
from studio.model.intent import Intent
from studio.model.material import Material
from studio.model.media import Asset
from studio.rules.cutting import shape
from studio.rules.effects.shot_pieces import (
    Piece,
    filmed,
    shown_at,
    strongest,
)
from studio.rules.footage.crop_path import Point, face_path, shows_face, subject_path
from studio.rules.picture.turned import lies, turned_place, turned_sides

_PHOTO_ZOOM = (1.0, 1.12)
"""The magnifications that a photo moves between; every other photo moves outwards."""
_EDGE = 0.15
_FOCUS = {
    FocusPoint.LEFT: (_EDGE, 0.5), FocusPoint.RIGHT: (1 - _EDGE, 0.5),
    FocusPoint.TOP: (0.5, _EDGE), FocusPoint.BOTTOM: (0.5, 1 - _EDGE),
    FocusPoint.CENTER: (0.5, 0.5),
}  # fmt: skip
_HARMLESS = 0.9
"""Share of a side that stays visible: a crop that hides less need not follow anything."""


def fit(
    piece: Piece, cut: Cut, intent: Intent, asset: Asset | None, frame: tuple[int, int]
) -> str:
    """How the piece fits the frame: "crop", "blur" (blurred sides) or "pad" (bars)."""
    edit = strongest(intent, SetFit, piece, cut)
    mode = edit.mode if edit else FitMode.AUTO
    if asset is None:
        return "crop"
    turn = strongest(intent, Turn, piece, cut)
    sides = turned_sides(asset.width or 16, asset.height or 9, turn)
    return shape.fit(sides, frame, mode.value)


def focus(
    piece: Piece, cut: Cut, intent: Intent, material: Material
) -> tuple[float, float]:
    """The middle of a crop that stands still: as asked, else where the interest lies."""
    edit = strongest(intent, SetFocus, piece, cut)
    if edit and edit.point in _FOCUS:
        return _FOCUS[edit.point]
    footage = material.footage.get(piece.shot.clip)
    shots = footage.shots if footage else ()
    time = piece.whole.source + 0.01
    place = next((s.focus for s in shots if s.start <= time < s.end), (0.5, 0.5))
    return turned_place(*place, strongest(intent, Turn, piece, cut))


def course(
    piece: Piece, cut: Cut, intent: Intent, material: Material, frame: tuple[int, int]
) -> list[Point]:
    """(time, x, y) of a crop's middle that follows faces, or else what moves.

    One point where it stands still; [] where there is nothing to follow.
    """
    edit = strongest(intent, SetFocus, piece, cut)
    asset = material.by_id.get(piece.shot.clip)
    point = edit.point if edit else None
    if asset is None or point in _FOCUS:
        return []
    turn = strongest(intent, Turn, piece, cut)
    ratio = (asset.width / asset.height) / (frame[0] / frame[1])
    if lies(turn):
        ratio = (asset.width / asset.height) / (frame[1] / frame[0])
    visible = (min(1.0, 1 / ratio), min(1.0, ratio))
    follows_faces = point is FocusPoint.FACE
    span = filmed(piece, cut)
    places = _course(piece.shot, span, material, visible, follows_faces=follows_faces)
    return [(time, *turned_place(x, y, turn)) for time, x, y in places]


def _course(
    shot: PlacedShot, span: tuple[float, float], material: Material,
    visible: tuple[float, float], *, follows_faces: bool,
) -> list[Point]:  # fmt: skip
    """The course in the clip's own picture, of whose sides the crop shows ``visible``.

    ``span`` is where the whole shot begins and ends in the clip.

    Where faces are asked for and none is seen, it is as if nothing had been asked.
    """
    footage, faces = material.footage.get(shot.clip), material.faces.get(shot.clip)
    places_of_faces = faces.places if follows_faces and faces else ()
    if course := face_path(places_of_faces, *span, visible):
        return course
    if footage is None or shot.still or min(visible) > _HARMLESS:
        return []
    if shows_face(footage.faces, *span):
        return face_path(footage.faces, *span, visible)
    own = next((s for s in footage.shots if s.start <= span[0] < s.end), None)
    places = [
        place
        for place in footage.subject
        if own is None or own.start <= place.time < own.end
    ]
    return subject_path(places, *span, visible)


def path(piece: Piece, cut: Cut, course: list[Point]) -> tuple[PathPoint, ...]:
    """A crop's course on the clock of the piece, in milliseconds; there and back."""
    shot = piece.shot
    points = [
        PathPoint(ms=shown_at(shot, time, cut.rate), x=round(x, 4), y=round(y, 4))
        for time, x, y in course
    ]
    if shot.boomerang:
        long = round(1000 * shot.frames / cut.rate)
        back = [one.model_copy(update={"ms": long - one.ms}) for one in points[::-1]]
        points = [one for one in points if one.ms <= long / 2]
        points += [one for one in back if one.ms > long / 2]
    return tuple(points)


def zoom(piece: Piece, cut: Cut, intent: Intent) -> tuple[float, float]:
    """The zoom at both ends: punch-in times the requested zoom, or a photo's motion."""
    start = end = 1.0
    edit = strongest(intent, Zoom, piece, cut)
    if edit and isinstance(edit.level, Exact):
        start, end = edit.level.value, edit.end or edit.level.value
    elif piece.shot.still and not piece.shot.freeze:
        moves = strongest(intent, SetPhotoMotion, piece, cut)
        if moves is None or moves.on:
            start, end = _PHOTO_ZOOM[:: -1 if piece.number % 2 else 1]
    whole, part = piece.whole, piece.shot
    rise = (end - start) / max(1, whole.frames)
    first = start + rise * (part.first - whole.first)
    last_ = start + rise * (part.end - whole.first)
    punch = whole.punch
    return _bounded(first * punch), _bounded(last_ * punch)


def _bounded(zoom: float) -> float:
    return min(MOST_ZOOM_SEGMENT, max(1.0, round(zoom, 4)))
