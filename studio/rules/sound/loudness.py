"""Measure loudness (ITU-R BS.1770-4) and limit true peaks.

All work goes piece by piece, so that an hour takes no more memory than a minute.
"""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Curve = NDArray[np.float64]

SILENCE = -70.0
"""LUFS of the standard's absolute gate, which counts as silence."""
_BLOCK, _STEP = 0.4, 0.1
_RELATIVE_GATE = -10.0
_LOOK = 0.005
"""Seconds by which the limiter acts ahead of a peak."""
_PIECE = 1 << 18
"""Samples that are worked on at once."""
_GRAIN = 1 << 13
"""Shorter sounds take a multiple of this: Fourier transforms of such sizes are fast."""
_RINGING = 0.1
"""Seconds after which the weighting's response has died away."""
_NEAR = 0.5
"""A wave rises between samples, but hardly to double: lower samples are not checked."""
_TAPS = 16
_TRIES, _CLOSE = 6, 0.3
"""Rounds of gain and limiter, and the loudness units that end them."""


def lufs(sound: Floats, rate: int) -> float:
    """Return the integrated loudness of (channels, n) samples, at least ``SILENCE``."""
    block, step = int(_BLOCK * rate), int(_STEP * rate)
    if sound.shape[1] < block:
        sound = np.pad(sound, ((0, 0), (0, block - sound.shape[1])))
    steps = sum(
        _powers(channel, rate, step) * count for channel, count in _different(sound)
    )
    total = np.concatenate([[0.0], np.cumsum(steps)])
    width = block // step
    energy = np.maximum(total[width:] - total[:-width], 1e-20) / block
    loud = -0.691 + 10 * np.log10(energy)
    gated = energy[loud > SILENCE]
    if not gated.size:
        return SILENCE
    gate = -0.691 + 10 * np.log10(gated.mean()) + _RELATIVE_GATE
    gated = energy[(loud > SILENCE) & (loud > gate)]
    return float(max(SILENCE, -0.691 + 10 * np.log10(gated.mean())))


def _different(sound: Floats) -> list[tuple[Floats, int]]:
    """The channels that differ, and how many there are of each: mono comes as stereo."""
    if len(sound) == 2 and np.array_equal(sound[0], sound[1]):
        return [(sound[0], 2)]
    return [(channel, 1) for channel in sound]


def _powers(channel: Floats, rate: int, step: int) -> Curve:
    """The weighted power of each whole step of a channel."""
    count = len(channel) // step
    out = np.zeros(count)
    held = np.zeros(0)
    done = 0
    for part in _weighted(channel, rate):
        held = np.concatenate([held, part])
        whole = min(len(held) // step, count - done)
        powers = np.square(held[: whole * step]).reshape(whole, step).sum(axis=1)
        out[done : done + whole] = powers
        done, held = done + whole, held[whole * step :]
    return out


def _weighted(channel: Floats, rate: int) -> Iterator[Curve]:
    """The K-weighting, applied as a frequency response (shelf, then high-pass).

    The analogue prototypes are those from which the standard's 48 kHz coefficients
    derive, so any rate will do.
    """
    tail = int(_RINGING * rate)
    size = min(_PIECE, -(-(len(channel) + tail) // _GRAIN) * _GRAIN)
    response = _response(size, rate)
    before = np.zeros(tail, np.float32)
    for first in range(0, len(channel), size - tail):
        part = channel[first : first + size - tail]
        spectrum = np.fft.rfft(np.concatenate([before, part]), size) * response
        yield np.fft.irfft(spectrum, size)[tail : tail + len(part)]
        before = part[-tail:]


@lru_cache(maxsize=4)
def _response(size: int, rate: int) -> NDArray[np.complex128]:
    s = 2j * np.pi * np.fft.rfftfreq(size, 1 / rate)
    w = 2 * np.pi * 1681.974450955533
    gain, q = 10 ** (3.999843853973347 / 20), 0.7071752369554196
    middle = gain**0.4996667741545416
    shelf = (gain * s**2 + middle * w / q * s + w**2) / (s**2 + w / q * s + w**2)
    w, q = 2 * np.pi * 38.13547087602444, 0.5003270373238773
    out: NDArray[np.complex128] = shelf * s**2 / (s**2 + w / q * s + w**2)
    return out


def level(sound: Floats, rate: int, target: float, ceiling: float) -> Floats:
    """Normalise (channels, n) in place to LUFS, with true peaks up to ``ceiling``.

    Limiting lowers the loudness, so gain and limiter run until it is near enough.
    Silence stays as it is.
    """
    for _ in range(_TRIES):
        loud = lufs(sound, rate)
        if loud <= SILENCE or abs(target - loud) < _CLOSE:
            break
        sound *= np.float32(10 ** ((target - loud) / 20))
        if not limit(sound, rate, ceiling):
            return sound
    limit(sound, rate, ceiling)
    return sound


def limit(sound: Floats, rate: int, ceiling: float) -> bool:
    """Limit peaks above ``ceiling`` in place, smoothly and with look-ahead.

    Gives whether there was one.
    """
    reach = max(1, int(_LOOK * rate))
    margin = 2 * reach + _TAPS
    ahead = np.zeros((len(sound), 0), np.float32)
    exceeds = False
    for first in range(0, sound.shape[1], _PIECE):
        end = min(first + _PIECE, sound.shape[1])
        # What was before is already turned down: look at it as it was.
        part = np.concatenate([ahead, sound[:, first : end + margin]], axis=1)
        skip = ahead.shape[1]
        ahead = part[:, skip + end - first - margin : skip + end - first].copy()
        peak = true_peaks(part, ceiling)
        if peak.max() > ceiling:
            gain = _smoothed(np.minimum(1.0, ceiling / peak), reach)
            sound[:, first:end] *= gain[skip : skip + end - first]
            exceeds = True
    return exceeds


def _smoothed(gain: Curve, reach: int) -> Curve:
    held = np.pad(_lowest(gain, reach), (reach, reach), "edge")
    total = np.concatenate([[0.0], np.cumsum(held)])
    smooth = (total[reach:] - total[:-reach]) / reach
    start = reach - reach // 2
    out: Curve = np.minimum(smooth[start : start + len(gain)], gain)
    return out


def true_peaks(sound: Floats, ceiling: float) -> Curve:
    """Return the true-peak height at each sample.

    Between samples the wave is looked up (four times as fine) only where it comes near
    the ceiling.
    """
    peak: Curve = np.maximum(np.abs(sound).max(axis=0), 1e-9).astype(np.float64)
    if peak.max() <= ceiling * _NEAR:
        return peak
    for channel, _ in _different(sound):
        for taps in _between():
            wave = np.abs(np.convolve(channel, taps, "same"))
            np.maximum(peak, wave, out=peak)
            np.maximum(peak[:-1], wave[1:], out=peak[:-1])
    return peak


@lru_cache(maxsize=1)
def _between() -> tuple[Curve, ...]:
    """Kernels that read a wave at three places between a sample and the one before."""
    places = [np.arange(_TAPS) - _TAPS // 2 + part for part in (0.25, 0.5, 0.75)]
    shapes = [np.sinc(at) * np.cos(np.pi * at / (_TAPS + 1)) ** 2 for at in places]
    return tuple(shape / shape.sum() for shape in shapes)


def _lowest(gain: Curve, reach: int) -> Curve:
    """The least within ``reach`` samples on either side, by doubling windows."""
    window = 2 * reach + 1
    low = np.pad(gain, (reach, reach), constant_values=1.0)
    done = 1
    while done < window:
        shift = min(done, window - done)
        low = np.minimum(low[:-shift], low[shift:])
        done += shift
    return low
