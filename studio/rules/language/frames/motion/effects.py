"""Constructions for ramps, reversed and frozen footage."""

from studio.model.edits.footage import Freeze, RampSpeed, Reverse
from studio.model.edits.record import WHOLE, AtSong, AtTime, Moment, OfShots, SongLabel
from studio.model.reading import Residue
from studio.rules.language.frames.construction import Match, construction
from studio.rules.language.grammar import scopes
from studio.rules.language.grammar.clause import Outcome

_ABOUT = "$make? video? clip? shot? beat? before? speed_noun? to? from? into? at?"
"""What may stand around every wish about ramps."""


@construction(
    "ramp",
    f"verb.ramp!ramp_plain factor?+ speed.slow_motion? adj.slow? adj.fast? {_ABOUT}",
    f"ramp_plain factor+ adj.slow? adj.fast? {_ABOUT}",
    f"ramp_plain speed_noun|speed.slow_motion adj.slow? adj.fast? {_ABOUT}",
)
def ramp(m: Match) -> Outcome | None:
    """Reads "speed ramp into the drop", "ramp from 2x to 0.5x"."""
    start, end = _speeds(m)
    if not (0.25 <= start <= 8 and 0.25 <= end <= 8):
        return Residue(
            m.clause.words(), "ramp", "out_of_range", f"{max(start, end):g}×"
        )
    into = None
    if m.clause.seen("songpart", "moment") and not m.clause.seen("clips", "shots"):
        into = m.moment()
    where = scopes.scope(m.clause, RampSpeed)
    if into is None and where == WHOLE:
        into = AtSong(label=SongLabel.DROP)
        m.clause.cost += 0.2
    return [RampSpeed(start=start, end=end, into=into, scope=where)]


def _speeds(m: Match) -> tuple[float, float]:
    """The speeds at the ramp's start and end."""
    factors = [float(t.value("factor")) for _, t in m.words if t.value("factor")]
    if len(factors) == 2:
        return factors[0], factors[1]
    if len(factors) == 1:
        return (factors[0], 1.0) if m.clause.seen("from") else (1.0, factors[0])
    if m.has("ramp_down", "speed.slow_motion"):
        return 1.0, 0.5
    return (1.0, 2.0) if m.has("ramp_up") else (2.0, 0.5)


@construction(
    "reverse",
    "verb.reverse|verb.boomerang adj.energetic? verb.loop? again? @scope "
    "$make? video? clip? shot? verb.play?",
)
def reverse(m: Match) -> Outcome:
    """Reads "play the dog backwards", "boomerang on clip 2"."""
    return [Reverse(boomerang=m.has("verb.boomerang"), scope=m.scope)]


_FREEZE = (
    "unit.frame? edge_end? ordinal? last_place? verb.last? beat? photo? verb.end? "
    "degree.bit? verb.switch_shots? last? picture? $make? video? clip? shot? for? exactly?"
)
"""What may stand around every wish about a frozen picture."""


@construction(
    "freeze",
    f"verb.freeze!verb.last duration? {_FREEZE}",
    f"verb.freeze duration {_FREEZE}",
    f"verb.freeze unit.frame|edge_end {_FREEZE}",
)
def freeze(m: Match) -> Outcome | None:
    """Reads "freeze the last frame for 2 s", "freeze at 0:08"."""
    seconds = m.seconds
    if seconds is not None and not 0 < seconds <= 30:
        return Residue(m.clause.words(), "freeze", "out_of_range", f"{seconds:g}")
    numbers = scopes.shots(m.clause)
    where = OfShots(numbers=numbers) if numbers else scopes.scope(m.clause, Freeze)
    if where != WHOLE:
        return [Freeze(seconds=seconds or 1.0, scope=where)]
    at = _at(m)
    if at is None:
        at = AtTime(end=True)
        m.clause.cost += 0.5
    return [Freeze(moment=at, seconds=seconds or 1.0)]


def _at(m: Match) -> Moment | None:
    """The moment at which the picture stands still."""
    if m.has("ordinal") and m.has("unit.frame", "photo", "picture"):
        return AtTime(end=True) if m["ordinal"] == -1 else AtTime(seconds=0.0)
    if m.has("edge_end", "last_place"):
        return AtTime(end=True)
    return m.moment()


@construction("freeze", f"verb.freeze span {_FREEZE}")
def freeze_stretch(m: Match) -> Outcome | None:
    """Reads "freeze the last 2 seconds"."""
    span = m["span"]
    if span.owner or span.shares is not None:
        return None
    start = span.start or 0.0
    seconds = abs(start) if span.end is None else span.end - start
    if not 0 < seconds <= 30:
        return None
    at = AtTime(end=True) if start < 0 else AtTime(seconds=start)
    return [Freeze(moment=at, seconds=seconds)]
