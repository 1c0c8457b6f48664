"""Replace stretches of a list of tokens: the tool of the passes that build phrases."""

from collections.abc import Callable, Sequence
from typing import Any

from studio.rules.language.entities.token import Token

Replacement = tuple[Token | None, int]
"""The token that stands for the next so many tokens, or None and 0."""
NOTHING: Replacement = (None, 0)


def rewrite(
    tokens: Sequence[Token], rule: Callable[[Sequence[Token], int], Replacement]
) -> list[Token]:
    """Apply a rule from left to right wherever it fits."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        token, size = rule(tokens, at)
        if size:
            if token is not None:
                out.append(token)
            at += size
        else:
            out.append(tokens[at])
            at += 1
    return out


def over(tokens: Sequence[Token], **values: Any) -> Token:
    """One token with these values over the stretch of the given ones."""
    return Token(tokens[0].start, tokens[-1].end, frozenset(values), values)


def without_weight(tokens: Sequence[Token]) -> Token:
    """One token over the stretch of the given ones, whose words ask for nothing."""
    return Token(tokens[0].start, tokens[-1].end, frozenset({"filler", "tells"}))


def at(tokens: Sequence[Token], n: int, *concepts: str) -> bool:
    """Whether the token at this place may stand for one of these."""
    return 0 <= n < len(tokens) and not tokens[n].concepts.isdisjoint(concepts)


def skip(tokens: Sequence[Token], n: int, *concepts: str) -> int:
    """The first place from ``n`` on that stands for none of these."""
    while n < len(tokens) and not tokens[n].concepts.isdisjoint(concepts):
        n += 1
    return n
