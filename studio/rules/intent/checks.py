"""Check whether edits are possible: lengths, trims, speeds, sounds, joins."""

from fractions import Fraction

from studio.model.edits import footage as f, music as m, whole as w
from studio.model.edits.limits import (
    FASTEST_FRAMES,
    LONGEST_VIDEO,
    MOST_LINES_MADE,
    SLOWEST_FRAMES,
    USUAL_LINES,
)
from studio.model.edits.picture import JoinKind, SetJoin, SetPulse
from studio.model.edits.record import Edit, SongLabel
from studio.model.intent import Intent, Reason
from studio.model.media import Asset, AssetId, MediaKind
from studio.rules.choice.clips import chosen, is_still
from studio.rules.cutting.music_plan import song_ids
from studio.rules.cutting.pace import SHORTEST_SHOT
from studio.rules.effects.joins import requested_seconds, room
from studio.rules.intent.state import RefusedEditError, State
from studio.rules.music.song_parts import find

_LEAST = 0.2
"""Seconds of a clip that a trim must leave."""
_CLOSE = 0.05


def check(edit: Edit, intent: Intent, state: State) -> None:
    """Raises ``RefusedEditError`` when the edit is impossible."""
    _check_music(edit, intent, state)
    _check_sound(edit, intent, state)
    _check_footage(edit, intent, state)
    _check_format(edit, state)


def _check_music(edit: Edit, intent: Intent, state: State) -> None:
    match edit:
        case m.TrimMusic():
            _trim_music(edit, intent, state)
        case m.UseMusic():
            _use_music(edit, state)
        case m.EndWithMusic() | m.LoopMusic() | m.SetTempo() | m.ShiftBar():
            _needs_music(edit, intent, state)
        case (
            m.FadeSound(target=m.SoundTarget.MUSIC)
            | m.SetPace(
                every=float(),
                unit=m.BeatUnit.BEAT | m.BeatUnit.BAR | m.BeatUnit.SECTION,
            )
        ):
            _needs_music(edit, intent, state)
        case SetPulse(on=on) if on != "off":
            _needs_music(edit, intent, state)
        case w.SetLength(rule="song"):
            _needs_music(edit, intent, state)
        case _:
            pass


def _check_sound(edit: Edit, intent: Intent, state: State) -> None:
    match edit:
        case m.SetVolume(target=m.SoundTarget.MUSIC):
            _needs_music(edit, intent, state)
        case m.SetVolume(target=m.SoundTarget.CLIPS):
            _needs_sound(edit, state)
        case m.SetClipSound(mode=mode) if mode != "mute":
            _needs_sound(edit, state)
        case m.KeepSpeech(on=True) | m.RemovePauses(on=True):
            if not any(f_.speech for f_ in state.material.footage.values()):
                raise RefusedEditError(edit.do, Reason.NO_SPEECH)
        case _:
            pass


def _check_footage(edit: Edit, intent: Intent, state: State) -> None:
    match edit:
        case f.TrimClip():
            _trim_clip(edit, state)
        case f.SetSpeed(factor=factor):
            _speed(edit, factor, intent, state)
        case f.SetShotLength():
            _shot_length(edit, intent, state)
        case f.PlaceClip(clip=clip, other=other) if clip == other:
            raise RefusedEditError(edit.do, Reason.NO_CHANGE, clip=clip)
        case _:
            pass


def _check_format(edit: Edit, state: State) -> None:
    match edit:
        case w.SetResolution(lines=lines):
            _resolution(edit, lines, state)
        case w.SetFrameRate(rate=rate):
            _frame_rate(edit, rate)
        case _:
            pass


def _needs_music(edit: Edit, intent: Intent, state: State) -> None:
    before = state.cut.music if state.cut else None
    if not song_ids(intent, state.material, before):
        raise RefusedEditError(edit.do, Reason.NO_MUSIC)


def _needs_sound(edit: Edit, state: State) -> None:
    ids = edit.scope.assets if edit.scope.of == "clips" else None
    heard = [
        a
        for a in state.material.pictures
        if a.has_audio and (ids is None or a.id in ids)
    ]
    if not heard:
        raise RefusedEditError(edit.do, Reason.NO_SOUND)


def _use_music(edit: m.UseMusic, state: State) -> None:
    for song in edit.songs:
        if song not in state.material.music:
            raise RefusedEditError(edit.do, Reason.NO_MUSIC, clip=song)


def _trim_music(edit: m.TrimMusic, intent: Intent, state: State) -> None:
    before = state.cut.music if state.cut else None
    songs = song_ids(intent, state.material, before)
    if not songs:
        raise RefusedEditError(edit.do, Reason.NO_MUSIC)
    grid = state.material.music[songs[0]]
    last = state.material.music[songs[-1]]
    start = edit.start if isinstance(edit.start, float) else None
    for time, limit in ((start, grid.seconds - 1), (edit.end, last.seconds + 0.5)):
        if time is not None and time > limit:
            raise RefusedEditError(
                edit.do, Reason.BEYOND_END, asked=time, limit=round(grid.seconds, 1)
            )
    if start is not None and edit.end is not None and edit.end - start < 1:
        raise RefusedEditError(edit.do, Reason.LEAVES_NOTHING, asked=edit.end - start)
    for label in (edit.start, edit.only):
        if isinstance(label, SongLabel):
            matching = find(grid.sections, label)
            if not matching or abs(edit.number) > len(matching):
                names = ", ".join(dict.fromkeys(s.label for s in grid.sections))
                raise RefusedEditError(
                    edit.do, Reason.NO_SUCH_PLACE, place=label.value,
                    number=edit.number, have=names,
                )  # fmt: skip


def _seconds(state: State, asset: Asset) -> float:
    footage = state.material.footage.get(asset.id)
    return (footage.seconds if footage else 0.0) or asset.seconds


def _named(edit: f.TrimClip, state: State) -> list[Asset]:
    by_id = state.material.by_id
    return [by_id[clip] for clip in edit.clips]


def _trim_clip(edit: f.TrimClip, state: State) -> None:
    for asset in _named(edit, state):
        seconds = _seconds(state, asset)
        if asset.kind is not MediaKind.VIDEO:
            raise RefusedEditError(edit.do, Reason.NO_CHANGE, clip=asset.name)
        start = edit.start if edit.start >= 0 else seconds + edit.start
        end = seconds if edit.end is None else edit.end
        end = end if end >= 0 else seconds + end
        if start >= seconds or (edit.end is not None and edit.end > seconds + 0.5):
            beyond = start if start >= seconds else end
            raise RefusedEditError(
                edit.do, Reason.BEYOND_END, clip=asset.name, asked=beyond,
                limit=round(seconds, 2),
            )  # fmt: skip
        if min(end, seconds) - max(0.0, start) < _LEAST:
            raise RefusedEditError(
                edit.do, Reason.LEAVES_NOTHING, clip=asset.name, limit=round(seconds, 2)
            )


def _in_scope(edit: Edit, intent: Intent, state: State) -> list[Asset]:
    pictures = [a for a in chosen(intent, state.material) if not is_still(a)]
    if edit.scope.of == "clips":
        return [a for a in pictures if a.id in edit.scope.assets]
    if edit.scope.of == "source":
        ids: set[AssetId] = {part.clip for part in edit.scope.ranges}
        return [a for a in pictures if a.id in ids]
    return pictures


def _speed(edit: f.SetSpeed, factor: float, intent: Intent, state: State) -> None:
    """Check that at least one clip is long enough for a shot at that speed."""
    clips = _in_scope(edit, intent, state)
    longest = max((_seconds(state, a) for a in clips), default=0.0)
    if not clips or longest / factor < SHORTEST_SHOT:
        raise RefusedEditError(
            edit.do, Reason.LEAVES_NOTHING, asked=factor,
            limit=round(longest / SHORTEST_SHOT, 2),
        )  # fmt: skip


def _shot_length(edit: f.SetShotLength, intent: Intent, state: State) -> None:
    """Check that a clip is not shown for longer than it lasts."""
    if edit.seconds is None or edit.photos or edit.scope.of == "whole":
        if edit.seconds is not None and edit.seconds > LONGEST_VIDEO:
            raise RefusedEditError(
                edit.do, Reason.BEYOND_LIMIT, asked=edit.seconds, limit=LONGEST_VIDEO
            )
        return
    clips = _in_scope(edit, intent, state)
    for asset in clips:
        if edit.seconds > _seconds(state, asset) + _CLOSE:
            raise RefusedEditError(
                edit.do, Reason.NOT_ENOUGH_FOOTAGE, clip=asset.name,
                asked=edit.seconds, have=round(_seconds(state, asset), 2),
            )  # fmt: skip


def _resolution(edit: Edit, lines: int, state: State) -> None:
    """Check that the resolution is not higher than that of the sources."""
    sides = [min(a.width, a.height) for a in state.material.pictures]
    limit = min(MOST_LINES_MADE, max(USUAL_LINES, max(sides, default=0)))
    if lines <= limit:
        return
    if lines > MOST_LINES_MADE or not sides:
        raise RefusedEditError(edit.do, Reason.BEYOND_LIMIT, asked=lines, limit=limit)
    raise RefusedEditError(
        edit.do, Reason.BEYOND_SOURCES, asked=lines, have=max(sides), limit=limit
    )


def _frame_rate(edit: Edit, rate: str) -> None:
    try:
        value = float(Fraction(rate))
    except ZeroDivisionError:
        value = 0.0
    if not SLOWEST_FRAMES <= value <= FASTEST_FRAMES:
        limit = SLOWEST_FRAMES if value < SLOWEST_FRAMES else FASTEST_FRAMES
        raise RefusedEditError(edit.do, Reason.BEYOND_LIMIT, asked=value, limit=limit)


def check_join(edit: SetJoin, number: int, state: State) -> None:
    """Check that there is footage under a join; ``number`` is from 1."""
    if state.cut is None or edit.kind is JoinKind.CUT:
        return
    shots = [s for s in state.cut.shots if not s.continues]
    parts = list(state.cut.shots)
    after = shots[number]
    before = parts[parts.index(after) - 1]
    have, seconds = (
        room(edit.kind, before, after, state.cut, state.material),
        requested_seconds(edit, state.cut),
    )
    exact = edit.seconds is not None or edit.beats is not None
    if have < (seconds - _CLOSE if exact else 0.08):
        raise RefusedEditError(
            edit.do, Reason.NOT_ENOUGH_FOOTAGE, asked=round(seconds, 2),
            limit=round(max(0.0, have), 2),
        )  # fmt: skip
