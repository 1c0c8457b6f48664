"""Read what is said of two titles once: put "A" and "B" on the whole video."""

from collections.abc import Sequence

from studio.model.edits.overlay import AddTitle
from studio.model.edits.record import Edit
from studio.rules.language.entities.token import Token
from studio.rules.language.resolve.clauses.parsed import Parsed

_BESIDE = (
    "filler",
    "verb.add",
    "verb.make",
    "verb.show",
    "verb.write",
    "title",
    "text",
)


def with_style(
    part: Parsed, last: Parsed | None, before: Edit | None
) -> tuple[list[Edit], Edit | None] | None:
    """The title of a clause and the one before it with what is said of both.

    None where nothing is, or something of each.
    """
    edits = part.edits
    edit = edits[0] if len(edits) == 1 else None
    if (
        last is None
        or not isinstance(edit, AddTitle)
        or not isinstance(before, AddTitle)
    ):
        return None
    joined = bool(part.joined) and all(
        t.has("and", "filler") or t.value("mark") == "、" for t in part.joined
    )
    tokens = [t for t in part.clause.tokens if not t.has("filler")]
    quoted = bool(tokens) and tokens[0].has("quote")
    if not joined or part.opens or not quoted:
        return None
    if _is_bare(before) and _only_quotes(last.clause.tokens):
        return edits, edit.model_copy(update={"text": before.text})
    ends = last.clause.tokens[-1].has("quote")
    if _is_bare(edit) and len(tokens) == 1 and ends:
        return [before.model_copy(update={"text": edit.text})], None
    return None


def _is_bare(edit: AddTitle) -> bool:
    return edit == AddTitle(text=edit.text)


def _only_quotes(tokens: Sequence[Token]) -> bool:
    """Whether a clause orders a title and says nothing of it."""
    return all(t.has("quote", *_BESIDE) for t in tokens)
