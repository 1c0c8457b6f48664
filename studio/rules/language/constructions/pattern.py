"""Constructions: a pattern of concepts and the edit that it stands for.

A pattern lists what a clause must and may hold, in any order:

    @construction("look", "look.* look_noun? $make? percent? @scope")

========== ====================================================================
``a``      the clause holds a word that may stand for concept ``a``
``a|b``    … for one of these
``a.*``    … for any concept that begins with ``a.``
``a&b``    … for both at once ("brighter": ``adj.bright&compared``)
``a!b``    … for ``a`` and not for ``b``
``…?``     the clause may hold such words; all of them are read, of values one
``…+``     the clause holds one or more such values; all of them are read
``…?+``    … or none
``a~b``    a word for ``a`` and one for ``b`` that stand side by side ("too loud")
``@scope`` the clause may say where the edit holds
``@place`` the clause must say where the edit holds
``@style`` the clause may say how and when words or pictures on top are shown
``@rest``  everything else up to the next comma belongs to it, save values that it cannot own
``$name``  the alternatives of this name in ``GROUPS``
========== ====================================================================

A construction never says what a clause must *not* hold: a word that its pattern does
not list stays unread, and the construction that leaves least unread reads the clause.
After K. Bergen and N. Chang, "Embodied Construction Grammar" (2005), and the floating
parser of P. Pasupat and P. Liang (2015): phrases are joined by what they mean, not by
where they stand.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

from studio.model.edits.record import WHOLE, Amount, AtSong, AtTime, Edit, Moment, Scope
from studio.model.edits.registry import kinds
from studio.model.media import AssetId
from studio.rules.language.constructions.registry import CONSTRUCTIONS, Construction
from studio.rules.language.entities.token import Token
from studio.rules.language.entities.weights import LIGHT, SMALL, VALUES, weight
from studio.rules.language.grammar import amounts, scopes
from studio.rules.language.grammar.clause import Clause, Outcome
from studio.rules.language.grammar.style import style
from studio.rules.language.lexicon.fold import is_han

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "make": "verb.make|verb.create!cuts|verb.add|verb.use|verb.move|verb.show|verb.play",
        "put": "verb.make!verb.remove|verb.create!verb.remove|verb.add!verb.remove|"
        "verb.use!verb.remove|verb.move!verb.remove|verb.show|verb.play",
        "remove": "verb.remove!cuts|not|off",
        "more": "more|verb.raise|up|lack",
        "less": "less|verb.lower|down|excess|not",
        "degree": "degree.bit|degree.much",
        "whole": "video!cuts|all|throughout",
    }
)
"""Words of one sense that many patterns name together."""

_UNOWNED = VALUES - frozenset(
    "number moment span clips songs shots songpart missing name unknown_target impossible".split()
)
"""Values that ``@rest`` leaves alone: they ask for something of their own."""
_ESTRANGED = 1.0
"""What it costs to read "too" with another word than its own."""
_RESTING = 0.05
"""What a word costs that is only read as the rest: a closer reading wins."""


@dataclass(frozen=True, slots=True)
class _Alternative:
    """One way to fill a place of a pattern."""

    concept: str
    also: str = ""
    never: tuple[str, ...] = ()

    def fits(self, token: Token) -> bool:
        if self.also and self.also not in token.concepts:
            return False
        if token.has(*self.never):
            return False
        if self.concept.endswith(".*"):
            return any(c.startswith(self.concept[:-1]) for c in token.concepts)
        return self.concept in token.concepts


@dataclass(frozen=True, slots=True)
class _Item:
    """A place of a pattern."""

    ways: tuple[_Alternative, ...]
    optional: bool
    many: bool = False
    beside: "_Item | None" = None
    concepts: frozenset[str] = frozenset()
    """Those of the ways, prefixes with a dot at the end: most clauses hold none of them."""
    exact: bool = False
    """Whether none of them is a prefix."""

    def fits(self, token: Token) -> _Alternative | None:
        if self.exact and self.concepts.isdisjoint(token.concepts):
            return None
        return next((way for way in self.ways if way.fits(token)), None)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that was read: its places in order."""

    required: tuple[_Item, ...]
    optional: tuple[_Item, ...]
    scoped: bool
    styled: bool
    placed: bool
    rest: bool

    @property
    def needs(self) -> tuple[frozenset[str], ...]:
        """The concepts of which a clause must hold one each; prefixes end with a dot."""
        return tuple(item.concepts for item in self.required)


@cache
def pattern(text: str) -> Pattern:
    """Read a pattern. Raises ``ValueError`` when it requires nothing."""
    words = text.split()
    items = [_item(word) for word in words if not word.startswith("@")]
    required = tuple(item for item in items if not item.optional)
    if not required:
        raise ValueError(f"a pattern requires a word: {text!r}")
    optional = tuple(item for item in items if item.optional)
    placed = "@place" in words
    scoped = placed or "@scope" in words
    marks = (scoped, "@style" in words, placed, "@rest" in words)
    return Pattern(required, optional, *marks)


@cache
def _item(word: str) -> _Item:
    body, _, beside = word.rstrip("?+").partition("~")
    marks = word[len(word.rstrip("?+")) :]
    names = [
        name
        for part in body.split("|")
        for name in (GROUPS[part[1:]] if part.startswith("$") else part).split("|")
    ]
    near = _item(beside) if beside else None
    ways = tuple(map(_alternative, names))
    exact = not any(way.concept.endswith(".*") for way in ways)
    concepts = frozenset(way.concept.removesuffix("*") for way in ways)
    return _Item(ways, "?" in marks, "+" in marks, near, concepts, exact)


@cache
def _alternative(text: str) -> _Alternative:
    body, *never = text.split("!")
    concept, _, also = body.partition("&")
    return _Alternative(concept, also, tuple(never))


@dataclass(slots=True)
class Match:
    """A clause that fits a pattern: what its words stand for, and where it holds."""

    clause: Clause
    words: list[tuple[_Alternative, Token]] = field(default_factory=list)
    scope: Scope = WHOLE
    style: dict[str, Any] = field(default_factory=dict)

    def has(self, *concepts: str) -> bool:
        """Whether a word of the pattern was read as one of these."""
        return any(token.has(*concepts) for _, token in self.words)

    def __getitem__(self, concept: str) -> Any:
        """The value of the first word that has one as this concept, or None."""
        values = (token.value(concept) for _, token in self.words)
        return next((value for value in values if value is not None), None)

    def names(self, prefix: str) -> tuple[str, ...]:
        """Every x of the concepts "prefix.x" that words were read as, in their order."""
        found = []
        for way, token in self.words:
            if way.concept == f"{prefix}.*":
                concepts = sorted(
                    c for c in token.concepts if c.startswith(f"{prefix}.")
                )
                found.append(concepts[0])
            elif way.concept.startswith(f"{prefix}."):
                found.append(way.concept)
        return tuple(dict.fromkeys(one[len(prefix) + 1 :] for one in found))

    def name(self, prefix: str) -> str:
        """The first x of ``names``; "" when there is none."""
        return next(iter(self.names(prefix)), "")

    @property
    def seconds(self) -> float | None:
        """A duration, or a time that stands for one ("0:30")."""
        found = self["duration"]
        found = self["time"] if found is None else found
        return None if found is None else float(found)

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
        found = [i for ref in refs for i in scopes.resolve(self.clause, ref)]
        if not refs and self.has("it"):
            found = list(scopes.recent(self.clause)[:1])
        return tuple(dict.fromkeys(found))

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
            ids = scopes.resolve(self.clause, ref) if ref else self.recent()[:1]
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

    def beside(self, concept: str, *others: str) -> bool:
        """Whether a word with this concept stands next to one with another of these."""
        tokens = self.clause.tokens
        return any(
            (a.has(concept) and b.has(*others)) or (b.has(concept) and a.has(*others))
            for a, b in zip(tokens, tokens[1:], strict=False)
        )

    def recent(self) -> tuple[AssetId, ...]:
        """The clips that "it" may refer to, newest first."""
        return scopes.recent(self.clause)

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
        """1.2 for "a bit", 2 for "much", 1.5 where nothing is said."""
        if self.has("degree.bit"):
            return 1.2
        return 2.0 if self.has("degree.much") else 1.5

    def change(self, sign: int) -> Amount:
        """An amount in a direction, from the words that are left ("by 20 %", "twice")."""
        return amounts.change(self.clause, sign)


Build = Callable[[Match], Outcome | None]


def construction(edit: str, *patterns: str) -> Callable[[Build], Build]:
    """Register a construction for an edit; each pattern is one way to say it.

    The function may still decline (None) where the values that it got make no sense.
    """

    def register(build: Build) -> Build:
        for text in patterns:
            _register(edit, text, build, build.__module__)
        return build

    return register


def fixed(module: str, edit: Edit, *patterns: str) -> None:
    """Register a construction whose edit takes nothing from the clause but its place.

    ``module`` is the ``__name__`` of the room that registers it.
    """

    def build(match: Match) -> Outcome:
        return [edit.model_copy(update={"scope": match.scope})]

    for text in patterns:
        _register(edit.do, text, build, module)


def _register(edit: str, text: str, build: Build, module: str) -> None:
    read = pattern(text)

    kind = kinds().get(edit, Edit)

    def read_clause(clause: Clause) -> Outcome | None:
        match = matched(clause, read, kind)
        return None if match is None else build(match)

    CONSTRUCTIONS.append(Construction(read_clause, read.needs, edit, module))


def matched(clause: Clause, read: Pattern, edit: type[Edit]) -> Match | None:
    """The clause held against a pattern; None where a required word is missing."""
    match = Match(clause)
    if not all(_read(match, item) for item in read.required):
        return None
    if read.styled:
        match.style = style(clause)
    if read.scoped:
        match.scope = scopes.scope(clause, edit)
    if read.placed and match.scope == WHOLE:
        return None
    if match.style or match.scope != WHOLE:
        clause.take_all("only")
    for item in read.optional:
        if not item.concepts.isdisjoint(clause.concepts):
            _read(match, item)
    if read.rest:
        _read_rest(clause)
    clause.cost += _ESTRANGED * _estranged(clause)
    return match


def _estranged(clause: Clause) -> int:
    """How often the "too" of a complaint was read with another word than its own."""
    return sum(
        clause.tokens[n].has("excess")
        and clause.tokens[n].start == clause.tokens[n].end
        and n + 1 < len(clause.tokens)
        and n + 1 not in clause.used
        for n in clause.used
    )


def _read_rest(clause: Clause) -> None:
    """Read what stands between the same separators as the words of the pattern."""
    for stretch in _stretches(clause.tokens):
        if clause.used.isdisjoint(stretch):
            continue
        rest = [n for n in stretch if not clause.tokens[n].has(*_UNOWNED)]
        clause.cost += _RESTING * len(set(rest) - clause.used)
        clause.used.update(rest)


def _stretches(tokens: Sequence[Token]) -> Iterator[range]:
    start = 0
    for n, token in enumerate(tokens):
        if token.has("comma"):
            yield range(start, n)
            start = n + 1
    yield range(start, len(tokens))


def _read(match: Match, item: _Item) -> bool:
    """Read the words that fill a place; whether there was one."""
    if item.beside is not None:
        return _read_pair(match, item, item.beside)
    clause, found = match.clause, False
    for n, token in enumerate(clause.tokens):
        if n in clause.used or (way := item.fits(token)) is None:
            continue
        if item.optional and way.concept in SMALL and token.has(*VALUES):
            continue  # "at 2 minutes" is no "at"
        if found and not item.many and (not item.optional or token.has(*VALUES)):
            continue
        clause.used.add(n)
        match.words.append((way, token))
        found = True
    return found


def _read_pair(match: Match, item: _Item, other: _Item) -> bool:
    """Read two words that stand side by side; the second may close the clause, too."""
    tokens, used = match.clause.tokens, match.clause.used
    firsts = [n for n, t in enumerate(tokens) if n not in used and item.fits(t)]
    seconds = [n for n, t in enumerate(tokens) if n not in used and other.fits(t)]
    for first in firsts:
        for second in sorted(seconds, key=lambda n: abs(n - first)):
            between = tokens[min(first, second) + 1 : max(first, second)]
            if first == second or any(map(_parts, between)):
                continue
            if second > first and not _closes(tokens, second):
                continue
            for n, one in ((first, item), (second, other)):
                way = one.fits(tokens[n])
                if way is not None:
                    match.words.append((way, tokens[n]))
            used.update((first, second))
            return True
    return False


def _closes(tokens: Sequence[Token], n: int) -> bool:
    """Whether nothing of weight follows in the clause: "loud too much"."""
    return all(weight(token) <= LIGHT for token in tokens[n + 1 :])


def _parts(token: Token) -> bool:
    """Whether words on both sides of this one do not stand side by side."""
    return token.has("comma", "stop") or weight(token) > LIGHT
