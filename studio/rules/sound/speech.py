"""Detect speech: voiced sound in syllables, with its short pauses.

A voiced frame counts as speech when voice comes and goes around it four times a second
or so (the modulation of speech; Houtgast and Steeneken, 1985). Steady music has pitch,
but no such pauses.
"""

import numpy as np
from numpy.typing import NDArray

from studio.rules.sound.features import HOP, SoundFeatures

Flags = NDArray[np.bool_]

_OVER_FLOOR = 10.0
"""Decibels above the quiet frames of a recording from which a frame is heard."""
_LEAST_LEVEL = -55.0
_WINDOW = 1.0
"""Seconds in which syllables are counted."""
_VOICED = (0.12, 0.9)
"""The least and the greatest share of voiced frames in speech."""
_DEPTH = 9.0
"""Decibels by which the level rises and falls within a window of speech."""
_PAUSE, _SHORTEST, _EDGE = 0.35, 0.4, 0.1
"""Seconds: pauses that belong to speech, the least that is speech, kept around it."""


def speech(frames: SoundFeatures) -> list[tuple[float, float]]:
    """Stretches in seconds in which someone speaks."""
    level = frames.level
    if len(level) < round(_SHORTEST / HOP):
        return []
    floor = max(_LEAST_LEVEL, float(np.percentile(level, 10)) + _OVER_FLOOR)
    heard = level > min(floor, float(level.max()) - 3)
    return _stretches(_spoken(level, frames.voiced & heard), frames.seconds)


def _spoken(level: NDArray[np.float64], voiced: Flags) -> Flags:
    """Frames around which voice comes and goes as in speech."""
    width = round(_WINDOW / HOP)
    share = np.convolve(voiced, np.ones(width) / width, "same")
    padded = np.pad(level, width // 2, "edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, width)[: len(level)]
    depth = np.percentile(windows, 90, axis=1) - np.percentile(windows, 20, axis=1)
    lively = (share > _VOICED[0]) & (share < _VOICED[1]) & (depth > _DEPTH)
    near = np.convolve(voiced, np.ones(round(_PAUSE / HOP)), "same") > 0
    out: Flags = lively & near
    return out


def _stretches(spoken: Flags, seconds: float) -> list[tuple[float, float]]:
    """Runs of speech, short pauses closed, with a little kept around each."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], spoken.astype(int), [0]])))
    out: list[tuple[float, float]] = []
    for first, last in zip(edges[::2] * HOP, edges[1::2] * HOP, strict=True):
        start, end = max(0.0, first - _EDGE), min(seconds, last + _EDGE)
        if out and start - out[-1][1] < _PAUSE:
            out[-1] = out[-1][0], end
        else:
            out.append((start, end))
    return [
        (round(float(a), 3), round(float(b), 3)) for a, b in out if b - a >= _SHORTEST
    ]
