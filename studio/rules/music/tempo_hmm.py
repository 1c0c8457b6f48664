"""Decode beats from a probability curve with an HMM over tempo and phase.

The state space is the efficient one of Krebs, Böck and Widmer (ISMIR 2015): a state is
a tempo and a position inside the beat; the tempo may change only at a beat, and little.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Curve = NDArray[np.float64]

FPS = 100
_SLOWEST, _FASTEST = 52.0, 222.0
"""Beats a minute."""
_STEADY = 100.0
"""How strongly tempo holds: a change by one per cent costs one nat."""
_BEFORE, _AFTER = 1, 1
"""Frames around a beat in which it is heard: as many at any tempo, else the slower of
two tempi that fit would win by its wider ear."""
_RARE = 16
"""One frame in so many is of a beat."""
_LIKELY_TEMPO, _TEMPO_SPREAD = 118.0, 0.55
"""Where tapped tempi lie, and how widely in octaves (after Moelants, 2002)."""
_TEMPO_WEIGHT = 3.0
_FLOOR = 1e-4


@lru_cache(maxsize=1)
def _space() -> tuple[NDArray[np.int64], NDArray[np.int64], Curve, Curve]:
    """Return intervals, their first states, log transitions, tempo prior."""
    intervals = np.arange(round(60 * FPS / _FASTEST), round(60 * FPS / _SLOWEST) + 1)
    first = np.concatenate([[0], np.cumsum(intervals)[:-1]])
    ratio = intervals[None, :] / intervals[:, None]
    change = -_STEADY * np.abs(ratio - 1)
    change -= np.log(np.exp(change).sum(axis=1, keepdims=True))
    octaves = np.log2(60 * FPS / intervals / _LIKELY_TEMPO)
    prior = -0.5 * (octaves / _TEMPO_SPREAD) ** 2
    return intervals, first, change, prior


def beats(chance: Curve) -> NDArray[np.int64]:
    """Return the beats' frames for a curve (n,) of probabilities 0..1 at ``FPS``."""
    if len(chance) < FPS // 4:
        return np.zeros(0, np.int64)
    intervals, first, change, prior = _space()
    last = first + intervals - 1
    place = np.concatenate([np.arange(n) for n in intervals])
    rest = np.repeat(intervals, intervals) - place
    near_beat = (place <= _AFTER) | (rest <= _BEFORE)
    on = np.log(np.maximum(chance, _FLOOR))
    off = np.log(np.maximum(1 - chance, _FLOOR) / (_RARE - 1))
    log_probability = np.repeat(prior * _TEMPO_WEIGHT - np.log(intervals), intervals)
    backpointers = np.zeros((len(chance), len(intervals)), np.uint8)
    column = np.arange(len(intervals))
    entry = change.T.copy()
    for at in range(len(chance)):
        arrive = entry + log_probability[last]
        best = arrive.argmax(axis=1)
        backpointers[at] = best
        begun = arrive[column, best]
        log_probability[1:] = log_probability[:-1]
        log_probability[first] = begun
        log_probability += np.where(near_beat, on[at], off[at])
        if at % 512 == 0:
            log_probability -= log_probability.max()
    return _trace(log_probability, backpointers, intervals, first)


def _trace(
    log_probability: Curve,
    backpointers: NDArray[np.uint8],
    intervals: NDArray[np.int64],
    first: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Backtrack the best path (Viterbi) and return the frames that enter a beat."""
    state = int(log_probability.argmax())
    column = int(np.searchsorted(first, state, "right") - 1)
    at = len(backpointers) - 1 - (state - int(first[column]))
    found = []
    while at >= 0:
        found.append(at)
        column = int(backpointers[at, column])
        at -= int(intervals[column])
    return np.array(found[::-1], np.int64)
