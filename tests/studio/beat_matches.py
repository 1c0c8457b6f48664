"""How well the beats that were found fit those of the music."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_WINDOW = 0.07
"""Seconds from a beat within which it is found, as evaluations of beat trackers have it."""
Times = Sequence[float] | NDArray[np.float64]


def matches(beats: Times, times: Times) -> list[tuple[int, int]]:
    """The places of beats and of the times that fit them; both are in order."""
    pairs: list[tuple[int, int]] = []
    beat = 0
    for number, time in enumerate(times):
        while beat < len(beats) and beats[beat] < time - _WINDOW:
            beat += 1
        if beat < len(beats) and beats[beat] <= time + _WINDOW:
            pairs.append((beat, number))
            beat += 1
    return pairs


def f_measure(beats: Times, times: Times) -> float:
    """From 0 to 1: the harmonic mean of precision and recall."""
    return 2 * len(matches(beats, times)) / (len(beats) + len(times))
