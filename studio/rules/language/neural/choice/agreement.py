"""Whether two readings of a request come to the same."""

from collections.abc import Callable, Sequence
from functools import cache
from math import isclose
from typing import Any

from studio.model.edits.overlay import USUAL_TITLE_SECONDS, AddOverlay, AddTitle
from studio.model.edits.record import AtTime, Edit, Exact, Plus, Record, Times

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
        "background",
        "opacity",
        "ratio",
    )
)
"""Fields that say how much."""
_ONE_IS_NONE = frozenset(("factor", "rate"))
"""Those of them that change nothing at 1 and turn round there."""
_NO_COLOUR = "none"
"""The background that words have no more."""
_BEGINNING = AtTime()


def same_edits(some: Sequence[Edit], others: Sequence[Edit]) -> bool:
    """Whether the edits are the same in any order; how much "more" is may differ."""
    return _pair(some, others, _same)


def alike_edits(some: Sequence[Edit], others: Sequence[Edit]) -> bool:
    """Whether they differ in amounts and colours at most, not in what and where."""
    return _pair(some, others, _alike)


def same_numbers(some: Sequence[Edit], others: Sequence[Edit]) -> bool:
    """Whether they differ at most in what the same number is a share of.

    "Font size 12 %" is a twelfth of the picture, or of the letters that stand.
    """
    return _pair(some, others, _has_same_number)


def each_once(edits: Sequence[Edit]) -> list[Edit]:
    """The edits without those that say again what one before them says."""
    out: list[Edit] = []
    for edit in edits:
        if not any(_same(edit, other) for other in out):
            out.append(edit)
    return out


def are_opposed(one: Edit, other: Edit) -> bool:
    """Whether two edits change the same thing in the two directions."""
    if type(one) is not type(other):
        return False
    ways = {
        name: (_direction(getattr(one, name)), _direction(getattr(other, name)))
        for name in _asked_fields(type(one))
    }
    return any(a * b < 0 for a, b in ways.values()) and all(
        all(ways[name]) or _same(getattr(one, name), getattr(other, name))
        for name in ways
    )


def _direction(value: Any) -> int:
    """1 for an amount that raises what is there, -1 for one that lowers it, else 0."""
    return value.direction if isinstance(value, Times | Plus) else 0


def numbered(readings: Sequence[Sequence[Edit]]) -> list[frozenset[int]]:
    """The numbers of the edits of each reading: those that are alike have the same."""
    distinct: list[Edit] = []

    def number(edit: Edit) -> int:
        one = _without_usual_times(edit)
        for place, other in enumerate(distinct):
            if _alike(one, other):
                return place
        distinct.append(one)
        return len(distinct) - 1

    return [frozenset(map(number, edits)) for edits in readings]


def _pair(
    some: Sequence[Edit], others: Sequence[Edit], match: Callable[[Any, Any], bool]
) -> bool:
    left = list(map(_without_usual_times, others))
    for one in map(_without_usual_times, some):
        place = next((n for n, other in enumerate(left) if match(one, other)), None)
        if place is None:
            return False
        del left[place]
    return not left


def _without_usual_times(edit: Edit) -> Edit:
    """The edit without the times at which it starts and ends anyway."""
    match edit:
        case AddTitle() | AddOverlay() if edit.start == _BEGINNING:
            return _without_usual_times(edit.model_copy(update={"start": None}))
        case AddTitle(
            start=AtTime(seconds=seconds), end=AtTime(end=True), seconds=None
        ) if seconds == -USUAL_TITLE_SECONDS:
            return edit.model_copy(update={"end": None})
        case AddOverlay(end=AtTime(end=True)):
            return edit.model_copy(update={"end": None})
        case _:
            return edit


def _alike(one: Edit, other: Edit) -> bool:
    return type(one) is type(other) and all(
        _is_as_much(name, getattr(one, name), getattr(other, name))
        if name in _AMOUNTS
        else _same(getattr(one, name), getattr(other, name))
        for name in _asked_fields(type(one))
    )


def _has_same_number(one: Edit, other: Edit) -> bool:
    return type(one) is type(other) and all(
        _same(getattr(one, name), getattr(other, name))
        or _is_same_share(getattr(one, name), getattr(other, name))
        for name in _asked_fields(type(one))
    )


def _is_same_share(one: Any, other: Any) -> bool:
    match one, other:
        case (Exact(value=share), Times(factor=factor)) | (
            Times(factor=factor),
            Exact(value=share),
        ):
            return bool(_same(share, factor))
        case _:
            return False


@cache
def _asked_fields(kind: type[Record]) -> tuple[str, ...]:
    """The fields of such a record that tell what is asked for."""
    return tuple(name for name in kind.model_fields if name not in _UNSAID)


def _is_as_much(name: str, one: Any, other: Any) -> bool:
    """Whether both say an amount, or a colour, in the same direction."""
    match one, other:
        case Record(), Record():
            return isinstance(one, Exact) is isinstance(other, Exact) and (
                isinstance(one, Exact) or _same(one, other)
            )
        case (int() | float(), int() | float()):
            return name not in _ONE_IS_NONE or (one > 1) == (other > 1)
        case str(), str():
            return (one == _NO_COLOUR) is (other == _NO_COLOUR)
        case _:
            return type(one) is type(other)


def _same(one: Any, other: Any) -> bool:
    match one, other:
        case (Times() | Plus(), Times() | Plus()):
            return one.direction == other.direction != 0
        case _ if one is other:
            return True
        case Record(), Record():
            return type(one) is type(other) and all(
                _same(getattr(one, name), getattr(other, name))
                for name in _asked_fields(type(one))
            )
        case tuple(), tuple():
            return len(one) == len(other) and all(map(_same, one, other))
        case (bool(), _) | (_, bool()):
            return one is other
        case (int() | float(), int() | float()):
            return isclose(one, other, rel_tol=0.01, abs_tol=1e-6)
        case str(), str():
            return one.strip().casefold() == other.strip().casefold()
        case _:
            return bool(one == other)
