"""Constructions for stretches of a clip: trims by its clock, and splits."""

from studio.model.edits.footage import SplitShot, TrimClip
from studio.model.edits.record import Edit
from studio.model.media import AssetId, MediaKind
from studio.model.reading import Residue
from studio.rules.language.frames.construction import Match, construction
from studio.rules.language.grammar import scopes
from studio.rules.language.grammar.clause import Outcome
from studio.rules.language.grammar.places import Span

_SLACK = 0.5
"""Seconds by which a place may lie beyond a clip's end: people round."""
_ABOUT = (
    "clips? it? off? down? edge_start? edge_end? verb.start? shot? clip? clip_one? "
    "in_full? $make? video? moment? mark_noun?"
)
"""What may stand around every wish about a stretch of a clip."""


@construction(
    "trim_clip",
    f"span only|verb.keep verb.use? verb.trim? not? other? {_ABOUT}",
    f"span verb.use|verb.play|verb.show|verb.start verb.trim? {_ABOUT}",
    f"span verb.trim to|between|from {_ABOUT}",
    f"span clips {_ABOUT}",
)
def kept(m: Match) -> Outcome | None:
    """Reads "only 0:05 to 0:10 of clip 2", "trim the beach from 3 s to 8 s"."""
    found = _stretch(m)
    if found is None:
        return None
    ids, start, end = found
    return _trimmed(m, ids, start or 0.0, end)


@construction(
    "trim_clip", f"span verb.remove|not|verb.trim!verb.keep|verb.ban {_ABOUT}"
)
def cut_off(m: Match) -> Outcome | None:
    """Reads "cut the first 3 seconds off the dog", "海边最后两秒不要"."""
    found = _stretch(m)
    if found is None:
        return None
    ids, start, end = found
    if not start and end is not None:
        return _trimmed(m, ids, end, None)
    if (start or 0) < 0 and end is None:
        return _trimmed(m, ids, 0.0, start)
    return Residue(m.clause.words(), "trim_clip", "middle")


def _stretch(
    m: Match,
) -> tuple[tuple[AssetId, ...], float | None, float | None] | None:
    """The clips and the seconds of their own clock that are named."""
    span: Span = m["span"]
    ids = scopes.resolve(m.clause, span.clips) if span.clips else m.clips()
    if not ids or span.owner == "song":
        return None
    if span.shares is None:
        return ids, span.start, span.end
    seconds = _shortest(m, ids)
    if not seconds:
        return None
    start, end = (round(share * seconds, 3) for share in span.shares)
    return ids, start, end


def _shortest(m: Match, ids: tuple[AssetId, ...]) -> float:
    """Seconds of the shortest of these clips; 0 where none has a length."""
    clips = m.clause.view.clips
    return min((c.seconds for c in clips if c.id in ids and c.seconds), default=0.0)


def _trimmed(
    m: Match, ids: tuple[AssetId, ...], start: float, end: float | None
) -> list[Edit] | Residue:
    furthest = max(abs(start), abs(end or 0.0))
    seconds = _shortest(m, ids)
    if seconds and furthest > seconds + _SLACK:
        return Residue(m.clause.words(), "trim_clip", "out_of_range", f"{furthest:g}")
    return [TrimClip(clips=ids, start=start, end=end)]


_FROM = (
    "to_end? on? at? verb.like? mark_noun? verb.use? only? verb.trim? moment? off? "
    "verb.start? clip? clip_one? $make? verb.remove?"
)


@construction(
    "trim_clip",
    f"clips time|duration from|after {_FROM}",
    f"clips time|duration verb.start {_FROM}",
)
def kept_from(m: Match) -> Outcome | None:
    """Reads "IMG_2041 from 0:10 on", "海边从第10秒开始用"."""
    ids, seconds = m.clips(), m.seconds
    if not _videos(m, ids) or seconds is None:
        return None
    if m.has("after") and m.has("verb.remove", "verb.trim", "off"):
        return _trimmed(m, ids, 0.0, seconds)
    return _trimmed(m, ids, seconds, None)


@construction(
    "trim_clip",
    f"clips duration verb.trim|verb.shorten to down? only? {_ABOUT}",
    f"clips time|duration verb.end|up_to {_ABOUT}",
)
def kept_up_to(m: Match) -> Outcome | None:
    """Reads "cut the dog down to 3 seconds", "stop the beach at 0:08"."""
    ids, seconds = m.clips(), m.seconds
    if not _videos(m, ids) or seconds is None:
        return None
    return _trimmed(m, ids, 0.0, seconds)


def _videos(m: Match, ids: tuple[AssetId, ...]) -> bool:
    kinds = {c.id: c.kind for c in m.clause.view.clips}
    return bool(ids) and all(kinds[one] is MediaKind.VIDEO for one in ids)


@construction("split", "verb.split shot? half? verb.trim? clip? video? $make?")
def split(m: Match) -> Outcome | None:
    """Reads "split at 0:08", "split shot 3"."""
    where = m.moment()
    return None if where is None else [SplitShot(moment=where)]
