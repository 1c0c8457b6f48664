"""Pass over who wants something: "my sister says the title is too small".

A person and a verb of saying or wishing open a clause without a meaning of their own;
what is reported behind them is read as if the writer had said it, save in quotes: 'she
says "wow"' asks for no title. Before a dislike ("mum hates the font") only the person is
passed over.
"""

from collections.abc import Sequence

from studio.rules.language.chunks.rewrite import (
    NOTHING,
    Replacement,
    at,
    rewrite,
    skip,
    without_weight,
)
from studio.rules.language.entities.token import Token

_DISLIKES = ("verb.dislike",)
_OPENERS = ("comma", "stop", "and", "then", "but", "reason", "correction")


def without_reporters(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with people and their verbs of saying as words without weight."""
    return rewrite(tokens, _reporter)


def _reporter(tokens: Sequence[Token], n: int) -> Replacement:
    if not at(tokens, n, "person") or not _opens(tokens, n):
        return NOTHING
    verb = skip(tokens, n + 1, "filler")
    if at(tokens, verb, "verb.report"):
        words = skip(tokens, verb + 1, "filler", "comma")
        if at(tokens, words, "quote"):
            return _words(tokens[n : words + 1]), words + 1 - n
        return without_weight(tokens[n : verb + 1]), verb + 1 - n
    if at(tokens, verb, *_DISLIKES):
        return without_weight(tokens[n:verb]), verb - n
    return NOTHING


def _opens(tokens: Sequence[Token], n: int) -> bool:
    """Whether a clause begins here; small words may stand before."""
    before = n - 1
    while before >= 0 and tokens[before].has("filler", "tells"):
        before -= 1
    return before < 0 or tokens[before].has(*_OPENERS)


def _words(stretch: Sequence[Token]) -> Token:
    return Token(stretch[0].start, stretch[-1].end, frozenset({"reported_words"}))
