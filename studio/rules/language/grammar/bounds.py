"""Stretches with one end: "until the drop", "after the first chorus", "from 0:10"."""

from collections.abc import Sequence

from studio.model.edits.record import AtTime, OfTime
from studio.model.reading import SectionView
from studio.rules.language.entities.token import Token
from studio.rules.language.grammar.clause import Clause

_UNTIL = ("to", "before")
_SINCE = ("from", "after")


def bounded(c: Clause) -> OfTime | None:
    """Read a stretch of the video that a moment or a part of the song bounds."""
    for n in c.indexes("moment", "songpart"):
        k = _bound(c.tokens, n)
        if k is None:
            continue
        stretch = _stretch(c, c.tokens[n], c.tokens[k])
        if stretch is not None:
            c.used.update((n, k))
            c.take_all("to_end")
            return stretch
    return None


def is_bounded(c: Clause, n: int) -> bool:
    """Whether "until" or "after" stands beside this token, so that it is no place."""
    return _bound(c.tokens, n) is not None


def _bound(tokens: Sequence[Token], n: int) -> int | None:
    """Where the word stands that bounds: before it, behind it in Chinese."""
    before = n - 1
    while before >= 0 and tokens[before].concepts <= {"filler", "at", "exactly"}:
        before -= 1
    if (
        before >= 0
        and tokens[before].has(*_UNTIL, *_SINCE)
        and _is_plain(tokens[before])
    ):
        return before
    behind = n + 1
    if behind < len(tokens) and tokens[behind].has("before", "after"):
        touches = tokens[behind].start == tokens[n].end
        return behind if touches and not tokens[behind].has("first_place") else None
    return None


def _is_plain(token: Token) -> bool:
    return not token.has("at", "for", "edge_start", "comma", "verb.start")


def _stretch(c: Clause, place: Token, word: Token) -> OfTime | None:
    start, end = _ends(c, place)
    if start is None:
        return None
    if word.has(*_UNTIL):
        return OfTime(start=0.0, end=start) if start > 0 else None
    return OfTime(start=end if word.has("after") else start)


def _ends(c: Clause, place: Token) -> tuple[float | None, float | None]:
    """Where a place starts and ends on the video's clock."""
    if place.has("songpart"):
        section = _section(c.view.sections, *place.value("songpart"))
        return (None, None) if section is None else (section.start, section.end)
    moment = place.value("moment")
    seconds = moment.seconds if isinstance(moment, AtTime) else None
    return seconds, seconds


def _section(
    sections: Sequence[SectionView], label: str, number: int
) -> SectionView | None:
    """The section of this name and number; the first where no number is said."""
    of_label = [one for one in sections if one.label == label]
    at = number if number < 0 else max(number, 1) - 1
    return of_label[at] if -len(of_label) <= at < len(of_label) else None
