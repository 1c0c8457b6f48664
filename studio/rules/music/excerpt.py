"""Choose the part of a song that a video uses and map its beats to the timeline."""

from bisect import bisect_left
from dataclasses import dataclass

from studio.model.music import BeatGrid, Section

_LOOP = 4.0
"""Seconds of whole bars that a song must have to be started again from a bar."""
_SLACK = 0.35
"""Seconds by which a default length may move to end on a downbeat."""


@dataclass(frozen=True, slots=True)
class TimelineMusic:
    """Music on the video's clock, in seconds; ``start`` is its start in the song.

    ``energy`` goes with ``beats``; without a pulse there are no beats.
    """

    start: float
    seconds: float
    beats: tuple[float, ...]
    downbeats: tuple[float, ...]
    energy: tuple[float, ...]
    sections: tuple[Section, ...]
    tempo: float


def retime(grid: BeatGrid, shift: int, tempo: float) -> BeatGrid:
    """Shift the bars by ``shift`` beats and apply half or double time."""
    beats, energy, sure = list(grid.beats), list(grid.energy), list(grid.confidence)
    places = {beat: index for index, beat in enumerate(beats)}
    down = {places[d] for d in grid.downbeats if d in places}
    if tempo >= 2 and len(beats) > 1:
        pairs = list(zip(beats, beats[1:], strict=False))
        halves = [(a + b) / 2 for a, b in pairs] + [
            beats[-1] + (beats[-1] - beats[-2]) / 2
        ]
        down = {index * 2 for index in down}
        beats = [t for pair in zip(beats, halves, strict=True) for t in pair]
        energy = [e for e in energy for _ in range(2)]
        sure = [s for s in sure for _ in range(2)]
        beats, energy, sure = zip(  # type: ignore[assignment]
            *(
                (b, e, s)
                for b, e, s in zip(beats, energy, sure, strict=True)
                if b < grid.seconds
            ),
            strict=True,
        )
    elif tempo <= 0.5:
        offset = min(down, default=0) % 2
        down = {(index - offset) // 2 for index in down if (index - offset) % 2 == 0}
        beats, energy, sure = beats[offset::2], energy[offset::2], sure[offset::2]
    count = len(beats)
    opened = sorted({i + shift for i in down if 0 <= i + shift < count})
    return BeatGrid(
        grid.seconds, grid.tempo * tempo, tuple(beats), tuple(beats[i] for i in opened),
        tuple(energy), grid.sections, tuple(sure),
    )  # fmt: skip


Stretches = tuple[tuple[float, float, float], ...]
"""How a lengthened song is played: (at, begin, end), the last two in the song."""


def loop_song(grid: BeatGrid, seconds: float) -> tuple[BeatGrid, Stretches]:
    """Loop a song's grid from bar to bar until it lasts ``seconds``.

    Without bars it starts again when it has ended.
    """
    begin, end = 0.0, grid.seconds
    if len(grid.downbeats) > 2 and grid.downbeats[-1] - grid.downbeats[0] > _LOOP:
        begin, end = grid.downbeats[0], grid.downbeats[-1]
    length = max(0.5, end - begin)
    stretches = [(0.0, 0.0, end)]
    while stretches[-1][0] + stretches[-1][2] - stretches[-1][1] < seconds:
        at, first, last = stretches[-1]
        stretches.append((at + last - first, begin, begin + length))
    beats: list[tuple[float, float, float, bool]] = []
    sections: list[Section] = []
    opens = set(grid.downbeats)
    for at, first, last in stretches:
        beats += [
            (at + b - first, e, c, b in opens)
            for b, e, c in zip(grid.beats, grid.energy, grid.confidence, strict=True)
            if first - 1e-6 <= b < last - 1e-6
        ]
        sections += [
            Section(
                at + max(s.start, first) - first,
                at + min(s.end, last) - first,
                s.energy,
                s.label,
            )
            for s in grid.sections
            if s.end > first and s.start < last
        ]
    at, first, last = stretches[-1]
    longer = BeatGrid(
        seconds=at + last - first,
        tempo=grid.tempo,
        beats=tuple(time for time, _, _, _ in beats),
        downbeats=tuple(time for time, _, _, opening in beats if opening),
        energy=tuple(energy for _, energy, _, _ in beats),
        sections=tuple(sections),
        confidence=tuple(sure for _, _, sure, _ in beats),
    )
    return longer, tuple(stretches)


def choose_excerpt(
    grid: BeatGrid, seconds: float, start: float | str | None, *, exact: bool
) -> TimelineMusic:
    """Choose the part for a video of this length; shorter if the song is.

    ``start`` is seconds or a section's label; None finds the most rewarding stretch.
    Unless the length is ``exact`` it moves a little, to end on a downbeat.
    """
    if grid.seconds <= seconds + 0.5 and start is None:
        return _cut(grid, 0.0, min(grid.seconds, seconds) if exact else grid.seconds)
    begin = _begin(grid, seconds, start)
    length = min(seconds, grid.seconds - begin)
    if not exact:
        reach = max(_SLACK, 2.5 * 60 / grid.tempo if grid.tempo else 0)
        ends = [d - begin for d in grid.downbeats if abs(d - begin - length) <= reach]
        ends = [end for end in ends if end > 1.0]
        length = min(ends, key=lambda end: abs(end - length)) if ends else length
    return _cut(grid, begin, length)


def _begin(grid: BeatGrid, seconds: float, start: float | str | None) -> float:
    latest = max(0.0, grid.seconds - seconds)
    if isinstance(start, str):
        match = [s for s in grid.sections if s.label == start]
        best = max(match, key=lambda s: s.energy, default=None)
        return best.start if best else _begin(grid, seconds, None)
    if start is not None:
        wanted = min(max(0.0, start), max(0.0, grid.seconds - 2.0))
        near = [d for d in grid.downbeats if abs(d - wanted) < 0.6]
        return min(near, key=lambda d: abs(d - wanted)) if near else wanted
    choices = [d for d in grid.downbeats if d <= latest + 0.01] or [0.0]
    return max(choices, key=lambda begin: _worth(grid, begin, seconds))


def _worth(grid: BeatGrid, begin: float, seconds: float) -> float:
    """Energy of the stretch, a rise in it, and a start where a section starts."""
    first = bisect_left(grid.beats, begin)
    inside = grid.energy[first : bisect_left(grid.beats, begin + seconds)]
    if not inside:
        return 0.0
    third = max(1, len(inside) // 3)
    rise = sum(inside[-third:]) / third - sum(inside[:third]) / third
    opens = any(abs(s.start - begin) < 0.3 for s in grid.sections)
    return sum(inside) / len(inside) + 0.25 * max(0.0, rise) + (0.12 if opens else 0.0)


def _cut(grid: BeatGrid, begin: float, length: float) -> TimelineMusic:
    end = begin + length
    inside = [
        (max(0.0, beat - begin), energy)
        for beat, energy in zip(grid.beats, grid.energy, strict=True)
        if begin - 0.01 <= beat < end - 0.05
    ]
    down = [
        max(0.0, d - begin) for d in grid.downbeats if begin - 0.01 <= d < end - 0.05
    ]
    sections = tuple(
        Section(
            max(0.0, s.start - begin), min(length, s.end - begin), s.energy, s.label
        )
        for s in grid.sections
        if s.end > begin + 0.01 and s.start < end - 0.01
    )
    return TimelineMusic(
        start=begin,
        seconds=length,
        beats=tuple(beat for beat, _ in inside),
        downbeats=tuple(down),
        energy=tuple(energy for _, energy in inside),
        sections=sections,
        tempo=grid.tempo,
    )
