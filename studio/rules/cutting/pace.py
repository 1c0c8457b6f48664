"""Place cuts: cuts per beat from the music's energy and the requested pace."""

from collections.abc import Sequence
from dataclasses import dataclass

from studio.model.cut import MusicPlan
from studio.model.edits.music import BeatUnit, PaceCurve, SetPace
from studio.model.edits.record import Exact

SHORTEST_SHOT = 0.35
"""Seconds; a shorter shot is a flash. What is asked for may be shorter: ``limits``."""
LONGEST_SHOT = 8.0
EVEN_SHOT = 2.0
"""Seconds of a shot without beats."""
_CALM, _CALM_RANGE = 3.0, (2.0, 4.2)
"""Usual seconds of a calm shot, and their range."""
_STEPS = ((0.82, 1.0), (0.55, 2.0), (0.3, 4.0), (-1.0, 8.0))
"""From which energy on how many beats make a shot."""
_HECTIC = 0.65
"""Seconds below which not every beat at full energy gets a cut: 11 of 16 do."""
_COMFORT = 0.42
"""Seconds below which one beat a shot tires: twice as many beats then."""
_ENERGETIC = 1.7
_BUILD = (0.5, 2.0)
"""Cuts at the start and the end of a build-up, against the usual number."""


@dataclass(frozen=True, slots=True)
class Pace:
    """A pace in force: a curve, cuts against the usual number, or a fixed distance."""

    curve: PaceCurve = PaceCurve.ADAPTIVE
    rate: float = 1.0
    every: float | None = None
    unit: BeatUnit = BeatUnit.BEAT


def pace_of(edit: SetPace | None) -> Pace:
    """The pace that a resolved edit asks for."""
    if edit is None:
        return Pace()
    rate = edit.rate.value if isinstance(edit.rate, Exact) else 1.0
    return Pace(edit.curve or PaceCurve.ADAPTIVE, rate, edit.every, edit.unit)


def cut_times(music: MusicPlan, pace: Pace) -> list[float]:
    """Times of cuts in seconds, ascending, without 0 and the end."""
    if pace.every is not None and pace.unit is BeatUnit.SECOND:
        return every(music.seconds, pace.every / max(0.05, pace.rate))
    if len(music.beats) < 2:
        return _even(0.0, music.seconds, pace)
    times = _counted(music, pace) if pace.every is not None else _felt(music, pace)
    usual = interval(music.beats)
    edges = [0.0, *music.beats, music.seconds]
    for left, right in zip(edges, edges[1:], strict=False):
        if right - left > max(4 * usual, 2 * EVEN_SHOT):
            times += _even(left, right, pace)
    return sorted({round(t, 6) for t in times if t > 0})


def every(seconds: float, step: float) -> list[float]:
    """Multiples of a step inside the video."""
    count = int(seconds / step + 1e-6)
    return [n * step for n in range(1, count + 1) if n * step < seconds - 1e-6]


def interval(beats: Sequence[float]) -> float:
    """Seconds between beats, the median."""
    steps = sorted(b - a for a, b in zip(beats, beats[1:], strict=False))
    return steps[len(steps) // 2]


def bar_starts(music: MusicPlan) -> list[int]:
    """Indices of beats that open bars; groups of four where none are known."""
    starts = {nearest(music.beats, d) for d in music.downbeats}
    return sorted(starts) or list(range(0, len(music.beats), 4))


def nearest(times: Sequence[float], time: float) -> int:
    """The index of the time that is nearest."""
    return min(range(len(times)), key=lambda index: abs(times[index] - time))


def _counted(music: MusicPlan, pace: Pace) -> list[float]:
    """A cut every so many beats, bars or sections, counted from the first bar."""
    beats, opens = music.beats, bar_starts(music)
    if pace.unit is BeatUnit.SECTION:
        step = max(1, round(pace.every or 1))
        return [s.start for s in music.sections if s.start > 0][step - 1 :: step]
    if pace.unit is BeatUnit.BAR and (pace.every or 1) >= 1:
        return [beats[i] for i in opens[:: max(1, round(pace.every or 1))]]
    distance = pace.every or 1.0
    if pace.unit is BeatUnit.BAR:
        distance *= _metre(opens)
    if distance < 1:
        parts = max(2, round(1 / distance))
        pairs = zip(beats, beats[1:], strict=False)
        return [a + (b - a) * n / parts for a, b in pairs for n in range(parts)]
    step = max(1, round(distance))
    return [beats[i] for i in range(opens[0] % step, len(beats), step)]


def _metre(opens: Sequence[int]) -> int:
    steps = sorted(b - a for a, b in zip(opens, opens[1:], strict=False))
    return steps[len(steps) // 2] if steps else 4


def _felt(music: MusicPlan, pace: Pace) -> list[float]:
    """Cuts by energy, bar by bar; what a bar is short of, the next ones make up for.

    The error of rounding to whole beats is carried on (as in error diffusion), so that
    every change of the rate shows in the number of cuts.
    """
    beats, opens = music.beats, bar_starts(music)
    usual = interval(beats)
    edges = [*opens, len(beats)] if opens[0] == 0 else [0, *opens, len(beats)]
    sections = {nearest(beats, s.start) for s in music.sections if s.start > 0.1}
    out: list[float] = []
    due, before = 0.0, 0.0
    for start, stop in zip(edges, edges[1:], strict=False):
        share = beats[start] / music.seconds
        energy = sum(music.energy[start:stop]) / (stop - start)
        cuts = (stop - start) * _density(pace, energy, usual, _metre(opens), share)
        # The video itself opens the first shot.
        due = max(1.0, cuts) if start == 0 else due + cuts
        if start in sections or beats[start] - before + usual > LONGEST_SHOT:
            due = max(due, 1.0)
        finest = stop - start if usual >= SHORTEST_SHOT else (stop - start) // 2
        halves = 2 * (stop - start) if usual / 2 >= SHORTEST_SHOT else finest
        count = min(int(due + 0.25), halves)
        if finest < count < halves:
            count = finest
        due = min(1.0, due - count)
        if count:
            out += _spread(beats[start : stop + 1], stop - start, count)
            before = out[-1]
    return out


def _density(
    pace: Pace, energy: float, usual: float, metre: int, share: float
) -> float:
    """Cuts per beat; ``share`` tells how far the video has gone."""
    step = next(beats for least, beats in _STEPS if energy >= least)
    if pace.curve is PaceCurve.CALM:
        step = _steady(usual, metre, _CALM, _CALM_RANGE)
    elif pace.curve is PaceCurve.EVEN:
        step = _steady(usual, metre, EVEN_SHOT, (1.0, 3.0))
    elif step * usual < _COMFORT:
        step *= 2
    density = 1 / step
    if step == 1 and usual < _HECTIC:
        density *= 11 / 16
    if pace.curve is PaceCurve.ENERGETIC:
        density = max(density * _ENERGETIC, 0.5)
    if pace.curve is PaceCurve.BUILD_UP:
        density *= _BUILD[0] * (_BUILD[1] / _BUILD[0]) ** share
    return density * pace.rate


def _steady(
    usual: float, metre: int, seconds: float, allowed: tuple[float, float]
) -> float:
    """Beats a shot that last about as wanted: parts or multiples of a bar."""
    steps = [metre / 4, metre / 2, metre, 2 * metre, 4 * metre, 8 * metre]
    fits = [s for s in steps if allowed[0] <= s * usual <= allowed[1] and s >= 1]
    if not fits:
        fits = [float(n) for n in range(1, 33) if n * usual >= allowed[0]][:1] or [32.0]
    return min(fits, key=lambda s: abs(s * usual - seconds))


def _spread(beats: Sequence[float], bar: int, count: int) -> list[float]:
    """So many of a bar's beats, its first among them; the end of a bar is denser."""
    if count > bar:
        pairs = list(zip(beats, beats[1:], strict=False))[:bar]
        return [t for a, b in pairs for t in (a, (a + b) / 2)]
    positions = sorted({-(-n * bar // count) for n in range(count)})
    return [beats[n] for n in positions if n < len(beats)]


def _even(start: float, end: float, pace: Pace) -> list[float]:
    """Cuts at an even pace inside a stretch, its start included unless that is 0."""
    usual = _CALM if pace.curve is PaceCurve.CALM else EVEN_SHOT
    if pace.curve is PaceCurve.ENERGETIC:
        usual /= _ENERGETIC
    shot = min(LONGEST_SHOT, max(0.5, usual / max(0.05, pace.rate)))
    count = max(1, round((end - start) / shot))
    return [start + (end - start) * n / count for n in range(count) if start + n > 0]
