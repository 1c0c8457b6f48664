"""Times that the network writes itself, where it finds none in the words to copy.

It learned them from projects of half a minute with shots of 2 s: 15 s for "the second
half", 4 s for "twice as long". What the words say is another time in another video.
"""

import re
from collections.abc import Iterator, Sequence
from math import isclose

from studio.model.reading import ProjectView
from studio.rules.language.entities.token import Token
from studio.rules.language.neural.source import Word
from studio.rules.language.neural.symbols import EDIT, FIELD, Symbol

_PLACES = frozenset(
    {"scope.start", "scope.end", "moment.seconds", "start.seconds", "end.seconds"}
)
"""Fields of places on the video's clock."""
_LENGTHS = {
    "length": ("length.value",),
    "shot_length": ("seconds",),
    "trim_clip": ("start", "end"),
}
"""Fields of edits that "twice as long" and the like fill from what is there."""
_NUMBER = re.compile(r"[1-9]\d*(?:\.\d+)?|0\.\d+")
_COMPARED = (
    "compared", "excess", "lack", "adj.long", "adj.short", "verb.lengthen", "verb.shorten",
    "half", "double", "triple", "factor", "fraction", "percent", "degree.bit",
)  # fmt: skip
_TOLERANCE = 0.1
"""Seconds by which a time may miss where something begins or ends."""


def in_this_video(
    symbols: Sequence[Symbol],
    words: Sequence[Word],
    phrases: Sequence[Token],
    view: ProjectView,
) -> tuple[Symbol, ...]:
    """The symbols with the times that the words say in this video.

    ``words`` are those of ``source``, with what the constructions read. Raises
    ``ValueError`` for a time that is nothing special here, or that is compared with what
    is there, unless the constructions read that edit.
    """
    kind, out = "", list[Symbol]()
    for symbol in symbols:
        if isinstance(symbol, str) and symbol.startswith(EDIT):
            kind = symbol[len(EDIT) :]
        path = _path(symbol, kind, phrases) if isinstance(symbol, str) else None
        if path is None:
            out.append(symbol)
        elif (read := _read(kind, path, words)) is not None:
            out.append(f"{FIELD}{path}={read}")
        else:
            out.append(_placed(str(symbol), phrases, view))
    return tuple(out)


def _path(symbol: str, kind: str, phrases: Sequence[Token]) -> str | None:
    """The field of a time that depends on the video; None for another symbol."""
    path, _, value = symbol.removeprefix(FIELD).partition("=")
    depends = path in _PLACES or (path in _LENGTHS.get(kind, ()) and _compares(phrases))
    is_time = symbol.startswith(FIELD) and _NUMBER.fullmatch(value)
    return path if depends and is_time else None


def _compares(phrases: Sequence[Token]) -> bool:
    """Whether a length is told by another one, and by no seconds."""
    return any(token.has(*_COMPARED) for token in phrases) and not any(
        token.has("duration") for token in phrases
    )


def _read(kind: str, path: str, words: Sequence[Word]) -> float | None:
    """What the constructions read, or offer, in this field of such an edit."""
    roles = {f"read:{kind}", f"maybe:{kind}"}
    values = {
        word.values[f"L{path}"]
        for word in words
        if not roles.isdisjoint(word.features) and f"L{path}" in word.values
    }
    return values.pop() if len(values) == 1 else None


def _placed(symbol: str, phrases: Sequence[Token], view: ProjectView) -> Symbol:
    path, _, value = symbol.removeprefix(FIELD).partition("=")
    if path not in _PLACES:
        raise ValueError(f"{symbol!r} depends on the video.")
    shares = {span for token in phrases if (span := _shares(token)) is not None}
    if len(shares) == 1:
        first, last = shares.pop()
        share = last if path.endswith("end") else first
        at = "null" if share == 1.0 else round(share * view.duration, 3)
        return f"{FIELD}{path}={at}"
    if any(isclose(float(value), t, abs_tol=_TOLERANCE) for t in _special(view)):
        return symbol
    raise ValueError(f"Nothing is at {value} s.")


def _shares(token: Token) -> tuple[float, float] | None:
    """The part of the video that words like "the second half" mean."""
    span = token.value("span")
    shares: tuple[float, float] | None = getattr(span, "shares", None)
    return shares if shares and not span.owner else None


def _special(view: ProjectView) -> Iterator[float]:
    """Where parts of the song begin and end, and the middle of the video."""
    yield view.duration / 2
    for section in view.sections:
        yield section.start
        yield section.end
