"""Compute the moves of a piece's picture that undo the camera's shake."""

from studio.model.cut import Cut, PlacedShot
from studio.model.edits.picture import Stabilise, Turn
from studio.model.intent import Intent
from studio.model.material import Material
from studio.model.media import AssetId, Footage
from studio.rules.effects.shot_pieces import Piece, filmed, pieces, shown_at, strongest
from studio.rules.picture.turned import turned_move

Offsets = tuple[tuple[int, float, float, float], ...]

_SEEN = 0.0008
"""Share of a side; less than a pixel of 1080 lines need not be undone."""
_SHAKY = 0.3
"""The mean shake of a shot from which it is held still without being asked."""
_LONGEST = 120.0
"""Seconds of a clip whose camera is measured without being asked."""
_EDGE = 0.04
"""Share of a side: a face nearer to the border would be cropped."""


def steady(
    piece: Piece, cut: Cut, intent: Intent, material: Material, turn: Turn | None,
    fit: str,
) -> Offsets:  # fmt: skip
    """Offsets as ``Effects.stabilise`` has them; () where nothing is to be undone.

    Where the shake is bad and the crop allows it, that is done mildly without being
    asked. ``turn`` is how the picture is turned and mirrored on request.
    """
    edit = strongest(intent, Stabilise, piece, cut)
    path = material.camera.get(piece.shot.clip)
    shot, span = piece.shot, filmed(piece, cut)
    mild = edit is None and fit == "crop" and _is_shaky(shot, span, material)
    if not (mild or (edit and edit.on)) or path is None or not path.times:
        return ()
    if shot.still or shot.boomerang:
        return ()
    # Only a cut with shaking clips needs numpy.
    from studio.rules.footage.camera import MILD, MOST, steadied  # noqa: PLC0415

    most = MILD if mild else MOST
    times, right, down = steadied(path, *span, most)
    offsets = [
        (shown_at(shot, float(time), cut.rate), float(dx), float(dy))
        for time, dx, dy in zip(times, right, down, strict=True)
    ]
    if max((max(abs(dx), abs(dy)) for _, dx, dy in offsets), default=0.0) < _SEEN:
        return ()
    placed = [(ms, *turned_move(dx, dy, turn), 0.0) for ms, dx, dy in sorted(offsets)]
    return tuple((ms, round(dx, 4), round(dy, 4), tilt) for ms, dx, dy, tilt in placed)


def clips_to_measure(cut: Cut, intent: Intent, material: Material) -> list[AssetId]:
    """The clips whose camera's path is missing, of shots that shake badly."""
    by_id = material.by_id
    clips = {
        piece.shot.clip
        for piece in pieces(cut, [])
        if piece.shot.clip in by_id
        and piece.shot.clip not in material.camera
        and by_id[piece.shot.clip].seconds <= _LONGEST
        and strongest(intent, Stabilise, piece, cut) is None
        and _is_shaky(piece.shot, filmed(piece, cut), material)
    }
    return sorted(clips)


def _is_shaky(shot: PlacedShot, span: tuple[float, float], material: Material) -> bool:
    """Whether a shot shakes badly, and no face stands where the crop would hide it."""
    footage = material.footage.get(shot.clip)
    if footage is None or shot.still:
        return False
    start, end = span
    shakes = [m.shake for m in footage.moments if start <= m.time <= end]
    if not shakes or sum(shakes) / len(shakes) < _SHAKY:
        return False
    return not _face_at_edge(footage, start, end)


def _face_at_edge(footage: Footage, start: float, end: float) -> bool:
    return any(
        min(left, top, 1 - right, 1 - bottom) < _EDGE
        for place in footage.faces
        if start <= place.time <= end
        for left, top, right, bottom in place.boxes
    )
