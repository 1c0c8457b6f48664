"""Tell small talk and reasons from wishes among the clauses that no construction reads."""

from collections.abc import Iterator, Sequence

from studio.rules.language.classifier import model
from studio.rules.language.classifier.features import features
from studio.rules.language.entities.token import Token
from studio.rules.language.entities.weights import VALUES

_SURE = 3.0
"""Log-odds from which words are talk, if no kind of edit is likelier than ``_MOST``."""
_MOST = -2.0
_ASKING = VALUES - {"unknown_target"} | {
    "ordinal",
    "first_place",
    "last_place",
    "if_possible",
}
"""Numbers, names and places: with one of them a clause may be a wish in any words."""


def is_talk(folded: str, tokens: Sequence[Token]) -> bool:
    """Whether a clause asks for nothing in any of its parts; ``folded`` is the whole text."""
    return not any(token.has(*_ASKING) for token in tokens) and all(
        _talks(folded, part) for part in _parts(tokens)
    )


def _parts(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    part: list[Token] = []
    for token in tokens:
        if token.has("comma", "and", "but", "then"):
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _talks(folded: str, tokens: Sequence[Token]) -> bool:
    if not tokens:
        return True
    start, end = tokens[0].start, tokens[-1].end
    own = [Token(t.start - start, t.end - start, t.concepts) for t in tokens]
    odds = dict(model.bundled().odds(features(folded[start:end], own)))
    talk = odds.pop(model.TALK)
    return talk > _SURE and max(odds.values()) < _MOST
