"""Pass over counts that are no values: "we only have one chance", "there's only one beach".

A number before a word that no edit is made of counts that, and a statement of what there
is only one of says why.
"""

from collections.abc import Sequence

from studio.rules.language.chunks.rewrite import (
    NOTHING,
    Replacement,
    at,
    over,
    rewrite,
    skip,
)
from studio.rules.language.entities.token import Token

_COUNTED = frozenset({"context", "person", "tells", "finite", "filler"})
"""Concepts of words that nothing is edited by."""
_THERE_IS = frozenset(
    "there's|there is|theres|there are|we have|i have|we've|i've|we|i|we got|i got".split(
        "|"
    )
)
_ENDS = ("comma", "stop", "but")


def without_counts(tokens: Sequence[Token], folded: str) -> list[Token]:
    """The tokens with counts and such statements as words without weight."""

    def existence(words: Sequence[Token], n: int) -> Replacement:
        opens = n == 0 or words[n - 1].has(*_ENDS)
        if not opens or words[n].surface(folded) not in _THERE_IS:
            return NOTHING
        end = skip(words, n + 1, "filler")
        one = skip(words, end + 1, "filler")
        if not at(words, end, "only") or not at(words, one, "number"):
            return NOTHING
        while one < len(words) and not words[one].has(*_ENDS):
            one += 1
        return over(words[n:one], context=True, tells=True), one - n

    return rewrite(rewrite(tokens, _counted), existence)


def _counted(tokens: Sequence[Token], n: int) -> Replacement:
    """Reads "one chance", "两个朋友": a number of something that is not edited."""
    number = tokens[n]
    if not number.has("number") or number.has("hash", "ordinal", "half"):
        return NOTHING
    noun = n + 1
    if at(tokens, noun, "clip_one") and tokens[noun].has("filler"):
        noun += 1
    is_counted = (
        at(tokens, noun, "context", "person") and tokens[noun].concepts <= _COUNTED
    )
    return (tokens[noun], noun + 1 - n) if is_counted else NOTHING
