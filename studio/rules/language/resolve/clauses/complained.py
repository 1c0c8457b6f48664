"""Values that a clause complains of: "music at 20 % is too quiet" asks for more than that."""

from typing import Any

from studio.model.edits.music import SetPace
from studio.model.edits.picture import Adjust
from studio.model.edits.record import Amount, Edit, Exact, Plus, Times
from studio.rules.language.grammar.amounts import USUAL
from studio.rules.language.grammar.clause import Clause
from studio.rules.language.resolve.adjust import with_fields

_VALUES = ("percent", "duration", "beats", "interval")
"""Values of which one may be too much."""
_MUCH = (
    "degree.much", "adj.loud", "adj.big", "adj.long", "adj.fast", "adj.strong", "adj.bright",
)  # fmt: skip
_LITTLE = (
    "degree.bit", "adj.quiet", "adj.small", "adj.short", "adj.slow", "adj.weak", "adj.dark",
    "adj.transparent", "look.faded",
)  # fmt: skip
_AMOUNTS = ("level", "size", "opacity")
_STEP = 0.1
"""By how much a quality is changed that was changed too much or too little."""


def with_complaint(clause: Clause, edits: list[Edit]) -> list[Edit]:
    """The edits of a clause, with more or less than the value that it complains of."""
    if "excess" not in clause.places or not any(v in clause.places for v in _VALUES):
        return edits
    tokens = clause.tokens
    excess = next(n for n, t in enumerate(tokens) if t.has("excess"))
    value = next((n for n, t in enumerate(tokens[:excess]) if t.has(*_VALUES)), None)
    verdict = tokens[excess:]
    states = any(t.has("copula") for t in tokens[value or 0 : excess])
    if value is None or not (states or any(t.has("complaint") for t in verdict[1:2])):
        return edits
    much = any(t.has(*_MUCH) for t in verdict)
    ends = not any(t.has(*_VALUES, "number", "comma", "and", "but") for t in verdict)
    if not ends or much is any(t.has(*_LITTLE) for t in verdict):
        return edits
    kind = next(name for name in _VALUES if tokens[value].has(name))
    changed = [_changed(edit, kind, more=not much) for edit in edits]
    if changed != edits:
        clause.used |= {n for n, t in enumerate(tokens) if n >= excess or n == value}
    return changed


def _changed(edit: Edit, kind: str, *, more: bool) -> Edit:
    """The edit with more, or less, than the value of this kind that it names."""
    step = USUAL if more else 1 / USUAL
    fields: dict[str, Any] = {}
    if kind == "duration" and edit.do not in {"shot_length", "length"}:
        seconds = getattr(edit, "seconds", None)
        fields = {"seconds": round(seconds * step, 3)} if seconds else {}
    elif kind in ("beats", "interval") and isinstance(edit, SetPace) and edit.every:
        fields = {"every": round(edit.every / step, 3)}
    elif kind == "percent" and isinstance(edit, Adjust):
        fields = {"level": Plus(delta=_STEP if more else -_STEP)}
    elif kind == "percent" and (strength := getattr(edit, "strength", None)):
        fields = {"strength": round(min(1.0, float(strength) * step), 3)}
    elif kind == "percent":
        fields = _amounts(edit, Times(factor=round(step, 4)))
    return (with_fields(edit, **fields) or edit) if fields else edit


def _amounts(edit: Edit, amount: Amount) -> dict[str, Any]:
    """The fields of the edit that say how much, with this amount."""
    amounts = {name: getattr(edit, name, None) for name in _AMOUNTS}
    return {
        n: amount for n, a in amounts.items() if isinstance(a, Exact | Times | Plus)
    }
