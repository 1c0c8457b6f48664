"""The clause: tokens in any order from which a construction takes what it needs."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from studio.model.edits.record import Edit
from studio.model.media import AssetId
from studio.model.reading import Choice, ProjectView, Question, Residue
from studio.rules.language.entities.token import Token
from studio.rules.language.entities.weights import BLOCKING, weight

Outcome = list[Edit] | Residue | Question


@dataclass(slots=True)
class Context:
    """What earlier clauses of the same request gave, and the project.

    ``concepts`` are all that the words of the request may stand for. An unread word of
    the weight ``blocking`` keeps its clause from being done. ``blamed`` are the names of
    what is said to be no good. ``parsed`` keeps what was
    read of stretches of the request, by their ends and number of tokens.
    """

    view: ProjectView
    named: tuple[AssetId, ...] = ()
    recent: list[AssetId] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    text: str = ""
    folded: str = ""
    concepts: frozenset[str] = frozenset()
    blocking: float = BLOCKING
    blamed: frozenset[str] = frozenset()
    parsed: dict[tuple[int, int, int], Any] = field(default_factory=dict)


@cache
def _heads(concept: str) -> tuple[str, ...]:
    """A concept and the prefixes that it begins with, "look." of "look.noir"."""
    ends = [n + 1 for n, letter in enumerate(concept) if letter == "."]
    return (concept, *(concept[:end] for end in ends))


@lru_cache(8192)
def _all_heads(concepts: frozenset[str]) -> frozenset[str]:
    return frozenset(head for concept in concepts for head in _heads(concept))


def places_of(tokens: Sequence[Token]) -> Mapping[str, Sequence[int]]:
    """Where the tokens stand that may stand for a concept, or for one with a prefix."""
    places: dict[str, list[int]] = {}
    for n, token in enumerate(tokens):
        for concept in _all_heads(token.concepts):
            places.setdefault(concept, []).append(n)
    return places


@dataclass(slots=True)
class Clause:
    """A stretch of tokens; ``used`` are those that the construction has read.

    ``places`` are those of ``places_of``; many clauses of the same tokens share them.
    """

    tokens: Sequence[Token]
    context: Context
    places: Mapping[str, Sequence[int]] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    cost: float = 0.0

    def __post_init__(self) -> None:
        if not self.places:
            self.places = places_of(self.tokens)

    @property
    def view(self) -> ProjectView:
        return self.context.view

    def positions(self, concepts: Collection[str]) -> Sequence[int]:
        """Where the tokens stand, read or not, that may stand for one of these."""
        by_concept = [self.places[one] for one in concepts if one in self.places]
        if len(by_concept) < 2:
            return by_concept[0] if by_concept else ()
        return sorted({n for places in by_concept for n in places})

    def indexes(self, *concepts: str) -> Iterator[int]:
        """Where the unread tokens stand that may stand for one of these."""
        for n in self.positions(concepts):
            if n not in self.used:
                yield n

    def has(self, *concepts: str) -> bool:
        """Whether an unread token may stand for one of these."""
        return self.seen(*concepts) and next(self.indexes(*concepts), None) is not None

    def seen(self, *concepts: str) -> bool:
        """Whether any token, read or not, may stand for one of these."""
        return not self.places.keys().isdisjoint(concepts)

    def take(self, *concepts: str) -> Token | None:
        """Read the first such token."""
        n = next(self.indexes(*concepts), None) if self.seen(*concepts) else None
        if n is None:
            return None
        self.used.add(n)
        return self.tokens[n]

    def take_all(self, *concepts: str) -> list[Token]:
        """Read every such token."""
        if not self.seen(*concepts):
            return []
        places = list(self.indexes(*concepts))
        self.used.update(places)
        return [self.tokens[n] for n in places]

    def value(self, kind: str) -> Any:
        """Read the first value of this kind; None when there is none."""
        token = self.take(kind)
        return None if token is None else token.value(kind)

    def prefixed(self, prefix: str) -> str | None:
        """Read the first token with a concept "prefix.x" and give x."""
        for n, token in enumerate(self.tokens):
            if n not in self.used:
                for concept in sorted(token.concepts):
                    if concept.startswith(prefix):
                        self.used.add(n)
                        return concept[len(prefix) :]
        return None

    def prefixed_all(self, prefix: str) -> list[str]:
        """Read every token with a concept "prefix.x" and give each x."""
        endings = []
        while (one := self.prefixed(prefix)) is not None:
            endings.append(one)
        return endings

    def unread(self) -> list[Token]:
        """The unread tokens."""
        return [token for n, token in enumerate(self.tokens) if n not in self.used]

    def unread_weight(self) -> float:
        """The weight of everything unread."""
        return self.cost + sum(map(weight, self.unread()))

    def blocked(self) -> Token | None:
        """The first unread word that weighs enough to keep the clause from being done."""
        most = self.context.blocking
        return next((t for t in self.unread() if weight(t) >= most), None)

    def words(self) -> str:
        """The clause as it was written."""
        if not self.tokens:
            return ""
        return self.context.text[self.tokens[0].start : self.tokens[-1].end].strip()

    def surface(self, token: Token) -> str:
        """The folded words of a token."""
        return token.surface(self.context.folded)


def question(
    key: str,
    choices: Sequence[tuple[str, Sequence[Edit]]],
    pending: Edit | None = None,
    **facts: str,
) -> Question:
    """A question with its choices."""
    return Question(
        key,
        tuple(facts.items()),
        tuple(Choice(label, tuple(edits)) for label, edits in choices),
        pending,
    )


def removes(c: Clause) -> bool:
    """Whether the clause takes something away; "cut" may also be the noun."""
    return any(
        t.has("not", "verb.remove", "off") and not t.has("cuts", "songpart")
        for t in c.tokens
    )
