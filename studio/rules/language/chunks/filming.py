"""Pass over where something was filmed: "we shot this at sunset, make it warmer".

A place or a time behind "shot at" tells how the footage came about; a clip of that name
is not meant. "The one we shot at the beach" describes a clip and stays.
"""

from collections.abc import Sequence

from studio.rules.language.chunks.rewrite import at, without_weight
from studio.rules.language.entities.token import Token

_ENDS = ("comma", "stop", "and", "then", "but", "reason")
_AROUND = frozenset(
    {"filler", "tells", "context", "finite", "copula", "it", "at", "of", "unknown"}
)
"""What a statement about the filming is made of, beside the place."""


def without_settings(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with the places of such statements as words without weight."""
    out = list(tokens)
    start = 0
    for n in range(len(tokens) + 1):
        if n == len(tokens) or tokens[n].has(*_ENDS):
            if n < len(tokens) and (k := _setting(tokens, start, n)) is not None:
                out[k] = without_weight([tokens[k]])
                out[start:n] = [
                    without_weight([t]) if t.has("filmed") else t for t in out[start:n]
                ]
            start = n + 1
    return out


def _setting(tokens: Sequence[Token], start: int, end: int) -> int | None:
    """Where the place stands in a clause that only tells of the filming."""
    named = [n for n in range(start, end) if tokens[n].has("clips")]
    verbs = [n for n in range(start, end) if tokens[n].has("filmed")]
    if len(named) != 1 or not verbs:
        return None
    others = (
        t
        for n, t in enumerate(tokens)
        if start <= n < end and n not in (*named, *verbs)
    )
    if not all(t.concepts & _AROUND for t in others):
        return None
    before = named[0] - 1
    placed = at(tokens, before, "at") or verbs[0] > named[0]
    return named[0] if placed and verbs[0] <= start + _OPENING else None


_OPENING = 4
"""Words before the verb of such a statement: "we actually shot", "在海边"."""
