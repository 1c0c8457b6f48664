"""Compute the stretches of scopes and moments on the video's clock, in seconds."""

from collections.abc import Iterable
from fractions import Fraction

from studio.model.cut import MusicPlan, PlacedShot
from studio.model.edits.record import (
    AtShot,
    AtSong,
    AtTime,
    Moment,
    OfSong,
    OfSource,
    OfTime,
)
from studio.rules.music.song_parts import find

Stretch = tuple[float, float]


def of_time(scope: OfTime, seconds: float) -> Stretch:
    """A stretch of the video inside 0..seconds; times below 0 count from the end."""
    start = _from_end(scope.start if scope.start is not None else 0.0, seconds)
    end = _from_end(scope.end if scope.end is not None else seconds, seconds)
    start = min(max(0.0, start), seconds)
    return start, min(max(start, end), seconds)


def of_song(scope: OfSong, music: MusicPlan) -> list[Stretch]:
    """Where the parts of the song play; ``number`` 0 gives all of them."""
    parts = find(list(music.sections), scope.label)
    if scope.number:
        index = scope.number - 1 if scope.number > 0 else scope.number
        parts = parts[index:][:1] if -len(parts) <= index < len(parts) else []
    return [(s.start, s.end) for s in parts]


def of_source(
    scope: OfSource, shots: Iterable[PlacedShot], fps: Fraction
) -> list[Stretch]:
    """When the shots show the stretches of clips, in order; a ramp counts as even."""
    stretches = [
        (max(low, part.start), min(high, part.end), low, high, shot)
        for shot in shots
        for low, high in [(shot.source, shot.source + shot.source_seconds(fps))]
        for part in scope.ranges
        if part.clip == shot.clip and part.start <= high and low < part.end
    ]
    out: list[Stretch] = []
    for start, end, low, high, shot in stretches:
        begin, length = float(shot.first / fps), float(shot.frames / fps)
        if high - low <= 0 or shot.boomerang:
            out.append((begin, begin + length))
        elif end > start:
            shares = (start - low) / (high - low), (end - low) / (high - low)
            first, last = (1 - shares[1], 1 - shares[0]) if shot.reverse else shares
            out.append((begin + first * length, begin + last * length))
    return out


def at_moment(
    moment: Moment, music: MusicPlan, seconds: float, shots: tuple[float, ...] = ()
) -> float | None:
    """A moment in seconds of the video; None when there is no such place.

    ``shots`` are the starts of the shots, for moments that count them.
    """
    match moment:
        case AtTime(seconds=time, end=end):
            return seconds if end else min(max(0.0, _from_end(time, seconds)), seconds)
        case AtSong(label=label, number=number):
            stretches = of_song(OfSong(label=label, number=number or 1), music)
            return stretches[0][0] if stretches else None
        case AtShot(number=number):
            index = number - 1 if number > 0 else number
            return (
                shots[index] if number and -len(shots) <= index < len(shots) else None
            )


def _from_end(time: float, seconds: float) -> float:
    return time if time >= 0 else seconds + time
