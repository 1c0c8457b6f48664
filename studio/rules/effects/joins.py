"""Choose transitions between shots, limited by the footage under them."""

from collections.abc import Sequence

from studio.model.cut import Cut, PlacedShot
from studio.model.edits.picture import JoinKind, SetJoin
from studio.model.effects import Join
from studio.model.intent import Intent
from studio.model.material import Material
from studio.rules.effects.shot_pieces import Piece, concerns, stretches
from studio.rules.scopes.query import all_of, scoped

_OVERLAPPING = {JoinKind.DISSOLVE, JoinKind.WHIP, JoinKind.ZOOM, JoinKind.SLIDE}
"""Kinds that show both shots at once, so that both must run on under them."""
_SHARE = 0.8
"""The share of the shorter shot that a join may last."""
_LEAST = 0.08
"""Seconds; a shorter join is none."""
_SAME = 0.15
"""Seconds by which a cut may stand beside a section's start."""


def join_of(
    piece: Piece, before: PlacedShot | None, cut: Cut, intent: Intent,
    material: Material,
) -> Join | None:  # fmt: skip
    """The transition into a piece that opens a shot; None for a plain cut."""
    if before is None or not piece.opens:
        return None
    edits = [e for e in scoped(all_of(intent, SetJoin)) if _meets(e, piece, cut)]
    if not edits or edits[-1].kind is JoinKind.CUT:
        return None
    edit = edits[-1]
    seconds = min(
        requested_seconds(edit, cut),
        room(edit.kind, before, piece.whole, cut, material),
    )
    if seconds < _LEAST:
        return None
    return Join(kind=edit.kind, ms=round(seconds * 1000))


def requested_seconds(edit: SetJoin, cut: Cut) -> float:
    """Seconds that the transition is to last."""
    if edit.seconds is not None:
        return edit.seconds
    if edit.beats is not None:
        return edit.beats * 60 / (cut.music.tempo or 120)
    return edit.kind.usual_seconds


def room(
    kind: JoinKind, before: PlacedShot, after: PlacedShot, cut: Cut, material: Material
) -> float:
    """Seconds that a transition can last between two shots."""
    fps = cut.rate
    most = _SHARE * float(min(before.frames, after.frames) / fps)
    if kind not in _OVERLAPPING:
        return most
    under = min(_after(before, cut, material), _before(after, cut, material))
    return min(most, 2 * under)


def _after(shot: PlacedShot, cut: Cut, material: Material) -> float:
    """Seconds for which a shot can run on after its end."""
    if shot.still or shot.freeze:
        return float("inf")
    speed = shot.speed_end or shot.speed
    if shot.reverse or shot.boomerang:
        return shot.source / speed
    end = shot.source + shot.source_seconds(cut.rate)
    return max(0.0, material.footage[shot.clip].seconds - end) / speed


def _before(shot: PlacedShot, cut: Cut, material: Material) -> float:
    """Seconds for which a shot can begin earlier."""
    if shot.still or shot.freeze:
        return float("inf")
    if shot.reverse:
        end = shot.source + shot.source_seconds(cut.rate)
        return max(0.0, material.footage[shot.clip].seconds - end) / shot.speed
    return shot.source / shot.speed


def _meets(edit: SetJoin, piece: Piece, cut: Cut) -> bool:
    if edit.where == "sections" and not at_section(piece.shot.first, cut):
        return False
    if edit.scope.of in ("time", "song"):
        time = piece.shot.first / float(cut.rate)
        return any(low - 0.05 <= time <= high + 0.05 for low, high in _parts(edit, cut))
    if edit.where == "one" and edit.scope.of == "whole":
        return False
    return concerns(edit, piece, cut)


def _parts(edit: SetJoin, cut: Cut) -> Sequence[tuple[float, float]]:
    return stretches(edit, cut) or ()


def at_section(frame: int, cut: Cut) -> bool:
    """Whether a section of the music begins at an output frame."""
    time = frame / float(cut.rate)
    return any(abs(s.start - time) < _SAME for s in cut.music.sections)
