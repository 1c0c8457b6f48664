"""Take the last edit further, back, or with another value: "more", "no, 12"."""

from typing import Any

from pydantic import ValidationError

from studio.model.edits.footage import SetSpeed
from studio.model.edits.music import PaceCurve, SetPace
from studio.model.edits.overlay import ChangeTitle
from studio.model.edits.picture import SetLook
from studio.model.edits.record import (
    AMOUNT_FIELDS,
    Amount,
    Edit,
    Exact,
    OfClips,
    Plus,
    Times,
)
from studio.rules.language.grammar.amounts import BIT, MUCH, USUAL
from studio.rules.language.grammar.clause import Clause
from studio.rules.language.grammar.clip_references import clips

_LASTING = frozenset("shot_length freeze join fade_picture fade_sound card".split())
_SECONDS = ("seconds", "crossfade")
_MOODS = {PaceCurve.ENERGETIC: True, PaceCurve.CALM: False}
"""Moods of a pace, and whether they raise it."""


def take_further(edit: Edit, *, less: bool, step: float) -> Edit | None:
    """The edit once more in its direction, or turned round; None when it has none."""
    if isinstance(edit, SetSpeed):
        slower = (edit.factor < 1) is not less
        factor = edit.factor / step if slower else edit.factor * step
        return with_fields(edit, factor=round(factor, 4))
    strength = getattr(edit, "strength", None)
    if strength is not None and not (isinstance(edit, SetLook) and edit.look is None):
        value = float(strength)
        return with_fields(
            edit, strength=round(value / 2 if less else min(1.0, value * step), 3)
        )
    if isinstance(edit, SetPace) and edit.curve in _MOODS and edit.rate is None:
        up = _MOODS[edit.curve] is not less
        rate = Times(factor=step if up else round(1 / step, 4))
        return with_fields(edit, curve=None, rate=rate)
    for name in AMOUNT_FIELDS:
        amount = _further_amount(getattr(edit, name, None), less=less, step=step)
        if amount is not None:
            return with_fields(edit, **{name: amount})
    if edit.do in _LASTING and (seconds := getattr(edit, "seconds", None)):
        return with_fields(
            edit, seconds=round(seconds / step if less else seconds * step, 3)
        )
    return None


def direction(edit: Edit) -> int:
    """1 for an edit that asks for more of something, -1 for less, 0 for neither."""
    amounts = (getattr(edit, name, None) for name in AMOUNT_FIELDS)
    return next((a.direction for a in amounts if isinstance(a, Times | Plus)), 0)


def _further_amount(amount: Any, *, less: bool, step: float) -> Amount | None:
    """An amount once more in its direction; None for anything else."""
    match amount:
        case Times():
            up = (amount.factor > 1) is not less
            return Times(factor=step if up else round(1 / step, 4))
        case Plus():
            size = abs(amount.delta) * {BIT: 0.5, USUAL: 1.0, MUCH: 2.0}.get(step, 1.0)
            up = (amount.delta > 0) is not less
            return Plus(delta=size if up else -size)
        case Exact():
            return Times(factor=round(1 / step, 4) if less else step)
        case _:
            return None


def halved(edit: Edit, *, halfway: bool) -> Edit | None:
    """Half of what an edit changed; ``halfway`` never halves what may have stood before."""
    if isinstance(edit, SetSpeed):
        return with_fields(edit, factor=round((1 + edit.factor) / 2, 4))
    strength = getattr(edit, "strength", None)
    if strength is not None and not (isinstance(edit, SetLook) and edit.look is None):
        return with_fields(edit, strength=round(float(strength) / 2, 3))
    for name in AMOUNT_FIELDS:
        amount = getattr(edit, name, None)
        if isinstance(amount, Plus):
            return with_fields(edit, **{name: Plus(delta=-amount.delta / 2)})
        if isinstance(amount, Times):
            half = (1 + amount.factor) / 2 / amount.factor
            return with_fields(edit, **{name: Times(factor=round(half, 4))})
        if isinstance(amount, Exact) and not halfway:
            return with_fields(edit, **{name: Exact(value=amount.value / 2)})
    if edit.do in _LASTING and not halfway and (now := getattr(edit, "seconds", None)):
        return with_fields(edit, seconds=round(now / 2, 3))
    return None


def with_value(edit: Edit, c: Clause) -> Edit | None:
    """The edit with the one value that the clause names in place of its own."""
    fields: dict[str, Any] = {}
    number = _bare(c)
    if number is not None:
        kind, value = number
        fields = _number_field(edit, kind, value)
    elif c.has("quote") and hasattr(edit, "text"):
        fields = {"text": c.value("quote")}
    elif c.has("colour") and hasattr(edit, "color"):
        fields = {"color": c.value("colour")}
    elif c.has("clips"):
        fields = _clip_field(edit, clips(c))
    elif hasattr(edit, "position") and (side := c.prefixed("position.")) is not None:
        fields = {"position": side}
    return with_fields(edit, **fields) if fields else None


def _bare(c: Clause) -> tuple[str, float] | None:
    for kind in ("duration", "time", "percent", "factor", "number"):
        if c.has(kind):
            return kind, float(c.value(kind))
    if c.has("beats"):
        return "beats", float(c.value("beats")[0])
    return None


def _number_field(edit: Edit, kind: str, value: float) -> dict[str, Any]:
    for name in AMOUNT_FIELDS:
        amount = getattr(edit, name, None)
        lasts = name == "length" and kind in ("duration", "time")
        if amount is not None and (lasts or kind in ("number", "percent")):
            scaled = (
                value / 100
                if name != "length" and (kind == "percent" or value > 2)
                else value
            )
            return {name: Exact(value=scaled)}
    if isinstance(edit, SetSpeed) and kind in ("factor", "number", "percent"):
        return {"factor": value / 100 if kind == "percent" else value}
    if kind in ("duration", "number", "time"):
        for name in _SECONDS:
            if getattr(edit, name, None) is not None:
                return {name: value}
    for name in ("every", "beats", "lines", "times", "start"):
        if getattr(edit, name, None) is not None and kind != "percent":
            return {name: int(value) if name in ("lines", "times") else value}
    if kind == "percent" and hasattr(edit, "strength"):
        return {"strength": value / 100}
    return {}


def _clip_field(edit: Edit, ids: tuple[Any, ...]) -> dict[str, Any]:
    if not ids:
        return {}
    if isinstance(edit.scope, OfClips):
        return {"scope": OfClips(assets=ids)}
    if getattr(edit, "clips", None):
        return {"clips": ids}
    if getattr(edit, "clip", None) is not None and len(ids) == 1:
        return {"clip": ids[0]}
    if getattr(edit, "image", None) is not None and len(ids) == 1:
        return {"image": ids[0]}
    return {}


def named_again(title: Edit) -> str:
    """How a later edit names the title that this edit adds or changes."""
    return title.which if isinstance(title, ChangeTitle) else "last"


def with_fields(edit: Edit, **fields: Any) -> Edit | None:
    """The edit with these fields changed; None where its record refuses them."""
    try:
        return type(edit).model_validate({**edit.model_dump(), **_dumped(fields)})
    except ValidationError:
        return None


def _dumped(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.model_dump() if hasattr(value, "model_dump") else value
        for name, value in fields.items()
    }


def with_scope(edit: Edit, scope: Any) -> Edit | None:
    """The edit in another scope, where its kind takes that scope."""
    if scope.of != "whole" and scope.of in type(edit).SCOPES:
        return with_fields(edit, scope=scope)
    return None


def for_clips(edit: Edit, ids: tuple[Any, ...]) -> Edit | None:
    """The edit for other clips."""
    fields = _clip_field(edit, ids)
    if not fields and "clips" in type(edit).SCOPES:
        fields = {"scope": OfClips(assets=ids)}
    return with_fields(edit, **fields) if fields else None
