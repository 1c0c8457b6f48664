"""Constructions for zooming, focus and stabilising."""

from studio.model.edits.limits import MOST_ZOOM
from studio.model.edits.picture import FocusPoint, SetFocus, Stabilise, Zoom
from studio.model.edits.record import Exact, Times
from studio.model.reading import Residue
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction, fixed
from studio.rules.language.grammar.clause import Outcome

_ABOUT = (
    "$put? clip? clip_one? shot? photo? picture? video? all? it? this_clip? up? "
    "only? only_at? verb.keep?"
)
"""What may stand around every wish about the frame."""
_ZOOM = f"percent? factor? number? face? adj.calm? from? to? by? {_ABOUT} @scope"


@construction(
    "zoom",
    f"verb.slow_zoom verb.zoom? degree.bit? adj.slow? {_ZOOM}",
    f"verb.zoom adj.slow degree.bit? {_ZOOM}",
)
def slow_zoom(m: Match) -> Outcome | None:
    """Reads "slow zoom", "慢慢推近"."""
    level = _level(m)
    if level is None:
        level = 1.1 if m.has("degree.bit") else 1.2
    return _wrong(m, level) or [Zoom(level=Exact(value=1.0), end=level, scope=m.scope)]


@construction(
    "zoom",
    f"verb.zoom percent|factor|number {_ZOOM}",
    f"adj.big&verb.zoom percent|factor {_ZOOM}",
)
def zoomed_to(m: Match) -> Outcome | None:
    """Reads "zoom in to 150 %", "放大1.5倍"."""
    level = _level(m)
    if level is None:
        return None
    return _wrong(m, level) or [Zoom(level=Exact(value=level), scope=m.scope)]


def _level(m: Match) -> float | None:
    """1 is the whole picture; "by 20 %" is 1.2."""
    percent, factor = m["percent"], m["factor"] or m["number"]
    if percent is not None:
        return float(percent / 100 if percent >= 100 else 1 + percent / 100)
    return None if factor is None else float(factor)


def _wrong(m: Match, level: float) -> Residue | None:
    if 1 <= level <= MOST_ZOOM:
        return None
    return Residue(m.clause.words(), "zoom", "out_of_range", f"{level:g}×")


@construction("zoom", f"verb.zoom $degree? more? position.center? {_ZOOM}")
def closer(m: Match) -> Outcome:
    """Reads "zoom in on clip 2", "a bit closer"."""
    return [Zoom(level=Times(factor=_step(m)), scope=m.scope)]


@construction(
    "zoom",
    f"verb.zoom_out $degree? more? {_ZOOM}",
    f"verb.zoom less|excess $degree? {_ZOOM}",
)
def wider(m: Match) -> Outcome:
    """Reads "zoom out a bit", "too close"."""
    return [Zoom(level=Times(factor=round(1 / _step(m), 4)), scope=m.scope)]


def _step(m: Match) -> float:
    if m.has("degree.bit"):
        return 1.1
    return 1.5 if m.has("degree.much", "more") else 1.25


@construction(
    "zoom",
    f"verb.slow_zoom_out from? {_ZOOM} @scope",
    f"verb.zoom_out adj.slow {_ZOOM} @scope",
    f"verb.slow_zoom outward {_ZOOM} @scope",
)
def slowly_wider(m: Match) -> Outcome | None:
    """Reads "slowly zoom out"."""
    level = _level(m) or 1.2
    return _wrong(m, level) or [Zoom(level=Exact(value=level), end=1.0, scope=m.scope)]


fixed(
    __name__,
    Zoom(level=Exact(value=1.0)),
    f"verb.zoom|verb.zoom_out|verb.slow_zoom not|off|verb.remove!outward {_ABOUT} @scope",
    f"verb.zoom_out normal|old back? size_noun? again? to? {_ABOUT} @scope",
    f"verb.zoom_out all back? to? {_ABOUT} @scope",
)

_CROP = (
    "verb.focus? verb.crop? verb.trim? verb.keep? verb.whole_picture? verb.move? "
    "cuts? off? position_word? when? complaint? throughout? "
    f"{_ABOUT} @scope"
)
_SIDES = "position.left|position.right|position.top|position.bottom|position.center"


@construction(
    "focus",
    f"face verb.focus|verb.keep|verb.crop|verb.whole_picture|position.center|middle not? {_CROP}",
    f"face not verb.crop|verb.trim|verb.whole_picture|cuts {_CROP}",
    f"face speech_keep context? {_CROP}",
)
def on_faces(m: Match) -> Outcome:
    """Reads "keep the faces in frame", "don't cut off heads"."""
    return [SetFocus(point=FocusPoint.FACE, scope=m.scope)]


@construction(
    "focus",
    f"verb.focus|verb.crop {_SIDES} {_CROP}",
    f"verb.keep verb.whole_picture|verb.focus {_SIDES} {_CROP}",
)
def on_side(m: Match) -> Outcome:
    """Reads "crop to the left side", "focus on the centre"."""
    return [SetFocus(point=FocusPoint(m.name("position")), scope=m.scope)]


_SHAKE = "degree.bit? degree.much? pulse.shake? adj.shaky? throughout?"
fixed(
    __name__,
    Stabilise(),
    f"verb.stabilise verb.make? more? on? {_SHAKE} {_ABOUT} @scope",
    f"adj.shaky excess {_SHAKE} {_ABOUT} @scope",
    f"adj.shaky!pulse.shake less|not|verb.remove|verb.lower {_SHAKE} {_ABOUT} @scope",
    f"adj.shaky!pulse.shake $degree? {_ABOUT} @place",
    f"adj.shaky!pulse.shake video|all|clip|picture $degree? {_ABOUT}",
)


@construction("stabilise", f"verb.stabilise $remove {_SHAKE} {_ABOUT} @scope")
def unsteadied(m: Match) -> Outcome | None:
    """Reads "no stabilising"; "掐掉，后面的加个防抖" asks for two things."""
    steadied, off = m.place("verb.stabilise"), m.place("verb.remove")
    ends = sorted((steadied, off))
    if any(t.has("comma") and ends[0] < t.start < ends[1] for t in m.clause.tokens):
        return None
    return [Stabilise(on=False, scope=m.scope)]
