"""Compute features of sound per frame: level, voice, noise."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Curve = NDArray[np.float64]
Flags = NDArray[np.bool_]

FRAME, HOP = 0.04, 0.02
"""Seconds of a frame, and from one to the next."""
_PITCH = (75.0, 350.0)
_CLEAR = 0.5
"""The autocorrelation, against that at 0, from which a frame is voiced."""
_BAND = (300.0, 6000.0)
"""Hertz between which the flatness of the spectrum is measured."""
_BLOCK = 4096
"""Frames that are measured at once."""


@dataclass(frozen=True, slots=True)
class SoundFeatures:
    """Features (n,) of frames ``HOP`` seconds apart; ``seconds`` of sound in all.

    ``level`` in decibels below full scale; ``voiced`` where a human pitch is clear;
    ``flatness`` of the spectrum, 0 for a tone and about 0.5 for noise (J. D. Johnston,
    "Transform coding of audio signals using perceptual noise criteria", 1988).
    """

    level: Curve
    voiced: Flags
    flatness: Curve
    seconds: float


def sound_features(sound: Floats, rate: int) -> SoundFeatures:
    """Measure mono ``sound`` at ``rate``; there are no frames of a very short one."""
    size, hop = round(FRAME * rate), round(HOP * rate)
    count = max(0, (len(sound) - size) // hop + 1)
    level, flatness = np.zeros(count), np.zeros(count)
    voiced = np.zeros(count, np.bool_)
    for first in range(0, count, _BLOCK):
        at = np.arange(first, min(count, first + _BLOCK))[:, None] * hop
        frames = sound[at + np.arange(size)]
        centred = frames - frames.mean(axis=1, keepdims=True)
        spectra = np.square(np.abs(np.fft.rfft(centred, 2 * size, axis=1)))
        own = slice(first, first + len(at))
        level[own] = _levels(frames)
        voiced[own] = _voiced(spectra, size, rate)
        flatness[own] = _flatness(spectra, rate)
    return SoundFeatures(level, voiced, flatness, len(sound) / rate)


def _levels(frames: Floats) -> Curve:
    power = np.square(frames, dtype=np.float64).mean(axis=1)
    out: Curve = 10 * np.log10(power + 1e-10)
    return out


def _voiced(spectra: Curve, size: int, rate: int) -> Flags:
    """A clear peak of the autocorrelation at a human pitch.

    Rabiner, "On the use of autocorrelation analysis for pitch detection", 1977.
    """
    own = np.fft.irfft(spectra, axis=1)[:, :size]
    # Fewer samples overlap at longer lags.
    lags = own / (1 - np.arange(size) / size * 0.9)
    low, high = round(rate / _PITCH[1]), min(size - 1, round(rate / _PITCH[0]))
    out: Flags = lags[:, low:high].max(axis=1) > _CLEAR * (own[:, 0] + 1e-9)
    return out


def _flatness(spectra: Curve, rate: int) -> Curve:
    """The geometric mean of the power against the arithmetic one."""
    hertz = np.fft.rfftfreq(2 * (spectra.shape[1] - 1), 1 / rate)
    band = spectra[:, (hertz >= _BAND[0]) & (hertz <= _BAND[1])] + 1e-12
    out: Curve = np.exp(np.log(band).mean(axis=1)) / band.mean(axis=1)
    return out
