"""Constructions for stretches of a clip: trims by its clock, and splits."""

from studio.model.edits.footage import BanMoment, PlaceClip, SplitShot, TrimClip
from studio.model.edits.record import AtShot, AtTime, Edit, OfSource, SourceRange
from studio.model.media import AssetId, MediaKind
from studio.model.reading import Residue
from studio.rules.language.chunks.places import Span
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.grammar import clip_references
from studio.rules.language.grammar.clause import Outcome

_SLACK = 0.5
"""Seconds by which a place may lie beyond a clip's end: people round."""
_COMPLAINTS = frozenset({"state", "flaw", "adj.boring", "adj.shaky", "adj.blurry"})
"""What is said of a clip of which a stretch is cut off: "it starts too early"."""
_NOUNS = (
    "both? shot? clip? clip_one? video!verb.remove? stretch? mark_noun? this_clip? it?"
)
_WHY = "excess? adj.long!compared? copula? flaw? adj.shaky? adj.boring?"
"""Why a stretch of a clip is cut off."""
_ABOUT = f"{_WHY} clips? $put? in_full? moment? verb.last? {_NOUNS}"
"""What may stand around every wish about a stretch of a clip."""
_CUT = f"by? off? verb.remove? down? edge_start? edge_end? {_ABOUT}"


@construction(
    "trim_clip",
    f"span only|verb.keep|good good? only? verb.keep? verb.use? verb.trim? other? rest? {_ABOUT}",
    f"span verb.use|verb.play|verb.show|verb.start verb.trim? {_ABOUT}",
    f"span verb.trim|verb.shorten to down? verb.start? {_ABOUT}",
    f"span clips middle? {_ABOUT}",
)
def kept(m: Match) -> Outcome | None:
    """Reads "only 0:05 to 0:10 of clip 2", "trim the beach to 3-8 s"."""
    if m["off"]:
        return None  # "take the first 20 s off the dog"
    if (
        m.place("clips") < m.place("span")
        and m.has("verb.move")
        and m.beside("at", "span")
    ):
        return None  # "the dog has to be in the first 3 s" of the video
    stretch = _stretch(m)
    if stretch is None:
        return None
    ids, start, end = stretch
    return _trimmed(m, ids, start or 0.0, end)


@construction(
    "trim_clip", f"middle duration clips only? verb.trim? verb.keep? {_ABOUT}"
)
def kept_middle(m: Match) -> Outcome | None:
    """Reads "only the middle 5 seconds of the beach"."""
    ids, seconds = m.clips(), m.seconds or 0.0
    start = (_shortest(m, ids) - seconds) / 2
    return _trimmed(m, ids, start, start + seconds) if start > 0 else None


@construction(
    "trim_clip",
    "verb.trim|verb.shorten edge_start|edge_end|first_place|last_place clips depicts? of? at? off? clip? it?",
)
def untimed(m: Match) -> Outcome:
    """Reads "trim the beginning of the dog clip": how much of it is not said."""
    return Residue(m.clause.words(), "trim_clip")


@construction("trim_clip", f"span verb.trim_to clips? to? only? {_ABOUT}")
def trimmed_to(m: Match) -> Outcome | None:
    """Reads "trim the beach 0:05-0:10": a stretch inside the clip is kept."""
    stretch = _stretch(m)
    if stretch is None:
        return None
    ids, start, end = stretch
    return _trimmed(m, ids, start, end) if start and end else None


@construction("trim_clip", f"span verb.remove|not|verb.trim!verb.keep|off {_CUT}")
def cut_off(m: Match) -> Outcome | None:
    """Reads "cut the first 3 seconds off the dog", "海边最后两秒不要"."""
    stretch = _stretch(m)
    if stretch is None:
        return None
    ids, start, end = stretch
    if not start and end is not None:
        return _trimmed(m, ids, end, None)
    if (start or 0) < 0 and end is None:
        return _trimmed(m, ids, 0.0, start)
    if end is None:
        return _trimmed(m, ids, 0.0, start)
    return _without_middle(m, ids, start or 0.0, end)


def _without_middle(
    m: Match, ids: tuple[AssetId, ...], start: float, end: float
) -> list[Edit] | Residue | None:
    """A stretch in the middle of clips is banned."""
    seconds = _shortest(m, ids)
    low, high = (t if t >= 0 else t + seconds for t in (start, end))
    if not _videos(m, ids) or low >= high:
        return None
    if low >= seconds > 0:
        words = m.clause.words()
        return Residue(words, "trim_clip", "out_of_range", f"{low:g}", seconds)
    ranges = tuple(SourceRange(clip=one, start=low, end=high) for one in ids)
    return [BanMoment(scope=OfSource(ranges=ranges))]


def _stretch(
    m: Match,
) -> tuple[tuple[AssetId, ...], float | None, float | None] | None:
    """The clips and the seconds of their own clock that are named."""
    span: Span = m["span"]
    ids = clip_references.resolve(m.clause, span.clips) if span.clips else _meant(m)
    if not ids or span.owner == "song" or (span.clips and _names_others(m, ids)):
        return None
    if span.shares is None:
        return ids, span.start, span.end
    seconds = _shortest(m, ids)
    if not seconds:
        return None
    start, end = (round(share * seconds, 3) for share in span.shares)
    return ids, start, end


def _names_others(m: Match, ids: tuple[AssetId, ...]) -> bool:
    """Whether a clip is named beside the stretch of another."""
    refs = [ref for _, t in m.words if (ref := t.value("clips")) is not None]
    return any(not set(ref.ids) <= set(ids) for ref in refs if ref.ids)


def _meant(m: Match) -> tuple[AssetId, ...]:
    """The clips that are named here, or the one that the clause before named."""
    before = m.clause.context.named
    ids = m.clips()
    only = m.has("only", "verb.shorten", "off", "verb.keep", "verb.use")
    complains = not m.clause.context.concepts.isdisjoint(_COMPLAINTS)
    return before if not ids and (only or complains) and len(before) == 1 else ids


def _shortest(m: Match, ids: tuple[AssetId, ...]) -> float:
    """Seconds of the shortest of these clips; 0 where none has a length."""
    clips = m.clause.view.clips
    return min((c.seconds for c in clips if c.id in ids and c.seconds), default=0.0)


def _trimmed(
    m: Match, ids: tuple[AssetId, ...], start: float, end: float | None
) -> list[Edit] | Residue | None:
    if not _videos(m, ids):
        return None
    furthest = max(abs(start), abs(end or 0.0))
    seconds = _shortest(m, ids)
    if seconds and furthest > seconds + _SLACK:
        words = m.clause.words()
        return Residue(words, "trim_clip", "out_of_range", f"{furthest:g}", seconds)
    return [TrimClip(clips=ids, start=start, end=end)]


def _videos(m: Match, ids: tuple[AssetId, ...]) -> bool:
    kinds = {c.id: c.kind for c in m.clause.view.clips}
    return bool(ids) and all(kinds[one] is MediaKind.VIDEO for one in ids)


@construction(
    "trim_clip",
    f"duration|time clips|it edge_start verb.trim|verb.remove|off {_CUT}",
)
def cut_from_start(m: Match) -> Outcome | None:
    """Reads "trim 2 seconds from the start of the dog"."""
    return _trimmed(m, m.clips(), m.seconds or 0.0, None)


@construction(
    "trim_clip",
    f"duration|time clips|it edge_end verb.trim|verb.remove|off {_CUT}",
    f"duration clips off verb.trim|verb.remove|verb.shorten {_CUT}",
)
def cut_from_end(m: Match) -> Outcome | None:
    """Reads "shave 2 seconds off the end of the dog", "cut 2 seconds off the dog"."""
    if m.clause.seen("after") and not m.has("edge_end"):
        return None  # "cut it off after 6 seconds"
    return _trimmed(m, m.clips(), 0.0, -(m.seconds or 0.0))


_OPEN = (
    f"{_WHY} to_end? on? good? verb.like? verb.use? only? moment? all? {_NOUNS} $put?"
)


@construction(
    "trim_clip",
    f"clips time|duration from|verb.start verb.start? from? after? verb.trim? {_OPEN}",
    f"clips duration moment from verb.start? verb.trim? verb.shorten? to? comma? for? {_OPEN}",
    f"clips time|duration after {_OPEN}",
    f"clips time|duration before verb.remove|verb.trim|not|off all? {_OPEN}",
    f"in_point time|duration clips|it {_OPEN}",
)
def kept_from(m: Match) -> Outcome | None:
    """Reads "IMG_2041 from 0:10 on", "海边从第10秒开始用", "nothing of it before 0:05"."""
    shifted = m.has("verb.start") and m.clause.seen("earlier", "later")
    if shifted or m.clause.seen("unseen") or _opens_the_video(m):
        return None  # "don't show the dog before 10 s" is on the video's clock
    if (begin := _beside_length(m)) is not None:
        return _trimmed(m, m.clips(), begin, round(begin + m["duration"], 3))
    # "start with Anna at 1:05" opens the video with her, too
    trimmed = _trimmed(m, m.clips(), m.seconds or 0.0, None)
    opens = m.beside("with", "verb.start") or m.beside("verb.start", "with")
    if opens and isinstance(trimmed, list) and len(m.clips()) == 1:
        return [PlaceClip(clip=m.clips()[0], where="first"), *trimmed]
    return trimmed


def _opens_the_video(m: Match) -> bool:
    """Whether "夜景开场,三秒" says where a clip stands, and how long."""
    starts = [t for way, t in m.words if way.concept == "verb.start"]
    return any(
        t.has("edge_start") and t.start < m.place("duration") for t in starts
    ) and not m.has("from")


def _beside_length(m: Match) -> float | None:
    """The second of "3 seconds of the dog from 0:05" at which these begin."""
    points = (t for t in m.clause.tokens if t.has("moment") and not t.has("duration"))
    point = next(points, None)
    at = None if point is None else point.value("moment")
    if m["duration"] is None or not isinstance(at, AtTime) or at.end:
        return None
    m.clause.take_all("moment")
    return at.seconds


@construction(
    "trim_clip",
    f"clips duration verb.trim|verb.shorten to down? only? {_ABOUT}",
    f"clips time|duration verb.end|up_to verb.trim? {_ABOUT}",
    f"clips time|duration after verb.remove|verb.trim|not|off all? {_OPEN}",
    f"verb.trim|verb.shorten time|duration after off|verb.remove? it? {_OPEN}",
    f"out_point time|duration clips|it {_OPEN}",
)
def kept_up_to(m: Match) -> Outcome | None:
    """Reads "cut the dog down to 3 seconds", "stop the beach at 0:08"."""
    if m.clause.seen("unseen"):
        return None
    return _trimmed(m, _meant(m), 0.0, m.seconds or 0.0)


@construction(
    "trim_clip", f"clips|it verb.start duration earlier|later excess? {_OPEN}"
)
@construction(
    "place",
    f"unseen clips before|after|until duration|time|moment|songpart again? {_OPEN}",
)
def no_edit(m: Match) -> Outcome:
    """Reads "begin it 2 s earlier", "don't show the dog before 10 s": no edit does it."""
    return Residue(m.clause.words(), "trim_clip")


@construction(
    "split", "verb.split shots middle|half|from|position.center middle? half? $put?"
)
def split_in_half(m: Match) -> Outcome | None:
    """Reads "split shot 2 in the middle"."""
    middle = _middle(m, m["shots"][0])
    return None if middle is None else [SplitShot(moment=middle)]


def _middle(m: Match, number: int) -> AtTime | None:
    """The middle of a shot: at its beginning there is a cut already."""
    shots = m.clause.view.shots
    of_number = shots[number:][:1] if number < 0 else shots[number - 1 : number]
    if not of_number:
        return None
    return AtTime(seconds=round((of_number[0].start + of_number[0].end) / 2, 3))


@construction(
    "split", "verb.split shot? half? verb.trim? clip? video!verb.remove? it? $put?"
)
def split(m: Match) -> Outcome | None:
    """Reads "split at 0:08", "split shot 3"."""
    where = m.moment()
    if isinstance(where, AtShot):
        where = _middle(m, where.number) or where
    return None if where is None else [SplitShot(moment=where)]
