"""Where an edit holds: the scope and the moment that a clause names."""

from studio.model.edits.footage import PlaceClip
from studio.model.edits.music import SetClipSound
from studio.model.edits.record import (
    WHOLE,
    AtShot,
    AtSong,
    AtTime,
    Edit,
    Moment,
    OfClips,
    OfShots,
    OfSong,
    OfSource,
    OfTime,
    Scope,
    SongLabel,
    SourceRange,
)
from studio.model.media import AssetId, MediaKind
from studio.rules.language.chunks.places import Span
from studio.rules.language.entities.token import Token
from studio.rules.language.grammar.bounds import bounded, is_bounded
from studio.rules.language.grammar.clause import Clause
from studio.rules.language.grammar.clip_references import (
    charge_further_clips,
    clips,
    last_two,
    recent,
    resolve,
)

_OWN = frozenset("turn reverse stabilise focus zoom speed clip_sound freeze".split())
"""Edits that are rarely about the whole video."""
_OF_CLIPS = frozenset({"turn", "reverse", "stabilise", "normal_speed"})
"""Edits that are about the clips of the last edit where nothing is said."""
_SHOWN = frozenset({"speed", "freeze"})
"""Edits of how a clip is shown that was put somewhere: "dog last", "slow motion"."""
_OF_ALL = frozenset({"look", "adjust", "cube"})
"""Edits of all photos that are edits of the video where nothing else is shown."""
_NEAR = 3
"""Words that may stand between "shot" and the moment at which it is shown."""
EDGE = 3.0
"""Seconds that "at the end" and "at the start" mean where no length is said."""


def _is_everything(c: Clause, ids: tuple[AssetId, ...]) -> bool:
    """Whether "the photos" are all that is shown, so that the video is meant."""
    shown = {x.id for x in c.view.clips if x.kind is not MediaKind.AUDIO and x.in_use}
    grouped = any(t.value("clips").photos for t in c.tokens if t.has("clips"))
    return grouped and len(shown) > 1 and shown <= set(ids)


def scope(c: Clause, edit: type[Edit]) -> Scope:
    """Read where an edit of this kind is to hold; the whole when nothing is said."""
    kinds = edit.SCOPES
    if "clips" in kinds:
        charge_further_clips(c)
        if (part := part_of_clip(c)) is not None:
            return part
    if "clips" in kinds and (ids := clips(c, logos=False)):
        c.take_all("at", "for")
        everything = edit.model_fields["do"].default in _OF_ALL and _is_everything(
            c, ids
        )
        return WHOLE if everything else OfClips(assets=ids)
    if c.has("rest") and c.context.edits:
        return _rest(c, kinds)
    if "clips" in kinds and c.has("both") and (two := last_two(c)):
        c.take("both")
        return OfClips(assets=two)
    if "shots" in kinds and (numbers := shots(c)):
        return OfShots(numbers=numbers)
    if (stretch := bounded_or_sung(c, kinds)) is not None:
        return stretch
    if "time" in kinds and (time := _time(c)) is not None:
        return time
    return _of_referred_clips(c, edit) if "clips" in kinds else WHOLE


def _of_referred_clips(c: Clause, edit: type[Edit]) -> Scope:
    """Read "it", "its sound" or nothing as clips named before; the whole if none are."""
    owned = c.has("possessive") and edit is SetClipSound
    if (owned or c.has("it_clip")) and (meant := recent(c)):
        c.take_all("it_clip", "it", "possessive")
        return OfClips(assets=meant[:1])
    if c.view.replied_clips and c.has("it"):
        c.take_all("it")
        return OfClips(assets=c.view.replied_clips)
    if (before := _of_last_edit(c, edit)) is not None:
        c.take_all("it")
        return before
    if c.context.named and (c.has("it") or c.seen("on_it")) and _names_one(c):
        c.take("it")
        return OfClips(assets=c.context.named[:1])
    return WHOLE


def bounded_or_sung(c: Clause, kinds: frozenset[str]) -> OfTime | OfSong | None:
    """Read "until the drop", "in the chorus" as far as these kinds of scope are allowed."""
    if "time" in kinds and (stretch := bounded(c)) is not None:
        return stretch
    if "song" not in kinds or (n := _song_place(c)) is None:
        return None
    label, number = c.tokens[n].value("songpart")
    c.used.add(n)
    every = c.take("each") or c.take("all")
    return OfSong(label=label, number=0 if every else number)


def _of_last_edit(c: Clause, edit: type[Edit]) -> OfClips | None:
    """The clips of the last version's edit, where both edits are about clips."""
    last = next(reversed(c.view.last_edits), None)
    kind = edit.model_fields["do"].default
    if c.context.edits or last is None or c.seen("video", "all", "throughout"):
        return None
    refers = c.seen("on_it") or (kind in _OWN | _OF_ALL and c.seen("it", "too"))
    if isinstance(last, PlaceClip):
        own = refers or kind in _SHOWN
        return OfClips(assets=(last.clip,)) if own else None
    goes_on = kind in _OF_CLIPS or (kind in _SHOWN and kind == last.do)
    if not isinstance(last.scope, OfClips):
        return None
    return last.scope if refers or goes_on else None


def _rest(c: Clause, kinds: frozenset[str]) -> Scope:
    """Reads "the rest": every clip that the edit before is not about, else the whole."""
    before, view = c.context.edits[-1].scope, c.view
    c.take_all("rest", "other", "others", "all", "shot", "clip")
    if not isinstance(before, OfClips) or "clips" not in kinds:
        return WHOLE
    shown = [clip for clip in view.pictures if clip.in_use] or view.pictures
    rest = tuple(clip.id for clip in shown if clip.id not in before.assets)
    return OfClips(assets=rest) if rest else WHOLE


def _names_one(c: Clause) -> bool:
    """Whether every edit of the request so far is about the one clip that it named."""
    return len(c.context.named) == 1 and all(
        isinstance(edit.scope, OfClips)
        or getattr(edit, "clips", None)
        or (isinstance(edit, PlaceClip) and edit.clip in c.context.named)
        for edit in c.context.edits
    )


def shots(c: Clause, *, noun: bool = True) -> tuple[int, ...]:
    """Read shots by number, or the shot at a moment.

    Without ``noun`` a moment needs no "shot" beside it.
    """
    if numbers := c.value("shots"):
        return tuple(numbers)
    nouns = list(c.indexes("shot", "this_clip")) if noun else [0]
    for n in nouns:
        near = [k for k in c.indexes("moment") if not noun or abs(k - n) <= _NEAR]
        for k in near[:1]:
            moment = c.tokens[k].value("moment")
            number = shot_at(c, moment.seconds) if isinstance(moment, AtTime) else None
            if number:
                c.used |= {n, k} if noun else {k}
                return (number,)
    return ()


def shot_at(c: Clause, seconds: float) -> int | None:
    """The number of the shot that is shown at a time; below 0 from the end."""
    at = seconds if seconds >= 0 else c.view.duration + seconds
    return next((s.number for s in c.view.shots if s.start <= at < s.end), None)


def _song_place(c: Clause) -> int | None:
    """Where a part of the song is named as a place; "after the drop" is none."""
    for n in c.indexes("songpart"):
        token = c.tokens[n]
        if is_bounded(c, n):
            continue
        doubtful = any(
            x.startswith(("verb.", "pace.", "first_", "last_")) for x in token.concepts
        )
        if not doubtful or n > 0:
            return n
    return None


def _time(c: Clause) -> OfTime | None:
    for n in c.indexes("span"):
        span: Span = c.tokens[n].value("span")
        if span.owner == "":
            bounds = seconds_of(span, c.view.duration)
            if bounds is not None:
                c.used.add(n)
                return OfTime(start=bounds[0], end=bounds[1])
    return edge_time(c)


def part_of_clip(c: Clause) -> OfSource | None:
    """Reads "the first 3 seconds of clip 2", "clip 2 between 3 and 5 s"."""
    for n in c.indexes("span"):
        span: Span = c.tokens[n].value("span")
        named = [k for k in c.indexes("clips") if k == n - 1]
        if span.owner == "clips" and span.clips is not None:
            ref, used = span.clips, {n}
        elif (
            span.owner == ""
            and span.shares is None
            and None not in (span.start, span.end)
            and named
        ):
            ref, used = c.tokens[named[0]].value("clips"), {n, named[0]}
        else:
            continue
        part = _source(c, resolve(c, ref), span)
        if part is not None:
            c.used |= used
            return OfSource(ranges=(part,), divides=True)
    return None


def _source(c: Clause, ids: tuple[AssetId, ...], span: Span) -> SourceRange | None:
    """The stretch on the clock of the one clip; None where there is no such stretch."""
    clip = next((x for x in c.view.clips if ids == (x.id,)), None)
    bounds = seconds_of(span, clip.seconds) if clip is not None else None
    if clip is None or bounds is None:
        return None
    start, end = (
        one if one is None or one >= 0 else one + clip.seconds for one in bounds
    )
    low, high = start or 0.0, clip.seconds if end is None else end
    if not 0 <= low < high <= clip.seconds:
        return None
    return SourceRange(clip=clip.id, start=low, end=high)


def edge_time(c: Clause) -> OfTime | None:
    """Reads "at the end", "in the middle" as a stretch of the video."""
    duration = c.view.duration
    if c.take("edge_end"):
        return OfTime(start=-EDGE)
    if c.take("edge_start"):
        return OfTime(start=0.0, end=EDGE)
    if c.has("middle", "position.center") and duration:
        c.take("middle", "position.center")
        return OfTime(start=round(duration / 3, 3), end=round(duration * 2 / 3, 3))
    return None


def seconds_of(span: Span, duration: float) -> tuple[float | None, float | None] | None:
    """The seconds of a stretch; None when shares are asked of an unknown length."""
    if span.shares is None:
        return span.start, span.end
    if duration <= 0:
        return None
    start, end = (round(share * duration, 3) for share in span.shares)
    return start, None if span.shares[1] == 1.0 else end


def moment(c: Clause) -> Moment | None:
    """Read a point of the video: a time, a part of the song, a shot, an edge."""
    if c.has("moment"):
        point: Moment = c.value("moment")
        c.take_all("at")
        return point
    if (n := _song_place(c)) is not None:
        label, number = c.tokens[n].value("songpart")
        c.used.add(n)
        return AtSong(label=SongLabel(label), number=number or 1)
    if c.has("shots"):
        return AtShot(number=c.value("shots")[0])
    if c.take_all("edge_start", "first_place"):
        return AtTime(seconds=0.0)
    if c.take_all("edge_end", "last_place"):
        return AtTime(end=True)
    if c.has("middle") and c.view.duration:
        c.take("middle")
        return AtTime(seconds=round(c.view.duration / 2, 3))
    return None


def sources(token: Token) -> tuple[AssetId, ...]:
    """The songs that a token names."""
    return tuple(token.value("songs") or ())
