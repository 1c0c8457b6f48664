"""Read exceptions that are no clip: "black and white except the last shot".

The clause is read without the exception; a second edit takes it off at the place named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from studio.model.edits.footage import RestoreShots
from studio.model.edits.music import SetClipSound, SetVolume
from studio.model.edits.picture import JoinKind, SetJoin, SetLook, SetPulse
from studio.model.edits.record import WHOLE, Edit, Exact, Scope
from studio.rules.language.entities.token import Token
from studio.rules.language.entities.weights import LIGHT, weight
from studio.rules.language.grammar import scopes
from studio.rules.language.grammar.clause import Clause, Context
from studio.rules.language.grammar.clip_references import SeveralClips
from studio.rules.language.resolve.adjust import with_fields
from studio.rules.language.resolve.clauses.parsed import Parsed, is_blocked, parse

_NEUTRAL: Mapping[str, Edit] = MappingProxyType(
    {
        "look": SetLook(look=None),
        "join": SetJoin(kind=JoinKind.CUT),
        "speed": RestoreShots(),
        "reverse": RestoreShots(),
    }
)
"""What takes an edit off again."""
_PLACES = ("shots", "span", "songpart", "moment", "edge_start", "edge_end", "clips")
_READ = 0.5
"""What may be left of the clause without its exception."""


def excepts_a_place(tokens: Sequence[Token]) -> bool:
    """Whether something is asked for but not at a place: "dissolve all but the last one"."""
    at = next((n for n, t in enumerate(tokens) if t.has("except")), len(tokens))
    return any(t.has(*_PLACES, "ordinal") for t in tokens[at:])


def with_exception(part: Parsed, context: Context) -> Parsed | None:
    """The clause and its exception as edits; None where it holds none that is read."""
    tokens = part.clause.tokens
    at = next((n for n, t in enumerate(tokens) if t.has("except")), None)
    if at is None:
        return None
    end = _end(tokens, at)
    place = [t for t in tokens[at + 1 : end] if t.has(*_PLACES)]
    rest = [*tokens[:at], *tokens[end:]]
    joined = parse(tokens[:at], context)
    if (hard := _cut_there(joined, tokens[at + 1 :], context)) is not None:
        return replace(joined, outcome=[*joined.edits, hard], joined=part.joined)
    fresh = parse(rest, context)
    if len(place) != 1 or not fresh.edits or is_blocked(fresh) or fresh.left > _READ:
        return None
    neutral = [_neutral(edit, place, context) for edit in fresh.edits]
    exceptions = [edit for edit in neutral if edit is not None]
    if len(exceptions) != len(neutral):
        return None
    return replace(fresh, outcome=[*fresh.edits, *exceptions], joined=part.joined)


def _cut_there(
    part: Parsed, exception: Sequence[Token], context: Context
) -> SetJoin | None:
    """The hard cut of "dissolve everywhere except the last one"."""
    joins = [
        t for t in part.clause.tokens if any(c.startswith("join.") for c in t.concepts)
    ]
    whole = len(part.edits) == 1 and not is_blocked(part) and part.left <= _READ
    if not whole or not isinstance(part.edits[0], SetJoin) or not joins:
        return None
    after = replace(context, edits=[*context.edits, *part.edits])
    there = parse([*joins, *exception], after)
    edit = there.edits[0] if len(there.edits) == 1 and not is_blocked(there) else None
    if not isinstance(edit, SetJoin) or edit.where != "one":
        return None
    return edit.model_copy(
        update={"kind": JoinKind.CUT, "seconds": None, "beats": None}
    )


def _end(tokens: Sequence[Token], at: int) -> int:
    """Where the exception ends: behind its place, or before the next word of weight."""
    named = False
    for n in range(at + 1, len(tokens)):
        if tokens[n].has(*_PLACES) and not named:
            named = True
        elif weight(tokens[n]) > LIGHT or tokens[n].has("comma"):
            return n
    return len(tokens)


def _neutral(edit: Edit, place: Sequence[Token], context: Context) -> Edit | None:
    """What takes the edit off at the place; None where nothing does."""
    opposite = _NEUTRAL.get(edit.do)
    if isinstance(edit, SetPulse):
        opposite = SetPulse(kind=edit.kind, on="off")
    elif isinstance(edit, SetClipSound):
        opposite = SetClipSound(mode="keep" if edit.mode == "mute" else "mute")
    elif isinstance(edit, SetVolume):
        opposite = SetVolume(target=edit.target, level=Exact(value=1.0))
    if opposite is None or edit.scope != WHOLE:
        return None
    try:
        scope: Scope = scopes.scope(Clause(place, context), type(opposite))
    except SeveralClips:
        return None
    return None if scope == WHOLE else with_fields(opposite, scope=scope)
