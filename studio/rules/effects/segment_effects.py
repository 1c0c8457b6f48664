"""The effects of a piece of the picture: looks, adjustments, speed, how it fills the frame."""

from studio.model.cut import Cut
from studio.model.edits.picture import (
    Adjust,
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
from studio.model.effects import Adjustments, Effects, SpeedPoint
from studio.model.intent import Intent
from studio.model.material import Material
from studio.model.media import AssetId
from studio.rules.effects import zoom_and_focus
from studio.rules.effects.shot_pieces import (
    Piece,
    in_force,
    milliseconds,
    strongest,
)
from studio.rules.effects.stabilise import steady
from studio.rules.scopes.query import last

PICTURE_EDITS = (
    SetLook, Adjust, SetBars, UseCube, Zoom, SetFocus, SetFit, Turn, Stabilise,
)  # fmt: skip
"""Edits that may begin and end inside a shot."""
_MOST_GAIN = 1.35
_EVEN = ("vignette", "grain", "blur")


def segment_effects(
    piece: Piece, cut: Cut, intent: Intent, material: Material, frame: tuple[int, int]
) -> Effects:
    """The effects of a piece, besides its join, pulses and fades."""
    asset = material.by_id.get(piece.shot.clip)
    look = strongest(intent, SetLook, piece, cut)
    cube = strongest(intent, UseCube, piece, cut)
    bars = strongest(intent, SetBars, piece, cut)
    turn = strongest(intent, Turn, piece, cut)
    fit = zoom_and_focus.fit(piece, cut, intent, asset, frame)
    course = (
        zoom_and_focus.course(piece, cut, intent, material, frame)
        if fit == "crop"
        else []
    )
    return Effects.model_validate(
        _motion(piece, cut)
        | {
            "fit": fit,
            "focus": course[0][1:]
            if len(course) == 1
            else zoom_and_focus.focus(piece, cut, intent, material),
            "path": zoom_and_focus.path(piece, cut, course) if len(course) > 1 else (),
            "zoom": zoom_and_focus.zoom(piece, cut, intent),
            "rotate": turn.degrees if turn else 0,
            "mirror": turn.mirror if turn else "",
            "stabilise": steady(piece, cut, intent, material, turn, fit),
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
