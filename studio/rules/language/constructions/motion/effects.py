"""Constructions for ramps, reversed and frozen footage."""

from studio.model.edits.footage import Freeze, RampSpeed, RestoreShots, Reverse
from studio.model.edits.limits import FASTEST_SPEED, LONGEST_FREEZE, SLOWEST_SPEED
from studio.model.edits.record import (
    WHOLE,
    AtShot,
    AtSong,
    AtTime,
    Moment,
    OfClips,
    OfShots,
    OfSong,
    Scope,
    SongLabel,
)
from studio.model.media import MediaKind
from studio.model.reading import Residue
from studio.rules.language.chunks.places import Span
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction, fixed
from studio.rules.language.grammar.clause import Outcome
from studio.rules.language.grammar.scopes import moment, shots

_ABOUT = (
    "speed_noun? $put? video? clip? clip_one? shot? photo? picture? this_clip? "
    "effects_all? it? as? to? at? by? all? verb.keep? when? @scope"
)
"""What may stand around every wish about the way footage runs."""
_USUAL_RAMP, _DOWN, _UP = (2.0, 0.5), (1.0, 0.5), (1.0, 2.0)
_RAMP = f"verb.start? down? up? before? into? to? beat? from? and? then? {_ABOUT}"


@construction(
    "ramp",
    f"verb.ramp factor+ {_RAMP}",
    f"ramp_down|ramp_up factor+ {_RAMP}",
)
def ramp_between(m: Match) -> Outcome | None:
    """Reads "ramp from 2x to 0.5x", "ramp down to 0.5x"."""
    values = [v for _, t in m.words if (v := t.value("factor")) is not None]
    if len(values) > 2:
        return None
    first, last = values[0], values[-1]
    if len(values) == 1:
        first, last = (first, 1.0) if m.has("from") else (1.0, last)
    return _ramp(m, first, last)


@construction(
    "ramp",
    f"verb.ramp percent+ number?+ verb.lower? {_RAMP}",
    f"verb.ramp number+ percent? verb.lower? {_RAMP}",
)
def ramp_in_percent(m: Match) -> Outcome | None:
    """Reads "ramp it from 200 % down to 50", "ramp the jump 100 to 25 to 100"."""
    named = [(t.start, t.value("percent") or t.value("number")) for _, t in m.words]
    values = [value / 100 for _, value in sorted(set(named), key=_first) if value]
    if m.scope == WHOLE and not m.clause.seen("songpart", "moment"):
        return None  # "ramp it": nobody knows what
    there_and_back = len(values) == 3 and values[0] == values[-1]
    if len(values) != 2 and not there_and_back:
        return None
    return _ramp(m, values[0], values[1])


def _first(named: tuple[int, float | None]) -> int:
    return named[0]


@construction(
    "ramp",
    f"ramp_down verb.ramp? adj.slow? adj.fast? verb.slow_down? {_RAMP}",
    f"verb.ramp adj.slow|verb.slow_down|speed.slow_motion|down adj.fast? {_RAMP}",
    f"adj.fast then verb.slow_down|adj.slow verb.start? {_RAMP}",
)
def ramp_down(m: Match) -> Outcome | None:
    """Reads "gradually slow down into the drop", "ramp from fast to slow"."""
    slow, fast = m.place("adj.slow"), m.place("adj.fast")
    if any(t.has("ramp_down") and t.has("verb.ramp") for _, t in m.words):
        return _ramp(m, *_USUAL_RAMP)
    if min(slow, fast) < 0:
        return _ramp(m, *_DOWN)
    return _ramp(m, *(_USUAL_RAMP if fast < slow else reversed(_USUAL_RAMP)))


@construction(
    "ramp",
    f"ramp_up verb.ramp? adj.slow? adj.fast? verb.speed_up? {_RAMP}",
    f"verb.ramp adj.fast|verb.speed_up|up {_RAMP}",
    f"adj.slow then verb.speed_up|adj.fast verb.start? {_RAMP}",
)
def ramp_up(m: Match) -> Outcome | None:
    """Reads "speed up gradually"."""
    return _ramp(m, *_UP)


@construction(
    "ramp", f"verb.ramp!verb.raise!verb.fade {_RAMP}", f"verb.ramp speed_noun {_RAMP}"
)
def ramp(m: Match) -> Outcome | None:
    """Reads "speed ramp into the drop"."""
    return _ramp(m, *_USUAL_RAMP)


def _ramp(m: Match, start: float, end: float) -> Outcome | None:
    if not all(SLOWEST_SPEED <= factor <= FASTEST_SPEED for factor in (start, end)):
        wrong = f"{max(start, end):g}×"
        return Residue(m.clause.words(), "ramp", "out_of_range", wrong)
    scope: Scope = m.scope
    into: Moment | None = None
    if isinstance(scope, OfSong) and scope.label is SongLabel.BUILD:
        into, scope = AtSong(label=SongLabel.DROP), WHOLE  # "before the drop"
    elif isinstance(scope, OfSong):
        into, scope = AtSong(label=scope.label, number=scope.number or 1), WHOLE
    elif scope == WHOLE:
        into = moment(m.clause)
    if into is None and scope == WHOLE:
        into = AtSong(label=SongLabel.DROP)
        m.clause.cost += 0.2
    return [RampSpeed(start=start, end=end, into=into, scope=scope)]


_REVERSED = f"adj.energetic? verb.loop? {_ABOUT}"


@construction(
    "reverse",
    f"verb.boomerang verb.reverse? then? and? {_REVERSED}",
    f"verb.reverse then normal {_REVERSED}",
    f"verb.play verb.reverse then it? comma? {_REVERSED}",
)
def boomerang(m: Match) -> Outcome:
    """Reads "boomerang on clip 2", "来回放"."""
    return [Reverse(boomerang=True, scope=m.scope)]


@construction("reverse", f"verb.reverse!verb.undo {_REVERSED}")
def reverse(m: Match) -> Outcome:
    """Reads "play the dog backwards"."""
    return [Reverse(scope=m.scope)]


fixed(
    __name__,
    Reverse(on=False),
    f"verb.reverse|verb.boomerang $remove more? again? {_REVERSED}",
)
fixed(
    __name__,
    RestoreShots(),
    f"verb.ramp|ramp_up|ramp_down|verb.freeze!pauses $remove more? again? {_ABOUT}",
)

_FROZEN = f"unit.frame? verb.last? degree.bit? verb.switch_shots? beat? look_noun? for? only? {_ABOUT}"
_TALK = 0.1
"""By how much pauses are likelier those of speech where something is to go."""
_SURE = "verb.freeze!verb.last"


@construction(
    "freeze",
    f"{_SURE} duration? verb.freeze? {_FROZEN}",
    f"verb.freeze duration picture|photo|unit.frame {_FROZEN}",
    f"verb.freeze unit.frame duration? {_FROZEN}",
)
def freeze(m: Match) -> Outcome | None:
    """Reads "freeze at 0:08", "freeze the dog for 2 s"."""
    scope: Scope = m.scope
    numbers = shots(m.clause)
    if numbers:
        scope = OfShots(numbers=numbers)
    if isinstance(scope, OfClips):
        if not _moves(m, scope):
            return None
        if m.clause.seen("moment"):
            return _freeze_at(m, scope)
    return _freeze(m, _point(m, scope), scope)


@construction("freeze", f"pauses&verb.freeze {_FROZEN}")
def pauses_in_speech(m: Match) -> Outcome | None:
    """Reads the pauses of "there are many pauses, take them out": none is asked for."""
    taken_out = m.clause.context.concepts & {"verb.remove", "verb.cut_out"}
    if not taken_out or m["duration"] is not None:
        return None
    m.clause.cost -= _TALK
    return []


@construction(
    "freeze",
    f"verb.freeze edge_end|last_place duration? verb.end? {_FROZEN}",
    f"verb.freeze edge_start|first_place duration? verb.start? {_FROZEN}",
    f"verb.freeze ordinal unit.frame|photo|picture duration? {_FROZEN}",
)
def freeze_edge(m: Match) -> Outcome | None:
    """Reads "freeze the last frame for 2 s"."""
    first = m["ordinal"] == 1 or m.has("edge_start", "first_place")
    if m.scope != WHOLE:
        return _freeze_first(m) if first else _freeze(m, None, m.scope)
    return _freeze(m, AtTime(seconds=0.0) if first else AtTime(end=True), WHOLE)


def _freeze_first(m: Match) -> Outcome | None:
    """The picture on which the clip that is named begins."""
    clips = m.scope.assets if isinstance(m.scope, OfClips) else ()
    shown = next((s for s in m.clause.view.shots if s.clip in clips), None)
    return None if shown is None else _freeze(m, AtShot(number=shown.number), WHOLE)


@construction("freeze", f"verb.freeze span edge_end? {_FROZEN}")
def freeze_span(m: Match) -> Outcome | None:
    """Reads "freeze the last 2 seconds"."""
    span: Span = m["span"]
    if span.shares is not None or span.owner:
        return None
    start, end = span.start or 0.0, span.end
    length = -start if end is None else end - start
    at = AtTime(end=True) if start < 0 else AtTime(seconds=start)
    return [Freeze(moment=at, seconds=length)] if 0 < length <= LONGEST_FREEZE else None


def _freeze_at(m: Match, scope: OfClips) -> Outcome:
    """The picture of a clip at a time of the video, where the clip is shown then."""
    m.clause.take_all("moment")
    at = next(t for t in m.clause.tokens if t.has("moment")).value("moment")
    if isinstance(at, AtTime) and any(
        shot.clip in scope.assets and shot.start <= at.seconds < shot.end
        for shot in m.clause.view.shots
    ):
        return _freeze(m, at, WHOLE)
    return Residue(m.clause.words(), "freeze", "which_moments")


def _moves(m: Match, scope: OfClips) -> bool:
    """Whether one of the clips is no photo, which stands still by itself."""
    photos = {c.id for c in m.clause.view.clips if c.kind is MediaKind.IMAGE}
    return not photos.issuperset(scope.assets)


def _point(m: Match, scope: Scope) -> Moment | None:
    if scope != WHOLE:
        return None
    if (point := moment(m.clause)) is not None:
        return point
    m.clause.cost += 0.5
    return AtTime(end=True)


def _freeze(m: Match, at: Moment | None, scope: Scope) -> Outcome:
    seconds = m["duration"]
    if seconds is not None and not 0 < seconds <= LONGEST_FREEZE:
        return Residue(m.clause.words(), "freeze", "out_of_range", f"{seconds:g}")
    return [Freeze(moment=at, seconds=seconds or 1.0, scope=scope)]
