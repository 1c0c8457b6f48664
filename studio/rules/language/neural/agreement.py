"""Whether two readings of a request come to the same."""

from collections.abc import Sequence
from math import isclose
from typing import Any

from studio.model.edits.record import Edit

_UNSAID = frozenset({"words", "about"})
"""Fields that only tell about a request."""


def same_edits(some: Sequence[Edit], others: Sequence[Edit]) -> bool:
    """Whether the edits are the same in any order; how much "more" is may differ."""
    left = [edit.model_dump(mode="json") for edit in others]
    for edit in some:
        one = edit.model_dump(mode="json")
        found = next((other for other in left if _same(one, other)), None)
        if found is None:
            return False
        left.remove(found)
    return not left


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
