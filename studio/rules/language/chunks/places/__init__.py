"""Stretches and moments of the video, the song or a clip, each with its owner.

Values: ``span`` a ``Span``; ``moment`` an edit's moment; ``songpart`` a label and number;
``interval`` how often (``(2, BeatUnit.BEAT)``).
"""

from collections.abc import Sequence

from studio.rules.language.chunks.places.intervals import interval
from studio.rules.language.chunks.places.moments import moment
from studio.rules.language.chunks.places.owners import owned
from studio.rules.language.chunks.places.ranges import from_to
from studio.rules.language.chunks.places.songparts import songpart
from studio.rules.language.chunks.places.span import Span
from studio.rules.language.chunks.places.spans import at_an_edge, onwards
from studio.rules.language.chunks.rewrite import NOTHING, Replacement, at, rewrite
from studio.rules.language.entities.token import Token

__all__ = ["Span", "places"]

_RULES = (interval, songpart, from_to, at_an_edge, onwards, moment, owned)


def places(tokens: Sequence[Token]) -> list[Token]:
    """Build intervals, parts of the song, stretches and moments."""
    out = rewrite(tokens, _arrives)
    for rule in _RULES:
        out = rewrite(out, rule)
    return [
        t
        for n, t in enumerate(out)
        if not (_points_back(out, n) or _points_ahead(out, n))
    ]


def _arrives(tokens: Sequence[Token], n: int) -> Replacement:
    """Reads the "到" of "到副歌再快一点" as "at": it opens a clause, and no stretch ends."""
    opens = n == 0 or tokens[n - 1].has("comma", "stop", "then", "but")
    part = n + 1 < len(tokens) and any(
        c.startswith("song.") for c in tokens[n + 1].concepts
    )
    if not (opens and part and tokens[n].has("to") and not tokens[n].has("verb.move")):
        return NOTHING
    if n + 2 >= len(tokens) or tokens[n + 2].has("comma", "stop", "verb.end", "before"):
        return NOTHING
    return Token(tokens[n].start, tokens[n].end, frozenset({"at", "filler"})), 1


def _points_ahead(tokens: Sequence[Token], n: int) -> bool:
    """Whether "that part" is the moment behind it: "that part at 0:08 is bad"."""
    if getattr(tokens[n].value("clips"), "back", "") != "this":
        return False
    place = n + 1 + (at(tokens, n + 1, "at") and not at(tokens, n + 1, "moment"))
    return at(tokens, place, "moment") and at(tokens, place + 1, "copula")


def _points_back(tokens: Sequence[Token], n: int) -> bool:
    """Whether "that part" is the stretch that was named before: "8到12秒太乱，这段慢一点"."""
    ref = tokens[n].value("clips")
    if getattr(ref, "back", "") != "this" or n == 0:
        return False
    for before in reversed(tokens[:n]):
        if before.has("span"):
            return not before.value("span").owner
        if before.has("clips", "shots", "songs", "shot", "clip", "moment"):
            return False
    return False
