"""Tell counts that are no values, and seconds that look like a decade, from others.

"We only have one chance", "there's only one beach": a number before a word that no edit
is made of counts that, and a statement of what there is only one of says why. "Make it
90s" is a length, "90s film" a look.
"""

import re
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
_DECADE = re.compile("([789]0)s")
_LENGTH = (
    *_ENDS, "and", "to", "at", "it", "video", "all", "clip", "clips", "name", "verb.make",
    "verb.create", "verb.shorten", "verb.shorten_to", "verb.trim", "length_noun",
    "total", "at_most", "exactly", "adj.long", "excess", "polite", "ratio", "number",
)  # fmt: skip
"""What stands beside the seconds of a length, and not beside a decade."""


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

    def seconds(words: Sequence[Token], n: int) -> Replacement:
        number = _DECADE.fullmatch(words[n].surface(folded))
        before = n - 1
        while before >= 0 and words[before].concepts <= {"filler"}:
            before -= 1
        if number is None or not all(_is_of_length(words, k) for k in (before, n + 1)):
            return NOTHING
        return over(words[n : n + 1], duration=float(number.group(1))), 1

    for rule in (_counted, existence, seconds):
        tokens = rewrite(tokens, rule)
    return list(tokens)


def _is_of_length(tokens: Sequence[Token], n: int) -> bool:
    """Whether what stands here is said beside a length, or nothing stands here."""
    if not 0 <= n < len(tokens):
        return True
    aspect = any(c.startswith("aspect.") for c in tokens[n].concepts)
    return aspect or tokens[n].has(*_LENGTH)


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
