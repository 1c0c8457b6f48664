"""Set conditions apart: what is asked for in a case is neither done at once nor passed over.

Of "if it ends up under 18 seconds, show the dog longer" nobody knows yet whether the case
comes; the length in it is no wish at all.
"""

from collections.abc import Sequence

from studio.rules.language.chunks.rewrite import over
from studio.rules.language.entities.token import Token

_IF = frozenset("if|unless|in case|如果|要是|万一|假如|倘若".split("|"))
_BOUNDS = ("at_most", "at_least", "under", "not", "compared")
_MEASURES = ("duration", "time")
_OPENING = frozenset(
    {"it", "video", "clips", "shots", "songs", "then", "copula", "finite"}
)
"""What a condition about a length begins with; of "if you can" nothing is left here."""
_JOINTS = ("comma", "stop", "and")
CONDITION = "condition"
"""The concept of a wish with its condition, and the reason why it is not done."""


def with_conditions_apart(tokens: Sequence[Token], folded: str) -> list[Token]:
    """The tokens with a wish and its condition as one that no construction reads."""
    opening = (n for n, one in enumerate(tokens) if one.surface(folded) in _IF)
    for n in opening:
        if (end := _end(tokens, n)) is None:
            continue
        behind = _until(tokens, end, "stop")
        first, last = (n, behind) if behind > end + 1 else (_from(tokens, n), end)
        if not _asks((*tokens[first:n], *tokens[end:last])):
            continue
        unread = over(tokens[first:last], condition=True, unknown=True)
        rest = with_conditions_apart(tokens[last:], folded)
        return [*tokens[:first], unread, *rest]
    return list(tokens)


def _end(tokens: Sequence[Token], n: int) -> int | None:
    """Behind the time of a condition that opens here; None where it is none of a length."""
    clause = tokens[n + 1 : _until(tokens, n + 1, "comma", "stop")]
    at = next((k for k, token in enumerate(clause) if token.has(*_MEASURES)), None)
    if at is None or not any(token.has(*_BOUNDS) for token in clause[:at]):
        return None
    return n + at + 2 if clause[0].has(*_OPENING, *_BOUNDS) else None


def _asks(wish: Sequence[Token]) -> bool:
    """Whether something is asked for: "that's fine" and "tell me" change nothing."""
    concepts = [concept for token in wish for concept in token.concepts]
    wishes = any(concept.startswith(("verb.", "adj.")) for concept in concepts)
    return wishes and "q.tell" not in concepts


def _until(tokens: Sequence[Token], n: int, *concepts: str) -> int:
    ends = (k for k in range(n, len(tokens)) if tokens[k].has(*concepts))
    return next(ends, len(tokens))


def _from(tokens: Sequence[Token], n: int) -> int:
    """Where the wish begins whose condition stands behind it."""
    while n and not tokens[n - 1].has(*_JOINTS):
        n -= 1
    return n
