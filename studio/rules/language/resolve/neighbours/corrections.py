"""Put the words of a correction in place of those of the clause that it corrects.

"Put the cake after the garden. Sorry, before it", "warm look, no, cold": the clause
before is read again as text with the corrected word exchanged, so that everything else
that it said stays.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from studio.rules.language.entities.lattice import tokens as cut_tokens
from studio.rules.language.entities.token import Token
from studio.rules.language.entities.weights import CONTENT, weight
from studio.rules.language.grammar.clause import Context
from studio.rules.language.grammar.remarks import is_statement
from studio.rules.language.resolve.clauses.parsed import (
    Parsed,
    is_blocked,
    parse_text,
)
from studio.rules.language.resolve.clauses.pieces import SEPARATORS
from studio.rules.language.resolve.neighbours.complaints import is_complaint

_VALUES = ("number", "duration", "percent", "factor", "time", "beats", "fps", "pixels")
_KINDS = {
    "value": _VALUES,
    "clip": ("clips", "missing", "unknown_target", "ordinal"),
    "song": ("songs",),
    "words": ("quote",),
    "colour": ("colour",),
    "order": ("before", "after"),
    "part": ("songpart",),
    "end": ("first_place", "last_place", "edge_start", "edge_end"),
    "shape": ("ratio",),
}
"""What a correction exchanges, by the concepts of the words for it."""
_FAMILIES = ("position.", "look.", "join.", "pulse.", "aspect.", "font.")
_REJECTING = ("excess", "complaint", "flaw", "adj.boring")
"""Words behind a value that say why it is not meant."""
_COMPOSED = ("span", "moment", "interval", "shots", "lines")
"""Phrases that hold a value: "the last 5 seconds"."""
_NUMERAL = re.compile(r"\d+(?:\.\d+)?|[零一二两三四五六七八九十百]+")
_ORDINAL = re.compile(
    r"第?(?:\d+|[一二两三四五六七八九十])|\b(?:first|second|third|fourth|fifth|last)\b"
)
_BACK = 3
"""Clauses back to which a correction may reach."""
_PIECES = 3
"""Separators up to which its words may go: "that's too tight, say, 24"."""
_READ = 0.8
"""What may be left of the clause that is read again."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """Words that may be exchanged for others of one of the same ``kinds``."""

    kinds: frozenset[str]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Correction:
    """The clause at ``index`` as it is meant, and the rest of the sentence that says so."""

    index: int
    clause: Parsed
    rest: Sequence[Token]


def apply_correction(
    tokens: Sequence[Token], before: Sequence[Parsed], context: Context
) -> Correction | None:
    """What the opening words of a sentence change in a clause before it."""
    start = 0
    for end in _ends(tokens):
        words = tokens[start:end]
        change = None if _is_order(words) else _last_changed(words, before, context)
        if change is not None:
            return Correction(*change, tokens[end + 1 :])
        if is_statement(words) or is_complaint(words):
            start = end + 1  # "that's too tight, say, 24"
        elif _is_order(words):
            return None
    return None


def _last_changed(
    words: Sequence[Token], before: Sequence[Parsed], context: Context
) -> tuple[int, Parsed] | None:
    """The last clause that reads with these words in place of its own."""
    for index in reversed(range(max(0, len(before) - _BACK), len(before))):
        fresh = _exchanged(words, before[index], context)
        if fresh is not None:
            return index, fresh
    return None


def _ends(tokens: Sequence[Token]) -> list[int]:
    """Where the words of the correction may end: at the first separators."""
    ends = [n for n, t in enumerate(tokens) if n and t.has(*SEPARATORS)]
    return [*ends[:_PIECES], len(tokens)]


def _is_order(tokens: Sequence[Token]) -> bool:
    """Whether a clause has a verb of its own, and so says all that it wants."""
    return any(
        t.concepts
        and all(c.startswith("verb.") for c in t.concepts)
        and not t.has("verb.make")
        for t in tokens
    )


def _exchanged(
    tokens: Sequence[Token], before: Parsed, context: Context
) -> Parsed | None:
    old = before.clause
    text = old.context.text
    start, end = old.tokens[0].start, old.tokens[-1].end
    slots = list(_slots(old.tokens, text, context))
    words, taken = text[start:end], set[_Slot]()
    for slot in reversed(list(_new(tokens, context))):
        target = _target(slot, [s for s in slots if s not in taken])
        if target is None:
            return None
        taken.add(target)
        value = _with_unit(
            context.text[slot.start : slot.end], text[target.start : target.end]
        )
        a, b = target.start - start, target.end - start
        words = f"{words[:a]}{value}{words[b:]}"
    if not taken or words == text[start:end]:
        return None
    return _read(words, before, context)


def _target(new: _Slot, slots: Sequence[_Slot]) -> _Slot | None:
    """The last words that mean just the same kind, else one of its kinds."""
    same = [s for s in slots if s.kinds == new.kinds]
    some = [s for s in slots if s.kinds & new.kinds]
    fitting = same or some
    return fitting[-1] if fitting else None


def _read(words: str, before: Parsed, context: Context) -> Parsed | None:
    fresh = parse_text(words, context)
    if fresh.outcome is None or is_blocked(fresh) or fresh.left > _READ:
        return None
    fresh.joined = before.joined
    return fresh


def _new(tokens: Sequence[Token], context: Context) -> Iterator[_Slot]:
    """The words of a correction that are to stand; none where it says more than these."""
    slots: list[_Slot] = []
    loose = any(t.has("better") for t in tokens)
    for n, token in enumerate(tokens):
        kinds = _kinds(token)
        if not kinds and not token.has(*_COMPOSED):
            heavy = weight(token) >= CONTENT and not token.has(
                "not", "verb.make", "clip_one"
            )
            if heavy and not loose:
                return
            continue
        of_token = list(_slots([token], context.text, context))
        if slots and n + 1 < len(tokens) and tokens[n + 1].has(*_REJECTING):
            break  # "三秒吧，四秒太拖了"
        if n and any(t.has("not", "instead_of") for t in tokens[max(0, n - 2) : n]):
            continue  # "not the dog"
        slots += [s for s in of_token if not any(s.kinds & one.kinds for one in slots)]
    yield from slots


def _slots(tokens: Sequence[Token], text: str, context: Context) -> Iterator[_Slot]:
    for token in tokens:
        kinds = _kinds(token)
        if kinds:
            yield _Slot(kinds, token.start, token.end)
        elif token.has(*_COMPOSED):
            words = token.surface(text)
            inner = cut_tokens(words, context.view.clips)
            yield from _inner(inner, token.start)


def _inner(tokens: Sequence[Token], offset: int) -> Iterator[_Slot]:
    """The values inside a phrase, each with its unit."""
    for n, token in enumerate(tokens):
        kinds = _kinds(token)
        if not kinds:
            continue
        unit = tokens[n + 1 : n + 2]
        has_unit = bool(unit) and any(c.startswith("unit.") for c in unit[0].concepts)
        end = unit[0].end if "value" in kinds and has_unit else token.end
        yield _Slot(kinds, token.start + offset, end + offset)


def _kinds(token: Token) -> frozenset[str]:
    if token.has("clip_one"):
        return frozenset({"clip"} if token.has("clips") else ())
    families = {
        family
        for family in _FAMILIES
        if any(c.startswith(family) for c in token.concepts)
    }
    return frozenset(
        families | {kind for kind, concepts in _KINDS.items() if token.has(*concepts)}
    )


def _with_unit(new: str, old: str) -> str:
    """A bare number or rank stands in the words that it corrects: "24" for "20 s"."""
    rank, other = _ORDINAL.match(new.strip()), _ORDINAL.search(old)
    if rank is not None and other is not None and len(new) < len(old):
        return old[: other.start()] + rank.group() + old[other.end() :]
    bare = _NUMERAL.fullmatch(new.strip())
    numeral = _NUMERAL.search(old)
    if bare is None or numeral is None:
        return new
    return old[: numeral.start()] + new.strip() + old[numeral.end() :]
