"""Cut a sentence into clauses, each read by the construction that leaves least unread.

Dynamic programming over the places where a clause may end: separators at no cost, any
other place at a price, so that run-on speech is cut only where that reads more.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from studio.model.reading import Residue
from studio.rules.language.entities.token import Token
from studio.rules.language.entities.weights import VALUES, weight
from studio.rules.language.grammar.clause import (
    Context,
)
from studio.rules.language.grammar.remarks import is_blame, is_remark
from studio.rules.language.lexicon.fold import is_han
from studio.rules.language.resolve.clauses.parsed import (
    NO_EDIT,
    Parsed,
    is_blocked,
    parse,
    within,
)
from studio.rules.language.resolve.clauses.pieces import pieces, shared_verb

_CLAUSE = 1.0
"""What a clause costs by itself: fewer clauses are better."""
_TORN = 0.9
"""What an end at a place without a separator costs."""
_SPACED = 0.2
"""The same at a space within Chinese, which writes no spaces between words."""
_WITHIN = ("at", "for", "of", "with", "from", "to", "by")
"""Words that open a part of a clause, never a clause."""
_INSIDE = 0.9
"""What an end before such a word costs more."""
_DENIED = 6.0
"""What an end behind a bare negation or preposition costs more: it belongs to what follows."""
_GLUE = 0.15
"""What a separator inside a clause costs."""
_APART = 3.0
"""What it costs more where the sides of the separators are better read apart."""
_ORDER = 0.5
"""What an order of its own behind a separator costs."""
_BLOCKED = 1.5
"""What a clause costs that cannot be carried out as it stands."""
_SCRAP = 1.5
"""What it costs to tear an unread part off: what is read beside it may mean less."""
_READ = 0.3
"""What may be left of a clause that is read."""
_BELONGS = 5.0
"""Seconds up to which a bare duration belongs to its neighbour ("fade in, 2 s")."""
_LONGEST = 16
"""Tokens of a clause that ends without a separator."""
_TOPICS: Mapping[str, str] = MappingProxyType(
    {
        "song": "sound", "sound": "sound", "clip_sound": "sound", "title": "words",
        "caption": "captions", "logo": "logo", "transition": "joins", "picture": "picture",
        "black": "picture", "white": "picture",
    }
)  # fmt: skip
"""What a piece is about: pieces about different things are clauses of their own."""
_MERGED = 5
"""So many pieces between separators may make one clause."""
_NAMING = VALUES - {"not", "unknown_target"}
_STYLES = ("colour", "position.", "font.", "animation.")


def segments(tokens: Sequence[Token], context: Context) -> list[Parsed]:
    """The clauses of a sentence in order."""
    return _Sentence(tokens, context).clauses()


class _Sentence:
    """Clauses of a sentence, read once each, and the cheapest way to cut it into them."""

    def __init__(self, tokens: Sequence[Token], context: Context) -> None:
        self.tokens, self.context = tokens, context
        self.pieces = pieces(tokens)
        self._read: dict[tuple[int, int], Parsed] = {}
        self._starts = {start for start, _ in self.pieces}
        self._ends = {end for _, end in self.pieces}
        self._alone: list[bool] = []
        verb: Token | None = None
        for piece in self.pieces:
            self._alone.append(self._is_alone(*piece, verb))
            verb = shared_verb(tokens[slice(*piece)]) or verb

    def read(self, start: int, end: int) -> Parsed:
        """These tokens as one clause; read once however much may stay unread in it."""
        if (start, end) not in self._read:
            tokens = self.tokens[start:end]
            stretches = self.context.parsed
            key = (tokens[0].start, tokens[-1].end, end - start)
            if key not in stretches:
                stretches[key] = parse(tokens, self.context)
            self._read[start, end] = within(stretches[key], self.context)
        return self._read[start, end]

    def _is_alone(self, start: int, end: int, verb: Token | None) -> bool:
        """Whether a piece is a clause by itself or with the verb before it, or no wish."""
        tokens = self.tokens[start:end]
        if is_remark(tokens) or _alone(self.read(start, end)):
            return True
        if verb is None or shared_verb(tokens) is not None:
            return False
        with_verb = parse([verb, *tokens], self.context)
        return bool(with_verb.edits) and with_verb.left < _READ

    def clauses(self) -> list[Parsed]:
        """The clauses that leave least unread."""
        places = self._places()
        costs: dict[int, float] = {len(self.tokens): 0.0}
        steps: dict[int, int] = {}
        for start in reversed(places):
            ways = [
                (self._cost(start, end) + costs[self._next(end)], end)
                for end in self._ends_from(start)
            ]
            costs[start], steps[start] = min(ways)
        out: list[Parsed] = []
        at, before = places[0] if places else len(self.tokens), 0
        while at < len(self.tokens):
            parsed = self.read(at, steps[at])
            parsed.joined = tuple(self.tokens[before:at])
            out.append(parsed)
            before = steps[at]
            at = self._next(before)
        return out

    def _places(self) -> list[int]:
        """Where a clause may start: at pieces, and inside those that are not read."""
        places: set[int] = set()
        for (start, end), alone in zip(self.pieces, self._alone, strict=True):
            places.add(start)
            if not alone and end - start <= 3 * _LONGEST:
                places.update(range(start + 1, end))
        return sorted(places)

    def _ends_from(self, start: int) -> list[int]:
        """Where a clause that starts here may end."""
        index = next(n for n, (_, end) in enumerate(self.pieces) if start < end)
        near = self.pieces[index : index + _MERGED]
        ends = [
            end for _, end in near if end - start <= 3 * _LONGEST or end == near[0][1]
        ]
        last = self.pieces[index][1]
        if not self._alone[index]:
            ends += range(start + 1, min(last, start + _LONGEST))
        return sorted(set(ends))

    def _next(self, end: int) -> int:
        """Where the clause behind one that ends here starts."""
        if end not in self._ends:
            return end
        return next((s for s, _ in self.pieces if s >= end), len(self.tokens))

    def _cost(self, start: int, end: int) -> float:
        parsed = self.read(start, end)
        blocked = parsed.by is None or is_blocked(parsed)
        if blocked and self._remarks(start, end):
            return _CLAUSE
        cost = parsed.left + _CLAUSE + (_BLOCKED if blocked else 0.0)
        torn = (start not in self._starts) + (end not in self._ends)
        if torn and blocked:
            cost += _SCRAP * torn
        inside = [
            alone
            for (first, last), alone in zip(self.pieces, self._alone, strict=True)
            if first < end and last > start
        ]
        cost += _GLUE * (len(inside) - 1)
        if len(inside) > 1 and isinstance(parsed.outcome, Residue):
            cost += NO_EDIT
        apart = all(inside) or self._differ(start, end) or self._topics(start, end)
        if len(inside) > 1 and (apart or (blocked and self._parts(start, end))):
            cost += _APART
        cost += _ORDER * self._orders(start, end)
        if end not in self._ends:
            cost += _SPACED if self._spaced(end) else _TORN
            if self.tokens[end].has(*_WITHIN):
                cost += _INSIDE
            if self._denies(end - 1) or self._leads_on(end - 1):
                cost += _DENIED
        return cost

    def _denies(self, n: int) -> bool:
        """Whether this token only denies: "don't", "别", not "不要了"."""
        token = self.tokens[n]
        return token.has("not") and not token.has("verb.remove", "off")

    def _leads_on(self, n: int) -> bool:
        """Whether this token is a bare preposition, which says where of what follows."""
        concepts = self.tokens[n].concepts - {"filler", "films"}
        return bool(concepts) and concepts <= set(_WITHIN)

    def _orders(self, start: int, end: int) -> int:
        """How many pieces behind the first one open with an order of their own."""
        firsts = (first for first, _ in self.pieces if start < first < end)
        opening = (
            next((t for t in self.tokens[first:end] if weight(t) > 0), None)
            for first in firsts
        )
        return sum(
            token is not None and all(c.startswith("verb.") for c in token.concepts)
            for token in opening
        )

    def _parts(self, start: int, end: int) -> bool:
        """Whether some pieces are read apart, and the others name and value nothing."""
        inside = [
            (alone, any(t.has(*_NAMING) for t in self.tokens[first:last]))
            for (first, last), alone in zip(self.pieces, self._alone, strict=True)
            if first < end and last > start
        ]
        return any(alone for alone, _ in inside) and all(
            alone or not named for alone, named in inside
        )

    def _remarks(self, start: int, end: int) -> bool:
        """Whether separators stand on both sides of a remark."""
        apart = start in self._starts and end in self._ends
        tokens = self.tokens[start:end]
        topic = tokens[0].has("clips") and is_han(self.context.folded)
        blames = start > 0 and is_blame(tokens)
        return apart and not topic and (blames or is_remark(tokens))

    def _differ(self, start: int, end: int) -> bool:
        """Whether two pieces are clauses by themselves, and ask for different edits.

        A piece that only says how something looks ("yellow") belongs to its neighbour.
        """
        kinds = {
            frozenset(edit.do for edit in self.read(first, last).edits)
            for (first, last), alone in zip(self.pieces, self._alone, strict=True)
            if first < end
            and last > start
            and alone
            and not self._is_style(first, last)
        }
        return len(kinds - {frozenset()}) > 1

    def _topics(self, start: int, end: int) -> bool:
        """Whether two pieces are about different things: "logo bigger, subtitles off"."""
        found: list[set[str]] = []
        for first, last in self.pieces:
            if first < end and last > start:
                words = self.tokens[first:last]
                found.append(
                    {_TOPICS[c] for t in words for c in t.concepts if c in _TOPICS}
                )
        named = [topics for topics in found if topics]
        return any(named[0].isdisjoint(topics) for topics in named[1:])

    def _is_style(self, start: int, end: int) -> bool:
        """Whether a piece is one word for a look: "yellow", "bottom left"."""
        token = self.tokens[start]
        styles = any(c.startswith(_STYLES) for c in token.concepts)
        return end - start == 1 and styles

    def _spaced(self, n: int) -> bool:
        """Whether Chinese has a space before this token."""
        gap = self.context.folded[self.tokens[n - 1].end : self.tokens[n].start]
        return " " in gap and is_han(self.context.folded)


def _alone(parsed: Parsed) -> bool:
    """Whether a piece is a clause by itself; a few seconds may belong to another."""
    if parsed.by is None or parsed.left > _READ:
        return False
    content = [t for t in parsed.clause.tokens if not t.has("filler")]
    bare = len(content) == 1 and content[0].has("duration")
    return not (bare and content[0].value("duration") <= _BELONGS)
