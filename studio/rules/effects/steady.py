"""The moves of a piece's picture that undo the shake of its camera."""

from studio.model.cut import Cut
from studio.model.edits.picture import Stabilise
from studio.model.intent import Intent
from studio.model.material import Material
from studio.rules.effects.pieces import Piece, shown_at, strongest

Offsets = tuple[tuple[int, float, float, float], ...]

_SEEN = 0.0008
"""Share of a side; less than a pixel of 1080 lines need not be undone."""


def steady(
    piece: Piece, cut: Cut, intent: Intent, material: Material, turned: int
) -> Offsets:
    """Offsets as ``Effects.stabilise`` has them; () where nothing is to be undone.

    ``turned`` are the degrees by which the picture is turned on request.
    """
    edit = strongest(intent, Stabilise, piece, cut)
    path = material.camera.get(piece.shot.clip)
    shot = piece.shot
    if edit is None or not edit.on or path is None or not path.times:
        return ()
    if shot.still or shot.freeze or shot.boomerang:
        return ()
    # Only a cut with shaking clips needs numpy.
    from studio.rules.footage.camera import steadied  # noqa: PLC0415

    length = shot.source_seconds(cut.rate)
    times, right, down = steadied(path, shot.source, shot.source + length)
    offsets = [
        (shown_at(shot, float(time), cut.rate), float(dx), float(dy))
        for time, dx, dy in zip(times, right, down, strict=True)
    ]
    if max((max(abs(dx), abs(dy)) for _, dx, dy in offsets), default=0.0) < _SEEN:
        return ()
    placed = [(ms, *_rotated(dx, dy, turned), 0.0) for ms, dx, dy in sorted(offsets)]
    return tuple((ms, round(dx, 4), round(dy, 4), tilt) for ms, dx, dy, tilt in placed)


def _rotated(right: float, down: float, degrees: int) -> tuple[float, float]:
    """A move of the upright picture as one of the picture turned clockwise."""
    return {
        90: (-down, right),
        180: (-right, -down),
        270: (down, -right),
    }.get(degrees, (right, down))
