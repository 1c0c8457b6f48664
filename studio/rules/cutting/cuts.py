"""Place cuts on beats, bars and sections, more densely where energy is higher."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from studio.rules.music.excerpt import TimelineMusic

SHORTEST = 0.35
"""Seconds; a shorter shot is a flash."""
_EVEN_SHOT = 2.0
"""Seconds of a shot where there is no beat to cut on."""
_LONGEST = 8.0
_PACE = ((0.82, 1), (0.55, 2), (0.3, 4), (-1.0, 8))
"""From which energy on how many beats make a shot."""
_HECTIC = 0.65
"""Seconds below which a cut on each beat is kept for the ends of phrases."""
_COMFORT = 0.42
"""Seconds below which one beat a shot tires: twice as many beats then."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot for a shot: output frames ``first`` up to ``end``, and its energy 0..1."""

    first: int
    end: int
    energy: float

    @property
    def frames(self) -> int:
        return self.end - self.first


def slots(
    timeline: TimelineMusic,
    fps: Fraction,
    *,
    pace: float,
    every: float | None,
    fewest: int = 1,
    most: int = 0,
    longest: float = 1e9,
) -> list[Slot]:
    """Tile the video with slots whose borders are on beats (nearest frame).

    ``pace`` multiplies the number of cuts, ``every`` sets beats per cut instead;
    at least ``fewest`` slots, not many more than ``most`` (0: as the music wants) where
    calmer cuts can help it, none above ``longest`` seconds (as long as footage
    lasts), if the shortest allowed shot permits.
    """
    total = max(1, round(timeline.seconds * fps))
    best = _tile(_times(timeline, pace, every), timeline, fps, total)
    for _ in range(3):
        if not most or len(best) <= most:
            break
        pace /= 2
        best = _tile(_times(timeline, pace, every), timeline, fps, total)
    for _ in range(6):
        best = _tile(_times(timeline, pace, every), timeline, fps, total)
        if len(best) >= fewest and max(s.frames for s in best) <= longest * fps:
            break
        pace *= 1.6
        every = None if every is None else max(1.0, every / 2)
    return best


def _times(timeline: TimelineMusic, pace: float, every: float | None) -> list[float]:
    """Times of cuts, ascending, without 0 and the end."""
    if len(timeline.beats) < 2:
        return _even(0.0, timeline.seconds, pace)
    times = list(_on_beats(timeline, pace, every))
    usual = _interval(timeline.beats)
    edges = [0.0, *timeline.beats, timeline.seconds]
    for left, right in zip(edges, edges[1:], strict=False):
        if right - left > max(4 * usual, 2 * _EVEN_SHOT):
            times += _even(left, right, pace)
    return sorted(times)


def _on_beats(timeline: TimelineMusic, pace: float, every: float | None) -> list[float]:
    beats, energy = timeline.beats, timeline.energy
    opens = _bar_starts(timeline)
    if every is not None:
        return _each(beats, opens[0], every)
    interval = _interval(beats)
    out: list[float] = []
    edges = [*opens, len(beats)]
    if opens[0] > 0:
        edges = [0, *edges]
    fresh = {_nearest(beats, s.start) for s in timeline.sections if s.start > 0.1}
    since = 0
    for start, stop in zip(edges, edges[1:], strict=False):
        mean = sum(energy[start:stop]) / (stop - start)
        step = _step(mean, pace, interval)
        if start in fresh:
            since = 0
        if step >= stop - start:
            bars = max(1, round(step / max(1, stop - start)))
            if since % bars == 0:
                out.append(beats[start])
        elif step < 1:
            out += _each(beats[start : stop + 1], 0, step)
        elif step == 1 and pace <= 1 and interval < _HECTIC:
            out += [beats[start + i] for i in _phrased(since, stop - start)]
        else:
            out += [beats[i] for i in range(start, stop, round(step))]
        since += 1
    return out


def _phrased(bar: int, beats: int) -> list[int]:
    """Beats to cut on in a bar at full energy: a phrase of four bars grows denser."""
    patterns = (
        range(0, beats, 2),
        (0, *range(2, beats)),
        range(0, beats, 2),
        range(beats),
    )
    return list(patterns[bar % 4])


def _step(energy: float, pace: float, interval: float) -> float:
    """Beats a shot, a power of two, for music of this energy."""
    step = float(next(beats for least, beats in _PACE if energy >= least))
    if step * interval < _COMFORT:
        step *= 2
    wanted = step / pace
    powers = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0]
    nearest = min(
        powers, key=lambda p: abs(p / wanted - 1) if p > wanted else wanted / p - 1
    )
    while nearest * interval < SHORTEST:
        nearest *= 2
    while nearest > 1 and nearest * interval > max(_LONGEST, interval):
        nearest /= 2
    return nearest


def _each(beats: Sequence[float], first: int, every: float) -> list[float]:
    """Every so many beats, counted from beat ``first``; halves lie between beats."""
    if every < 1:
        parts = max(2, round(1 / every))
        pairs = zip(beats, beats[1:], strict=False)
        return [a + (b - a) * n / parts for a, b in pairs for n in range(parts)]
    step = max(1, round(every))
    return [beats[i] for i in range(first % step, len(beats), step)]


def _bar_starts(timeline: TimelineMusic) -> list[int]:
    """Indices of beats that open bars; groups of four where none are known."""
    found = [_nearest(timeline.beats, d) for d in timeline.downbeats]
    return sorted(set(found)) or list(range(0, len(timeline.beats), 4))


def _nearest(beats: Sequence[float], time: float) -> int:
    return min(range(len(beats)), key=lambda index: abs(beats[index] - time))


def _interval(beats: Sequence[float]) -> float:
    steps = sorted(b - a for a, b in zip(beats, beats[1:], strict=False))
    return steps[len(steps) // 2]


def _even(start: float, end: float, pace: float) -> list[float]:
    """Cuts at an even pace inside a stretch, its start included unless that is 0."""
    shot = min(_LONGEST, max(0.5, _EVEN_SHOT / pace))
    count = max(1, round((end - start) / shot))
    return [start + (end - start) * n / count for n in range(count) if start + n > 0]


def _tile(
    times: list[float], timeline: TimelineMusic, fps: Fraction, total: int
) -> list[Slot]:
    """Slots from times; cuts too close to another or to the end are left out."""
    least = math.ceil(SHORTEST * fps)
    borders = [0]
    for time in times:
        frame = round(time * fps)
        if frame - borders[-1] >= least and total - frame >= least:
            borders.append(frame)
    borders.append(total)
    return [
        Slot(first, end, _energy(timeline, float(first / fps), float(end / fps)))
        for first, end in zip(borders, borders[1:], strict=False)
    ]


def _energy(timeline: TimelineMusic, start: float, end: float) -> float:
    inside = [
        e
        for b, e in zip(timeline.beats, timeline.energy, strict=True)
        if start - 0.05 <= b < end - 0.05
    ]
    return sum(inside) / len(inside) if inside else 0.4
