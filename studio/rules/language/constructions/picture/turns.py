"""Constructions for turning and mirroring footage."""

from studio.model.edits.picture import Turn
from studio.model.edits.record import WHOLE
from studio.model.reading import Residue
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.grammar.clause import Outcome

_ABOUT = (
    "$put? verb.turn? verb.mirror? clip? clip_one? shot? photo? picture? video? all? "
    "it? by? around? back? q.why? excess? verb.swap? camera_noun? only? @scope"
)
"""What may stand around every wish about turning."""
_LEFT = "counterclockwise|position.left"
_RIGHT = "clockwise|position.right"
_QUARTERS = (0, 90, 180, 270)
_SLIGHT = 20
"""Degrees up to which a turn is meant to straighten the picture."""


@construction(
    "turn",
    f"horizon right_way_up? adj.tilted? {_ABOUT}",
    f"adj.tilted right_way_up|excess right_way_up? {_ABOUT}",
)
def by_a_few_degrees(m: Match) -> Outcome:
    """Reads "straighten the horizon": the picture turns by quarters only."""
    return Residue(m.clause.words(), "turn", "straighten")


@construction(
    "turn",
    f"degrees {_LEFT} sideways? right_way_up? to? for? {_ABOUT}",
    f"number verb.turn|counterclockwise {_LEFT}? sideways? to? {_ABOUT}",
)
def by_degrees_left(m: Match) -> Outcome:
    """Reads "rotate clip 2 by 90 degrees to the left"."""
    return _turned(m, 360 - (m["degrees"] or m["number"]))


@construction(
    "turn",
    f"degrees {_RIGHT}? sideways? right_way_up? to? for? {_ABOUT}",
    f"number verb.turn!verb.make|clockwise {_RIGHT}? sideways? to? {_ABOUT}",
)
def by_degrees(m: Match) -> Outcome:
    """Reads "rotate clip 2 by 90 degrees"."""
    return _turned(m, m["degrees"] or m["number"])


def _turned(m: Match, degrees: float) -> Outcome:
    value = round(degrees) % 360
    if value not in _QUARTERS and min(value, 360 - value) <= _SLIGHT:
        return Residue(m.clause.words(), "turn", "straighten")
    if value not in _QUARTERS:
        return Residue(m.clause.words(), "turn", "out_of_range", f"{degrees:g}°")
    return [Turn(degrees=value, scope=m.scope)]  # type: ignore[arg-type]


@construction(
    "turn",
    f"upside_down right_way_up? {_ABOUT}",
    f"verb.turn|verb.mirror half unit.turn? {_ABOUT}",
)
def over(m: Match) -> Outcome:
    """Reads "the dog is upside down", "half a turn"."""
    return [Turn(degrees=180, scope=m.scope)]


@construction(
    "turn",
    f"clockwise sideways? {_ABOUT}",
    f"verb.turn position.right sideways? fraction? to? {_ABOUT}",
    f"verb.turn!verb.make sideways? right_way_up? fraction? unit.turn? {_ABOUT}",
)
def right(m: Match) -> Outcome | None:
    """Reads "rotate it", "turn the dog to the right"; "rotate it a bit" is no quarter."""
    if m.clause.seen("degree.bit", "counterclockwise"):
        return None
    if m["fraction"] not in {None, 0.25}:
        return None
    if m.has("right_way_up") and _is_tilted(m):
        return []  # "it is tilted by 3 degrees, straighten it": that was answered
    return [Turn(degrees=90, scope=m.scope)]


def _is_tilted(m: Match) -> bool:
    """Whether degrees were told in another clause, and no turn came of them."""
    context = m.clause.context
    turned = any(isinstance(edit, Turn) for edit in context.edits)
    return "degrees" in context.concepts and not turned


@construction(
    "turn",
    f"counterclockwise sideways? {_ABOUT}",
    f"verb.turn position.left sideways? fraction? to? {_ABOUT}",
)
def left(m: Match) -> Outcome | None:
    """Reads "turn the dog to the left", "anticlockwise"."""
    if m["fraction"] not in {None, 0.25}:
        return None
    return [Turn(degrees=270, scope=m.scope)]


@construction("turn", f"unmirrored {_ABOUT}")
def unmirrored(m: Match) -> Outcome:
    """Reads "unmirror clip 2", "no mirroring for the dog"; a rotation stays."""
    return [Turn(mirror="off", scope=m.scope)]


@construction(
    "turn",
    f"verb.mirror horizontally? aspect.horizontal? {_ABOUT}",
    f"verb.mirror|verb.turn position.left position.right and? {_ABOUT}",
    f"verb.turn|verb.swap horizontally {_ABOUT}",
)
def mirrored(m: Match) -> Outcome:
    """Reads "mirror the beach", "flip it horizontally"."""
    last = m.clause.context.edits[-1:]
    if (
        last
        and isinstance(last[0], Turn)
        and last[0].degrees
        and m.scope in {last[0].scope, WHOLE}
    ):
        return []  # "it is upside down, flip it"
    return [Turn(mirror="horizontal", scope=m.scope)]


@construction(
    "turn",
    f"verb.mirror|verb.turn|verb.swap vertically {_ABOUT}",
    f"verb.mirror aspect.vertical {_ABOUT}",
    f"verb.mirror&vertically {_ABOUT}",
)
def upended(m: Match) -> Outcome:
    """Reads "flip it vertically", "上下翻转"."""
    return [Turn(mirror="vertical", scope=m.scope)]
