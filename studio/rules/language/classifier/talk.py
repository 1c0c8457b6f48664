"""Tell small talk and reasons from wishes among the clauses that no construction reads."""

from collections.abc import Sequence

from studio.rules.language.classifier import model
from studio.rules.language.classifier.features import features
from studio.rules.language.entities.token import Token

_SURE = 3.0
"""Log-odds from which a clause is talk, if no kind of edit is likelier than ``_MOST``."""
_MOST = -2.0


def is_talk(folded: str, tokens: Sequence[Token]) -> bool:
    """Whether a clause of a request asks for nothing; ``folded`` is the whole text."""
    if not tokens:
        return True
    start, end = tokens[0].start, tokens[-1].end
    own = [Token(t.start - start, t.end - start, t.concepts) for t in tokens]
    odds = dict(model.bundled().odds(features(folded[start:end], own)))
    talk = odds.pop(model.TALK)
    return talk > _SURE and max(odds.values()) < _MOST
