"""Merge edits that add to an earlier one of their kind."""

import math
from typing import Any

from studio.model.edits.footage import SetShotLength
from studio.model.edits.limits import (
    MOST_BEATS,
    MOST_SHIFTED_BEATS,
    MOST_SHIFTED_SECONDS,
)
from studio.model.edits.music import BeatUnit, SetPace, ShiftBar, TrimMusic
from studio.model.edits.picture import Turn
from studio.model.edits.record import Edit, Exact, OfClips
from studio.model.edits.whole import SetLength
from studio.model.intent import Intent
from studio.rules.intent.replace import added, is_pace, without
from studio.rules.scopes.query import all_of, last


def merged(edit: Edit, intent: Intent, seconds: float = 0.0) -> Edit:
    """The edit with those values of the replaced one that still apply.

    ``seconds`` is the length of the video, 0 before the first cut.
    """
    match edit:
        case SetPace():
            return _pace(edit, intent)
        case TrimMusic():
            return _trim(edit, intent)
        case ShiftBar():
            return _shift(edit, intent)
        case SetLength():
            return _length(edit, intent, seconds)
        case Turn():
            return _turn(edit, intent)
        case _:
            return edit


def _pace(edit: SetPace, intent: Intent) -> SetPace:
    """Merge paces: a rate applies to the current curve or distance; these reset a rate."""
    before = next(
        (
            old
            for old in map(_as_pace, reversed(intent.edits))
            if old is not None and old.scope == edit.scope
        ),
        None,
    )
    if before is None or edit.rate is None or edit.curve or edit.every:
        return edit
    new: dict[str, Any] = {"curve": before.curve}
    if before.every is not None:
        stood = before.rate.value if isinstance(before.rate, Exact) else 1.0
        rate = edit.rate.value if isinstance(edit.rate, Exact) else 1.0
        every = min(MOST_BEATS, max(0.25, before.every * stood / rate))
        if before.unit is not BeatUnit.SECOND:
            every = _counted(every, before.every * stood)
        new = {"every": every, "unit": before.unit, "rate": Exact(value=1.0)}
    return edit.model_copy(update=new)


def _as_pace(edit: Edit) -> SetPace | None:
    """A pace, also one that was asked for as the length of every shot."""
    if isinstance(edit, SetPace):
        return edit
    if not isinstance(edit, SetShotLength) or not is_pace(edit):
        return None
    unit = BeatUnit.BEAT if edit.beats is not None else BeatUnit.SECOND
    return SetPace(every=edit.beats or edit.seconds, unit=unit)


def _counted(every: float, before: float) -> float:
    """The next distance that can be counted: whole beats, or a beat in equal parts."""
    if every >= 1:
        whole = round(every)
        if every > before:
            return max(whole, math.floor(before) + 1)
        return max(1, min(whole, math.ceil(before) - 1))
    parts = max(1, round(1 / every))
    if every > before:
        parts = max(1, min(parts, math.ceil(1 / before) - 1))
    return 1 / max(parts, 2) if every < before else 1 / parts


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


def _length(edit: SetLength, intent: Intent, seconds: float) -> SetLength:
    """A bound that the video keeps already leaves the length that was asked for."""
    before = last(intent, SetLength)
    if before is None or not seconds or not isinstance(edit.length, Exact):
        return edit
    bound = edit.length.value
    within = {"at_least": seconds >= bound, "at_most": seconds <= bound}
    return before if within.get(edit.rule) else edit


def _turn(edit: Turn, intent: Intent) -> Turn:
    """A rotation leaves the picture mirrored, and the other way round."""
    before = next(
        (old for old in reversed(all_of(intent, Turn)) if old.scope == edit.scope), None
    )
    if before is None or bool(edit.degrees) == bool(edit.mirror):
        return edit
    if edit.degrees:
        return edit.model_copy(update={"mirror": before.mirror})
    return edit.model_copy(update={"degrees": before.degrees})


def unmirrored(edit: Turn, intent: Intent) -> Intent:
    """The intent in which the scope of the edit is turned as before, but not mirrored."""
    turns = all_of(intent, Turn)
    if edit.scope.of != "whole":
        before = next((old for old in reversed(turns) if _covers(old, edit)), Turn())
        new = {"mirror": "", "degrees": before.degrees}
        return added(intent, edit.model_copy(update=new))
    mirrored = [old for old in turns if old.mirror]
    bare = without(intent, lambda old: old in mirrored and not old.degrees)
    edits = tuple(
        old.model_copy(update={"mirror": ""}) if old in mirrored else old
        for old in bare.edits
    )
    return Intent(edits, intent.variation)


def _covers(old: Turn, edit: Turn) -> bool:
    """Whether an earlier turn holds where the new one does."""
    match old.scope, edit.scope:
        case OfClips(assets=wider), OfClips(assets=clips):
            return set(clips) <= set(wider)
        case scope, narrow:
            return scope == narrow or scope.of == "whole"
