"""Constructions for the speed of footage: slow motion, time lapse, back to normal."""

from studio.model.edits.footage import RestoreShots, SetSpeed
from studio.model.edits.limits import FASTEST_SPEED, SLOWEST_SPEED
from studio.model.edits.record import WHOLE, OfClips, OfSong, OfTime, Scope
from studio.model.media import MediaKind
from studio.model.reading import Residue
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction, fixed
from studio.rules.language.grammar.amounts import BIT, MUCH, USUAL
from studio.rules.language.grammar.clause import Outcome
from studio.rules.language.grammar.scopes import edge_time

_ABOUT = (
    "speed_noun? $put? $whole? clip? clip_one? shot? this_clip? effects_all? it? as? "
    "to? at? by? on? only? only_at? adj.long!compared? pulse.punch? verb.keep? length_noun? picture? q.why?"
)
"""What may stand around every wish about the speed."""
_SLOW = "verb.slow_down|adj.slow!frequency|speed.slow_motion"
_FAST = "verb.speed_up|adj.fast!frequency!complaint|speed.time_lapse"
_VALUES = (
    "factor number percent fraction half double triple speed.half speed.double".split()
)
"""Concepts of words that say how fast."""
_HALF, _WHOLE = 50.0, 100.0
"""Per cent of the speed from which a lower one, and over which a higher one is named."""
_PLAYING = frozenset("放播")
"""Characters of verbs that say how fast footage plays."""
_USUAL_SLOW, _USUAL_FAST, _USUAL_LAPSE = 0.5, 1.5, 4.0

fixed(
    __name__,
    RestoreShots(),
    f"speed.normal back? verb.undo? verb.start_over? again? old? normal? {_ABOUT} @scope",
    f"speed_noun normal|old back? verb.undo? again? {_ABOUT} @scope",
    f"speed.slow_motion|speed.time_lapse $remove more? again? verb.ramp? {_ABOUT} @scope",
)


@construction(
    "speed",
    f"factor!occasions {_FAST}? up? than? adj.boring? {_ABOUT} @place",
    f"factor {_FAST} up? than? adj.boring? {_ABOUT} @place",
    f"factor speed_noun|verb.play|video|all|verb.speed_up|adj.fast|speed.time_lapse {_FAST}? up? than? {_ABOUT} @scope",
    f"number speed_noun {_ABOUT} @place",
    f"number verb.speed_up|verb.play|speed_noun to|at {_ABOUT} @scope",
)
def times(m: Match) -> Outcome | None:
    """Reads "clip 2 at 1.5x", "speed it up 2x"."""
    factor = m["factor"] or m["number"]
    if factor is None or m.clause.seen("verb.zoom", "in_total"):
        return None  # "放大到1.5倍" is about the frame, "2x in total" about how often
    if m.clause.seen("verb.include", "there") and not m.clause.seen("at", "speed_noun"):
        return None  # "show the dog 3x"
    return _asked(m, factor)


@construction(
    "speed",
    f"factor {_SLOW} {_SLOW}? down? than? {_ABOUT} @scope",
    f"number speed.slow_motion|verb.slow_down at|to? {_ABOUT} @scope",
)
def slower_by(m: Match) -> Outcome | None:
    """Reads "slow it down 2x", "0.4x slow motion"."""
    number = m["factor"] or m["number"]
    return _speed(m, 1 / number if number > 1 else number) if number else None


@construction(
    "speed",
    f"percent speed_noun|speed.slow_motion {_SLOW}? {_FAST}? of? verb.lower? down? $put? verb.end? {_ABOUT} @scope",
    f"percent {_SLOW} to|at down? {_ABOUT} @scope",
    f"percent {_FAST} to|at up? {_ABOUT} @scope",
)
def at_percent(m: Match) -> Outcome | None:
    """Reads "70 % speed", "slow the dog down to 40 %", "lower the speed by 30 %"."""
    share = m["percent"] / 100
    if not m.has("by"):
        return _asked(m, share)
    slower = m.has("verb.lower", "verb.slow_down", "adj.slow", "down")
    return _speed(m, 1 - share if slower else 1 + share)


@construction("speed", f"percent verb.slow_down|adj.slow down? than? {_ABOUT} @scope")
def slower_by_percent(m: Match) -> Outcome | None:
    """Reads "30 % slower"; "slow it, 70 %" names the speed."""
    if not m["percent"]:
        return None
    if _names_speed(m) and m["percent"] >= _HALF:
        return _asked(m, m["percent"] / 100)
    return _speed(m, 1 - m["percent"] / 100)


@construction("speed", f"percent verb.speed_up|adj.fast up? than? {_ABOUT} @scope")
def faster_by_percent(m: Match) -> Outcome | None:
    """Reads "20 % faster"; "speed it up, 150 %" names the speed."""
    if not m["percent"]:
        return None
    if _names_speed(m) and m["percent"] > _WHOLE:
        return _asked(m, m["percent"] / 100)
    return _speed(m, 1 + m["percent"] / 100)


def _names_speed(m: Match) -> bool:
    """Whether the value stands by itself, behind a comma."""
    tokens = m.clause.tokens
    values = (n for n, token in enumerate(tokens) if token.has("percent"))
    return not m.has("by") and any(n and tokens[n - 1].has("comma") for n in values)


@construction(
    "speed",
    f"half|fraction speed_noun|{_SLOW} down? {_SLOW}? $put? {_ABOUT} @scope",
    f"speed.half {_SLOW}? down? $put? {_ABOUT} @scope",
)
def part(m: Match) -> Outcome | None:
    """Reads "half speed", "slow the dog to a third"."""
    return _asked(m, m["fraction"] or 0.5)


@construction(
    "speed",
    f"double|triple speed_noun|{_FAST} up? adj.fast? $put? {_ABOUT} @scope",
    f"twice verb.speed_up|adj.fast up? {_ABOUT} @scope",
    f"speed.double {_FAST}? up? $put? {_ABOUT} @scope",
)
def multiple(m: Match) -> Outcome | None:
    """Reads "triple speed", "twice as fast"."""
    return _asked(m, 3.0 if m.has("triple") else 2.0)


@construction("speed", f"double|triple adj.slow|verb.slow_down {_ABOUT} @scope")
def divided(m: Match) -> Outcome | None:
    """Reads "twice as slow"."""
    return _speed(m, 1 / 3 if m.has("triple") else 0.5)


@construction(
    "speed",
    f"speed.slow_motion!verb.slow_down $degree? adj.calm? adj.soft? adj.slow? more? on? verb.end? edge_end? {_ABOUT} @scope",
)
def slow_motion(m: Match) -> Outcome | None:
    """Reads "slow motion on the drop"."""
    factor = {BIT: 0.75, MUCH: SLOWEST_SPEED}.get(m.degree(), _USUAL_SLOW)
    return _speed(m, factor)


@construction("speed", f"speed.time_lapse $degree? adj.fast? {_ABOUT} @scope")
def time_lapse(m: Match) -> Outcome | None:
    """Reads "turn the beach into a time lapse"."""
    return _speed(m, _USUAL_LAPSE)


@construction(
    "normal_speed", f"rest|other|others|then normal|speed.normal {_ABOUT} @scope"
)
def rest_normal(m: Match) -> Outcome | None:
    """Reads "…, the rest normal" after a speed for a part of the video."""
    edits = m.clause.context.edits
    last = edits[-1] if edits else None
    return [] if isinstance(last, SetSpeed) and last.scope != WHOLE else None


@construction(
    "speed",
    f"{_SLOW} $degree? {_SLOW}? more? down? verb.end? {_ABOUT} @scope",
    f"adj.fast!frequency!complaint excess|less|not $degree? {_ABOUT} @scope",
)
def slower(m: Match) -> Outcome | None:
    """Reads "slow clip 2 down a bit", "the beach is too fast"."""
    return _placed(m, {BIT: 0.75, MUCH: SLOWEST_SPEED}.get(m.degree(), _USUAL_SLOW))


@construction(
    "speed",
    f"{_FAST} $degree? {_FAST}? more? up? verb.end? adj.boring? {_ABOUT} @scope",
    f"adj.slow!frequency excess|less|not $degree? {_ABOUT} @scope",
)
def faster(m: Match) -> Outcome | None:
    """Reads "speed clip 2 up", "the beach is too slow"."""
    return _placed(m, {BIT: 1.25, MUCH: 3.0}.get(m.degree(), _USUAL_FAST))


def _placed(m: Match, factor: float) -> Outcome | None:
    """Without footage or "speed", fast and slow are about the pace of the cut."""
    edits = m.clause.context.edits
    last = edits[-1].scope if edits else WHOLE
    if m.scope == WHOLE and m.clause.seen("it") and isinstance(last, OfClips):
        m.scope = last
    return _speed(m, factor) if _is_of_footage(m) else None


def _is_of_footage(m: Match) -> bool:
    """Whether footage plays faster or slower, and not the cuts of a part of the song."""
    if m.has("speed_noun", "this_clip", "speed.slow_motion"):
        return True
    if m.scope == WHOLE:
        return m.has("video", "clip", "picture") and m.has(
            "verb.speed_up", "verb.slow_down"
        )
    if isinstance(m.scope, OfTime):
        return m.clause.seen("span") or _plays(m)
    return not isinstance(m.scope, OfSong) or m.has("verb.speed_up", "verb.slow_down")


def _plays(m: Match) -> bool:
    """Whether a Chinese verb says that it plays so, and not that cuts come so: "放慢"."""
    folded = m.clause.context.folded
    verbs = (t for _, t in m.words if t.has("verb.slow_down", "verb.speed_up"))
    return any(_PLAYING.intersection(t.surface(folded)) for t in verbs)


def _asked(m: Match, factor: float) -> Outcome | None:
    """A speed that is named; of "half speed is too slow" a faster one."""
    if any(map(m.is_too, _VALUES)):
        factor = factor * USUAL if m.clause.seen("adj.slow") else factor / USUAL
        m.clause.take_all("excess", "adj.slow", "adj.fast")
    return _speed(m, factor)


def _speed(m: Match, factor: float) -> Outcome | None:
    scope = m.scope
    if m.clause.seen("cuts", "pacing") and not m.has("speed_noun"):
        return None
    if m.beside("it", "verb.end") and m.clause.seen("and"):
        return None  # "slow the dog down and end on it"
    if _are_photos(m, scope):
        return None
    if scope == WHOLE and m.has("verb.end", "edge_end"):
        scope = edge_time(m.clause) or WHOLE
    if not SLOWEST_SPEED <= factor <= FASTEST_SPEED:
        return Residue(m.clause.words(), "speed", "out_of_range", f"{factor:g}×")
    return [SetSpeed(factor=round(factor, 4), scope=scope)]


def _are_photos(m: Match, scope: Scope) -> bool:
    """Whether nothing but photos, which have no speed, is shown in a scope."""
    named = scope.assets if isinstance(scope, OfClips) else None
    shown = [
        clip.kind
        for clip in m.clause.view.clips
        if clip.kind is not MediaKind.AUDIO and (named is None or clip.id in named)
    ]
    return bool(shown) and set(shown) == {MediaKind.IMAGE}
