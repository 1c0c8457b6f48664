"""The token: a stretch of the text with what it may mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

_NONE: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Token:
    """``concepts`` are all that the stretch may stand for; ``values`` by concept.

    ``start`` and ``end`` are places in the untouched text.
    """

    start: int
    end: int
    concepts: frozenset[str]
    values: Mapping[str, Any] = field(default_factory=lambda: _NONE)

    def surface(self, text: str) -> str:
        """The part of the text, as written or folded, that the token covers."""
        return text[self.start : self.end]

    def has(self, *concepts: str) -> bool:
        """Whether it may stand for any of these."""
        return not self.concepts.isdisjoint(concepts)

    def value(self, concept: str) -> Any:
        """The value as this concept, None when it has none."""
        return self.values.get(concept)


def typed(start: int, end: int, **values: Any) -> Token:
    """A token that stands for nothing but these values."""
    return Token(start, end, frozenset(values), values)
