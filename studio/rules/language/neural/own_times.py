"""Times that the network writes itself, where it finds none in the words to copy.

It learned them from projects of half a minute: 15 s for "the second half". What the words
say is another time in another video.
"""

import re
from collections.abc import Iterator, Sequence
from math import isclose

from studio.model.reading import ProjectView
from studio.rules.language.entities.token import Token
from studio.rules.language.neural.symbols import FIELD, Symbol

_TIME = re.compile(
    rf"{re.escape(FIELD)}(?P<path>(?:scope|moment|start|end)\.(?P<side>start|end|seconds))"
    r"=(?P<seconds>\d+(?:\.\d+)?)"
)
_TOLERANCE = 0.1
"""Seconds by which a time may miss where something begins or ends."""


def in_this_video(
    symbols: Sequence[Symbol], phrases: Sequence[Token], view: ProjectView
) -> tuple[Symbol, ...]:
    """The symbols with the times that the words say in this video.

    Raises ``ValueError`` for a time that is nothing special here.
    """
    return tuple(_in_this_video(one, phrases, view) for one in symbols)


def _in_this_video(
    symbol: Symbol, phrases: Sequence[Token], view: ProjectView
) -> Symbol:
    match = _TIME.fullmatch(symbol) if isinstance(symbol, str) else None
    if match is None or not (seconds := float(match["seconds"])):
        return symbol
    shares = {span for token in phrases if (span := _shares(token)) is not None}
    if len(shares) == 1:
        first, last = (share * view.duration for share in shares.pop())
        at = last if match["side"] == "end" else first
        is_end = at == view.duration and match["side"] == "end"
        return f"{FIELD}{match['path']}={'null' if is_end else round(at, 3)}"
    if any(isclose(seconds, time, abs_tol=_TOLERANCE) for time in _special(view)):
        return symbol
    raise ValueError(f"Nothing is at {seconds:g} s.")


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
