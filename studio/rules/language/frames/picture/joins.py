"""Constructions for transitions between shots."""

from typing import Any

from studio.model.edits.music import BeatUnit
from studio.model.edits.picture import JoinKind, SetJoin
from studio.rules.language.frames.construction import Match, construction, fixed
from studio.rules.language.grammar.clause import Outcome

_ABOUT = (
    "$make? transition? between? effects_all? clip? clips&photo? shot? photo? "
    "verb.switch_shots? only? all? each? video? cuts? verb.keep? adj.calm? adj.soft? it? "
    "pulse.flash? black? white? to? from?"
)
"""What may stand around every wish about transitions."""
_LENGTH = "duration? beats? adj.long? length_noun?"


@construction(
    "join",
    f"join.* interval&section_interval|unit.section {_LENGTH} {_ABOUT}",
)
def at_sections(m: Match) -> Outcome | None:
    """Reads "a flash at every section"."""
    return _joined(m, {"where": "sections"})


@construction(
    "join",
    f"join.* shots between|from {_LENGTH} {_ABOUT}",
    f"join.* number+ between {_LENGTH} {_ABOUT}",
)
def between_two(m: Match) -> Outcome | None:
    """Reads "a dissolve between shots 1 and 2", "whip between 3 and 4"."""
    shots = m["shots"] or [
        int(t.value("number")) for _, t in m.words if t.value("number")
    ]
    if len(shots) != 2 or abs(shots[0] - shots[1]) != 1:
        return None
    return _joined(m, {"where": "one", "join": min(shots)})


@construction("join", f"join.* shots before|after {_LENGTH} {_ABOUT}")
def beside_one(m: Match) -> Outcome | None:
    """Reads "dip to black before the last shot", "a flash after shot 3"."""
    shots = m["shots"]
    if len(shots) != 1:
        return None
    before_it = m.has("before") and shots[0] != -1
    return _joined(m, {"where": "one", "join": shots[0] - before_it})


@construction(
    "join",
    f"join.* ordinal transition|join_point {_LENGTH} {_ABOUT}",
)
def at_ordinal(m: Match) -> Outcome | None:
    """Reads "a flash at the first transition"."""
    return _joined(m, {"where": "one", "join": int(m["ordinal"])})


@construction("join", f"join.* moment {_LENGTH} {_ABOUT}")
def at_moment(m: Match) -> Outcome | None:
    """Reads "a whip at 0:08"."""
    return _joined(m, {"where": "one", "moment": m["moment"]})


@construction(
    "join",
    f"join.* clips&photo {_LENGTH} {_ABOUT}",
    f"join.* {_LENGTH} @scope {_ABOUT}",
    f"transition adj.calm {_LENGTH} @scope {_ABOUT}",
    f"transition verb.add|verb.make|verb.use {_LENGTH} @scope {_ABOUT}",
)
def everywhere(m: Match) -> Outcome | None:
    """Reads "dissolve between clips", "whip pans in the chorus", "smooth transitions"."""
    return _joined(m, {"scope": m.scope})


def _joined(m: Match, values: dict[str, Any]) -> Outcome | None:
    """A transition of the kind and length that are said; a dissolve where none is."""
    kinds = [k for k in JoinKind if m.has(f"join.{k.value}")] or [JoinKind.DISSOLVE]
    others = [k for k in kinds if k is not JoinKind.SLIDE]
    seconds, beats = m["duration"], m["beats"]
    if seconds is not None and not 0 < seconds <= 10:
        return None
    if beats is not None:
        values["beats"] = beats[0] * (4 if beats[1] is BeatUnit.BAR else 1)
    return [SetJoin(kind=(others or kinds)[0], seconds=seconds, **values)]


fixed(
    __name__,
    SetJoin(kind=JoinKind.CUT),
    f"transition $remove {_ABOUT}",
    f"join.*!pulse.flash $remove {_ABOUT}",
    f"pulse.flash transition|between $remove {_ABOUT}",
)
