"""A clause that matches a pattern, with access to the meanings of its words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from studio.model.edits.record import WHOLE, Amount, AtSong, AtTime, Moment, Scope
from studio.model.media import AssetId
from studio.rules.language.constructions.pattern import Alternative
from studio.rules.language.entities.token import Token
from studio.rules.language.grammar import amounts, clip_references, scopes
from studio.rules.language.grammar.clause import Clause
from studio.rules.language.lexicon.fold import is_han


@dataclass(slots=True)
class Match:
    """A clause that fits a pattern: what its words stand for, and where it holds."""

    clause: Clause
    words: list[tuple[Alternative, Token]] = field(default_factory=list)
    scope: Scope = WHOLE
    style: dict[str, Any] = field(default_factory=dict)

    def has(self, *concepts: str) -> bool:
        """Whether a word of the pattern was read as one of these."""
        return any(token.has(*concepts) for _, token in self.words)

    def __getitem__(self, concept: str) -> Any:
        """The value of the first word that has one as this concept, or None."""
        values = (token.value(concept) for _, token in self.words)
        return next((value for value in values if value is not None), None)

    def again(self) -> Clause:
        """The words of the pattern as a clause of their own, to be read once more."""
        return Clause([token for _, token in self.words], self.clause.context)

    def names(self, prefix: str) -> tuple[str, ...]:
        """Every x of the concepts "prefix.x" that words were read as, in their order."""
        concepts = []
        for way, token in self.words:
            if way.concept == f"{prefix}.*":
                concepts.append(
                    min(c for c in token.concepts if c.startswith(f"{prefix}."))
                )
            elif way.concept.startswith(f"{prefix}."):
                concepts.append(way.concept)
        return tuple(dict.fromkeys(one[len(prefix) + 1 :] for one in concepts))

    def name(self, prefix: str) -> str:
        """The first x of ``names``; "" when there is none."""
        return next(iter(self.names(prefix)), "")

    @property
    def seconds(self) -> float | None:
        """A duration, or a time that stands for one ("0:30")."""
        value = self["duration"]
        value = self["time"] if value is None else value
        return None if value is None else float(value)

    @property
    def share(self) -> float | None:
        """A part of one: "30 %", "a third", "half"."""
        if (percent := self["percent"]) is not None:
            return float(percent) / 100
        if (fraction := self["fraction"]) is not None:
            return float(fraction)
        return 0.5 if self.has("half") else None

    def clips(self) -> tuple[AssetId, ...]:
        """The clips that the words of the pattern name; of "it" the one named last.

        Raises ``SeveralClips`` where a name fits several and one must be chosen.
        """
        refs = [ref for _, t in self.words if (ref := t.value("clips")) is not None]
        ids = [i for ref in refs for i in clip_references.resolve(self.clause, ref)]
        if not refs and self.has("it"):
            ids = list(clip_references.recent(self.clause)[:1])
        return tuple(dict.fromkeys(ids))

    def around(self, *concepts: str) -> tuple[list[AssetId], list[AssetId]]:
        """The clips named before and behind the last word with one of these concepts.

        Of "it" the one named last, where fewer than two clips are named.
        """
        at = max((t.start for _, t in self.words if t.has(*concepts)), default=-1)
        named = [t for _, t in self.words if t.value("clips") is not None]
        if len(named) < 2:
            named += [t for _, t in self.words if t.has("it") and t not in named][:1]
        sides: tuple[list[AssetId], list[AssetId]] = ([], [])
        for token in named:
            ref = token.value("clips")
            ids = (
                clip_references.resolve(self.clause, ref) if ref else self.recent()[:1]
            )
            sides[token.start > at].extend(ids)
        return sides

    def place(self, concept: str) -> int:
        """Where in the text the first word with this concept stands; -1 where none is."""
        return next((t.start for _, t in self.words if t.has(concept)), -1)

    def nearest(self, concepts: Sequence[str], to: Sequence[str]) -> str:
        """Which of ``concepts`` stands nearest to a word with one of ``to``; "" if none."""
        anchors = [t for _, t in self.words if t.has(*to)]
        distances = [
            (min(abs(t.start - a.end), abs(a.start - t.end)), concept)
            for _, t in self.words
            for concept in concepts
            if t.has(concept)
            for a in anchors
            if a is not t
        ]
        return min(distances)[1] if distances else ""

    def is_too(self, value: str) -> bool:
        """Whether there is too much or too little of a value: "20 s is too long"."""
        start = self.place(value)
        excess = next((t for t in self.clause.tokens if t.has("excess")), None)
        return excess is not None and 0 <= start < excess.start

    def beside(self, concept: str, *others: str) -> bool:
        """Whether a word with this concept stands next to one with another of these."""
        tokens = self.clause.tokens
        return any(
            (a.has(concept) and b.has(*others)) or (b.has(concept) and a.has(*others))
            for a, b in zip(tokens, tokens[1:], strict=False)
        )

    def recent(self) -> tuple[AssetId, ...]:
        """The clips that "it" may refer to, newest first."""
        return clip_references.recent(self.clause)

    def others(self, ids: Sequence[AssetId]) -> list[AssetId]:
        """The clip named last that is none of these; empty where none was named."""
        return [one for one in self.recent() if one not in ids][:1]

    def is_han(self) -> bool:
        """Whether the clause is written in Chinese characters."""
        return is_han(self.clause.words())

    def point(self) -> Moment | None:
        """The point of the video that the words of the pattern name."""
        moment: Moment | None = self["moment"]
        if moment is not None:
            return moment
        part = self["songpart"]
        return None if part is None else AtSong(label=part[0], number=part[1] or 1)

    def shown_then(self) -> tuple[int, ...]:
        """The number of the shot that is shown at the moment named; () where none is."""
        at = self["moment"]
        if not isinstance(at, AtTime):
            return ()
        number = scopes.shot_at(self.clause, at.seconds)
        return (number,) if number else ()

    def moment(self) -> Moment | None:
        """Read a point of the video from the words that are left."""
        return scopes.moment(self.clause)

    def degree(self) -> float:
        """By how much: ``BIT``, ``MUCH``, or ``USUAL`` where nothing is said."""
        if self.has("degree.bit"):
            return amounts.BIT
        return amounts.MUCH if self.has("degree.much") else amounts.USUAL

    def change(self, sign: int) -> Amount:
        """An amount in a direction, from the words that are left ("by 20 %", "twice")."""
        return amounts.change(self.clause, sign)
