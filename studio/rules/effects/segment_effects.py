"""Looks, adjustments, zoom, focus and fit of a piece of the picture."""

from studio.model.cut import Cut
from studio.model.edits.footage import SetPhotoMotion
from studio.model.edits.picture import (
    Adjust,
    FitMode,
    FocusPoint,
    MatchColours,
    Quality,
    SetBars,
    SetFit,
    SetFocus,
    SetLook,
    Stabilise,
    Turn,
    UseCube,
    Zoom,
)
from studio.model.edits.record import Exact
from studio.model.effects import Adjustments, Effects, PathPoint, SpeedPoint
from studio.model.intent import Intent
from studio.model.material import Material
from studio.model.media import Asset, AssetId
from studio.rules.cutting import shape
from studio.rules.effects.shot_pieces import (
    Piece,
    in_force,
    milliseconds,
    shown_at,
    strongest,
)
from studio.rules.effects.stabilise import steady
from studio.rules.footage.crop_path import Point, face_path, shows_face, subject_path
from studio.rules.scopes.query import last

PICTURE_EDITS = (
    SetLook, Adjust, SetBars, UseCube, Zoom, SetFocus, SetFit, Turn, Stabilise,
)  # fmt: skip
"""Edits that may begin and end inside a shot."""
_PHOTO_ZOOM = (1.0, 1.12)
_EDGE = 0.15
_FOCUS = {
    FocusPoint.LEFT: (_EDGE, 0.5), FocusPoint.RIGHT: (1 - _EDGE, 0.5),
    FocusPoint.TOP: (0.5, _EDGE), FocusPoint.BOTTOM: (0.5, 1 - _EDGE),
    FocusPoint.CENTER: (0.5, 0.5),
}  # fmt: skip
_HARMLESS = 0.9
"""Share of a side that stays visible: a crop that hides less need not follow anything."""
_MOST_GAIN = 1.35
_EVEN = ("vignette", "grain", "blur")


def picture(
    piece: Piece, cut: Cut, intent: Intent, material: Material, frame: tuple[int, int]
) -> Effects:
    """The effects of a piece, besides its join, pulses and fades."""
    asset = material.by_id.get(piece.shot.clip)
    look = strongest(intent, SetLook, piece, cut)
    cube = strongest(intent, UseCube, piece, cut)
    bars = strongest(intent, SetBars, piece, cut)
    turn = strongest(intent, Turn, piece, cut)
    fit = _fit(piece, cut, intent, asset, frame)
    course = _course(piece, cut, intent, material, frame) if fit == "crop" else []
    return Effects.model_validate(
        _motion(piece, cut)
        | {
            "fit": fit,
            "focus": course[0][1:]
            if len(course) == 1
            else _focus(piece, cut, intent, material),
            "path": _path(piece, cut, course) if len(course) > 1 else (),
            "zoom": _zoom(piece, cut, intent),
            "rotate": turn.degrees if turn else 0,
            "mirror": turn.mirror if turn else "",
            "stabilise": steady(
                piece, cut, intent, material, turn.degrees if turn else 0, fit
            ),
            "look": look.look if look else None,
            "look_strength": look.strength if look and look.look else 1.0,
            "adjust": _adjustments(piece, cut, intent),
            "gains": _gains(piece.shot.clip, intent, material),
            "cube": cube.cube if cube else None,
            "cube_strength": cube.strength if cube and cube.cube else 1.0,
            "bars": bars.ratio if bars else 0.0,
        }
    )


def _motion(piece: Piece, cut: Cut) -> dict[str, object]:
    shot = piece.shot
    if shot.still:
        return {}
    if shot.freeze:
        return {"freeze": True}
    out: dict[str, object] = {"speed": shot.speed}
    if shot.speed_end is not None and shot.speed_end != shot.speed:
        long = milliseconds(shot.end, cut.rate) - milliseconds(shot.first, cut.rate)
        out = {
            "ramp": (
                SpeedPoint(ms=0, speed=shot.speed),
                SpeedPoint(ms=long, speed=shot.speed_end),
            )
        }
    return out | {"reverse": shot.reverse, "boomerang": shot.boomerang}


def _fit(
    piece: Piece, cut: Cut, intent: Intent, asset: Asset | None, frame: tuple[int, int]
) -> str:
    edit = strongest(intent, SetFit, piece, cut)
    mode = edit.mode if edit else FitMode.AUTO
    return shape.fit(asset, frame, mode.value) if asset else "crop"


def _focus(
    piece: Piece, cut: Cut, intent: Intent, material: Material
) -> tuple[float, float]:
    edit = strongest(intent, SetFocus, piece, cut)
    if edit and edit.point in _FOCUS:
        return _FOCUS[edit.point]
    footage = material.footage.get(piece.shot.clip)
    shots = footage.shots if footage else ()
    time = piece.whole.source + 0.01
    return next((s.focus for s in shots if s.start <= time < s.end), (0.5, 0.5))


def _course(
    piece: Piece, cut: Cut, intent: Intent, material: Material, frame: tuple[int, int]
) -> list[Point]:
    """(time, x, y) of a crop's middle that follows faces, or else what moves.

    One point where it stands still; [] where there is nothing to follow.
    """
    edit = strongest(intent, SetFocus, piece, cut)
    shot, asset = piece.shot, material.by_id.get(piece.shot.clip)
    point = edit.point if edit else None
    if asset is None or point in _FOCUS:
        return []
    end = shot.source + shot.source_seconds(cut.rate)
    ratio = (asset.width / asset.height) / (frame[0] / frame[1])
    visible = (min(1.0, 1 / ratio), min(1.0, ratio))
    footage, faces = material.footage.get(shot.clip), material.faces.get(shot.clip)
    if point is FocusPoint.FACE and faces:
        return face_path(faces.places, shot.source, end, visible)
    turned = strongest(intent, Turn, piece, cut)
    if footage is None or shot.still or turned or min(visible) > _HARMLESS:
        return []
    if shows_face(footage.faces, shot.source, end):
        return face_path(footage.faces, shot.source, end, visible)
    return subject_path(footage.subject, shot.source, end, visible)


def _path(piece: Piece, cut: Cut, course: list[Point]) -> tuple[PathPoint, ...]:
    return tuple(
        PathPoint(ms=shown_at(piece.shot, time, cut.rate), x=round(x, 4), y=round(y, 4))
        for time, x, y in course
    )


def _zoom(piece: Piece, cut: Cut, intent: Intent) -> tuple[float, float]:
    """From and to: the punch-in of the cut times what is asked, or a photo's motion."""
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
    return min(8.0, max(1.0, round(zoom, 4)))


def _adjustments(piece: Piece, cut: Cut, intent: Intent) -> Adjustments:
    values: dict[str, float] = {}
    for edit in in_force(intent, Adjust, piece, cut):
        if isinstance(edit.level, Exact):
            name = Quality(edit.quality).value
            low = 0.0 if name in _EVEN else -1.0
            values[name] = min(1.0, max(low, edit.level.value))
    return Adjustments.model_validate(values)


def _gains(
    clip: AssetId, intent: Intent, material: Material
) -> tuple[float, float, float]:
    """What brings a clip's mean colours to those of all clips."""
    edit = last(intent, MatchColours)
    colours = {id_: f.colour for id_, f in material.footage.items() if f.colour}
    own = colours.get(clip)
    if edit is None or not edit.on or not own or len(colours) < 2:
        return 1.0, 1.0, 1.0
    means = [sum(c[n] for c in colours.values()) / len(colours) for n in range(3)]
    red, green, blue = (
        round(min(_MOST_GAIN, max(1 / _MOST_GAIN, mean / max(0.02, value))), 4)
        for mean, value in zip(means, own, strict=True)
    )
    return red, green, blue
