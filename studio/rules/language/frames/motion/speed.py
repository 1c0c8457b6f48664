"""Constructions for the speed of footage: slow motion, time lapse, back to normal."""

from studio.model.edits.footage import RestoreShots, Reverse, SetSpeed
from studio.model.edits.record import WHOLE, OfClips
from studio.model.reading import Residue
from studio.rules.language.frames.construction import Match, construction, fixed
from studio.rules.language.grammar.clause import Outcome

_ABOUT = (
    "$make? video? clip? shot? photo? speed_noun? up? down? adj.long? pulse.punch? "
    "verb.keep? cuts? to? at? on?"
)
"""What may stand around every wish about speed."""
_SLOW = "adj.slow|verb.slow_down|speed.slow_motion"
_FAST = "adj.fast|verb.speed_up|speed.time_lapse"

fixed(
    __name__,
    RestoreShots(),
    f"speed.normal normal? old? back? verb.undo? again? @scope {_ABOUT}",
    f"speed_noun normal|old back? verb.undo? again? @scope {_ABOUT}",
    f"speed.slow_motion|speed.time_lapse|verb.ramp|verb.freeze $remove more? all? @scope {_ABOUT}",
)
fixed(
    __name__,
    Reverse(on=False),
    f"verb.reverse|verb.boomerang $remove more? @scope {_ABOUT}",
)


@construction(
    "speed",
    f"factor {_SLOW}|{_FAST}|speed_noun {_SLOW}? {_FAST}? @scope {_ABOUT}",
    f"factor @scope {_ABOUT}",
)
def by_factor(m: Match) -> Outcome | None:
    """Reads "clip 2 at 0.5x", "speed it up 2x", "4 times slower"."""
    factor = float(m["factor"])
    if factor > 1 and m.has("adj.slow", "verb.slow_down", "speed.slow_motion"):
        factor = 1 / factor
    return _speed(m, factor)


@construction(
    "speed",
    f"percent|fraction|half speed_noun {_SLOW}? {_FAST}? @scope {_ABOUT}",
    f"percent speed.slow_motion @scope {_ABOUT}",
    f"fraction|half|triple|double|twice {_SLOW}|{_FAST} speed_noun? @scope {_ABOUT}",
    f"triple|double speed_noun {_SLOW}? {_FAST}? @scope {_ABOUT}",
)
def to_share(m: Match) -> Outcome | None:
    """Reads "clip 2 at half speed", "the beach at 30 % speed", "three times as fast"."""
    slow = m.has("adj.slow", "verb.slow_down", "speed.slow_motion")
    if m.has("triple", "double", "twice"):
        times = 3.0 if m.has("triple") else 2.0
        return _speed(m, 1 / times if slow else times)
    return None if m.share is None else _speed(m, m.share)


@construction("speed", f"percent {_SLOW}|{_FAST} by? @scope {_ABOUT}")
def by_share(m: Match) -> Outcome | None:
    """Reads "20 % slower", "speed the dog up by 50 %"."""
    if m.share is None:
        return None
    slow = m.has("adj.slow", "verb.slow_down")
    return _speed(m, 1 - m.share if slow else 1 + m.share)


@construction(
    "speed",
    f"speed.slow_motion|speed.time_lapse|speed.half|speed.double $degree? excess? "
    f"adj.slow? adj.fast? verb.slow_down? verb.speed_up? @scope {_ABOUT}",
)
def named(m: Match) -> Outcome | None:
    """Reads "slow motion on the drop", "time lapse the sunset", "double speed"."""
    if m.has("speed.half"):
        return _speed(m, 0.5)
    if m.has("speed.double"):
        return _speed(m, 2.0)
    if m.has("speed.time_lapse"):
        return _speed(m, 4.0)
    return _speed(
        m, 0.75 if m.has("degree.bit") else 0.25 if m.has("degree.much") else 0.5
    )


@construction(
    "speed",
    f"{_SLOW} $degree? more? less? not? excess? speed_noun @scope {_ABOUT}",
    f"{_SLOW} $degree? more? less? not? excess? @scope {_ABOUT}",
)
def slower(m: Match) -> Outcome | None:
    """Reads "slow clip 2 down a bit"; without a place it is the pace of the cut."""
    return _relative(m, slow=not m.has("excess", "less", "not"))


@construction(
    "speed",
    f"{_FAST} $degree? more? less? not? excess? speed_noun @scope {_ABOUT}",
    f"{_FAST} $degree? more? less? not? excess? @scope {_ABOUT}",
)
def faster(m: Match) -> Outcome | None:
    """Reads "speed the dog up", "shot 3 faster"."""
    return _relative(m, slow=m.has("excess", "less", "not"))


def _relative(m: Match, *, slow: bool) -> Outcome | None:
    about_footage = m.has("speed_noun") or (
        m.has("video", "clip") and m.has("verb.speed_up", "verb.slow_down")
    )
    if m.scope == WHOLE and not about_footage and not _goes_on(m):
        return None
    if m.has("degree.bit"):
        return _speed(m, 0.75 if slow else 1.25)
    if m.has("degree.much"):
        return _speed(m, 0.25 if slow else 3.0)
    return _speed(m, 0.5 if slow else 1.5)


def _goes_on(m: Match) -> bool:
    """Whether "it" is the clip that this request or the reply is about."""
    edits = m.clause.context.edits
    of_clips = bool(edits) and isinstance(edits[-1].scope, OfClips)
    return m.clause.seen("it") and (of_clips or bool(m.clause.view.replied_clips))


def _speed(m: Match, factor: float) -> Outcome | None:
    if not 0.25 <= factor <= 8:
        return Residue(m.clause.words(), "speed", "out_of_range", f"{factor:g}×")
    return [SetSpeed(factor=round(factor, 4), scope=m.scope)]
