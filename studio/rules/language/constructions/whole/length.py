"""Constructions for the length of the video."""

from studio.model.edits.limits import LONGEST_VIDEO, SHORTEST_VIDEO
from studio.model.edits.record import Exact, Plus, Times
from studio.model.edits.whole import SetLength
from studio.model.reading import Residue
from studio.rules.language.chunks.places import Span
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction, fixed
from studio.rules.language.grammar.clause import Outcome

_FEW = 6.0
"""Seconds up to which "3 seconds is enough" is about something else than the video."""
_ROUNDED = 1.0
"""Seconds by which people round the length that a video has."""
_ABOUT = "length_noun? video? all? $make? exactly? verb.keep? verb.end? for? only? purpose? tells? verb.shorten_to? version?"
"""What may stand around every wish about the length."""
_LONGER = "adj.long&compared|verb.lengthen"
_SHORTER = "adj.short&compared|verb.shorten!cuts"


@construction(
    "length",
    f"duration adj.long&compared|verb.lengthen!verb.make by? more? {_ABOUT}",
    f"duration verb.add&verb.raise other? more? {_ABOUT}",
    f"duration verb.raise length_noun by? more? {_ABOUT}",
    f"duration more adj.long? {_ABOUT}",
    f"duration other adj.long? {_ABOUT}",
)
def longer_by(m: Match) -> Outcome | None:
    """Reads "5 seconds longer", "add 10 seconds"; "raise it to 50" is exact."""
    about = m.has("compared") and m.clause.seen("degree.bit")
    if about and (m.seconds or 0.0) > m.clause.view.duration > 0:
        return _bounded(m, "exact")  # "a bit longer, like 40 seconds" of 30 s
    if m.has("length_noun") and m.clause.seen("to"):
        return _bounded(m, "exact")
    return [SetLength(length=Plus(delta=m.seconds or 0.0))]


@construction(
    "length",
    f"duration enough adj.long!compared? {_ABOUT}",
    f"duration|time!at adj.long!compared? adj.short!compared? {_ABOUT}",
    f"duration|time verb.trim|verb.shorten|verb.lengthen to down? {_ABOUT}",
    f"duration|time down to {_ABOUT}",
    f"duration|time verb.shorten_to {_ABOUT}",
    f"number verb.shorten_to {_ABOUT}",
)
def exact(m: Match) -> Outcome | None:
    """Reads "30 seconds", "make it a 1 minute video", "cut it to 20 s"."""
    few = m.has("enough") and (m.seconds or 0) <= _FEW
    if m.is_too("duration") or m.clause.words().startswith("第"):
        return None  # "第8秒" is a moment
    placed = m.clause.seen("before", "after", "until") or (
        m.clause.seen("owns") and m.clause.seen("position_word")  # "50秒的位置"
    )
    placed = placed or m.beside("from", "time")  # "…, from 0:05"
    return None if few or placed or _by_so_much(m) else _bounded(m, "exact")


@construction(
    "length",
    f"duration excess adj.short|adj.long $degree? copula? {_ABOUT}",
    f"duration adj.long&excess $degree? copula? {_ABOUT}",
)
def not_so_long(m: Match) -> Outcome | None:
    """Reads "20 seconds is too short" of a video that is so long: a length of its own."""
    now = m.clause.view.duration
    if not m.is_too("duration") or abs((m.seconds or 0.0) - now) > _ROUNDED:
        return None
    factor = m.degree() if m.has("adj.short") else 1 / m.degree()
    return [SetLength(length=Times(factor=round(factor, 4)))]


@construction("length", "number cuts&verb.shorten it to down? again?")
def cut_to(m: Match) -> Outcome | None:
    """Reads "cut it to 15"."""
    return _bounded(m, "exact") if m["number"] > _FEW else None


def _by_so_much(m: Match) -> bool:
    """Whether the seconds behind a Chinese "shorter" say by how much: 缩短5秒."""
    short = m.place("adj.short")
    before = 0 <= short < m.place("duration") and m.beside("duration", "adj.short")
    return before and m.is_han() and not m.clause.seen("to")


@construction("length", f"moment&time verb.trim|verb.end it|video {_ABOUT}")
def ends_at(m: Match) -> Outcome | None:
    """Reads "cut it at 20 seconds", "end the video at 0:20"."""
    return _bounded(m, "exact")


@construction(
    "length",
    f"at_most duration|time at_most? not? more? less? than? adj.long? verb.trim? to? {_ABOUT}",
)
def at_most(m: Match) -> Outcome | None:
    """Reads "at most 45 s", "no longer than a minute"."""
    return _bounded(m, "at_most")


@construction("length", f"span whichever between? at? {_ABOUT}")
def within(m: Match) -> Outcome | None:
    """Reads "7到15秒都行": at most the longer one."""
    span: Span = m["span"]
    between = span.owner == "" and span.shares is None and (span.start or 0) > 0
    if not between or span.end is None or not m.is_han():
        return None
    return [SetLength(length=Exact(value=span.end), rule="at_most")]


@construction("length", f"at_least duration|time not? adj.long? {_ABOUT}")
def at_least(m: Match) -> Outcome | None:
    """Reads "at least 45 s"."""
    return _bounded(m, "at_least")


def _bounded(m: Match, rule: str) -> Outcome | None:
    seconds = m["number"] if m.seconds is None else m.seconds
    if seconds is None:
        return None
    if not SHORTEST_VIDEO <= seconds <= LONGEST_VIDEO:
        return Residue(m.clause.words(), "length", "out_of_range", f"{seconds:g}")
    return [SetLength(length=Exact(value=seconds), rule=rule)]  # type: ignore[arg-type]


@construction(
    "length",
    f"duration {_SHORTER} by? less? {_ABOUT}",
    f"duration verb.trim|verb.remove|less off? by? {_ABOUT}",
    f"duration verb.lower length_noun by? more? {_ABOUT}",
    f"duration off verb.trim? {_ABOUT}",
    f"adj.short!compared~duration {_ABOUT}",
    f"duration more adj.short {_ABOUT}",
)
def shorter_by(m: Match) -> Outcome | None:
    """Reads "5 seconds shorter", "缩短5秒"; "reduce it to 5" is exact."""
    by = m.has("compared", "by", "less", "more") or _by_so_much(m)
    if m.has("adj.short") and not by:
        return None
    if (m.has("verb.lower") and m.clause.seen("to")) or (not by and _is_made(m)):
        return _bounded(m, "exact")
    return [SetLength(length=Plus(delta=-(m.seconds or 0.0)))]


def _is_made(m: Match) -> bool:
    """Whether a video of so many seconds is to be cut, none to be cut off.

    "按节拍剪30秒": it is cut to beats, or is no longer than that.
    """
    cut = any(t.has("verb.trim") and t.has("verb.create") for _, t in m.words)
    beats = "verb.sync" in m.clause.context.concepts
    return cut and (beats or m.clause.view.duration <= (m.seconds or 0.0))


@construction(
    "length",
    f"percent|fraction|half adj.short|verb.shorten|verb.trim by? down? {_ABOUT}",
)
def shorter_by_share(m: Match) -> Outcome | None:
    """Reads "cut it down by a third", "20 % shorter"."""
    share = m.share
    if share is None or share >= 1:
        return None
    return [SetLength(length=Times(factor=round(1 - share, 4)))]


@construction(
    "length", f"percent|fraction|half adj.long&compared|verb.lengthen by? {_ABOUT}"
)
def longer_by_share(m: Match) -> Outcome | None:
    """Reads "20 % longer"."""
    share = m.share
    return (
        None if share is None else [SetLength(length=Times(factor=round(1 + share, 4)))]
    )


@construction(
    "length",
    f"factor adj.long&compared|length_noun {_ABOUT}",
    f"factor adj.short&compared {_ABOUT}",
)
def times_as_long(m: Match) -> Outcome:
    """Reads "2x longer", "2x shorter"."""
    factor = 1 / m["factor"] if m.has("adj.short") else m["factor"]
    return [SetLength(length=Times(factor=round(factor, 4)))]


fixed(
    __name__,
    SetLength(length=Times(factor=0.5)),
    f"half adj.long|length_noun as? {_ABOUT}",
    f"double adj.short as? {_ABOUT}",
)
fixed(
    __name__,
    SetLength(length=Times(factor=2.0)),
    f"double adj.long|length_noun as? {_ABOUT}",
)


@construction(
    "length",
    f"{_LONGER} $degree? more? {_ABOUT}",
    f"adj.long lack|more|degree.bit not? $degree? {_ABOUT}",
    f"adj.short excess|not|less $degree? copula? {_ABOUT}",
    f"not_long video $degree? copula? {_ABOUT}",
)
def longer(m: Match) -> Outcome | None:
    """Reads "a bit longer", "it is too short"; "多停一会" is about a shot or a title."""
    held = m.clause.words().startswith("多停")
    if m.clause.seen("rest"):
        return None
    if held and not m.has("video", "length_noun"):
        return None
    return [SetLength(length=Times(factor=m.degree()))]


@construction(
    "length",
    f"{_SHORTER} $degree? more? {_ABOUT}",
    f"adj.short lack|more|degree.bit not? $degree? {_ABOUT}",
    f"adj.long excess|not|less $degree? copula? verb.slow_down? {_ABOUT}",
)
def shorter(m: Match) -> Outcome | None:
    """Reads "shorter", "the video is too long", "not so long"; "the rest shorter" is none."""
    if m.clause.seen("rest"):
        return None
    return [SetLength(length=Times(factor=round(1 / m.degree(), 4)))]


@construction(
    "length",
    f"duration adj.boring excess? degree.bit? degree.much? copula? {_ABOUT}",
)
def drags(m: Match) -> Outcome | None:
    """Reads "80秒有点拖" of a video of 80 seconds: it is to be shorter."""
    off = abs(m.clause.view.duration - (m.seconds or 0.0))
    if off > _ROUNDED:
        return None
    return [SetLength(length=Times(factor=round(1 / m.degree(), 4)))]


fixed(__name__, SetLength(rule="song"), f"song_length song? {_ABOUT}")
fixed(__name__, SetLength(rule="footage"), f"footage_length in_full? clip? {_ABOUT}")
fixed(__name__, SetLength(rule="auto"), f"auto_length {_ABOUT}")
