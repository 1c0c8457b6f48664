"""Remove a stretch from the video: move later times, pins and titles up."""

from typing import Any

from studio.model.edits.footage import BanMoment, SetShotLength
from studio.model.edits.limits import SHORTEST_VIDEO
from studio.model.edits.record import (
    MOMENT_FIELDS,
    AtTime,
    Edit,
    Exact,
    OfShots,
    OfSource,
    OfTime,
    Showing,
    SourceRange,
)
from studio.model.edits.resolved import PinShot, TakeOut
from studio.model.edits.whole import SetLength
from studio.model.intent import Intent, Reason
from studio.rules.cutting.gaps import leads
from studio.rules.intent.replace import added
from studio.rules.intent.resolve_scopes import shots_of, time_scope
from studio.rules.intent.state import RefusedEditError, State
from studio.rules.scopes.query import last
from studio.rules.scopes.shot_parts import at_frame, one_way
from studio.rules.scopes.stretches import of_time

_SLACK = 1.0
"""Seconds by which a video may miss the length that was asked for."""
_FREE = ("at_most", "auto")
"""Length rules that a shorter video also satisfies."""


def shortens(edit: BanMoment, intent: Intent, state: State) -> bool:
    """Whether the video becomes shorter instead of filling the gap with other footage.

    A requested length is kept where a shot goes, unless a stretch of the video that has it
    is cut out; clips in full become shorter anyway.
    """
    length, in_full = last(intent, SetLength), last(intent, SetShotLength)
    if not edit.shorten or (in_full is not None and in_full.in_full):
        return False
    since = intent.edits.index(length) if length else -1
    later = any(isinstance(old, TakeOut) for old in intent.edits[since + 1 :])
    stretch = _is_an_end(edit) or (
        isinstance(edit.scope, OfTime) and _is_so_long(length, intent, state)
    )
    return length is None or length.rule in _FREE or later or stretch


def _is_so_long(length: SetLength | None, intent: Intent, state: State) -> bool:
    """Whether the video has a length already that was asked for in an earlier request."""
    if length is None or not isinstance(length.length, Exact):
        return False
    now = state.seconds + state.intro(intent) + state.outro(intent)
    return abs(now - length.length.value) < _SLACK


def _is_an_end(edit: BanMoment) -> bool:
    """Whether the video is cut off at its beginning or its end: "the last 2 seconds"."""
    scope = edit.scope
    return isinstance(scope, OfTime) and (not scope.start or scope.end is None)


def stretches(
    edit: BanMoment, intent: Intent, state: State
) -> list[tuple[float, float]]:
    """The stretches of the video that are meant, in seconds, the last one first."""
    scope = edit.scope
    if isinstance(scope, OfShots):
        shots = {shot.number: shot for shot in shots_of(edit, scope.numbers, state)}
        spans = [(shot.start, shot.end) for shot in shots.values()]
    elif isinstance(scope, OfTime):
        spans = [of_time(time_scope(edit, scope, intent, state), state.seconds)]
    else:
        raise RefusedEditError(edit.do, Reason.LEAVES_NOTHING)
    return sorted(spans, reverse=True)


def footage_of(low: float, high: float, state: State) -> list[SourceRange]:
    """The clip ranges that a stretch of the video shows; a photo if all of it is inside."""
    if state.cut is None:
        return []
    fps, out = state.cut.rate, []
    first, end = round(low * fps), round(high * fps)
    for shot in (part for whole in state.cut.shots for part in one_way(whole)):
        a, b = max(first, shot.first), min(end, shot.end)
        if a >= b or (shot.still and (a, b) != (shot.first, shot.end)):
            continue
        times = at_frame(shot, a, fps), at_frame(shot, max(a, b - 1), fps)
        frame = float(shot.speed / fps)
        reach = max(times) + frame if not shot.still else 0.05
        out.append(SourceRange(clip=shot.clip, start=min(times), end=reach))
    return out


def taken_out(
    edit: Edit, intent: Intent, low: float, high: float, state: State
) -> Intent:
    """The intent of the video without the stretch. Raises ``RefusedEditError``."""
    left = state.seconds
    for before in _new(intent, state):
        low, high, left = _up(low, before), _up(high, before), before.left
    left -= high - low
    if left < SHORTEST_VIDEO:
        raise RefusedEditError(edit.do, Reason.LEAVES_NOTHING)
    gap = TakeOut(start=round(low, 4), end=round(high, 4), left=round(left, 4))
    moved = (_moved(old, gap, intent, state) for old in intent.edits)
    others = tuple(old for old in moved if old is not None)
    return added(Intent(others, intent.variation), gap)


def _new(intent: Intent, state: State) -> list[TakeOut]:
    """Stretches taken out in the same request."""
    earlier = state.cut.taken_out if state.cut else 0
    return [e for e in intent.edits if isinstance(e, TakeOut)][earlier:]


def _moved(edit: Edit, gap: TakeOut, intent: Intent, state: State) -> Edit | None:
    """The edit with its times after the gap moved up; None if it was inside the gap."""
    if isinstance(edit, PinShot):
        return _pin(edit, gap, intent, state)
    if isinstance(edit, TakeOut):
        return edit
    new: dict[str, Any] = {}
    scope = edit.scope
    if isinstance(scope, OfTime):
        start, end = scope.start, scope.end
        if _inside(start, gap) and _inside(end, gap):
            return None
        new["scope"] = OfTime(
            start=None if start is None else _up(start, gap),
            end=None if end is None else _up(end, gap),
        )
    if isinstance(scope, OfSource):
        parts = tuple(_showing(part, gap) for part in scope.ranges)
        new["scope"] = scope.model_copy(update={"ranges": parts})
    times = {name: _seconds(getattr(edit, name, None)) for name in MOMENT_FIELDS}
    times = {name: time for name, time in times.items() if time is not None}
    gone = times and all(_inside(time, gap) for time in times.values())
    if gone and ("start" not in times or "end" in times):
        return None
    new |= {name: AtTime(seconds=_up(t, gap)) for name, t in times.items() if t}
    return edit.model_copy(update=new) if new else edit


def _seconds(moment: object) -> float | None:
    if isinstance(moment, AtTime) and not moment.end:
        return moment.seconds
    return None


def _showing(part: SourceRange, gap: TakeOut) -> SourceRange:
    if not isinstance(part, Showing):
        return part
    return part.model_copy(update={"at": _up(part.at, gap)})


def _inside(time: float | None, gap: TakeOut) -> bool:
    return time is not None and gap.start <= time <= gap.end


def _up(time: float, gap: TakeOut) -> float:
    """A time of the video after the gap is closed; times from the end are unchanged."""
    if time <= gap.start:
        return time
    return round(max(gap.start, time - (gap.end - gap.start)), 4)


def _pin(pin: PinShot, gap: TakeOut, intent: Intent, state: State) -> PinShot:
    music, at = state.music(intent), _up(pin.at, gap)
    if leads(gap, music) or at == pin.at:
        return pin.model_copy(update={"at": at})
    there = music.song_time(at)
    new: dict[str, Any] = {"at": at, "song": None, "song_time": 0.0}
    if there is not None:
        new |= {"song": there[0], "song_time": round(there[1], 4)}
    return pin.model_copy(update=new)
