"""Cut a sentence into clauses, each read by the frame that leaves least unread.

Dynamic programming over the places where a clause may end: separators at no cost, any
other place at a price, so that run-on speech is cut only where that reads more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from studio.model.edits.record import Edit
from studio.model.media import AssetId
from studio.model.reading import Question, Residue
from studio.rules.language.entities.token import Token
from studio.rules.language.frames.load import fitting
from studio.rules.language.frames.registry import Registered
from studio.rules.language.grammar.clause import Clause, Context, Outcome
from studio.rules.language.grammar.nouns import ClipRef
from studio.rules.language.grammar.scopes import SeveralClips
from studio.rules.language.grammar.weights import BLOCKING, weight

_PIECE = 1.0
"""What a clause costs by itself: fewer clauses are better."""
_TORN = 0.9
"""What an end at a place without a separator costs."""
_WITHIN = ("at", "for", "of", "with", "from", "to", "by")
"""Words that open a part of a clause, never a clause."""
_BLOCKED = 1.5
"""What a clause costs that cannot be carried out as it stands."""
_SPACED = 0.2
"""The same at a space within Chinese, which writes no spaces between words."""
_BELONGS = 5.0
"""Seconds up to which a bare duration belongs to its neighbour ("fade in, 2 s")."""
_MERGED = 5
"""So many pieces between separators may make one clause."""
SEPARATORS = ("comma", "and", "then", "but")


@dataclass(slots=True)
class Parsed:
    """A clause with the frame that reads it best; ``joined`` are separators before it."""

    clause: Clause
    by: Registered | None
    outcome: Outcome | None
    left: float
    several: tuple[AssetId, ...] = ()
    joined: tuple[Token, ...] = field(default=())

    @property
    def edits(self) -> list[Edit]:
        return self.outcome if isinstance(self.outcome, list) else []


def parse(tokens: Sequence[Token], context: Context) -> Parsed:
    """Read tokens as one clause by the best frame."""
    empty = Clause(tokens, context)
    best = Parsed(empty, None, None, sum(map(weight, tokens)) + 1.5 * bool(tokens))
    for one in fitting(empty):
        clause = Clause(tokens, context)
        several: tuple[AssetId, ...] = ()
        outcome: Outcome | None
        try:
            outcome = one.frame(clause)
        except SeveralClips as found:
            several = found.ids
            trial = Clause([only(t, found.ids[0]) for t in tokens], context)
            try:
                outcome = one.frame(trial)
                clause.used = trial.used
            except (ValueError, SeveralClips):
                continue
        except ValueError:
            continue  # a value beyond the record's bounds: no reading
        if outcome is None:
            continue
        left = clause.leftover() + (
            1.5 if isinstance(outcome, Question | Residue) else 0.0
        )
        if left < best.left - 1e-6:
            best = Parsed(clause, one, outcome, left, several)
    return best


def only(token: Token, one: AssetId) -> Token:
    """The token with this clip in place of the several that it may mean."""
    ref = token.value("clips")
    if not isinstance(ref, ClipRef) or not (ref.many or ref.back):
        return token
    values = {**token.values, "clips": ClipRef((one,))}
    return Token(token.start, token.end, token.concepts, values)


def segments(tokens: Sequence[Token], context: Context) -> list[Parsed]:
    """The clauses of a sentence in order."""
    pieces = _pieces(tokens)
    if not pieces:
        return []
    memo: dict[tuple[int, int], Parsed] = {}

    def read(first: int, last: int) -> Parsed:
        key = (first, last)
        if key not in memo:
            start, end = pieces[first][0], pieces[last][1]
            memo[key] = parse(tokens[start:end], context)
        return memo[key]

    size = len(pieces)
    costs = [0.0] * (size + 1)
    steps = [0] * (size + 1)
    for first in range(size - 1, -1, -1):
        options = []
        for last in range(first, min(size, first + _MERGED)):
            parsed = read(first, last)
            glue = 0.15 * (last - first)
            if last > first and all(_alone(read(k, k)) for k in range(first, last + 1)):
                glue += 3.0
            options.append((parsed.left + _PIECE + glue + costs[last + 1], last))
            if (
                parsed.left < 0.3
                and first == last
                and parsed.by is not None
                and last + 1 == size
            ):
                break
        costs[first], steps[first] = min(options)
    out: list[Parsed] = []
    first = 0
    while first < size:
        last = steps[first]
        parsed = read(first, last)
        start = pieces[first][0]
        before = pieces[first - 1][1] if first else 0
        unread = parsed.left > 1.0 or is_blocked(parsed)
        torn = _torn(parsed, context) if unread else [parsed]
        torn[0].joined = tuple(tokens[before:start])
        out += torn
        first = last + 1
    return out


def _grades(tokens: Sequence[Token], n: int) -> bool:
    """Whether "再" means "more" here ("再短一点") and not "then"."""
    if not tokens[n].has("more") or n + 1 >= len(tokens):
        return False
    return any(
        c.startswith(("adj.", "degree.")) or c in {"less", "number", "duration"}
        for c in tokens[n + 1].concepts
    )


def _alone(parsed: Parsed) -> bool:
    """Whether a piece is a clause by itself; a few seconds may belong to another."""
    if parsed.by is None or parsed.left > 0.3:
        return False
    content = [t for t in parsed.clause.tokens if not t.has("filler")]
    bare = len(content) == 1 and content[0].has("duration")
    return not (bare and content[0].value("duration") <= _BELONGS)


def _pieces(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Stretches between separators."""
    out: list[tuple[int, int]] = []
    start = 0
    for n, token in enumerate(tokens):
        if (
            token.has(*SEPARATORS)
            and not token.has("q.mark")
            and not _grades(tokens, n)
        ):
            if start < n:
                out.append((start, n))
            start = n + 1
    if start < len(tokens):
        out.append((start, len(tokens)))
    return out


def _spaced(tokens: Sequence[Token], n: int, text: str) -> bool:
    before, after = tokens[n - 1].end, tokens[n].start
    gap = text[before:after]
    return " " in gap and any("\u3400" <= char <= "\u9fff" for char in text)


def _torn(whole: Parsed, context: Context) -> list[Parsed]:
    """Cut a clause without separators where that leaves less unread."""
    tokens = whole.clause.tokens
    size = len(tokens)
    if size < 2 or size > 40:
        return [whole]
    memo: dict[tuple[int, int], Parsed] = {(0, size): whole}

    def read(first: int, last: int) -> Parsed:
        if (first, last) not in memo:
            memo[first, last] = parse(tokens[first:last], context)
        return memo[first, last]

    costs = [0.0] * (size + 1)
    steps = [size] * (size + 1)
    for first in range(size - 1, -1, -1):
        options = []
        ends = {size, *range(first + 1, min(size, first + 9))}
        for last in sorted(ends):
            parsed = read(first, last)
            price = 0.0
            if last < size:
                price = _SPACED if _spaced(tokens, last, context.folded) else _TORN
            price += _BLOCKED if is_blocked(parsed) else 0.0
            options.append((parsed.left + _PIECE + price + costs[last], last))
        costs[first], steps[first] = min(options)
    out: list[Parsed] = []
    first = 0
    while first < size:
        out.append(read(first, steps[first]))
        first = steps[first]
    apart = is_blocked(whole) and all(
        part.left < 0.3
        and part.edits
        and not is_blocked(part)
        and (n == 0 or not part.clause.tokens[0].has(*_WITHIN))
        for n, part in enumerate(out)
    )
    return out if apart or costs[0] < whole.left + _PIECE - 0.5 else [whole]


def is_blocked(parsed: Parsed) -> bool:
    """Whether something unread forbids to carry the clause out."""
    return any(weight(t) >= BLOCKING for t in parsed.clause.left())
