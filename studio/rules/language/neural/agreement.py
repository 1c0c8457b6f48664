"""Whether two readings of a request come to the same."""

from collections.abc import Callable, Sequence
from math import isclose
from typing import Any

from studio.model.edits.record import Edit

_UNSAID = frozenset({"words", "about"})
"""Fields that only tell about a request."""
_AMOUNTS = frozenset(
    (
        "seconds",
        "factor",
        "strength",
        "level",
        "size",
        "rate",
        "color",
        "opacity",
        "ratio",
    )
)
"""Fields that say how much."""
_ONE_IS_NONE = frozenset(("factor", "rate"))
"""Those of them that change nothing at 1 and turn round there."""

_AT_END = -3.0
"""Where a title at the end starts; it lasts so long, whether its end is said or not."""


def same_edits(some: Sequence[Edit], others: Sequence[Edit]) -> bool:
    """Whether the edits are the same in any order; how much "more" is may differ."""
    return _pair(some, others, _same)


def alike_edits(some: Sequence[Edit], others: Sequence[Edit]) -> bool:
    """Whether they differ in amounts and colours at most, not in what and where."""
    return _pair(some, others, _alike)


def _pair(
    some: Sequence[Edit], others: Sequence[Edit], match: Callable[[Any, Any], bool]
) -> bool:
    left = [_as_json(edit) for edit in others]
    for edit in some:
        one = _as_json(edit)
        found = next((other for other in left if match(one, other)), None)
        if found is None:
            return False
        left.remove(found)
    return not left


def _as_json(edit: Edit) -> dict[str, Any]:
    one = edit.model_dump(mode="json")
    match one:
        case {"start": {"at": "time", "seconds": seconds}, "end": {"end": True}} if (
            seconds == _AT_END
        ):
            one["end"] = None
        case _:
            pass
    return one


def _alike(one: Any, other: Any) -> bool:
    if not (isinstance(one, dict) and isinstance(other, dict)):
        return _same(one, other)
    return one.keys() == other.keys() and all(
        _is_as_much(name, one[name], other[name])
        if name in _AMOUNTS
        else _same(one[name], other[name])
        for name in one.keys() - _UNSAID
    )


def _is_as_much(name: str, one: Any, other: Any) -> bool:
    """Whether both say an amount, or a colour, in the same direction."""
    match one, other:
        case dict(), dict():
            return one.get("by") == other.get("by") and (
                one.get("by") == "exact" or _same(one, other)
            )
        case (int() | float(), int() | float()):
            return name not in _ONE_IS_NONE or (one > 1) == (other > 1)
        case _:
            return type(one) is type(other)


def _same(one: Any, other: Any) -> bool:
    match one, other:
        case dict(), dict():
            if {one.get("by"), other.get("by")} & {"times", "plus"}:
                return _direction(one) == _direction(other) != 0
            return one.keys() == other.keys() and all(
                _same(one[key], other[key]) for key in one.keys() - _UNSAID
            )
        case list(), list():
            return len(one) == len(other) and all(map(_same, one, other))
        case (bool(), _) | (_, bool()):
            return one is other
        case (int() | float(), int() | float()):
            return isclose(one, other, rel_tol=0.01, abs_tol=1e-6)
        case str(), str():
            return one.strip().casefold() == other.strip().casefold()
        case _:
            return bool(one == other)


def _direction(amount: dict[str, Any]) -> int:
    match amount:
        case {"by": "times", "factor": float() as factor}:
            return (factor > 1) - (factor < 1)
        case {"by": "plus", "delta": float() as delta}:
            return (delta > 0) - (delta < 0)
        case _:
            return 0
