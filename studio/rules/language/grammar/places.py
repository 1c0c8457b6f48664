"""Stretches and moments of the video, the song or a clip, each with its owner.

Values: ``span`` a ``Span``; ``moment`` an edit's moment; ``songpart`` a label and number;
``interval`` how often (``(2, BeatUnit.BEAT)``).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from studio.model.edits.music import BeatUnit
from studio.model.edits.record import AtTime, SongLabel
from studio.rules.language.entities.token import Token
from studio.rules.language.grammar.nouns.references import ClipRef
from studio.rules.language.grammar.rewrite import (
    NOTHING,
    Found,
    at,
    over,
    rewrite,
    skip,
)

_HALVES = {
    "first_half": (0.0, 0.5),
    "second_half": (0.5, 1.0),
    "first_third": (0.0, 1 / 3),
    "last_third": (2 / 3, 1.0),
}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch in seconds (below 0 from the end, None open), or ``shares`` of it.

    ``owner`` is "" for the video, "song", or "clips" with ``clips``.
    """

    start: float | None = None
    end: float | None = None
    shares: tuple[float, float] | None = None
    owner: str = ""
    clips: ClipRef | None = None


def places(tokens: Sequence[Token]) -> list[Token]:
    """Build stretches, moments, parts of the song and intervals."""
    out = rewrite(tokens, _interval)
    out = rewrite(out, _songpart)
    out = rewrite(out, _range)
    out = rewrite(out, _edge_span)
    out = rewrite(out, _open)
    out = rewrite(out, _moment)
    return rewrite(out, _owned)


def _interval(tokens: Sequence[Token], n: int) -> Found:
    """Reads "every 2 beats", "each bar", "every other beat", "per bar", "每两拍"."""
    if not tokens[n].has("each") or tokens[n].has("photo"):
        return NOTHING
    end, count = n + 1, 1.0
    end = (
        skip(tokens, end, "filler")
        if not at(tokens, end, "unit.beat", "unit.bar")
        else end
    )
    if at(tokens, end, "beats"):
        return over(
            tokens[n : end + 1], interval=tokens[end].value("beats")
        ), end + 1 - n
    if at(tokens, end, "duration"):
        return over(
            tokens[n : end + 1],
            interval=(tokens[end].value("duration"), BeatUnit.SECOND),
        ), end + 1 - n
    if at(tokens, end, "other"):
        count, end = 2.0, end + 1
    elif (
        at(tokens, end, "ordinal")
        and (tokens[end].value("ordinal") or 0) > 0
        and at(tokens, end + 1, "unit.beat", "unit.bar")
    ):
        count, end = float(tokens[end].value("ordinal")), end + 1
    for name, unit in (
        ("unit.bar", BeatUnit.BAR),
        ("unit.beat", BeatUnit.BEAT),
        ("beat", BeatUnit.BEAT),
        ("unit.section", BeatUnit.SECTION),
    ):
        if at(tokens, end, name) and not at(tokens, end, "filler"):
            return over(tokens[n : end + 1], interval=(count, unit)), end + 1 - n
    if at(tokens, end, "unit.section"):
        return over(
            tokens[n : end + 1], interval=(count, BeatUnit.SECTION)
        ), end + 1 - n
    return NOTHING


def _label(token: Token) -> SongLabel | None:
    for label in SongLabel:
        if f"song.{label.value}" in token.concepts:
            return label
    return None


def _doubtful(token: Token) -> bool:
    return any(c.startswith(("verb.", "pace.")) for c in token.concepts)


def _songpart(tokens: Sequence[Token], n: int) -> Found:
    """Reads "the second drop", "chorus 2", "every chorus", "the drop"."""
    token, number, end = tokens[n], 0, n
    if token.has("ordinal") and at(
        tokens, n + 1, *(f"song.{v.value}" for v in SongLabel)
    ):
        number, end = int(token.value("ordinal")), n + 1
    label = _label(tokens[end])
    if label is None:
        return NOTHING
    stretch = tokens[n : end + 1]
    if at(tokens, end + 1, "number") and number == 0 and not at(tokens, end + 1, "to"):
        value = tokens[end + 1].value("number")
        if value == int(value) and 1 <= value < 10:
            number, stretch = int(value), tokens[n : end + 2]
    values = {**tokens[end].values, "songpart": (label, number)}
    before = n - 1
    while before >= 0 and tokens[before].has("filler") and not tokens[before].has("at"):
        before -= 1
    alone = before < 0 or tokens[before].has("comma", "stop", "and", "then", "but")
    alone = alone and not at(tokens, end + 1, "at", "of")
    clear = number or not alone or not _doubtful(tokens[end])
    follow = skip(tokens, end + 1, "filler")
    if not clear and at(tokens, follow, "clips", "title", "songs", "shots", "quote"):
        return NOTHING  # "drop clip 3"
    kept = {c for c in tokens[end].concepts if c.startswith("song.")}
    concepts = frozenset(kept) if clear else tokens[end].concepts
    concepts |= {"songpart"}
    return Token(stretch[0].start, stretch[-1].end, concepts, values), len(stretch)


def _seconds(token: Token, unit: float | None) -> float | None:
    for kind in ("time", "duration"):
        if token.has(kind):
            return float(token.value(kind))
    if token.has("number") and unit is not None and not token.has("beats"):
        return float(token.value("number")) * unit
    if token.has("ordinal") and unit is not None and token.value("ordinal"):
        return float(token.value("ordinal"))
    return None


def _range(tokens: Sequence[Token], n: int) -> Found:
    """Reads "from 5 to 10 seconds", "0:05-0:10", "between 5s and 10s", "第3到5秒"."""
    first, end = n, n
    opened = at(tokens, n, "from", "between") and not at(tokens, n, "number")
    seconds = at(tokens, n, "unit.second") and at(tokens, n + 1, "number")
    if seconds and not at(tokens, n, "number"):
        opened, first = True, n + 1  # "seconds 4 to 9"
    if opened and first == n:
        first = end = (
            skip(tokens, n + 1, "filler", "from", "unit.second")
            if at(tokens, n + 1, "filler", "from", "unit.second")
            else n + 1
        )
    if at(tokens, first, "edge_start") and opened:
        start: float | None = 0.0
    elif (
        first < len(tokens)
        and tokens[first].has("time", "duration", "number", "ordinal")
        and not tokens[first].has("hash")
    ):
        start = None
    else:
        return NOTHING
    end = first + 1
    if at(tokens, end, "unit.second") and at(tokens, first, "ordinal"):
        end += 1
    sep = end
    if at(tokens, sep, "filler") and at(tokens, sep + 1, "to"):
        sep += 1
    if not (
        at(tokens, sep, "to") or (at(tokens, n, "between") and at(tokens, sep, "and"))
    ):
        return NOTHING
    last = (
        skip(tokens, sep + 1, "filler", "unit.second")
        if at(tokens, sep + 1, "filler", "unit.second")
        else sep + 1
    )
    if at(tokens, last, "edge_end", "to_end") and (
        opened or at(tokens, first, "time", "duration")
    ):
        begin = start if start is not None else _seconds(tokens[first], None)
        if begin is None:
            return NOTHING
        return over(tokens[n : last + 1], span=Span(begin, None)), last + 1 - n
    if last >= len(tokens):
        return NOTHING
    close = last + 1
    if at(tokens, last, "ordinal") and at(tokens, close, "unit.second"):
        close += 1
        unit: float | None = 1.0
    else:
        unit = (
            1.0
            if tokens[last].has("time", "duration")
            or at(tokens, first, "time", "duration")
            else None
        )
        if (
            at(tokens, last, "duration")
            and tokens[last].value("duration") % 60 == 0
            and at(tokens, first, "number")
            and tokens[last].value("duration") >= 60
            and tokens[first].value("number") < tokens[last].value("duration") / 60
        ):
            unit = 60.0
    if unit is None and opened and (seconds or at(tokens, n + 1, "unit.second")):
        unit = 1.0  # "from second 10 to 15"
    stop = _seconds(tokens[last], unit)
    begin = start if start is not None else _seconds(tokens[first], unit)
    if stop is None or begin is None:
        return NOTHING
    if begin >= stop > 0:
        return NOTHING
    return over(tokens[n:close], span=Span(begin, stop)), close - n


def _edge_span(tokens: Sequence[Token], n: int) -> Found:
    """Reads "the first 10 seconds", "last 5 s", "片尾3秒", "second half"."""
    token = tokens[n]
    for name, shares in _HALVES.items():
        if token.has(name):
            return over(tokens[n : n + 1], span=Span(shares=shares)), 1
    if (
        token.has("ordinal")
        and at(tokens, n + 1, "half", "fraction")
        and not at(tokens, n + 1, "duration")
    ):
        share = tokens[n + 1].value("fraction") or 0.5
        number = token.value("ordinal")
        if number in (1, 2, -1):
            shares = (0.0, share) if number == 1 else (1 - share, 1.0)
            return over(tokens[n : n + 2], span=Span(shares=shares)), 2
    if token.has("verb.last") and at(
        tokens, n - 1, "photo", "title", "caption", "logo"
    ):
        return NOTHING  # "the photos last two seconds"
    front = token.has("edge_start", "first_place") or token.value("ordinal") == 1
    back = token.has("edge_end", "last_place") or token.value("ordinal") == -1
    if not (front or back) or token.has("number"):
        return NOTHING
    end = skip(tokens, n + 1, "filler")
    if at(tokens, end, "unit.minute") and not at(tokens, end, "number"):
        span = Span(-60.0, None) if back else Span(0.0, 60.0)
        return over(tokens[n : end + 1], span=span), end + 1 - n
    if at(tokens, end, "unit.second") and not at(
        tokens, end + 1, "clip", "clip_one", "shot", "photo", "song_one", "number"
    ):
        span = Span(-1.0, None) if back else Span(0.0, 1.0)
        return over(tokens[n : end + 1], span=span), end + 1 - n
    if at(tokens, end, "duration") and not at(tokens, end + 1, "mark_noun"):
        seconds = tokens[end].value("duration")
        span = Span(-seconds, None) if back else Span(0.0, seconds)
        return over(tokens[n : end + 1], span=span), end + 1 - n
    if at(tokens, end, "beats") and tokens[end].value("beats")[1] is BeatUnit.SECOND:
        return NOTHING
    return NOTHING


def _open(tokens: Sequence[Token], n: int) -> Found:
    """Reads "after 10 seconds", "from 0:10 on", "10秒以后", "until 0:20"."""
    token = tokens[n]
    if (
        token.has("after", "from")
        and at(tokens, n + 1, "time", "duration")
        and at(tokens, n + 2, "to_end")
    ):
        seconds = _seconds(tokens[n + 1], None)
        return over(tokens[n : n + 3], span=Span(seconds, None)), 3
    if token.has("after") and at(tokens, n + 1, "time") and not token.has("clip"):
        return over(tokens[n : n + 2], span=Span(tokens[n + 1].value("time"), None)), 2
    return NOTHING


def _moment(tokens: Sequence[Token], n: int) -> Found:
    """Reads "at 8 seconds", "at 0:08", "第8秒", "8 seconds in", "second 8"."""
    token = tokens[n]
    if token.has("time"):
        start = n
        return over(
            tokens[start : n + 1],
            moment=AtTime(seconds=token.value("time")),
            time=token.value("time"),
        ), 1
    if (
        token.has("ordinal")
        and at(tokens, n + 1, "unit.second", "unit.minute")
        and (token.value("ordinal") or 0) > 0
        and token.end == tokens[n + 1].start
        and not token.has("unit.second")
    ):
        unit = 60.0 if tokens[n + 1].has("unit.minute") else 1.0
        seconds = float(token.value("ordinal")) * unit
        return over(tokens[n : n + 2], moment=AtTime(seconds=seconds), time=seconds), 2
    if (
        token.has("unit.second", "unit.minute")
        and at(tokens, n + 1, "number")
        and not token.has("number")
    ):
        unit = 60.0 if token.has("unit.minute") else 1.0
        seconds = tokens[n + 1].value("number") * unit
        return over(tokens[n : n + 2], moment=AtTime(seconds=seconds), time=seconds), 2
    if (
        token.has("at")
        and not token.has("for", "between", "unit.second", "filler")
        and at(tokens, n + 1, "duration")
    ):
        seconds = tokens[n + 1].value("duration")
        return over(
            tokens[n : n + 2], moment=AtTime(seconds=seconds), time=seconds, at=True
        ), 2
    if (
        token.has("duration")
        and at(tokens, n + 1, "clips")
        and tokens[n + 1].value("clips").back == "this"
    ):
        seconds = token.value("duration")
        where = over(tokens[n : n + 2], moment=AtTime(seconds=seconds), time=seconds)
        return Token(where.start, where.end, where.concepts | {"shot"}, where.values), 2
    if token.has("duration") and at(tokens, n + 1, "there"):
        seconds = token.value("duration")
        return over(tokens[n : n + 2], moment=AtTime(seconds=seconds), time=seconds), 2
    if token.has("duration") and at(tokens, n + 1, "mark_noun"):
        return over(
            tokens[n : n + 2],
            moment=AtTime(seconds=token.value("duration")),
            time=token.value("duration"),
        ), 2
    return NOTHING


def _owned(tokens: Sequence[Token], n: int) -> Found:
    """Reads "the first 10 seconds of the song", "歌的前10秒", "the last 2 s of clip 1"."""
    for kind in ("span", "moment"):
        if at(tokens, n, kind):
            end = (
                skip(tokens, n + 1, "filler", "of")
                if at(tokens, n + 1, "of", "filler")
                else n + 1
            )
            if (
                end > n + 1
                and any(tokens[k].has("of") for k in range(n + 1, end))
                and end < len(tokens)
            ):
                owner = tokens[end]
                if owned := _give(tokens[n], owner, tokens[n : end + 1]):
                    return owned, end + 1 - n
    if tokens[n].has("song", "songs", "clips"):
        end = skip(tokens, n + 1, "filler", "of")
        if (
            at(tokens, end, "span")
            and (end > n + 1 or tokens[end].start == tokens[n].end)
            and (owned := _give(tokens[end], tokens[n], tokens[n : end + 1]))
        ):
            return owned, end + 1 - n
    return NOTHING


def _give(token: Token, owner: Token, stretch: Sequence[Token]) -> Token | None:
    span = token.value("span")
    if span is None:
        moment = token.value("moment")
        if (
            owner.has("song", "songs")
            and not owner.has("video", "clips")
            and isinstance(moment, AtTime)
        ):
            return over(
                stretch,
                span=Span(moment.seconds, None, owner="song"),
                song_time=moment.seconds,
            )
        return None
    if owner.has("clips"):
        return over(
            stretch,
            span=Span(span.start, span.end, span.shares, "clips", owner.value("clips")),
        )
    if owner.has("songs") or (owner.has("song") and not owner.has("video")):
        return over(stretch, span=Span(span.start, span.end, span.shares, "song"))
    if owner.has("video"):
        return over(stretch, span=span)
    return None
