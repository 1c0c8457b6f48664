"""Resolve scopes and beats: convert shot numbers and times to what survives a new cut."""

from typing import Any

from studio.model.cut import MusicPlan
from studio.model.edits.limits import MOST_SHIFTED_SECONDS
from studio.model.edits.music import ShiftBar
from studio.model.edits.record import (
    MOMENT_FIELDS,
    AtShot,
    AtSong,
    AtTime,
    Edit,
    Moment,
    OfClips,
    OfShots,
    OfSong,
    OfSource,
    OfTime,
    Scope,
    SongLabel,
    files_of,
)
from studio.model.intent import Intent, Reason
from studio.rules.intent.state import CurrentShot, RefusedEditError, State
from studio.rules.music.song_parts import find
from studio.rules.scopes.stretches import at_moment, of_time

_SLACK = 0.05


def resolved(edit: Edit, intent: Intent, state: State) -> Edit:
    """The edit with places that survive a new cut.

    Raises ``RefusedEditError`` for a clip, shot, time or part of the song that does not
    exist.
    """
    check_clips(edit, state)
    new: dict[str, Any] = {"scope": _scope(edit, intent, state)}
    for name in MOMENT_FIELDS:
        value = getattr(edit, name, None)
        if isinstance(value, AtTime | AtSong | AtShot):
            new[name] = moment(edit, value, intent, state)
    new |= _shifts(edit, new.get("moment"), state.music(intent))
    return edit.model_copy(update=new)


def _shifts(edit: Edit, named: Moment | None, music: MusicPlan) -> dict[str, Any]:
    """The shift that moves the nearest beat, and a bar with it, to a named one."""
    if not isinstance(edit, ShiftBar) or named is None:
        return {}
    time = at_moment(named, music, music.seconds)
    if time is None or len(music.beats) < 2:
        raise RefusedEditError(edit.do, Reason.NO_MUSIC)
    index = min(range(len(music.beats)), key=lambda n: abs(music.beats[n] - time))
    opens = [n for n, beat in enumerate(music.beats) if beat in music.downbeats]
    late = min((index - n for n in opens), key=abs, default=0) if edit.bar else 0
    shift = round(time - music.beats[index], 4)
    return {
        "moment": None,
        "beats": late,
        "seconds": max(-MOST_SHIFTED_SECONDS, min(MOST_SHIFTED_SECONDS, shift)),
    }


def check_clips(edit: Edit, state: State) -> None:
    """Check that every file that the edit names exists."""
    clip_ids = {asset.id for asset in state.material.assets}
    for id_ in files_of(edit):
        if id_ not in clip_ids:
            raise RefusedEditError(edit.do, Reason.NO_SUCH_CLIP, clip=id_)


def moment(edit: Edit, at: Moment, intent: Intent, state: State) -> Moment:
    """A moment on the clock of the video without its cards."""
    if isinstance(at, AtShot):
        return AtTime(seconds=shots_of(edit, (at.number,), state)[0].start)
    if isinstance(at, AtSong):
        check_song_part(edit, at.label.value, at.number, intent, state)
        return at
    if at.end or state.cut is None:
        return at
    whole = state.draft.duration / 1000
    if at.seconds >= 0:
        if at.seconds > whole + _SLACK:
            raise RefusedEditError(
                edit.do, Reason.BEYOND_END, asked=at.seconds, limit=whole
            )
        inside = at.seconds - state.intro(intent)
        return AtTime(seconds=min(max(0.0, inside), state.seconds))
    inside = at.seconds + state.outro(intent)
    return (
        AtTime(seconds=max(inside, -state.seconds)) if inside < 0 else AtTime(end=True)
    )


def _scope(edit: Edit, intent: Intent, state: State) -> Scope:
    scope = edit.scope
    if isinstance(scope, OfShots):
        shots = shots_of(edit, scope.numbers, state)
        return OfSource(ranges=tuple(shot.showing() for shot in shots))
    if isinstance(scope, OfSong):
        check_song_part(edit, scope.label.value, scope.number, intent, state)
        return scope
    if isinstance(scope, OfTime):
        return time_scope(edit, scope, intent, state)
    return scope


def time_scope(edit: Edit, scope: OfTime, intent: Intent, state: State) -> OfTime:
    """A stretch on the clock of the video without its cards, at least a frame long."""
    if state.cut is None:
        return scope
    whole = state.draft.duration / 1000
    start, end = scope.start, scope.end
    if start is not None and start >= whole - _SLACK:
        raise RefusedEditError(edit.do, Reason.BEYOND_END, asked=start, limit=whole)
    if start is not None and end is not None:
        low, high = of_time(scope, whole)
        if high - low < _SLACK:
            raise RefusedEditError(edit.do, Reason.LEAVES_NOTHING, asked=high - low)
    return OfTime(start=_inside(start, intent, state), end=_inside(end, intent, state))


def _inside(time: float | None, intent: Intent, state: State) -> float | None:
    if time is None:
        return None
    if time >= 0:
        return max(0.0, time - state.intro(intent))
    inside = time + state.outro(intent)
    return inside if inside < 0 else None


def shots_of(edit: Edit, numbers: tuple[int, ...], state: State) -> list[CurrentShot]:
    """The shots with these numbers; -1 is the last."""
    if not state.shots:
        raise RefusedEditError(edit.do, Reason.NO_TIMELINE)
    count = len(state.shots)
    out = []
    for number in numbers:
        index = number - 1 if number > 0 else number
        if number == 0 or not -count <= index < count:
            raise RefusedEditError(
                edit.do, Reason.NO_SUCH_SHOT, number=number, have=count
            )
        out.append(state.shots[index])
    return out


def shots_in(edit: Edit, intent: Intent, state: State) -> list[CurrentShot]:
    """The shots of the current timeline that an edit's scope covers."""
    if not state.shots:
        raise RefusedEditError(edit.do, Reason.NO_TIMELINE)
    scope = edit.scope
    if isinstance(scope, OfShots):
        return shots_of(edit, scope.numbers, state)
    if isinstance(scope, OfClips):
        return [shot for shot in state.shots if shot.clip in scope.assets]
    if isinstance(scope, OfTime):
        inside = time_scope(edit, scope, intent, state)
        low, high = of_time(inside, state.seconds)
        return [s for s in state.shots if s.start < high - 0.02 and s.end > low + 0.02]
    return list(state.shots)


def check_song_part(
    edit: Edit, label: str, number: int, intent: Intent, state: State
) -> None:
    """Check that the part of the song is in the video."""
    music = state.music(intent)
    if not music.pieces:
        raise RefusedEditError(edit.do, Reason.NO_MUSIC)
    matching = find(list(music.sections), SongLabel(label))
    if not matching or abs(number) > len(matching):
        names = ", ".join(dict.fromkeys(s.label for s in music.sections))
        raise RefusedEditError(
            edit.do, Reason.NO_SUCH_PLACE, place=label, number=number, have=names
        )
