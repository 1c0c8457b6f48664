"""Read stretches at an end: "the first 10 seconds", "last 5 s", "second half"."""

from collections.abc import Sequence

from studio.rules.language.chunks.places.songparts import begins_change, changes
from studio.rules.language.chunks.places.span import Span
from studio.rules.language.chunks.rewrite import NOTHING, Replacement, at, over, skip
from studio.rules.language.entities.token import Token

_SHARES = {
    "first_half": (0.0, 0.5),
    "second_half": (0.5, 1.0),
    "first_third": (0.0, 1 / 3),
    "middle_third": (1 / 3, 2 / 3),
    "last_third": (2 / 3, 1.0),
}
_FEW = 3.0
"""Seconds that "a few" stands for."""
_NOUNS = ("clip", "clip_one", "shot", "photo", "song_one", "number")


def at_an_edge(tokens: Sequence[Token], n: int) -> Replacement:
    """Reads "the first 10 seconds", "片尾3秒", "the last third"."""
    name = next((one for one in _SHARES if one in tokens[n].concepts), None)
    if name is not None:
        shares = _SHARES[name]
        if not at(tokens, n + 1, "unit.minute"):
            return over(tokens[n : n + 1], span=Span(shares=shares)), 1
        start, end = (0.0, 30.0) if shares[0] == 0 else (-30.0, None)
        return over(tokens[n : n + 2], span=Span(start, end)), 2
    if share := _share(tokens, n):
        return share
    side = _side(tokens, n)
    if not side:
        return NOTHING
    end = skip(tokens, n + 1, "filler")
    seconds = _length(tokens, end)
    if seconds is None:
        return NOTHING
    span = Span(-seconds, None) if side < 0 else Span(0.0, seconds)
    close = end + (2 if at(tokens, end, "few") else 1)
    if side > 0 and at(tokens, close, "to_end"):
        span, close = Span(seconds, None), close + 1  # "开头10秒之后"
    return over(tokens[n:close], span=span), close - n


def _share(tokens: Sequence[Token], n: int) -> Replacement | None:
    """Reads "the first half", "the last third", "the final quarter"."""
    if not tokens[n].has("ordinal") or at(tokens, n + 1, "duration"):
        return None
    if not at(tokens, n + 1, "half", "fraction"):
        return None
    share = tokens[n + 1].value("fraction") or 0.5
    number = tokens[n].value("ordinal")
    if number not in (1, 2, -1):
        return None
    shares = (0.0, share) if number == 1 else (1 - share, 1.0)
    return over(tokens[n : n + 2], span=Span(shares=shares)), 2


def _side(tokens: Sequence[Token], n: int) -> int:
    """1 for "first", -1 for "last", 0 for neither."""
    token = tokens[n]
    if token.has("number"):
        return 0
    if token.has("verb.last") and at(
        tokens, n - 1, "photo", "title", "caption", "logo"
    ):
        return 0  # "the photos last two seconds"
    if token.has("edge_end", "last_place") or token.value("ordinal") == -1:
        return -1
    front = token.has("edge_start", "first_place") or token.value("ordinal") == 1
    return 1 if front else 0


def _length(tokens: Sequence[Token], n: int) -> float | None:
    """The seconds at this place: "10 seconds", "minute", "few seconds"."""
    if at(tokens, n, "few") and at(tokens, n + 1, "unit.second"):
        return _FEW
    if at(tokens, n, "unit.minute") and not at(tokens, n, "number"):
        return 60.0
    if at(tokens, n, "unit.second") and not at(tokens, n + 1, *_NOUNS):
        return 1.0
    ranked = any(t.has("ordinal") for t in tokens[max(0, n - 2) : n])
    looks = ranked and at(tokens, n + 1, "at")  # "the last 5 seconds in sepia"
    mark = at(tokens, n + 1, "mark_noun") and not looks
    if at(tokens, n, "duration") and not mark:
        return float(tokens[n].value("duration"))
    return None


def onwards(tokens: Sequence[Token], n: int) -> Replacement:
    """Reads "from 0:10 on", "10秒以后", "after 0:20", "从第10秒开始黑白"."""
    token = tokens[n]
    if (start := _changes_from(tokens, n)) is not None:
        return start
    if not token.has("after", "from") or token.has("clip"):
        return NOTHING
    if not at(tokens, n + 1, "time", "duration", "number"):
        return NOTHING
    place = tokens[n + 1]
    if at(tokens, n + 2, "to_end"):
        kind = next(k for k in ("time", "duration", "number") if place.has(k))
        seconds = place.value(kind)
        return over(tokens[n : n + 3], span=Span(float(seconds), None)), 3
    if token.has("after") and place.has("time"):
        return over(tokens[n : n + 2], span=Span(place.value("time"), None)), 2
    return NOTHING


def _changes_from(tokens: Sequence[Token], n: int) -> Replacement | None:
    """Reads "从第10秒开始变黑白", "10秒之后音乐小声": a change holds from there on.

    "从第10秒开始" alone is where the song starts.
    """
    first = n + at(tokens, n, "from")
    if at(tokens, n - 1, "song", "songs", "number", "title", "from") or first >= len(
        tokens
    ):
        return None
    counted = at(tokens, first, "ordinal") and at(tokens, first + 1, "unit.second")
    behind = first + 1 + counted
    place = tokens[first]
    names = ("ordinal",) if counted else ("time", "duration")
    seconds = next((v for k in names if (v := place.value(k)) is not None), None)
    onwards = at(tokens, behind, "to_end", "after") and changes(tokens, behind + 1)
    if seconds is None or not (onwards or begins_change(tokens, behind)):
        return None
    span = Span(float(seconds), None)
    return over(tokens[n : behind + 1], span=span), behind + 1 - n
