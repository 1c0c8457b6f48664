"""What is told of clauses that nothing was made of, and which clips they name."""

from collections.abc import Sequence
from typing import Any

from studio.model.media import AssetId
from studio.model.reading import Residue
from studio.rules.language.chunks.nouns.references import ClipRef
from studio.rules.language.constructions.nearest import nearest
from studio.rules.language.entities.token import Token
from studio.rules.language.grammar.clause import Clause, Context
from studio.rules.language.grammar.remarks import is_polite, is_remark
from studio.rules.language.resolve.clauses.parsed import Parsed, is_blocked


def unread(part: Parsed, context: Context) -> Residue:
    """An unread clause with its nearest edit, and the name or word that was in the way."""
    tokens, words = part.clause.tokens, part.clause.words()
    near = part.by.edit if part.by else nearest(Clause(tokens, context))
    if missing := _value(tokens, "missing"):
        return Residue(words, near, "no_such_clip", str(missing[1]))
    if near and (target := _value(tokens, "unknown_target")):
        return Residue(words, near, "no_such_clip", str(target))
    blocked = part.clause.blocked() if part.by else None
    detail = context.text[blocked.start : blocked.end] if blocked else ""
    return Residue(words, near, "unknown", detail)


def nothing(tokens: Sequence[Token], context: Context) -> list[Residue]:
    """The whole request as a residue, unless it only greets or thanks."""
    if is_polite(tokens):
        return []
    clause = Clause(tokens, context)
    return [Residue(clause.words(), nearest(clause))]


def names_missing(tokens: Sequence[Token]) -> bool:
    """Whether a clip is named by a number that no clip has."""
    return bool(_value(tokens, "missing"))


def _value(tokens: Sequence[Token], concept: str) -> Any:
    return next((t.value(concept) for t in tokens if t.has(concept)), None)


def only_tells(part: Parsed) -> bool:
    """Whether an unread clause is a remark."""
    unread = part.outcome is None or is_blocked(part)
    return unread and is_remark(part.clause.tokens)


def named_in(c: Clause) -> tuple[AssetId, ...]:
    """The clips that a clause names one by one."""
    found: list[AssetId] = []
    for token in c.tokens:
        for ref in (token.value("clips"), getattr(token.value("span"), "clips", None)):
            if isinstance(ref, ClipRef) and not ref.many:
                found += ref.ids
    return tuple(found)
