"""Resolve relative amounts: the current value times or plus the requested one."""

from collections.abc import Iterable
from typing import Any

from studio.model.edits.limits import (
    LARGEST_LETTERS,
    LONGEST_VIDEO,
    LOUDEST,
    MOST_ZOOM,
    SHORTEST_VIDEO,
    SMALLEST_LETTERS,
)
from studio.model.edits.music import SetPace, SetVolume
from studio.model.edits.overlay import USUAL_TITLE_LETTERS, AddTitle
from studio.model.edits.picture import Adjust, Quality, Zoom
from studio.model.edits.record import Amount, Edit, Exact, Plus, Times
from studio.model.edits.whole import SetLength
from studio.model.intent import Intent, Reason
from studio.rules.cutting.length import fitting
from studio.rules.effects.cards import cards_of
from studio.rules.intent.state import RefusedEditError, State
from studio.rules.scopes.query import all_of

_RATES = (0.05, 8.0)
_EFFECTS = (Quality.VIGNETTE, Quality.GRAIN, Quality.BLUR)


def exact(edit: Edit, amount: Amount, now: float, low: float, high: float) -> Exact:
    """The amount as a value between its limits.

    Raises ``RefusedEditError`` if a value outside the limits was requested, or if the limit
    is already reached.
    """
    if isinstance(amount, Exact):
        if not low - 1e-9 <= amount.value <= high + 1e-9:
            limit = low if amount.value < low else high
            raise RefusedEditError(
                edit.do, Reason.BEYOND_LIMIT, asked=amount.value, limit=limit
            )
        return amount
    value = now * amount.factor if isinstance(amount, Times) else now + amount.delta
    bounded = min(high, max(low, value))
    changes = value != now
    if changes and abs(bounded - now) < 1e-9:
        named = {"quality": edit.quality.value} if isinstance(edit, Adjust) else {}
        raise RefusedEditError(edit.do, Reason.AT_LIMIT, limit=bounded, **named)
    return Exact(value=round(bounded, 6))


def resolve_amounts(edit: Edit, intent: Intent, state: State) -> Edit:
    """The edit with exact amounts; a length is that without the cards."""
    match edit:
        case SetLength(length=length) if length is not None:
            now = state.draft.duration / 1000 or fitting(intent, state.material)
            cards = cards_of(intent).seconds
            least = SHORTEST_VIDEO + cards
            total = exact(edit, length, now, least, LONGEST_VIDEO).value
            return _with(edit, length=Exact(value=round(total - cards, 6)))
        case SetVolume(level=level):
            return _with(
                edit, level=exact(edit, level, _volume(edit, intent), 0.0, LOUDEST)
            )
        case Adjust(level=level):
            low = 0.0 if edit.quality in _EFFECTS else -1.0
            now = _adjusted(edit, intent)
            if isinstance(level, Times):
                level = Plus(delta=level.factor - 1)
            return _with(edit, level=exact(edit, level, now, low, 1.0))
        case Zoom(level=level):
            return _with(
                edit, level=exact(edit, level, _zoom(edit, intent), 1.0, MOST_ZOOM)
            )
        case SetPace(rate=rate) if rate is not None:
            return _with(edit, rate=exact(edit, rate, _rate(edit, intent), *_RATES))
        case AddTitle(size=size) if size is not None:
            return _with(
                edit,
                size=exact(
                    edit, size, USUAL_TITLE_LETTERS, SMALLEST_LETTERS, LARGEST_LETTERS
                ),
            )
        case _:
            return edit


def _with(edit: Edit, **values: Any) -> Edit:
    return edit.model_copy(update=values)


def _same_place(one: Edit, other: Edit) -> bool:
    return one.scope == other.scope or other.scope.of == "whole"


def _volume(edit: SetVolume, intent: Intent) -> float:
    same = (each for each in all_of(intent, SetVolume) if each.target is edit.target)
    return _current_level(edit, same, 1.0)


def _adjusted(edit: Adjust, intent: Intent) -> float:
    same = (each for each in all_of(intent, Adjust) if each.quality is edit.quality)
    return _current_level(edit, same, 0.0)


def _zoom(edit: Zoom, intent: Intent) -> float:
    return _current_level(edit, all_of(intent, Zoom), 1.0)


def _current_level(
    edit: Edit, others: Iterable[SetVolume | Adjust | Zoom], level: float
) -> float:
    """The newest exact level where ``edit`` holds, else ``level``."""
    for other in others:
        if _same_place(edit, other) and isinstance(other.level, Exact):
            level = other.level.value
    return level


def _rate(edit: SetPace, intent: Intent) -> float:
    rate = 1.0
    for other in all_of(intent, SetPace):
        if _same_place(edit, other) and isinstance(other.rate, Exact):
            rate = other.rate.value
    return rate
