"""Read an unread clause again with its set phrases taken apart.

The lexicon holds whole phrases ("for the opening", "crop it to"), which win over their
words. In another sentence the words stand for themselves: "slow-mo for the opening shot".
"""

from collections.abc import Iterator

from studio.rules.language.entities.token import Token
from studio.rules.language.entities.weights import BLOCKING, weight
from studio.rules.language.grammar.clause import Context
from studio.rules.language.lexicon.fold import fold, is_han
from studio.rules.language.resolve.clauses.parsed import (
    Parsed,
    is_blocked,
    parse_text,
)

_READ = 0.3
"""What may be left of the clause."""
_HAN = 3
"""Characters from which Chinese words may hold others."""


def read_word_by_word(part: Parsed, context: Context) -> Parsed | None:
    """The clause as its words read it, where they ask for the same kind of edit."""
    tokens, own = part.clause.tokens, part.clause.context
    if part.by is None or not tokens:
        return None
    words = own.text[tokens[0].start : tokens[-1].end]
    for surface in _surfaces(part, fold(own.text)):
        again = parse_text(words, context, frozenset({surface}))
        same = {e.do for e in again.edits} == {part.by.edit}
        if same and not is_blocked(again) and again.left < _READ:
            again.joined = part.joined
            return again
    return None


def _surfaces(part: Parsed, folded: str) -> Iterator[str]:
    """The phrases that keep the clause from being read."""
    for token in part.clause.unread():
        if weight(token) >= BLOCKING and _is_phrase(token, folded):
            yield token.surface(folded)


def _is_phrase(token: Token, folded: str) -> bool:
    surface = token.surface(folded)
    if token.values or any(c.startswith("q.") for c in token.concepts):
        return False
    return len(surface) >= _HAN if is_han(surface) else " " in surface
