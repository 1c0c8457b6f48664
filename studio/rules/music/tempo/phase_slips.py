"""Keep one phase in music of one tempo, where the decoder slipped into another midway.

Where only off-beats sound for a while, the path that is decoded drifts by half a beat (or by
a third or a quarter) within a few beats, and stays there though the tempo is the same. Music
played by a machine does not do that.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Curve = NDArray[np.float64]
Indices = NDArray[np.int64]

_SPAN, _EVEN = 8, 1.5
"""Beats over which the tempo is compared with that of the whole, and frames by which it may
differ."""
_SHORTEST = 14
"""Beats from which a run is one of steady tempo."""
_NEAR = 2.0
"""Frames by which a beat may lie beside the grid that it belongs to."""
_ON_GRID = 0.8
"""Share of the beats of a run that lie on a grid, if the run is of that grid."""
_COVERED = 0.95
"""Share of the beats that must lie on one of the two grids: else the tempo moves."""
_SLIPS, _BESIDE_SLIP = np.array([1 / 4, 1 / 3, 1 / 2, 2 / 3, 3 / 4]), 0.05
"""Shares of a beat by which the decoder slips, and how exactly. What is cut together of two
songs may have any other phase."""
_CLEARER = 0.2
"""Nats by which bars must open clearer in one phase than in the other: chosen on composed
music, of which it leaves half as many pieces worse as none would."""
_REFITS = 3
_METRES = (3, 4)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Beats in a steady tempo: frames from one to the next, and where one lies."""

    period: float
    start: float

    def phases(self, frames: Curve) -> Curve:
        """How far after a beat of the grid each frame is, in beats: 0 to 1."""
        return np.asarray((frames - self.start) / self.period % 1)

    def holds(self, frames: Curve) -> NDArray[np.bool_]:
        """Which of the frames are beats of the grid."""
        phases = self.phases(frames)
        return np.asarray(np.minimum(phases, 1 - phases) * self.period <= _NEAR)

    def beats(self, frames: Curve, phase: float) -> Indices:
        """The beats of the grid, or of one so much later, from the first frame to the last."""
        start = self.start + phase * self.period
        first, last = np.round((frames[[0, -1]] - start) / self.period)
        beats = start + self.period * np.arange(first, last + 1)
        return np.round(beats).astype(np.int64)


def without_phase_slips(frames: Indices, evidence: Curve) -> Indices:
    """Return the frames of the beats (n,) in one phase throughout.

    Of two that were found it is that in which bars open clearer by ``evidence`` (frames of
    the song,), of ``downbeat_evidence``. Where neither is clearer, the tempo moves or the
    phase stays, the frames that were given are returned.
    """
    exact = frames.astype(np.float64)
    runs = _steady_runs(exact)
    if len(runs) < 2:
        return frames
    grid = _grid_of(exact, max(runs, key=len))
    phase = _slip(exact, runs, grid)
    if phase is None:
        return frames
    both = [grid.beats(exact, 0.0), grid.beats(exact, phase)]
    inside = [beats[(beats >= 0) & (beats < len(evidence))] for beats in both]
    clear = [_clearest_bars(evidence[beats]) for beats in inside]
    if abs(clear[0] - clear[1]) < _CLEARER:
        return frames
    return inside[int(clear[1] > clear[0])]


def _steady_runs(frames: Curve) -> list[Indices]:
    """The places of beats that follow each other in the tempo of the whole, run by run."""
    if len(frames) < 3 * _SPAN:
        return []
    spans = frames[_SPAN:] - frames[:-_SPAN]
    steady = np.abs(spans - np.median(spans)) <= _EVEN
    edges = np.flatnonzero(np.diff(np.concatenate([[False], steady, [False]])))
    return [
        np.arange(first, end + _SPAN)
        for first, end in edges.reshape(-1, 2)
        if end - first + _SPAN >= _SHORTEST
    ]


def _grid_of(frames: Curve, run: Indices) -> _Grid:
    """The grid of a run, and of all other beats that lie on it."""
    grid = _Grid(*np.polyfit(run - run[0], frames[run], 1))
    for _ in range(_REFITS):
        on_grid = frames[grid.holds(frames)]
        if len(on_grid) < _SHORTEST:
            break
        numbers = np.round((on_grid - grid.start) / grid.period)
        grid = _Grid(*np.polyfit(numbers, on_grid, 1))
    return grid


def _slip(frames: Curve, runs: list[Indices], grid: _Grid) -> float | None:
    """How many beats after the grid the other beats lie: of one phase, in the same tempo."""
    covered = grid.holds(frames)
    slips = []
    for run in runs:
        if covered[run].mean() > _ON_GRID:
            continue
        own = _Grid(*np.polyfit(run - run[0], frames[run], 1))
        same_tempo = abs(own.period - grid.period) * len(run) <= _NEAR
        if same_tempo and own.holds(frames[run]).all():
            covered[run] = True
            slips.append(float(np.median(grid.phases(frames[run]))))
    if not slips or covered.mean() < _COVERED:
        return None
    phase = float(np.median(slips))
    alike = np.ptp(slips) <= 2 * _BESIDE_SLIP
    usual = np.abs(_SLIPS - phase).min() <= _BESIDE_SLIP
    return phase if alike and usual else None


def _clearest_bars(evidence: Curve) -> float:
    """The mean evidence of the beats that open bars of three or four, whichever is more."""
    return max(
        float(evidence[place::metre].mean())
        for metre in _METRES
        for place in range(metre)
    )
