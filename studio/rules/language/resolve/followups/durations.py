"""Change how long the last edit lasts, or when: "停五秒", "a second more", "1 s later"."""

from studio.model.edits.footage import Include, PlaceClip, SetShotLength
from studio.model.edits.music import BeatUnit, SetPace
from studio.model.edits.overlay import (
    AddCaptions,
    AddTitle,
    ChangeCaptions,
    ChangeTitle,
    SpeechCaptions,
)
from studio.model.edits.picture import JoinKind, SetJoin
from studio.model.edits.record import Edit, Exact, OfClips
from studio.model.edits.whole import SetLength
from studio.model.media import AssetId, MediaKind
from studio.rules.language.constructions.match import Match
from studio.rules.language.grammar.seconds_shown import shot_seconds, title_seconds
from studio.rules.language.resolve import adjust
from studio.rules.language.resolve.followups.rule import EARLY, is_turned, rule

_CAPTIONS = (AddCaptions, SpeechCaptions, ChangeCaptions)
_OF_A_CLIP = 10.0
"""Seconds up to which a bare duration is that of the clip just named."""
_FEW = 5.0
"""Seconds that are too few for a video: in a message of their own they are the clip's."""
_TOTAL = ("一共", "总共", "共", "合计", "总计", "in total", "altogether")
"""What stands before the number of all stretches."""
_OPENING = 8
"""Characters before a clause that opens its message: "no, ", "hmm and "."""
_OF_A_TITLE = 10.0
"""Seconds beyond which a duration behind a new title is the video's."""
_LONGER = "adj.long|adj.short|verb.lengthen|verb.shorten"
_AMOUNT = "$degree? more? less? excess? lack? not? again? time_noun? length_noun?"
_LASTING = "verb.last? verb.show? verb.keep? for? only? to?"


@rule(EARLY, f"duration verb.last|verb.freeze|verb.keep|verb.show adj.long? {_LASTING}")
def _title_for(m: Match, last: Edit) -> Edit | None:
    """Reads "停五秒" of a title, and "it should stay 2 seconds longer"."""
    if not isinstance(last, AddTitle | ChangeTitle) or m.seconds is None:
        return None
    longer = m.has("adj.long") and m.has("compared", "more")
    return _title(
        m, last, m.seconds + (title_seconds(m.clause.view, last) if longer else 0.0)
    )


@rule(EARLY, f"{_LONGER} duration? {_AMOUNT} {_LASTING}")
def _title_longer(m: Match, last: Edit) -> Edit | None:
    """Reads "停久一点", "a bit longer" of a title: half as long again as it stands."""
    if not isinstance(last, AddTitle | ChangeTitle) or m.clause.seen("video"):
        return None
    seconds = m.seconds or title_seconds(m.clause.view, last) * _factor(m)
    by = m.seconds is not None and not any(t.has("comma") for t in m.clause.tokens)
    if by and m.has("compared", "verb.lengthen", "verb.shorten", "more"):
        shorter = m.has("adj.short", "verb.shorten", "less")
        seconds = title_seconds(m.clause.view, last) + (m.seconds or 0.0) * (
            -1 if shorter else 1
        )
        if seconds <= 0:
            return None
    return _title(m, last, round(seconds, 2))


def _title(m: Match, last: AddTitle | ChangeTitle, seconds: float) -> Edit | None:
    """The title with another duration; what the same request asked of it stays."""
    if seconds > _OF_A_TITLE and last in m.clause.context.edits:
        return None  # "title Hello, and make it 20 seconds"
    if isinstance(last, AddTitle):
        return ChangeTitle(which="last", seconds=seconds)
    if last in m.clause.context.edits:
        return adjust.with_fields(last, seconds=seconds)
    return ChangeTitle(which=last.which, seconds=seconds)


def _factor(m: Match) -> float:
    longer = m.has("adj.long", "verb.lengthen") is not is_turned(m)
    return m.degree() if longer else 1 / m.degree()


@rule(EARLY, f"{_LONGER} {_AMOUNT} transition?")
def _join_longer(m: Match, last: Edit) -> Edit | None:
    """Reads "时间短一点" of a transition whose seconds were not said."""
    if not isinstance(last, SetJoin) or last.kind is JoinKind.CUT:
        return None
    if m.clause.seen("video"):
        return None
    seconds = (last.seconds or last.kind.usual_seconds) * _factor(m)
    return None if last.beats else adjust.with_fields(last, seconds=round(seconds, 3))


@rule(
    EARLY,
    "double|twice|triple|half adj.long|adj.short as? than? title? transition?",
    fresh=True,
)
def _times_as_long(m: Match, last: Edit) -> Edit | None:
    """Reads "half as long" of a title or a transition whose seconds were not said."""
    half = m.has("half") or (m.has("adj.short") and not m.has("triple"))
    times = 0.5 if half else 3.0 if m.has("triple") else 2.0
    if isinstance(last, AddTitle | ChangeTitle):
        return _title(m, last, round(title_seconds(m.clause.view, last) * times, 2))
    if not isinstance(last, SetJoin) or last.kind is JoinKind.CUT or last.beats:
        return None
    seconds = (last.seconds or last.kind.usual_seconds) * times
    return adjust.with_fields(last, seconds=round(seconds, 3))


@rule(EARLY, "verb.lengthen|adj.long&compared $degree? more? duration? for?")
def _placed_longer(m: Match, last: Edit) -> Edit | None:
    """Reads "合照放最后,多停一会" : the clip that was placed is shown longer."""
    if not isinstance(last, PlaceClip):
        return None
    now = shot_seconds(m.clause.view, {last.clip})
    seconds = m.seconds or round(now * m.degree(), 2)
    return SetShotLength(seconds=seconds, scope=OfClips(assets=(last.clip,)))


@rule(
    EARLY,
    "duration at_most? at_least? only? enough? exactly? adj.long? less? than? "
    f"{_LASTING} verb.freeze? copula?",
)
def _placed_for(m: Match, last: Edit) -> Edit | None:
    """Reads "dog first, 2 seconds", "put the van back in but 2 secs tops"."""
    clips: tuple[AssetId, ...] = last.clips if isinstance(last, Include) else ()
    if isinstance(last, PlaceClip):
        clips = (last.clip,)
    if len(clips) != 1 or m.seconds is None or m.seconds > _OF_A_CLIP:
        return None
    if m.clause.seen("each", "all") or (m.clause.seen("not") and m.clause.seen("clip")):
        return None  # "每段不要超过3秒", "no clip longer than 3 seconds"
    if any(t.has("verb.freeze") and not t.has("verb.last") for _, t in m.words) and all(
        clip.kind is MediaKind.VIDEO for clip in m.clause.view.clips if clip.id in clips
    ):
        return None  # "定格三秒": a picture of a video stands still
    opens = m.clause.tokens[0].start <= _OPENING
    stays = m.has("verb.last", "verb.freeze") or (opens and m.seconds <= _FEW)
    if last not in m.clause.context.edits and not stays:
        return None
    rule = next((one for one in ("at_most", "at_least") if m.has(one)), "exact")
    length = SetShotLength(seconds=m.seconds, scope=OfClips(assets=clips))
    return length.model_copy(update={"rule": rule})


@rule(
    EARLY,
    "duration more|less|verb.add&verb.raise|verb.remove|verb.lengthen|verb.shorten|"
    "adj.long&compared|adj.short&compared adj.long? adj.short? each? for? photo? title? transition?",
    fresh=True,
)
def _seconds_more(m: Match, last: Edit) -> Edit | None:
    """Reads "多一秒", "a second less" after photos, a fade or a title got a length."""
    now = getattr(last, "seconds", None)
    if isinstance(last, AddTitle | ChangeTitle):
        now = title_seconds(m.clause.view, last)
    elif isinstance(last, SetJoin) and last.kind is not JoinKind.CUT:
        now = now or last.kind.usual_seconds
    if (
        not isinstance(last, SetShotLength | AddTitle | ChangeTitle | SetJoin)
        or not now
    ):
        return None
    less = m.has("less", "verb.remove", "verb.shorten", "adj.short")
    apart = any(token.has("comma") for token in m.clause.tokens)
    seconds = now + (-1 if less else 1) * (m.seconds or 0.0)
    if apart or (isinstance(last, SetJoin) and _opens_with_a_measure(m)):
        seconds = (
            m.seconds or now
        )  # "再久点,五秒", "shorter 0.2 s": how long it is to be
    if isinstance(last, AddTitle):
        return _title(m, last, seconds) if seconds > 0 else None
    return adjust.with_fields(last, seconds=seconds) if seconds > 0 else None


@rule(
    EARLY,
    "duration|half earlier|later|back verb.shift? state? later? earlier? more? back?",
)
def _captions_shifted(m: Match, last: Edit) -> Edit | None:
    """Reads "delay 1 second", "往后推半秒" of captions."""
    if not isinstance(last, _CAPTIONS) or m["duration"] is None:
        return None
    sign = -1 if m.has("earlier") and not m.has("later") else 1
    ways = [t for _, t in m.words if t.has("earlier", "later")]
    described = bool(ways) and all(
        t.has("state") and not t.has("verb.shift") for t in ways
    )
    if described and not m.has("verb.shift"):
        sign = -sign  # "they're late by half a second"
    shift = sign * float(m["duration"])
    if isinstance(last, ChangeCaptions) and last in m.clause.context.edits:
        return adjust.with_fields(last, shift=shift)
    return ChangeCaptions(shift=shift)


@rule(EARLY, "number clip|clip_one|shot|photo|photo_one verb.create? q.shots?")
def _so_many(m: Match, last: Edit) -> Edit | None:
    """Reads "每段三秒，一共六段": so many stretches of so long make a video of that length."""
    number = next(t for _, t in m.words if t.has("number"))
    before = m.clause.context.folded[: number.start].rstrip()
    if not before.endswith(_TOTAL) or last not in m.clause.context.edits:
        return None
    seconds = last.seconds if isinstance(last, SetShotLength) else None
    if isinstance(last, SetPace) and last.unit is BeatUnit.SECOND:
        seconds = last.every
    if seconds is None:
        return None
    return SetLength(length=Exact(value=seconds * float(m["number"])))


def _opens_with_a_measure(m: Match) -> bool:
    """Whether "shorter" stands before the seconds, which are then no difference."""
    compared = max(map(m.place, ("adj.long", "adj.short")))
    return not m.is_han() and 0 <= compared < m.place("duration")
