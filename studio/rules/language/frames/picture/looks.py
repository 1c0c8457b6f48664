"""Constructions for looks, bars, cube files and matched colours."""

from studio.model.edits.picture import LookName, MatchColours, SetBars, SetLook, UseCube
from studio.rules.language.frames.construction import Match, construction, fixed
from studio.rules.language.grammar.clause import Outcome

_ABOUT = "$make? look_noun? effects_all? cube_noun? video? all? photo? clip? verb.keep? @scope"
"""What may stand around every wish about the look."""


@construction(
    "look",
    f"look.*!compared percent? half? fraction? $degree? adj.weak? adj.strong? {_ABOUT}",
)
def look(m: Match) -> Outcome:
    """Reads "black and white", "a vintage look on clip 2 at 50 %"."""
    strength = m.share
    if strength is None:
        tone = m.has("adj.warm", "adj.cold", "adj.saturated")
        weak = m.has("degree.bit", "adj.weak") and not tone
        strength = 0.5 if weak else 1.0
    name = LookName(m.name("look"))
    return [SetLook(look=name, strength=min(1.0, strength), scope=m.scope)]


fixed(
    __name__,
    SetLook(look=None),
    f"look.* $remove {_ABOUT}",
    f"effects_all|look_noun $remove {_ABOUT}",
    f"original_color back? verb.undo? normal? {_ABOUT}",
)

_BARS = "$make? aspect_noun? verb.pad? unit.bar? beat_grid? video? all? look.cinematic? @scope"


@construction("bars", f"bars ratio? bar_ratio? {_BARS}", f"bar_ratio {_BARS}")
def bars(m: Match) -> Outcome:
    """Reads "cinematic bars", "letterbox 2.35:1"."""
    ratio = m["bar_ratio"]
    if ratio is None and (pair := m["ratio"]):
        ratio = pair[0] / pair[1]
    return [SetBars(ratio=round(ratio, 3) if ratio else 2.39, scope=m.scope)]


fixed(__name__, SetBars(ratio=0.0), f"bars $remove {_BARS}")

_CUBE = "file? look_noun? cube_noun? $make? new? video? all? @scope"


@construction(
    "cube",
    f"cube_noun percent? half? fraction? {_CUBE}",
    f"file percent? half? fraction? {_CUBE}",
)
def cube(m: Match) -> Outcome | None:
    """Reads "use the lut", "apply my .cube at 50%"."""
    cubes = [c.id for c in m.clause.view.clips if c.name.lower().endswith(".cube")]
    named = [i for i in m["file"] or () if i in cubes]
    if not cubes or (m["file"] and not named):
        return None
    strength = 1.0 if m.share is None else min(1.0, m.share)
    return [UseCube(cube=(named or cubes)[-1], strength=strength, scope=m.scope)]


fixed(__name__, UseCube(cube=None), f"cube_noun $remove {_CUBE}")

_MATCH = (
    "clip? adj.bright? all? clip_one? between? $make? verb.keep? each? other? to? "
    "clips? look_noun? video? shot? same?"
)
fixed(
    __name__,
    MatchColours(),
    f"verb.match look_noun|adj.bright|clip|clips|shot {_MATCH}",
    f"verb.match_colours {_MATCH}",
)
fixed(
    __name__,
    MatchColours(on=False),
    f"verb.match look_noun|adj.bright|clip|clips|shot $remove {_MATCH}",
    f"verb.match_colours $remove {_MATCH}",
)
