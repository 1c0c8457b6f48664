"""Put the words of a correction in place of those of the clause that it corrects.

"Put the cake after the garden. Sorry, before it", "warm look, no, cold": the clause
before is read anew as text with the corrected word exchanged, so that everything else
that it said stays.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from studio.rules.language.chunks.phrases import phrases
from studio.rules.language.entities.lattice import tokens as cut_tokens
from studio.rules.language.entities.token import Token
from studio.rules.language.grammar.clause import Context
from studio.rules.language.grammar.weights import CONTENT, weight
from studio.rules.language.lexicon.fold import fold
from studio.rules.language.resolve.segments import Parsed, is_blocked, parse

_VALUES = ("number", "duration", "percent", "factor", "time", "beats", "fps", "pixels")
_KINDS = {
    "value": _VALUES,
    "clip": ("clips", "missing", "unknown_target", "subject"),
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
_COMPOSED = ("span", "moment", "interval", "shots", "lines")
"""Phrases that hold a value: "the last 5 seconds"."""
_NUMERAL = re.compile(r"\d+(?:\.\d+)?|[零一二两三四五六七八九十百]+")
_BACK = 3
"""Clauses back to which a correction may reach."""
_READ = 0.8
"""What may be left of the clause that is read anew."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """Words that may be exchanged for others of the same ``kind``."""

    kind: str
    start: int
    end: int


def corrected(
    part: Parsed, before: Sequence[Parsed], context: Context
) -> tuple[int, Parsed] | None:
    """The clause that a correction changes, by its index, and how it reads now."""
    tokens = part.clause.tokens
    if _is_order(tokens):
        return None
    for back in range(1, min(_BACK, len(before)) + 1):
        fresh = _exchanged(tokens, before[-back], context)
        if fresh is not None:
            return len(before) - back, fresh
    return None


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
    for slot in reversed(list(_new(tokens, text[start:end], context))):
        target = next(
            (s for s in reversed(slots) if s.kind == slot.kind and s not in taken), None
        )
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


def _read(words: str, before: Parsed, context: Context) -> Parsed | None:
    folded, view = fold(words), context.view
    own = replace(context, text=words, folded=folded)
    fresh = parse(phrases(cut_tokens(words, view.clips), words, folded, view), own)
    if fresh.outcome is None or is_blocked(fresh) or fresh.left > _READ:
        return None
    fresh.joined = before.joined
    return fresh


def _new(tokens: Sequence[Token], denied: str, context: Context) -> Iterator[_Slot]:
    """The words of a correction that are to stand; none where it says more than these."""
    slots: list[_Slot] = []
    for n, token in enumerate(tokens):
        kind = _kind(token)
        if kind is None and not token.has(*_COMPOSED):
            if weight(token) >= CONTENT and not token.has("not", "better", "verb.make"):
                return
            continue
        found = list(_slots([token], context.text, context))
        if n and any(t.has("not", "instead_of") for t in tokens[max(0, n - 2) : n]):
            continue  # "not the dog"
        slots += [s for s in found if s.kind not in {one.kind for one in slots}]
    yield from slots


def _slots(tokens: Sequence[Token], text: str, context: Context) -> Iterator[_Slot]:
    for token in tokens:
        kind = _kind(token)
        if kind is not None:
            yield _Slot(kind, token.start, token.end)
        elif token.has(*_COMPOSED):
            words = text[token.start : token.end]
            inner = cut_tokens(words, context.view.clips)
            yield from _inner(inner, token.start)


def _inner(tokens: Sequence[Token], offset: int) -> Iterator[_Slot]:
    """The values inside a phrase, each with its unit."""
    for n, token in enumerate(tokens):
        kind = _kind(token)
        if kind is None:
            continue
        unit = tokens[n + 1 : n + 2]
        has_unit = bool(unit) and any(c.startswith("unit.") for c in unit[0].concepts)
        end = unit[0].end if kind == "value" and has_unit else token.end
        yield _Slot(kind, token.start + offset, end + offset)


def _kind(token: Token) -> str | None:
    for kind, concepts in _KINDS.items():
        if token.has(*concepts):
            return kind
    return next(
        (
            family
            for family in _FAMILIES
            if any(c.startswith(family) for c in token.concepts)
        ),
        None,
    )


def _with_unit(new: str, old: str) -> str:
    """A bare number takes the unit of the value that it corrects: "24" for "20 s"."""
    bare = _NUMERAL.fullmatch(new.strip())
    numeral = _NUMERAL.search(old)
    if bare is None or numeral is None:
        return new
    return old[: numeral.start()] + new.strip() + old[numeral.end() :]
