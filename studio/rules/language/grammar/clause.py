"""The clause: tokens in any order from which a frame takes what it needs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from studio.model.edits.record import Edit
from studio.model.media import AssetId
from studio.model.reading import Choice, ProjectView, Question, Residue
from studio.rules.language.entities.token import Token

Outcome = list[Edit] | Residue | Question


@dataclass(slots=True)
class Context:
    """What earlier clauses of the same request gave, and the project."""

    view: ProjectView
    named: tuple[AssetId, ...] = ()
    edits: list[Edit] = field(default_factory=list)
    text: str = ""
    folded: str = ""


_WEIGHTS: tuple[tuple[str, float], ...] = (
    ("filler", 0.0), ("at", 0.05), ("of", 0.05), ("to", 0.2), ("for", 0.05), ("with", 0.1), ("as", 0.1), ("from", 0.2),
    ("by", 0.1), ("and", 0.1), ("then", 0.05), ("too", 0.1), ("comma", 0.05), ("stop", 0.0), ("than", 0.05), ("it", 0.1), ("video", 0.15),
    ("verb.make", 0.15), ("verb.create", 0.3), ("verb.add", 0.4), ("verb.use", 0.4), ("verb.move", 0.4), ("verb.show", 0.4), ("verb.play", 0.4),
    ("photo", 0.5), ("copula", 0.0), ("complaint", 0.2), ("verb.last", 0.4), ("verb.repeat", 0.4), ("verb.include", 0.5), ("verb.switch_shots", 0.6), ("verb.trim", 1.2), ("verb.replace", 0.8), ("verb.swap", 1.2), ("cuts", 1.2), ("verb.raise", 1.0), ("verb.lower", 1.0), ("minus", 6.0), ("unknown_target", 6.0), ("on", 0.3), ("up", 0.6), ("down", 0.6), ("off", 1.6), ("adj.saturated", 1.6), ("verb.like", 0.6), ("verb.start", 1.0), ("verb.end", 1.0), ("clip", 0.6), ("shot", 0.8), ("only", 0.5), ("fps", 6.0), ("pixels", 6.0), ("except", 3.0), ("version_number", 6.0), ("before", 1.0), ("after", 1.0), ("new", 0.6), ("old", 0.6), ("q.what", 0.8), ("reason", 0.1), ("or", 3.0), ("exactly", 0.1), ("normal", 0.8), ("less", 2.0), ("position_word", 0.3), ("adj.energetic", 1.0), ("adj.calm", 1.0), ("leave_alone", 0.1), ("there", 0.05), ("it_clip", 0.1), ("throughout", 0.3), ("excess", 0.5), ("verb.ban", 0.9), ("degree.bit", 0.2), ("degree.much", 0.3), ("more", 0.7), ("again", 0.5), ("back", 0.6), ("all", 0.3), ("each", 0.6), ("correction", 0.3),
    ("verb.keep", 1.0), ("q.mark", 0.1), ("number", 6.0), ("duration", 6.0), ("time", 6.0), ("moment", 6.0), ("percent", 6.0), ("factor", 6.0), ("beats", 6.0),
    ("span", 6.0), ("clips", 6.0), ("missing", 6.0), ("songs", 6.0), ("shots", 6.0), ("quote", 8.0), ("not", 5.0), ("impossible", 6.0), ("ratio", 6.0), ("lines", 6.0),
    ("interval", 6.0), ("colour", 4.0), ("songpart", 4.0), ("name", 6.0), ("unknown", 1.2), ("thanks", 0.6), ("yes", 0.4), ("greeting", 0.4), ("weak_name", 0.8), ("context", 0.05), ("only_at", 0.1), ("speech_whole", 2.0), ("both", 1.0), ("complaint", 0.2),
)  # fmt: skip
_WEIGHT = dict(_WEIGHTS)
STRONG = frozenset(
    {
        "not", "number", "duration", "time", "moment", "percent", "factor", "beats", "span",
        "clips", "missing", "songs", "shots", "quote", "impossible", "ratio", "lines",
        "interval", "colour", "songpart", "name", "unknown_target", "fps", "pixels",
    }
)  # fmt: skip
"""Numbers, names, places and negations: what never goes unread beside an edit."""
_LIGHT = frozenset(
    {
        "at",
        "of",
        "to",
        "for",
        "with",
        "as",
        "from",
        "by",
        "and",
        "then",
        "it",
        "on",
        "context",
        "copula",
        "degree.bit",
        "degree.much",
        "reason",
        "too",
        "exactly",
    }
)
"""Small words, whatever else they may stand for."""


def weight(token: Token) -> float:
    """What it costs to leave this token unread: by its dearest meaning."""
    if token.has("filler"):
        return 0.0
    if not token.has(*STRONG) and (light := token.concepts & _LIGHT):
        return min(_WEIGHT.get(concept, 0.3) for concept in light)
    return max(
        (
            _WEIGHT.get(concept, 2.0)
            for concept in token.concepts
            if concept
            not in {
                "mark",
                "compared",
                "unquoted",
                "listed",
                "photo_one",
                "clip_one",
                "position_word",
            }
        ),
        default=0.5,
    )


BLOCKING = 1.6
"""A token of at least this weight left unread keeps the clause from being done."""


@dataclass(slots=True)
class Clause:
    """A stretch of tokens; ``used`` are those that the frame has read."""

    tokens: Sequence[Token]
    context: Context
    used: set[int] = field(default_factory=set)
    cost: float = 0.0

    @property
    def view(self) -> ProjectView:
        return self.context.view

    def indexes(self, *concepts: str) -> Iterator[int]:
        for n, token in enumerate(self.tokens):
            if n not in self.used and token.has(*concepts):
                yield n

    def has(self, *concepts: str) -> bool:
        """Whether an unread token may stand for one of these."""
        return next(self.indexes(*concepts), None) is not None

    def seen(self, *concepts: str) -> bool:
        """Whether any token, read or not, may stand for one of these."""
        return any(token.has(*concepts) for token in self.tokens)

    def take(self, *concepts: str) -> Token | None:
        """Read the first such token."""
        n = next(self.indexes(*concepts), None)
        if n is None:
            return None
        self.used.add(n)
        return self.tokens[n]

    def take_all(self, *concepts: str) -> list[Token]:
        """Read every such token."""
        found = list(self.indexes(*concepts))
        self.used.update(found)
        return [self.tokens[n] for n in found]

    def value(self, kind: str) -> Any:
        """Read the first value of this kind; None when there is none."""
        token = self.take(kind)
        return None if token is None else token.value(kind)

    def peek(self, kind: str) -> Any:
        n = next(self.indexes(kind), None)
        return None if n is None else self.tokens[n].value(kind)

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
        found = []
        while (one := self.prefixed(prefix)) is not None:
            found.append(one)
        return found

    def next_to(self, n: int, *concepts: str) -> bool:
        """Whether the token before or after the n-th one may stand for one of these."""
        return any(
            0 <= k < len(self.tokens) and self.tokens[k].has(*concepts)
            for k in (n - 1, n + 1)
        )

    def left(self) -> list[Token]:
        return [token for n, token in enumerate(self.tokens) if n not in self.used]

    def leftover(self) -> float:
        """The weight of everything unread."""
        return self.cost + sum(map(weight, self.left()))

    def blocked(self) -> Token | None:
        """An unread number, name or negation, which keeps the clause from being done."""
        return next((t for t in self.left() if weight(t) >= BLOCKING), None)

    def words(self) -> str:
        """The clause as it was written."""
        if not self.tokens:
            return ""
        return self.context.text[self.tokens[0].start : self.tokens[-1].end].strip()

    def surface(self, token: Token) -> str:
        return self.context.folded[token.start : token.end]


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
