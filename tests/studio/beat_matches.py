"""How well the beats that were found fit those of the music."""

from collections.abc import Sequence

from numpy.typing import NDArray

_WINDOW = 0.07
"""Seconds from a beat within which it is found, as evaluations of beat trackers have it."""
Times = Sequence[float] | NDArray


def matches(beats: Times, found: Times) -> list[tuple[int, int]]:
    """The places of beats and of what was found for each; both are in order of time."""
    pairs: list[tuple[int, int]] = []
    beat = 0
    for number, time in enumerate(found):
        while beat < len(beats) and beats[beat] < time - _WINDOW:
            beat += 1
        if beat < len(beats) and beats[beat] <= time + _WINDOW:
            pairs.append((beat, number))
            beat += 1
    return pairs


def f_measure(beats: Times, found: Times) -> float:
    """From 0 to 1: the harmonic mean of precision and recall."""
    return 2 * len(matches(beats, found)) / (len(beats) + len(found))
