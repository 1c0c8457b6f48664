"""Cut a sentence into clauses, each read by the construction that leaves least unread.

Dynamic programming over the places where a clause may end: separators at no cost, any
other place at a price, so that run-on speech is cut only where that reads more.
"""

from collections.abc import Sequence

from studio.model.reading import Residue
from studio.rules.language.entities.token import Token
from studio.rules.language.entities.weights import LIGHT, VALUES, weight
from studio.rules.language.grammar.clause import (
    Context,
)
from studio.rules.language.grammar.remarks import is_blame, is_remark
from studio.rules.language.lexicon.fold import is_han
from studio.rules.language.resolve.clauses.boundaries import (
    WITHIN,
    denies,
    is_detail,
    is_style,
    leads_on,
    topics,
)
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
_INSIDE = 0.9
"""What an end before such a word costs more."""
_DENIED = 6.0
"""What an end behind a bare negation or preposition costs more: it belongs to what follows."""
_GLUE = 0.15
"""What a separator inside a clause costs."""
_APART = 3.0
"""What it costs more where the sides of the separators are better read apart."""
_ALTERED = 8.0
"""What it costs to read pieces as one that then ask for something else than alone."""
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
_MERGED = 5
"""So many pieces between separators may make one clause."""
_NAMING = VALUES - {"not", "unknown_target"}
_IN_TURN = frozenset({"order", "place", "only", "use_music"})


def segments(tokens: Sequence[Token], context: Context) -> list[Parsed]:
    """The clauses of a sentence in order."""
    return _Sentence(tokens, context).clauses()


class _Sentence:
    """Clauses of a sentence, read once each, and the cheapest way to cut it into them."""

    def __init__(self, tokens: Sequence[Token], context: Context) -> None:
        self.tokens, self.context = tokens, context
        self.pieces = pieces(tokens, context.folded)
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
            costs[start], steps[start] = self._nearest(start, ways)
        out: list[Parsed] = []
        at, before = places[0] if places else len(self.tokens), 0
        while at < len(self.tokens):
            parsed = self.read(at, steps[at])
            parsed.joined = tuple(self.tokens[before:at])
            out.append(parsed)
            before = steps[at]
            at = self._next(before)
        return out

    def _nearest(
        self, before: int, ways: Sequence[tuple[float, int]]
    ) -> tuple[float, int]:
        """The cheapest way; of equal ones the one that leaves a detail to its neighbour.

        "Fade in, 2 s, and the title in serif": the seconds belong to what stands before.
        """
        cost, end = min(ways)
        for other_cost, other in ways:
            same = end in self._ends and end < other and other_cost < cost + 1e-6
            if (
                same
                and is_detail(self.tokens[end:other])
                and self._is_done(before, other)
            ):
                cost, end = other_cost, other
        return cost, end

    def _is_done(self, start: int, end: int) -> bool:
        """Whether these tokens make a clause that can be carried out."""
        parsed = self.read(start, end)
        return bool(parsed.edits) and not is_blocked(parsed)

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
        first, last = self.pieces[index]
        if not self._alone[index] and last - first <= 3 * _LONGEST:  # as in _places
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
        apart = (
            all(inside) or self._differ(start, end) or self._about_several(start, end)
        )
        if len(inside) > 1 and self._alters(start, end):
            cost += _ALTERED
        if len(inside) > 1 and (apart or (blocked and self._parts(start, end))):
            cost += _APART
        cost += _ORDER * self._orders(start, end)
        if end not in self._ends:
            cost += _SPACED if self._spaced(end) else _TORN
            if self.tokens[end].has(*WITHIN):
                cost += _INSIDE
            before, behind = self.tokens[end - 1], self.tokens[end]
            grades = before.has("not") and behind.has("excess")  # "不要|太吵"
            if denies(before) or leads_on(before) or grades:
                cost += _DENIED
        return cost

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
            and not is_style(self.tokens[first:last])
        }
        return len(kinds - {frozenset()}) > 1

    def _alters(self, start: int, end: int) -> bool:
        """Whether a piece behind "then" asks by itself for an edit that the whole does not.

        Lists of what is shown in turn are made of such pieces ("beach, then dog"), and one
        word leans on the others ("音乐也跟着淡出").
        """
        whole = {edit.do for edit in self.read(start, end).edits}
        if not whole.isdisjoint(_IN_TURN):
            return False
        before = end
        for (first, last), alone in zip(self.pieces, self._alone, strict=True):
            follows = any(t.has("then") for t in self.tokens[before:first])
            words = [t for t in self.tokens[first:last] if weight(t) > LIGHT]
            if alone and follows and start < first < end and len(words) > 1:
                kinds = {edit.do for edit in self.read(first, last).edits} - {"ask"}
                if kinds and kinds.isdisjoint(whole):
                    return True
            before = last
        return False

    def _about_several(self, start: int, end: int) -> bool:
        """Whether two pieces are about different things: "logo bigger, subtitles off"."""
        inside = [(a, b) for a, b in self.pieces if a < end and b > start]
        subjects = [subject for a, b in inside if (subject := topics(self.tokens[a:b]))]
        return any(subjects[0].isdisjoint(subject) for subject in subjects[1:])

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
