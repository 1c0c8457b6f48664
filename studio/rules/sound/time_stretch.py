"""Play sound faster or slower without changing its pitch. Pure arrays.

Waveform-similarity overlap-add (Verhelst and Roelands, 1993): the output is made of
short grains of the source, each taken from near the place that is due, where it
continues the grain before best.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

GRAIN = 0.04
"""Seconds of a grain; each begins a quarter of a grain after the one before."""
_OVERLAP = 4
_SEARCH = 0.012
"""Seconds around the place that is due in which a better one is looked for."""
_COARSE = 4
"""Samples from try to try before the best one is looked for exactly."""
_TURN = 0.005
"""Seconds of a fade on each side of a turn."""
LEAST_SPEED, MOST_SPEED = 0.5, 2.0
"""Speeds within which sound still sounds like itself; beyond them it is silent."""


Points = NDArray[np.float64]
"""(k, 2): output samples in rising order, and the source sample due at each."""


def stretched(sound: Floats, points: Points, rate: int) -> Floats:
    """Sound (channels, n) as (channels, m), following ``points``, linear in between.

    ``m`` is the last point's output sample. Where the source samples fall, the source
    is read in reverse. Where they run slower than ``LEAST_SPEED`` or faster than
    ``MOST_SPEED``, the output fades to silence.
    """
    out = np.zeros((len(sound), int(points[-1, 0])), np.float32)
    if not out.shape[1] or not sound.shape[1]:
        return out
    for first, last in _directions(points[:, 1]):
        part = points[first : last + 1]
        start, end = int(part[0, 0]), int(part[-1, 0])
        own = part - (start, 0)
        if part[-1, 1] < part[0, 1]:
            own[:, 1] = sound.shape[1] - 1 - own[:, 1]
            backwards = np.ascontiguousarray(sound[:, ::-1])
            out[:, start:end] = _overlapped(backwards, own, end - start, rate)
        else:
            out[:, start:end] = _overlapped(sound, own, end - start, rate)
        if start:
            _soften(out, start, rate)
    _mute(out, points, rate)
    return out


def _soften(out: Floats, turn: int, rate: int) -> None:
    """Fade out and in where the direction turns: the two runs do not meet there."""
    width = min(round(_TURN * rate), turn, out.shape[1] - turn)
    fade = np.linspace(0, 1, width, dtype=np.float32)
    out[:, turn : turn + width] *= fade
    out[:, turn - width : turn] *= fade[::-1]


def _mute(out: Floats, points: Points, rate: int) -> None:
    """Silence what is too slow or too fast, with edges of 20 ms."""
    step = np.diff(points, axis=0)
    speed = np.abs(step[:, 1]) / np.maximum(step[:, 0], 1e-9)
    odd = (speed < LEAST_SPEED * 0.999) | (speed > MOST_SPEED * 1.001)
    if not odd.any():
        return
    gain = np.ones(out.shape[1], np.float32)
    for index in np.nonzero(odd)[0]:
        gain[int(points[index, 0]) : int(points[index + 1, 0])] = 0
    width = int(0.02 * rate)
    total = np.cumsum(np.pad(gain, (width // 2 + 1, width // 2), "edge"), dtype=float)
    smooth = (total[width:] - total[:-width])[: len(gain)] / width
    out *= smooth.astype(np.float32)


def _directions(due: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Runs of points between which the source goes one way."""
    falling = np.diff(due) < 0
    turns = np.nonzero(np.diff(falling))[0] + 1
    edges = [0, *(int(turn) for turn in turns), len(due) - 1]
    return list(zip(edges, edges[1:], strict=False))


def _overlapped(sound: Floats, points: Points, count: int, rate: int) -> Floats:
    length = sound.shape[1]
    hop = int(GRAIN * rate / _OVERLAP)
    grain, reach = _OVERLAP * hop, int(_SEARCH * rate)
    room = grain + reach
    padded = np.pad(sound, ((0, 0), (room, room + grain)))
    mono = padded.mean(axis=0)
    window = (np.hanning(grain + 1)[:grain] * 2 / _OVERLAP).astype(np.float32)
    out = np.zeros((len(sound), count + 3 * grain), np.float32)
    before: int | None = None
    for start in range(-grain, count, hop):
        place = float(np.interp(start + grain / 2, points[:, 0], points[:, 1]))
        due = int(min(max(0.0, place), length)) - grain // 2 + room
        at = due if before is None else _best(mono, due, before + hop, grain, reach)
        out[:, start + grain : start + 2 * grain] += padded[:, at : at + grain] * window
        before = at
    return out[:, grain : grain + count]


def _best(mono: Floats, due: int, expected: int, length: int, reach: int) -> int:
    """Where near ``due`` the source is most like what would follow at ``expected``."""
    if abs(due - expected) <= 1:
        return expected
    goal = mono[expected : expected + length]
    low = max(0, due - reach)
    field = mono[low : due + reach + length]
    if len(goal) < length or len(field) <= length or not goal.any():
        return due
    coarse = _likeness(field[::_COARSE], goal[::_COARSE])
    near = int(coarse.argmax()) * _COARSE
    first = max(0, near - _COARSE)
    fine = _likeness(field[first : near + _COARSE + length], goal)
    return min(low + first + int(fine.argmax()), len(mono) - length)


def _likeness(field: Floats, goal: Floats) -> Floats:
    """Correlation of the goal with each place of the field, by the place's energy."""
    match = np.correlate(field, goal, "valid")
    power = np.concatenate([[0.0], np.cumsum(np.square(field, dtype=np.float64))])
    energy = power[len(goal) :] - power[: -len(goal)]
    out: Floats = (match / np.sqrt(energy + 1e-9)).astype(np.float32)
    return out
