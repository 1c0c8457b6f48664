"""Where someone speaks: voiced sound that comes in syllables, with its short pauses.

A frame counts as voiced when its autocorrelation has a clear peak at a human pitch
(Rabiner, "On the use of autocorrelation analysis for pitch detection", 1977), and as
speech when voice comes and goes around it four times a second or so (the modulation of
speech; Houtgast and Steeneken, 1985). Steady music has pitch, but no such pauses.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

_FRAME, _HOP = 0.04, 0.02
"""Seconds of a frame, and from one to the next."""
_PITCH = (75.0, 350.0)
_CLEAR = 0.5
"""The autocorrelation, against that at 0, from which a frame is voiced."""
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


def speech(sound: Floats, rate: int) -> list[tuple[float, float]]:
    """Stretches in seconds of mono ``sound`` at ``rate`` in which someone speaks."""
    size, hop = round(_FRAME * rate), round(_HOP * rate)
    count = (len(sound) - size) // hop + 1
    if count < round(_SHORTEST / _HOP):
        return []
    level, voiced = np.zeros(count), np.zeros(count, np.bool_)
    block = 4096
    for first in range(0, count, block):
        at = np.arange(first, min(count, first + block))[:, None] * hop
        frames = sound[at + np.arange(size)]
        level[first : first + len(at)] = _levels(frames)
        voiced[first : first + len(at)] = _voiced(frames, rate)
    floor = max(_LEAST_LEVEL, float(np.percentile(level, 10)) + _OVER_FLOOR)
    heard = level > min(floor, float(level.max()) - 3)
    return _stretches(_spoken(level, voiced & heard), len(sound) / rate)


def _levels(frames: Floats) -> NDArray[np.float64]:
    power = np.square(frames, dtype=np.float64).mean(axis=1)
    out: NDArray[np.float64] = 10 * np.log10(power + 1e-10)
    return out


def _voiced(frames: Floats, rate: int) -> Flags:
    size = frames.shape[1]
    centred = frames - frames.mean(axis=1, keepdims=True)
    spectra = np.fft.rfft(centred, 2 * size, axis=1)
    own = np.fft.irfft(np.square(np.abs(spectra)), axis=1)[:, :size]
    # Fewer samples overlap at longer lags.
    lags = own / (1 - np.arange(size) / size * 0.9)
    low, high = round(rate / _PITCH[1]), min(size - 1, round(rate / _PITCH[0]))
    out: Flags = lags[:, low:high].max(axis=1) > _CLEAR * (own[:, 0] + 1e-9)
    return out


def _spoken(level: NDArray[np.float64], voiced: Flags) -> Flags:
    """Frames around which voice comes and goes as in speech."""
    width = round(_WINDOW / _HOP)
    share = np.convolve(voiced, np.ones(width) / width, "same")
    padded = np.pad(level, width // 2, "edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, width)[: len(level)]
    depth = np.percentile(windows, 90, axis=1) - np.percentile(windows, 20, axis=1)
    lively = (share > _VOICED[0]) & (share < _VOICED[1]) & (depth > _DEPTH)
    near = np.convolve(voiced, np.ones(round(_PAUSE / _HOP)), "same") > 0
    out: Flags = lively & near
    return out


def _stretches(spoken: Flags, seconds: float) -> list[tuple[float, float]]:
    """Runs of speech, short pauses closed, with a little kept around each."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], spoken.astype(int), [0]])))
    out: list[tuple[float, float]] = []
    for first, last in zip(edges[::2] * _HOP, edges[1::2] * _HOP, strict=True):
        start, end = max(0.0, first - _EDGE), min(seconds, last + _EDGE)
        if out and start - out[-1][1] < _PAUSE:
            out[-1] = out[-1][0], end
        else:
            out.append((start, end))
    return [(round(a, 3), round(b, 3)) for a, b in out if b - a >= _SHORTEST]
