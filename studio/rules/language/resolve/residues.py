"""What the clauses of a request leave unread, what of it the reply names, and the clips they name."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from studio.model.edits.record import Edit
from studio.model.media import AssetId
from studio.model.reading import Residue
from studio.rules.language.chunks.nouns.references import ClipRef
from studio.rules.language.classifier.talk import is_talk
from studio.rules.language.constructions.nearest import nearest
from studio.rules.language.entities.token import Token
from studio.rules.language.entities.weights import BLOCKING, weight
from studio.rules.language.grammar.clause import Clause, Context
from studio.rules.language.grammar.conditions import CONDITION
from studio.rules.language.grammar.remarks import (
    is_empty,
    is_ground,
    is_polite,
    is_remark,
    is_statement,
)
from studio.rules.language.resolve.clauses.parsed import Parsed, is_blocked
from studio.rules.language.resolve.naming import naming

_NO_SUCH = {"songs": "no_such_song"}


def unread_clause(part: Parsed, context: Context) -> Residue:
    """An unread clause with its nearest edit, and the name or word that was in the way."""
    tokens, words = part.clause.tokens, part.clause.words()
    if any(token.has(CONDITION) for token in tokens):
        return Residue(words, reason=CONDITION)
    near = part.by.edit if part.by else nearest(Clause(tokens, context))
    if missing := _value(tokens, "missing"):
        return Residue(
            words, near, _NO_SUCH.get(missing[0], "no_such_clip"), str(missing[1])
        )
    if near and (target := _value(tokens, "unknown_target")):
        return Residue(words, near, "no_such_clip", str(target))
    blocked = part.clause.blocked() if part.by else None
    detail = blocked.surface(context.text) if blocked else ""
    return Residue(words, near, "unknown", detail)


def unread_request(tokens: Sequence[Token], context: Context) -> list[Residue]:
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
    ids: list[AssetId] = []
    for token in c.tokens:
        for ref in (token.value("clips"), getattr(token.value("span"), "clips", None)):
            if isinstance(ref, ClipRef) and not ref.many:
                ids += ref.ids
    return tuple(ids)


@dataclass(slots=True)
class UnreadWords:
    """The unread words of a request while it is read.

    ``residues`` go into the reply, ``remarks`` only where a request gives nothing else;
    ``exact`` is True while every word was understood.
    """

    context: Context
    residues: list[Residue] = field(default_factory=list)
    remarks: list[Residue] = field(default_factory=list)
    exact: bool = True
    possible_grounds: list[tuple[int, Parsed, str]] = field(default_factory=list)
    """The place in ``residues`` of each clause that may only say why, and its nearest edit."""
    skipped: list[Token] = field(default_factory=list)
    """Words of weight that were left unread in clauses that were carried out."""

    def drop_grounds(self, edits: Sequence[Edit]) -> None:
        """Forget the clauses that only say why an edit is wanted."""
        grounds = {
            self.residues[n]
            for n, part, near in self.possible_grounds
            if n < len(self.residues) and is_ground(part.clause.tokens, near, edits)
        }
        self.residues = [one for one in self.residues if one not in grounds]

    def add_correction(self, part: Parsed) -> None:
        """Report a correction that led to no edit, so that the reply quotes it."""
        if not is_polite(part.clause.tokens):
            self.residues.append(Residue(part.clause.words()))

    def add_rest(self, part: Parsed) -> None:
        """Report the words of weight that an understood clause left unread."""
        left = part.clause.unread()
        if any(t.has("unknown") for t in left):
            self.exact = False
        heavy = [t for t in left if weight(t) >= self.context.blocking]
        self.skipped += [t for t in left if weight(t) >= BLOCKING and t not in heavy]
        if heavy:
            words = " ".join(t.surface(self.context.text) for t in heavy)
            self.residues.append(Residue(words, part.by.edit if part.by else ""))

    def add_clause(self, part: Parsed) -> None:
        """Report a clause that was not read; a statement or talk only as a remark."""
        tokens = part.clause.tokens
        if is_empty(tokens) or naming(part.clause):
            return
        words = part.clause.words()
        stated = is_statement(tokens)
        talks = is_talk(part.clause.context.folded, tokens)
        if stated or (talks and not part.clause.seen("no_sync")):
            self.exact = self.exact and stated
            self.remarks.append(Residue(words))
            return
        residue = unread_clause(part, self.context)
        if not names_missing(tokens):
            self.possible_grounds.append((len(self.residues), part, residue.nearest))
        self.residues.append(residue)
