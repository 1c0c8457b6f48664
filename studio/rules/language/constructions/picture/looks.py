"""Constructions for ready-made looks, LUT files, matched colours and cinema bars."""

from studio.model.edits.limits import NARROWEST_BARS, USUAL_BARS, WIDEST_BARS
from studio.model.edits.picture import (
    Adjust,
    FitMode,
    LookName,
    MatchColours,
    Quality,
    SetBars,
    SetFit,
    SetLook,
    UseCube,
)
from studio.model.edits.record import WHOLE, Edit, OfTime, Plus
from studio.model.reading import Residue
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction, fixed
from studio.rules.language.grammar.clause import Outcome, question

_ABOUT = (
    "look_noun? effects_all? $put? $whole? clip? shot? photo? picture? as? only? "
    "only_at? verb.keep? verb.like? @scope"
)
"""What may stand around every wish about a look."""
_TONES = "adj.warm!adj.cold!adj.saturated"
"""Words that are looks, and with "a bit" also qualities."""
_HALF = 0.5
_SHADES = {
    LookName.WARM: (Quality.WARMTH, 0.2),
    LookName.COOL: (Quality.WARMTH, -0.2),
    LookName.VIVID: (Quality.SATURATION, 0.2),
}
"""What a second look adds to the first: "a warm vintage look"."""
_COLOURLESS = (LookName.BLACK_AND_WHITE, LookName.SEPIA)


_STRENGTH = "adj.weak? strength_noun? at?"


@construction(
    "look",
    f"look.*!compared!{_TONES}+ $degree? and? {_STRENGTH} {_ABOUT}",
    f"look.*!compared+ and? {_STRENGTH} {_ABOUT}",
    f"look.*!compared+ percent|half|fraction verb.lower? down? to? {_STRENGTH} {_ABOUT}",
)
def look(m: Match) -> Outcome:
    """Reads "black and white", "a warm vintage look", "sepia at 50 %"."""
    named = [name for name in LookName if name in m.names("look")]
    names = sorted(named, key=lambda name: name in _SHADES)
    faint = m.has("degree.bit", "adj.weak")
    strength = min(1.0, m.share or (_HALF if faint else 1.0))
    looks = [SetLook(look=name, strength=strength, scope=m.scope) for name in names]
    return [looks[0], *filter(None, (as_shade(one, looks[0]) for one in looks[1:]))]


def as_shade(edit: Edit, beside: Edit) -> Adjust | None:
    """What a look adds to another one; None of looks that add nothing to it."""
    looks = [one.look for one in (edit, beside) if isinstance(one, SetLook)]
    if len(looks) < 2 or looks[0] not in _SHADES:
        return None
    quality, delta = _SHADES[looks[0]]
    if quality is Quality.SATURATION and looks[1] in _COLOURLESS:
        return None
    return Adjust(quality=quality, level=Plus(delta=delta), scope=edit.scope)


@construction("look", f"color_noun verb.keep on? {_ABOUT}")
def keeps_color(m: Match) -> Outcome | None:
    """Reads "black and white, the dog stays in colour", "黑白，小狗保留颜色"."""
    looks = any(c.startswith("look.") for c in m.clause.context.concepts)
    if m.scope == WHOLE or not (looks or "look" in m.clause.view.in_force):
        return None
    return [SetLook(look=None, scope=m.scope)]


@construction(
    "look",
    f"original_color|color_noun then? after? others? other? again? back? at? {_ABOUT}",
)
def rest_in_color(m: Match) -> Outcome | None:
    """Reads "…, the rest in colour" after a look for a part of the video."""
    edits = m.clause.context.edits
    last = edits[-1] if edits else None
    if not isinstance(last, SetLook) or last.scope == WHOLE:
        return None
    place, looks = last.scope, "look" in m.clause.view.in_force
    if looks and isinstance(place, OfTime) and place.end and not place.start:
        return [SetLook(look=None, scope=OfTime(start=place.end))]
    return []


@construction(
    "look",
    "look_noun&effects_all verb.put_on|verb.replace|verb.swap other? new? it? $make? ordinal? @scope",
)
def which_look(m: Match) -> Outcome | None:
    """Reads "加个滤镜", "滤镜换一个": some looks are offered."""
    if not m.is_han():
        return None
    names = (LookName.CINEMATIC, LookName.VINTAGE, LookName.WARM)
    looks = [("", [SetLook(look=name, scope=m.scope)]) for name in names]
    return question("which_edit", [*looks, ("", [])])


_WEAKER = (
    "adj.weak|adj.transparent|adj.desaturated|look.faded|less|verb.lower!verb.remove"
)


@construction(
    "look",
    f"effects_all percent|half|fraction {_WEAKER}? to? at? down? not? {_ABOUT}",
    f"effects_all {_WEAKER} $degree? down? more? {_ABOUT}",
    f"effects_all adj.strong|adj.saturated excess|less|not $degree? {_ABOUT}",
    f"look.*!compared adj.strong|adj.saturated excess|less|not $degree? too? effects_all? {_ABOUT}",
    f"look.*!compared {_WEAKER}!look.faded $degree? more? too? effects_all? {_ABOUT}",
)
def weaker(m: Match) -> Outcome | None:
    """Reads "the filter is too strong", "滤镜淡一点": the look that stands, weaker."""
    edits = (*m.clause.view.last_edits, *m.clause.context.edits)
    last = next((e for e in reversed(edits) if isinstance(e, SetLook) and e.look), None)
    if last is None:
        return None
    strength = m.share or round(last.strength / m.degree(), 3)
    return [last.model_copy(update={"strength": min(1.0, strength)})]


_OFF = f"$remove more? again? {_ABOUT}"
fixed(
    __name__,
    SetLook(look=None),
    f"look.*!compared {_OFF}",
    f"effects_all {_OFF}",
    f"original_color back? verb.undo? verb.keep? to? {_ABOUT}",
    f"look_noun back|again|verb.undo to? {_ABOUT}",
    f"look_noun old|normal back|verb.keep|verb.undo to? {_ABOUT}",
)
fixed(__name__, SetLook(look=LookName.BLACK_AND_WHITE), f"color_noun $remove {_ABOUT}")


@construction(
    "cube",
    f"cube_noun|file file? cube_noun? percent? half? new? strength_noun? at? fraction? {_ABOUT}",
)
def cube(m: Match) -> Outcome | None:
    """Reads "use the lut", "apply my .cube at 50 %"."""
    files = [x.id for x in m.clause.view.clips if x.name.lower().endswith(".cube")]
    named = next((i for i in m["file"] or () if i in files), None)
    if not files and m.has("cube_noun"):
        return Residue(m.clause.words(), "cube", "no_cube")
    if not files or (named is None and not m.has("cube_noun")):
        return None
    strength = min(1.0, m.share or 1.0)
    return [UseCube(cube=named or files[-1], strength=strength, scope=m.scope)]


fixed(__name__, UseCube(cube=None), f"cube_noun {_OFF}")

_CLIPS = (
    "look_noun? clip? shot? video? all? each? other? between? cuts? excess? "
    "camera_noun? $put? to? verb.keep? adj.bright? image_part? same? q.how_many?"
)
_ALIKE = (
    f"verb.match_colours {_CLIPS}",
    f"verb.match look_noun clips? {_CLIPS}",
    f"verb.match|same camera_noun|clip|clips&photo|adj.bright look_noun? {_CLIPS}",
    f"look_noun|image_part|camera_noun different clips? verb.match? {_CLIPS}",
    f"look_noun same|not verb.match? clips? {_CLIPS}",
)
fixed(
    __name__,
    MatchColours(),
    *_ALIKE,
)
fixed(
    __name__, MatchColours(on=False), f"verb.match_colours not|off|verb.remove {_CLIPS}"
)

_BARS = "aspect_noun? unit.bar? beat_grid? $put? video? look.cinematic? look_noun? effects_all? @scope"


@construction(
    "bars",
    f"bars bar_ratio|ratio? {_BARS}",
    f"bars number {_BARS}",
    f"bar_ratio bars? {_BARS}",
    f"look.cinematic unit.bar|verb.pad {_BARS}",
)
def bars(m: Match) -> Outcome | None:
    """Reads "cinematic bars", "letterbox 2.35:1"."""
    pair = m["ratio"]
    ratio = m["bar_ratio"] or m["number"] or (pair[0] / pair[1] if pair else USUAL_BARS)
    if not NARROWEST_BARS <= ratio <= WIDEST_BARS:
        return None
    return [SetBars(ratio=round(ratio, 3), scope=m.scope)]


@construction("bars", f"bars $remove {_BARS}")
def no_bars(m: Match) -> Outcome:
    """Reads "no cinema bars"; beside a new shape it is the frame that is to be filled."""
    if any(c == "ratio" or c.startswith("aspect.") for c in m.clause.context.concepts):
        return [SetFit(mode=FitMode.CROP, scope=m.scope)]
    return [SetBars(ratio=0.0, scope=m.scope)]
