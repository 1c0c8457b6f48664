"""Constructions for cuts at regular intervals and at one moment."""

from studio.model.edits.limits import FEWEST_BEATS, MOST_BEATS, SHORTEST_SHOT_ASKED
from studio.model.edits.music import BeatUnit, CutAt, SetPace
from studio.model.edits.record import OfSong, OfTime, Times
from studio.model.media import MediaKind
from studio.model.reading import Residue
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.played_songs import made_to_play
from studio.rules.language.constructions.registry import construction
from studio.rules.language.grammar.clause import Outcome

_CUTS = "cuts|verb.switch_shots|shot|clip|photo|verb.trim!not|verb.split|verb.replace|verb.swap"
_ABOUT = (
    f"{_CUTS}? video? other? again? only? $make? verb.sync? once? unit.step? new? to? "
    "on? at? with? for? of? song? it? all? each? exactly? beat? verb.keep? only_at? as? "
    "verb.last? leave_alone?"
)
"""What may stand around every wish about an interval."""


@construction("pace", f"interval number? {_ABOUT} @scope")
def every(m: Match) -> Outcome | None:
    """Reads "cut every 2 beats", "two shots per bar", "每两拍切一次"."""
    if _of_photos(m):
        return None
    count, unit = m["interval"]
    named = m.place("interval"), m.place("number")
    marks = (t.start for t in m.clause.tokens if t.has("comma"))
    if any(min(named) < mark < max(named) for mark in marks if m["number"]):
        return None  # "每段三秒，一共六段" does not count cuts
    return _every(m, count / (m["number"] or 1.0), unit)


def _of_photos(m: Match) -> bool:
    """Whether only photos are to change so often, in a video that has clips, too."""
    kinds = {clip.kind for clip in m.clause.view.clips if clip.number}
    named = m.has("photo", "photo_one") and not m.has("cuts", "verb.switch_shots")
    return named and MediaKind.VIDEO in kinds


@construction(
    "pace",
    f"every_beat cuts|verb.switch_shots|shot|photo|verb.trim!not songs? {_ABOUT} @scope",
    f"every_beat at? {_ABOUT} @scope",
)
def on_every_beat(m: Match) -> Outcome | None:
    """Reads "cut on every beat", "每拍切一次"."""
    pace = None if _of_photos(m) else _every(m, 1.0, BeatUnit.BEAT)
    return [*made_to_play(m), *pace] if isinstance(pace, list) else pace


@construction(
    "pace", f"every_beat not|verb.remove!cuts cuts|verb.switch_shots {_ABOUT} @scope"
)
def not_on_every_beat(m: Match) -> Outcome:
    """Reads "don't cut on every beat", "可以不要每拍都切吗"."""
    return [SetPace(rate=Times(factor=round(1 / m.degree(), 4)), scope=m.scope)]


@construction(
    "pace",
    f"beats {_CUTS} number? {_ABOUT} @scope",
    f"beats once|each number? {_ABOUT} @scope",
)
def so_many_beats(m: Match) -> Outcome | None:
    """Reads "two beats per cut", "四拍一换"."""
    if m["number"] not in {None, 1.0} or _of_photos(m):
        return None
    count, unit = m["beats"]
    return _every(m, count, unit)


@construction(
    "pace",
    f"duration between|each cuts|verb.switch_shots number? {_ABOUT} @scope",
    f"duration verb.switch_shots!cuts!verb.split number? {_ABOUT} @scope",
    f"duration once cuts|verb.switch_shots number? {_ABOUT} @scope",
)
def so_many_seconds(m: Match) -> Outcome | None:
    """Reads "two seconds between cuts"."""
    return _every(m, m.seconds or 0.0, BeatUnit.SECOND)


@construction(
    "pace",
    f"downbeat|unit.bar cuts|verb.switch_shots|verb.sync {_ABOUT} @scope",
)
def on_downbeats(m: Match) -> Outcome | None:
    """Reads "cut on the downbeats", "只在重拍切"."""
    return _every(m, 1.0, BeatUnit.BAR)


def _every(m: Match, count: float, unit: BeatUnit) -> Outcome | None:
    least = SHORTEST_SHOT_ASKED if unit is BeatUnit.SECOND else FEWEST_BEATS
    if not least <= count <= MOST_BEATS:
        return Residue(m.clause.words(), "pace", "out_of_range", f"{count:g}")
    return [SetPace(every=count, unit=unit, scope=m.scope)]


@construction("pace", f"cuts|verb.switch_shots not {_ABOUT} @place")
def no_cuts(m: Match) -> Outcome | None:
    """Reads "no cuts in the first 5 seconds": one shot as long as the place."""
    seconds = _seconds(m)
    return None if seconds is None else _every(m, seconds, BeatUnit.SECOND)


def _seconds(m: Match) -> float | None:
    """How long the place is; None where it is open or unknown."""
    scope, view = m.scope, m.clause.view
    if isinstance(scope, OfSong):
        lengths = [s.end - s.start for s in view.sections if s.label == scope.label]
        return max(lengths, default=None)
    if not isinstance(scope, OfTime):
        return None
    start, end = scope.start or 0.0, scope.end
    if start < 0:
        return -start if end is None else None
    close = view.duration if end is None else end
    return close - start if close > start else None


_THERE = (
    "$make? exactly? beat? on? number? video? verb.trim? cuts? verb.switch_shots? "
    "there? at? join.cut? verb.split? copula? it? mark_noun? to?"
)


@construction(
    "cut_at",
    f"cuts|verb.switch_shots|join.cut moment {_THERE}",
    f"cuts!adj.fast!adj.energetic|verb.switch_shots|join.cut songpart at!of|exactly|verb.add {_THERE}",
    f"cuts!adj.fast!adj.energetic|verb.switch_shots songpart&song_moment {_THERE}",
    f"verb.switch_shots&verb.split duration {_THERE}",
    f"cuts|verb.switch_shots|join.cut duration exactly|verb.add|number {_THERE}",
)
def cut_at(m: Match) -> Outcome | None:
    """Reads "put a cut at 0:08", "there should be a cut right on the drop"."""
    where = m.point()
    return None if where is None else [CutAt(moment=where)]
