"""Put what a clause named in place of the pronoun of the clause behind it.

"The song is too loud, bring it down to 50 %", "that bit at 13 s is ugly, can you take
it out": the second clause is read again as text with the noun phrase of the first, so
that verbs with a pronoun inside ("bring it down to") are taken apart.
"""

import re
from collections.abc import Iterator, Sequence

from studio.rules.language.entities.token import Token
from studio.rules.language.grammar.clause import Context
from studio.rules.language.lexicon.fold import fold, is_han
from studio.rules.language.resolve.clauses.parsed import (
    Parsed,
    is_blocked,
    parse_text,
)

_PRONOUN = re.compile(
    r"\b(?:it|them|those|(?:that|this)(?: one| bit| part| thing)?)\b|它们|它|這段|这段|那段"
)
_NAMES = (
    "clips", "songs", "song", "title", "title_name", "caption", "logo", "transition", "shots",
    "shot", "photo", "sound", "clip_sound", "cuts", "songpart", "span", "moment", "look_noun",
    "outro_card", "intro_card", "speech", "version",
)  # fmt: skip
_FAMILIES = ("join.", "look.", "pulse.")
_READ = 0.8
"""What may be left of a clause that is read with the noun phrase."""


def names(token: Token) -> bool:
    """Whether a word names what a wish may be about."""
    return token.has(*_NAMES) or any(c.startswith(_FAMILIES) for c in token.concepts)


def _may_order(token: Token) -> bool:
    """Whether a noun may be a verb here: "cut those"."""
    return any(c.startswith("verb.") for c in token.concepts)


def with_referent(part: Parsed, before: Parsed, context: Context) -> Parsed | None:
    """The clause with what the one before it named for its pronoun; None if unread."""
    tokens = part.clause.tokens
    if not tokens or any(names(t) and not _may_order(t) for t in tokens):
        return None
    raw = context.text[tokens[0].start : tokens[-1].end]
    pronoun = _PRONOUN.search(fold(raw))
    if pronoun is None and not is_han(raw):
        return None
    start, end = pronoun.span() if pronoun else (0, 0)
    for referent in _referents(before.clause.tokens, context):
        words = f"{raw[:start]}{referent}{raw[end:]}"
        fresh = parse_text(words, context)
        if fresh.edits and not is_blocked(fresh) and fresh.left < _READ:
            fresh.joined = part.joined
            return fresh
    return None


def _referents(tokens: Sequence[Token], context: Context) -> Iterator[str]:
    """The noun phrases of a clause as they are written, the subject first."""
    start = 0
    while start < len(tokens):
        if not names(tokens[start]):
            start += 1
            continue
        end = start + 1
        while end < len(tokens) and (names(tokens[end]) or _links(tokens, end)):
            end += 1
        words = context.text[tokens[start].start : tokens[end - 1].end]
        yield words if is_han(words) else f"the {words}"
        start = end


def _links(tokens: Sequence[Token], n: int) -> bool:
    """Whether a small word ties two names: "the last 2 s of the dog"."""
    return (
        tokens[n].has("of", "in_it", "at", "from")
        and n + 1 < len(tokens)
        and names(tokens[n + 1])
    )
