"""Set shots to requested lengths, or to the end of speech."""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial

from studio.model.cut import MusicPlan, PlacedShot
from studio.model.edits.footage import SetShotLength
from studio.model.edits.music import KeepSpeech
from studio.model.edits.record import SourceRange
from studio.model.intent import Intent
from studio.model.material import Material
from studio.model.media import Asset, AssetId
from studio.rules.choice.clips import Range
from studio.rules.choice.visible_cuts import fitted, slowed
from studio.rules.cutting.length import requested_length, shot_length
from studio.rules.cutting.pace import SHORTEST_SHOT, interval
from studio.rules.scopes.query import all_of, scoped
from studio.rules.scopes.whole_shots import is_meant

_SPEECH_EDGE = 0.1
"""Seconds by which a cut may overlap speech."""


def resized(
    shots: list[PlacedShot], intent: Intent, material: Material, music: MusicPlan,
    ranges: Mapping[AssetId, Sequence[Range]], fps: Fraction, held: set[int],
) -> list[PlacedShot]:  # fmt: skip
    """Apply the lengths of shots; the next shot is extended or shortened.

    A shot that becomes too short is removed, unless it is ``held`` (pinned).
    """
    if requested_length(intent, material).footage:
        return shots
    by_id = material.by_id
    total = shots[-1].end
    edits = [_edit(intent, by_id[shot.clip], shot, shots, fps) for shot in shots]
    lengths = [
        _frames(shot, edit, intent, material, ranges, fps)
        for shot, edit in zip(shots, edits, strict=True)
    ]
    beats = [(e.beats or 0.0) if e and music.beats else 0.0 for e in edits]
    if not any(lengths) and not any(beats):
        return shots
    least = math.ceil(SHORTEST_SHOT * fps)
    out: list[PlacedShot] = []
    requested: list[int | None] = []
    at = 0
    for index, shot in enumerate(shots):
        length = lengths[index]
        if beats[index]:
            length = _to_beat(at, beats[index], music, fps)
        end = shot.end if length is None else at + length
        if length is None and end - at < least:
            if index not in held:
                continue
            end = at + least
        end = min(end, total - least * sum(n > index for n in held))
        if end - at < (least if length is None else 1):
            continue
        out.append(moved(shot, at, end, ranges[shot.clip], fps))
        requested.append(length)
        at = end
    return _ended(out or shots[:1], requested or [None], total, least, ranges, fps)


def _ended(
    shots: list[PlacedShot], requested: Sequence[int | None], total: int, least: int,
    ranges: Mapping[AssetId, Sequence[Range]], fps: Fraction,
) -> list[PlacedShot]:  # fmt: skip
    """The last shot reaches the end; one that is left too short joins the one before.

    ``requested`` are frames that shots are to last, or None. Where that is so of the last
    ones, the shots before them become longer or shorter.
    """
    last = shots[-1]
    missing = total - last.first - (requested[-1] or last.frames)
    changes = _changes([shot.frames for shot in shots], requested, missing, least)
    if changes is not None:
        at = 0
        for n, (shot, change) in enumerate(zip(shots, changes, strict=True)):
            end = at + shot.frames + change if n < len(shots) - 1 else total
            if (at, end) != (shot.first, shot.end):
                shots[n] = moved(shot, at, end, ranges[shot.clip], fps)
            at = end
    elif last.end < total:
        shots[-1] = moved(last, last.first, total, ranges[last.clip], fps)
    elif last.frames < least and len(shots) > 1:
        before = shots[-2]
        shots[-2:] = [moved(before, before.first, total, ranges[before.clip], fps)]
    return shots


def _changes(
    frames: Sequence[int], requested: Sequence[int | None], missing: int, least: int
) -> list[int] | None:
    """Frames by which free shots before the last one grow or shrink; None if they cannot.

    The latest one grows; as many shrink as it takes, the latest first.
    """
    free = [n for n, one in enumerate(requested[:-1]) if one is None]
    changes = [0] * len(frames)
    if not free or requested[-1] is None:
        return None
    for n in reversed(free):
        changes[n] = max(missing, min(0, least - frames[n]))
        missing -= changes[n]
    return changes if missing == 0 else None


def _frames(
    shot: PlacedShot, edit: SetShotLength | None, intent: Intent, material: Material,
    ranges: Mapping[AssetId, Sequence[Range]], fps: Fraction,
) -> int | None:  # fmt: skip
    """Frames that the shot lasts where something was asked, else None."""
    if edit and edit.seconds:
        frames = max(1, round(edit.seconds * fps))
        if edit.rule == "at_most" and shot.frames <= frames:
            return None
        return None if edit.rule == "at_least" and shot.frames >= frames else frames
    if edit and edit.in_full and not shot.still:
        seconds = sum(end - start for start, end in ranges[shot.clip])
        return max(1, round(seconds / shot.speed * fps))
    return _until_silence(shot, intent, material, fps)


def _to_beat(first: int, beats: float, music: MusicPlan, fps: Fraction) -> int:
    """Frames from a cut up to so many beats later, on a beat where they are whole."""
    count = len(music.beats)
    step = interval(music.beats) if count > 1 else 60 / (music.tempo or 120)
    end = float(first / fps) + beats * step
    if beats == int(beats) and count > 1:
        end = min(music.beats, key=lambda beat: abs(beat - end), default=end)
    return max(1, round(end * fps) - first)


def _edit(
    intent: Intent, asset: Asset, shot: PlacedShot, shots: Sequence[PlacedShot],
    fps: Fraction,
) -> SetShotLength | None:  # fmt: skip
    """The edit that sets how long this one of the shots lasts."""
    narrow = [
        edit
        for edit in scoped(all_of(intent, SetShotLength))
        if edit.scope.of == "source"
        and any(
            _begins_in(part, shot)
            and is_meant(part, shot, shots, fps, partial(_begins_in, part))
            for part in edit.scope.ranges
        )
    ]
    if narrow:
        return narrow[-1]
    edit = shot_length(intent, asset)
    whole = edit is not None and edit.scope.of == "whole" and not edit.photos
    return None if whole else edit


def _begins_in(part: SourceRange, shot: PlacedShot) -> bool:
    return part.clip == shot.clip and part.start - 0.05 <= shot.source < part.end


def _until_silence(
    shot: PlacedShot, intent: Intent, material: Material, fps: Fraction
) -> int | None:
    """Frames until the speech ends in which the shot would be cut off."""
    on = False
    for edit in scoped(all_of(intent, KeepSpeech)):
        scope = edit.scope
        if scope.of == "whole" or (scope.of == "clips" and shot.clip in scope.assets):
            on = edit.on
    if not on or shot.still:
        return None
    end = shot.source + shot.source_seconds(fps)
    for start, stop in material.footage[shot.clip].speech:
        if start + _SPEECH_EDGE < end < stop - _SPEECH_EDGE:
            return math.ceil((stop - shot.source) / shot.speed * fps)
    return None


def moved(
    shot: PlacedShot, first: int, end: int, ranges: Sequence[Range], fps: Fraction
) -> PlacedShot:
    """The shot in another place, its source inside what may be used."""
    placed = shot.model_copy(update={"first": first, "end": end})
    if shot.still:
        return placed
    need = float((end - first) / fps) * shot.speed
    return slowed(placed, *fitted(ranges, shot.source, need))
