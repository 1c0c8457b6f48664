"""Read what a stretch is of: "the first 10 seconds of the song", "歌的前10秒"."""

from collections.abc import Sequence

from studio.model.edits.record import AtTime
from studio.rules.language.chunks.places.span import Span
from studio.rules.language.chunks.rewrite import NOTHING, Replacement, at, over, skip
from studio.rules.language.entities.token import Token


def owned(tokens: Sequence[Token], n: int) -> Replacement:
    """Reads "the last 2 s of clip 1", "the song's first 10 seconds"."""
    if tokens[n].has("span", "moment"):
        end = skip(tokens, n + 1, "filler", "of", "off")
        by_word = any(token.has("of", "off") for token in tokens[n + 1 : end])
        owner = end if by_word and end < len(tokens) else None
        replacement = _of_owner(tokens, n, owner, n, end)
        off = any(token.has("off") for token in tokens[n + 1 : end])
        return _taken_off(*replacement) if off else replacement
    if tokens[n].has("song", "songs", "clips"):
        end = _behind_owner(tokens, n + 1)
        touches = at(tokens, end, "span") and tokens[end].start == tokens[n].end
        if at(tokens, end, "span") and (end > n + 1 or touches):
            return _of_owner(tokens, end, n, n, end)
    return NOTHING


def _taken_off(token: Token | None, size: int) -> Replacement:
    """Marks the stretch of "the first 20 seconds off the dog"."""
    if token is None:
        return NOTHING
    values = {**token.values, "off": True}
    return Token(token.start, token.end, token.concepts | {"off"}, values), size


def _behind_owner(tokens: Sequence[Token], n: int) -> int:
    """The first place behind "'s" and "的"; "in the" and "on the" do not own."""
    while n < len(tokens) and tokens[n].has("filler", "of") and not at(tokens, n, "at"):
        n += 1
    return n


def _of_owner(
    tokens: Sequence[Token], place: int, owner: int | None, first: int, last: int
) -> Replacement:
    """The place with its owner, over the stretch from ``first`` to ``last``."""
    if owner is None:
        return NOTHING
    stretch = tokens[first : last + 1]
    token = _with_owner(tokens[place], tokens[owner], stretch)
    return NOTHING if token is None else (token, len(stretch))


def _with_owner(token: Token, owner: Token, stretch: Sequence[Token]) -> Token | None:
    span, moment = token.value("span"), token.value("moment")
    of_song = owner.has("songs", "song") and not owner.has("video", "clips")
    if span is None:
        if not of_song or not isinstance(moment, AtTime):
            return None
        of_song_span = Span(moment.seconds, None, owner="song")
        return over(stretch, span=of_song_span, song_time=moment.seconds)
    if owner.has("clips"):
        ref = owner.value("clips")
        return over(stretch, span=Span(span.start, span.end, span.shares, "clips", ref))
    if owner.has("songs") or of_song:
        return over(stretch, span=Span(span.start, span.end, span.shares, "song"))
    return over(stretch, span=span) if owner.has("video") else None
