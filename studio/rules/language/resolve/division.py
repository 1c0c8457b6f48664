"""Divide a request into clauses: sentences, corrections, and pieces of what is not read."""

from collections.abc import Sequence
from dataclasses import replace

from studio.model.edits.record import WHOLE
from studio.rules.language.entities.token import Token
from studio.rules.language.grammar.clause import Context
from studio.rules.language.grammar.remarks import is_statement
from studio.rules.language.resolve.clauses.exceptions import with_exception
from studio.rules.language.resolve.clauses.parsed import Parsed, is_blocked, parse
from studio.rules.language.resolve.clauses.segments import segments
from studio.rules.language.resolve.clauses.sentences import sentences
from studio.rules.language.resolve.clauses.word_by_word import read_word_by_word
from studio.rules.language.resolve.neighbours.complaints import merge_complaint
from studio.rules.language.resolve.neighbours.corrections import apply_correction

_PIECES = 2
"""Most pieces of an unread clause that may be read apart, such as a remark and a wish."""


def clauses(tokens: Sequence[Token], context: Context) -> list[tuple[Parsed, bool]]:
    """The clauses in order; True where one corrects the clause before it."""
    parts: list[tuple[Parsed, bool]] = []
    for sentence, corrects in sentences(tokens):
        rest = _exchanged(sentence, corrects, parts, context)
        whole = corrects and len(rest) == len(sentence)
        for n, part in enumerate(_split(segments(rest, context), context)):
            part.opens = n == 0 and bool(parts)
            before = parts.pop() if parts else None
            if before is None or (whole and n == 0):
                parts += [before] if before else []
                parts.append((part, whole and n == 0))
                continue
            if _is_exception(before[0], part):
                tokens = [*before[0].clause.tokens, *part.joined, *part.clause.tokens]
                both = replace(parse(tokens, context), joined=before[0].joined)
                parts.append((both, before[1]))
                continue
            wishes = merge_complaint(before[0], part, context)
            flags = [before[1]] + [False] * len(wishes)
            parts += list(zip(wishes, flags, strict=False))
    return parts


def _is_exception(before: Parsed, part: Parsed) -> bool:
    """Whether a clause says what is to be at an exception: "bar the last one, hard cut"."""
    unread = before.by is None or is_blocked(before)
    opens = bool(before.clause.tokens) and before.clause.tokens[0].has("except")
    bare = bool(part.edits) and all(
        edit.scope == WHOLE and edit.do == "join" for edit in part.edits
    )
    return unread and opens and bare and not part.opens


def _exchanged(
    words: Sequence[Token],
    corrects: bool,
    parts: list[tuple[Parsed, bool]],
    context: Context,
) -> Sequence[Token]:
    """Let the opening words of a correction change a clause; return the others."""
    opens = corrects or (bool(words) and words[0].has("amends"))
    read = [one for one, _ in parts]
    correction = apply_correction(words, read, context) if opens else None
    if correction is None:
        return words
    parts[correction.index] = (correction.clause, parts[correction.index][1])
    return correction.rest


def _split(parts: Sequence[Parsed], context: Context) -> list[Parsed]:
    """Cut unread clauses at their separators, where that reads more of them."""
    out: list[Parsed] = []
    for part in parts:
        unread = part.by is None or is_blocked(part)
        pieces = _pieces(part, context) if unread else []
        whole = part if pieces or not unread else _otherwise(part, context)
        out += pieces or [whole]
    return out


def _otherwise(part: Parsed, context: Context) -> Parsed:
    """An unread clause with its exception, or with its phrases taken apart."""
    return with_exception(part, context) or read_word_by_word(part, context) or part


def _pieces(part: Parsed, context: Context) -> list[Parsed]:
    pieces: list[Parsed] = []
    start, tokens = 0, part.clause.tokens
    for n in range(len(tokens) + 1):
        if n == len(tokens) or tokens[n].has("comma"):
            if start < n:
                piece = parse(tokens[start:n], context)
                piece.joined = tuple(tokens[start - 1 : start]) or part.joined
                pieces.append(piece)
            start = n + 1
    if len(pieces) != _PIECES:
        return []
    first, second = pieces
    wishes = merge_complaint(first, second, context)
    read = [w for w in wishes if w.edits and not is_blocked(w)]
    unread = [w for w in wishes if w not in read and not is_statement(w.clause.tokens)]
    return wishes if read and not unread else []
