"""Loudness of sound by ITU-R BS.1770-4, and a limiter for its peaks. Pure arrays."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SILENCE = -70.0
"""LUFS below which the standard hears nothing."""
_BLOCK, _STEP = 0.4, 0.1
_RELATIVE_GATE = -10.0
_LOOK = 0.005
"""Seconds by which the limiter acts ahead of a peak."""


def lufs(sound: Floats, rate: int) -> float:
    """Integrated loudness of (channels, n) samples; at least ``SILENCE``."""
    block, step = int(_BLOCK * rate), int(_STEP * rate)
    if sound.shape[1] < block:
        sound = np.pad(sound, ((0, 0), (0, block - sound.shape[1])))
    power = np.zeros(sound.shape[1] + 1)
    for channel in sound:
        np.add(power[1:], np.cumsum(_weighted(channel, rate) ** 2), out=power[1:])
    starts = np.arange(0, sound.shape[1] - block + 1, step)
    energy = np.maximum(power[starts + block] - power[starts], 1e-20) / block
    loud = -0.691 + 10 * np.log10(energy)
    heard = energy[loud > SILENCE]
    if not heard.size:
        return SILENCE
    gate = -0.691 + 10 * np.log10(heard.mean()) + _RELATIVE_GATE
    heard = energy[(loud > SILENCE) & (loud > gate)]
    return float(max(SILENCE, -0.691 + 10 * np.log10(heard.mean())))


def _weighted(channel: Floats, rate: int) -> NDArray[np.float64]:
    """The K-weighting, applied as a frequency response (shelf, then high-pass).

    The analogue prototypes are those from which the standard's 48 kHz coefficients
    derive, so any rate will do.
    """
    size = 1 << int(np.ceil(np.log2(len(channel) + rate // 10)))
    s = 2j * np.pi * np.fft.rfftfreq(size, 1 / rate)
    w = 2 * np.pi * 1681.974450955533
    gain, q = 10 ** (3.999843853973347 / 20), 0.7071752369554196
    middle = gain**0.4996667741545416
    shelf = (gain * s**2 + middle * w / q * s + w**2) / (s**2 + w / q * s + w**2)
    w, q = 2 * np.pi * 38.13547087602444, 0.5003270373238773
    high = s**2 / (s**2 + w / q * s + w**2)
    out: NDArray[np.float64] = np.fft.irfft(
        np.fft.rfft(channel, size) * shelf * high, size
    )
    return out[: len(channel)]


def level(sound: Floats, rate: int, target: float, ceiling: float) -> Floats:
    """Bring (channels, n) to a loudness in LUFS with no peak above ``ceiling``.

    Limiting lowers the loudness a little, so gain and limiter run up to three times.
    Silence stays as it is.
    """
    for _ in range(3):
        loud = lufs(sound, rate)
        if loud <= SILENCE:
            return sound
        off = target - loud
        sound = limit(sound * np.float32(10 ** (off / 20)), rate, ceiling)
        if abs(off) < 0.2:
            break
    return sound


def limit(sound: Floats, rate: int, ceiling: float) -> Floats:
    """Turn down around every peak above ``ceiling``, smoothly and in time."""
    peak = np.abs(sound).max(axis=0)
    if not len(peak) or peak.max() <= ceiling:
        return sound
    gain = np.minimum(1.0, ceiling / np.maximum(peak, 1e-9))
    reach = max(1, int(_LOOK * rate))
    held = _lowest(gain, reach)
    kernel = np.ones(reach) / reach
    smooth = np.convolve(np.pad(held, (reach, reach), "edge"), kernel, "same")
    smooth = smooth[reach:-reach]
    out: Floats = (sound * np.minimum(smooth, gain)).astype(np.float32)
    return out


def _lowest(gain: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """The least within ``reach`` samples on either side, by doubling windows."""
    window = 2 * reach + 1
    low = np.pad(gain, (reach, reach), constant_values=1.0)
    done = 1
    while done < window:
        shift = min(done, window - done)
        low = np.minimum(low[:-shift], low[shift:])
        done += shift
    return low
