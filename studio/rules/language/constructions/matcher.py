"""Match a clause with a pattern: find the words that are read, and the cost."""

from collections.abc import Iterator, Sequence

from studio.model.edits.record import WHOLE, Edit
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.pattern import Item, Pattern
from studio.rules.language.entities.token import Token
from studio.rules.language.entities.weights import LIGHT, SMALL, VALUES, weight
from studio.rules.language.grammar import scopes
from studio.rules.language.grammar.clause import Clause
from studio.rules.language.grammar.style import style

_UNOWNED = VALUES - frozenset(
    "number moment span clips songs shots songpart missing name unknown_target impossible".split()
)
"""Values that ``@rest`` leaves alone: they ask for something of their own."""
_TRIMMING = frozenset({"verb.trim", "verb.shorten"})
"""What a denial is, too, beside a stretch that is to go ("前3秒不要")."""
_ESTRANGED = 1.0
"""What it costs to read "too" with another word than its own."""
_RESTING = 0.05
"""What a word costs that is only read as the rest: a closer reading wins."""


def match_pattern(clause: Clause, read: Pattern, edit: type[Edit]) -> Match | None:
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
        if not clause.places.keys().isdisjoint(item.concepts):
            _read(match, item)
    if read.rest:
        _read_rest(clause)
    clause.cost += _ESTRANGED * _estranged(clause)
    return match


def _estranged(clause: Clause) -> int:
    """How often the "too" of a complaint was read without its own word, or left."""
    if "excess" not in clause.places:
        return 0
    tokens, used = clause.tokens, clause.used
    return sum(
        (_is_implied(tokens[n]) and n in used and n + 1 not in used)
        or (
            tokens[n].has("too")
            and n not in used
            and n + 1 in used
            and _measures(tokens[n + 1])
        )
        for n in range(len(tokens) - 1)
        if tokens[n].has("excess")
    )


def _is_implied(token: Token) -> bool:
    """Whether a "too" was put before a complaint that says none."""
    return token.start == token.end


def _measures(token: Token) -> bool:
    return any(concept.startswith("adj.") for concept in token.concepts)


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


def _read(match: Match, item: Item) -> bool:
    """Read the words that fill a place; whether there was one."""
    if item.beside is not None:
        return _read_pair(match, item, item.beside)
    clause, has_read = match.clause, False
    for n in clause.positions(item.concepts):
        token = clause.tokens[n]
        if n in clause.used or (way := item.fits(token)) is None:
            continue
        if item.optional and way.concept in SMALL and token.has(*VALUES):
            continue  # "at 2 minutes" is no "at"
        if item.optional and token.has("not") and way.concept in _TRIMMING:
            continue  # "不要" turns the clause round where nothing is to be trimmed
        if token.has("excess") and _stands_alone(clause.tokens, n):
            continue  # "过了,暗一点" is no "太暗"
        if has_read and not item.many and (not item.optional or token.has(*VALUES)):
            continue
        clause.used.add(n)
        match.words.append((way, token))
        has_read = True
    return has_read


def _stands_alone(tokens: Sequence[Token], n: int) -> bool:
    """Whether a "too" is a remark of its own before a measure."""
    parted = n == 0 and len(tokens) > 2 and tokens[1].has("comma", "stop")
    return parted and _measures(tokens[2])


def _read_pair(match: Match, item: Item, other: Item) -> bool:
    """Read two words that stand side by side; the second may close the clause, too."""
    tokens, used = match.clause.tokens, match.clause.used
    firsts, seconds = (
        [
            n
            for n in match.clause.positions(one.concepts)
            if n not in used and one.fits(tokens[n])
        ]
        for one in (item, other)
    )
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
