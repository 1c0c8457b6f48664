"""Merge edits that add to an earlier one of their kind."""

from typing import Any

from studio.model.edits.limits import (
    MOST_BEATS,
    MOST_SHIFTED_BEATS,
    MOST_SHIFTED_SECONDS,
)
from studio.model.edits.music import SetPace, ShiftBar, TrimMusic
from studio.model.edits.record import Edit, Exact
from studio.model.intent import Intent
from studio.rules.scopes.query import all_of, last


def merged(edit: Edit, intent: Intent) -> Edit:
    """The edit with those values of the replaced one that still apply."""
    match edit:
        case SetPace():
            return _pace(edit, intent)
        case TrimMusic():
            return _trim(edit, intent)
        case ShiftBar():
            return _shift(edit, intent)
        case _:
            return edit


def _pace(edit: SetPace, intent: Intent) -> SetPace:
    """Merge paces: a rate applies to the current curve or distance; these reset a rate."""
    before = next(
        (old for old in reversed(all_of(intent, SetPace)) if old.scope == edit.scope),
        None,
    )
    if before is None or edit.rate is None or edit.curve or edit.every:
        return edit
    new: dict[str, Any] = {"curve": before.curve}
    if before.every is not None:
        stood = before.rate.value if isinstance(before.rate, Exact) else 1.0
        asked = edit.rate.value if isinstance(edit.rate, Exact) else 1.0
        every = min(MOST_BEATS, max(0.25, before.every * stood / asked))
        new = {"every": every, "unit": before.unit, "rate": Exact(value=1.0)}
    return edit.model_copy(update=new)


def _trim(edit: TrimMusic, intent: Intent) -> TrimMusic:
    before = last(intent, TrimMusic)
    if before is None or edit.only is not None:
        return edit
    new: dict[str, Any] = {}
    if edit.start is None and before.start is not None:
        new |= {"start": before.start, "number": before.number}
    if edit.end is None and before.end is not None and edit.start is not None:
        later = not isinstance(edit.start, float) or edit.start < before.end - 1
        new |= {"end": before.end} if later else {}
    return edit.model_copy(update=new)


def _shift(edit: ShiftBar, intent: Intent) -> ShiftBar:
    """Shifts add up."""
    before = last(intent, ShiftBar)
    if before is None:
        return edit
    beats = min(MOST_SHIFTED_BEATS, max(-MOST_SHIFTED_BEATS, before.beats + edit.beats))
    seconds = before.seconds + edit.seconds
    seconds = min(MOST_SHIFTED_SECONDS, max(-MOST_SHIFTED_SECONDS, seconds))
    return ShiftBar(beats=beats, seconds=round(seconds, 4))
