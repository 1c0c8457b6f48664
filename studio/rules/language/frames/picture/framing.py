"""Constructions for turning, mirroring, zooming, focus and stabilising."""

from studio.model.edits.picture import FocusPoint, SetFocus, Stabilise, Turn, Zoom
from studio.model.edits.record import Exact, Times
from studio.model.reading import Residue
from studio.rules.language.frames.construction import Match, construction, fixed
from studio.rules.language.grammar.clause import Outcome

_ABOUT = "$make? video? clip? shot? photo? verb.keep? all? @scope"
"""What may stand around every wish about the frame of a clip."""
_TURN = (
    "by? position.left? position.right? counterclockwise? clockwise? quarter? "
    f"fraction? down? up? around? aspect.horizontal? aspect.vertical? copula? {_ABOUT}"
)


@construction(
    "turn",
    f"degrees verb.turn? verb.mirror? verb.swap? number? unit.degree? {_TURN}",
    f"verb.turn position.left|position.right|counterclockwise|clockwise|quarter {_TURN}",
    f"verb.turn&rotation {_TURN}",
    f"sideways verb.turn? {_TURN}",
    f"upside_down verb.turn? verb.mirror? position.bottom? {_TURN}",
)
def turn(m: Match) -> Outcome:
    """Reads "rotate clip 2 by 90 degrees", "it is upside down", "turn it left"."""
    degrees = m["degrees"]
    if degrees is None:
        degrees = 180 if m.has("upside_down") else 90
    value = int(degrees) % 360
    if m.has("position.left", "counterclockwise"):
        value = (360 - value) % 360
    if value not in (0, 90, 180, 270):
        return Residue(m.clause.words(), "turn", "out_of_range", f"{degrees:g}°")
    return [Turn(degrees=value, scope=m.scope)]  # type: ignore[arg-type]


@construction("turn", f"verb.mirror upside_down? vertically? {_TURN}")
def mirror(m: Match) -> Outcome:
    """Reads "mirror the dog", "flip it horizontally"."""
    axis = "vertical" if m.has("vertically", "upside_down") else "horizontal"
    return [Turn.model_validate({"mirror": axis, "scope": m.scope})]


_ZOOM = f"percent? factor? $degree? more? face? adj.calm? middle? position.center? up? {_ABOUT}"


@construction("zoom", f"verb.zoom {_ZOOM}")
def zoom_in(m: Match) -> Outcome:
    """Reads "zoom in on clip 2", "zoom to 150 %"."""
    level = _level(m)
    if level is not None:
        return _zoomed(m, level, None)
    step = 1.1 if m.has("degree.bit") else 1.5 if m.has("degree.much", "more") else 1.25
    return [Zoom(level=Times(factor=step), scope=m.scope)]


@construction("zoom", f"verb.zoom_out {_ZOOM}")
def zoom_out(m: Match) -> Outcome:
    """Reads "zoom out a bit"."""
    step = 1.1 if m.has("degree.bit") else 1.5 if m.has("degree.much", "more") else 1.25
    return [Zoom(level=Times(factor=round(1 / step, 4)), scope=m.scope)]


@construction(
    "zoom", f"verb.slow_zoom verb.zoom? {_ZOOM}", f"verb.zoom adj.slow {_ZOOM}"
)
def zoom_slowly(m: Match) -> Outcome:
    """Reads "a slow zoom", "slowly zoom in on the dog"."""
    level = _level(m)
    return _zoomed(m, 1.0, level or (1.1 if m.has("degree.bit") else 1.2))


fixed(
    __name__, Zoom(level=Exact(value=1.0)), f"verb.zoom|verb.slow_zoom $remove {_ZOOM}"
)


def _level(m: Match) -> float | None:
    """How large the picture is shown: "150 %" and "50 % closer" are both 1.5."""
    if (factor := m["factor"]) is not None:
        return float(factor)
    percent = m["percent"]
    if percent is None:
        return None
    return float(percent) / 100 + (0.0 if percent >= 100 else 1.0)


def _zoomed(m: Match, level: float, end: float | None) -> Outcome:
    furthest = max(level, end or level)
    if not min(level, end or level) >= 1 or furthest > 4:
        return Residue(m.clause.words(), "zoom", "out_of_range", f"{furthest:g}×")
    return [Zoom(level=Exact(value=level), end=end, scope=m.scope)]


_FOCUS = f"verb.focus? verb.crop? verb.whole_picture? position_word? off? cuts? verb.trim? {_ABOUT}"


@construction(
    "focus",
    f"face verb.focus|verb.crop|verb.keep|verb.move not? position.center? {_FOCUS}",
    f"face position.center {_FOCUS}",
    f"face not verb.crop|verb.trim|off {_FOCUS}",
)
def focus_on_faces(m: Match) -> Outcome:
    """Reads "keep the faces in frame", "don't cut heads off"."""
    return [SetFocus(point=FocusPoint.FACE, scope=m.scope)]


@construction(
    "focus",
    f"verb.focus|verb.crop|verb.keep position.left|position.right|position.top|"
    f"position.bottom|position.center|middle {_FOCUS}",
)
def focus_on_side(m: Match) -> Outcome:
    """Reads "crop to the left side", "focus on the middle"."""
    sides = ("left", "right", "top", "bottom", "center")
    side = next((s for s in sides if m.has(f"position.{s}")), "center")
    return [SetFocus(point=FocusPoint(side), scope=m.scope)]


_STABILISE = (
    f"adj.shaky? excess? less? $degree? pulse.shake? verb.lower? copula? {_ABOUT}"
)
fixed(
    __name__,
    Stabilise(),
    f"verb.stabilise not? {_STABILISE}",
    f"adj.shaky excess|less|not|verb.remove|degree.much {_STABILISE}",
    f"adj.shaky clip|clips|video|shots|photo {_STABILISE}",
)
fixed(__name__, Stabilise(on=False), f"verb.stabilise $remove {_STABILISE}")
