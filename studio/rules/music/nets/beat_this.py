"""Prepare the input of Beat This! and put its output together; the net runs elsewhere.

After Foscarin, Schlüter and Widmer, "Beat This! Accurate Beat Tracking Without DBN
Postprocessing" (ISMIR 2024): log-mel spectra at 50 frames a second, in chunks of 30 s.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from studio.rules.music.spectrum import HOP, RATE, Floats, frames_of

MELS = 128
LogitNet = Callable[[Floats], Floats]
"""Takes log-mel spectra (frames, ``MELS``), at most ``CHUNK`` of them, and returns the
log odds of a beat and of a downbeat: (frames, 2)."""
CHUNK, BORDER = 1500, 6
"""Frames of a chunk, and those at either end whose odds do not count."""
_WINDOW = 1024
_LOW, _HIGH = 30.0, 11000.0
_LOUD = 1000.0
"""What spectra are multiplied by before the logarithm of one plus them."""
_BLOCK = 2048


def log_mels(samples: Floats) -> Floats:
    """Compute the log-mel spectra of mono sound at 22.05 kHz: (frames, 128)."""
    frames = frames_of(samples, _WINDOW, HOP)
    shape = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)
    out = np.empty((len(frames), MELS), np.float32)
    for at in range(0, len(frames), _BLOCK):
        spectrum = np.abs(np.fft.rfft(frames[at : at + _BLOCK] * shape))
        level = spectrum.astype(np.float32) @ _filters() / np.float32(_WINDOW**0.5)
        out[at : at + _BLOCK] = np.log1p(_LOUD * level)
    return out


@lru_cache(maxsize=1)
def _filters() -> Floats:
    """Triangles on the scale of Slaney's Auditory Toolbox: (513, 128)."""
    bins = np.linspace(0, RATE // 2, _WINDOW // 2 + 1)
    step = np.log(6.4) / 27
    low = _LOW * 3 / 200
    high = 15 + np.log(_HIGH / 1000) / step
    mels = np.linspace(low, high, MELS + 2)
    corners = np.where(mels < 15, mels * 200 / 3, 1000 * np.exp(step * (mels - 15)))
    width = np.diff(corners)
    away = corners[None, :] - bins[:, None]
    rise, fall = -away[:, :-2] / width[:-1], away[:, 2:] / width[1:]
    return np.maximum(0, np.minimum(rise, fall)).astype(np.float32)


def chances(mels: Floats, net: LogitNet) -> Floats:
    """Return the probability of a beat and of a downbeat per frame: (frames, 2).

    Chunks overlap by their borders; where they meet, the earlier one counts.
    """
    count, inner = len(mels), CHUNK - 2 * BORDER
    padded = np.pad(mels, ((BORDER, BORDER), (0, 0)))
    starts = list(range(0, max(count, 1), inner))
    if count > inner:  # the last chunk is as long as the others
        starts[-1] = count - inner
    out = np.zeros((count, 2), np.float32)
    for start in reversed(starts):
        chunk = padded[start : start + CHUNK].astype(np.float32)
        odds = np.clip(net(chunk)[BORDER:-BORDER], -30, 30)
        out[start : start + len(odds)] = 1 / (1 + np.exp(-odds))
    return out
