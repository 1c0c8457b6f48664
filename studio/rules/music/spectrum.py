"""Compute the beat nets' input: log-band spectra and their rises."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RATE = 22050
HOP = 441  # 50 pictures a second
WINDOW = 1411  # 64 ms
BANDS_PER_OCTAVE = 24
LOWEST, HIGHEST, TUNING = 30.0, 17000.0, 440.0
_BLOCK = 256  # frames transformed at once: more take memory and are no faster


def frames_of(samples: Floats, window: int, hop: int) -> Floats:
    """View `samples` as overlapping frames, frame i centred on sample i * hop."""
    count = -(-len(samples) // hop)
    half = window // 2
    padded = np.zeros(half + (count - 1) * hop + window, dtype=np.float32)
    padded[half : half + len(samples)] = samples[: len(padded) - half]
    view = np.lib.stride_tricks.sliding_window_view(padded, window)
    return view[::hop][:count]


@lru_cache(maxsize=4)
def log_filters(bins: int, window: int) -> Floats:
    """Build triangular filters, 24 per octave, of unit area: (bins, bands).

    The layout is the one the published BeatNet weights were trained with
    (Heydari et al., ISMIR 2021; filters after Böck et al., madmom, 2016).
    """
    grid = np.arange(bins) * RATE / window
    low = np.floor(np.log2(LOWEST / TUNING) * BANDS_PER_OCTAVE)
    high = np.ceil(np.log2(HIGHEST / TUNING) * BANDS_PER_OCTAVE)
    tones = TUNING * 2 ** (np.arange(low, high) / BANDS_PER_OCTAVE)
    tones = tones[(tones >= LOWEST) & (tones <= HIGHEST)]
    right = np.clip(grid.searchsorted(tones), 1, bins - 1)
    right = right - (tones - grid[right - 1] < grid[right] - tones)
    corners = np.unique(right)
    columns = []
    for start, centre, stop in zip(corners, corners[1:], corners[2:], strict=False):
        if stop - start < 2:
            centre, stop = start, start + 1  # noqa: PLW2901 (one bin is the least)
        column = np.zeros(bins)
        column[start:centre] = np.linspace(0, 1, centre - start, endpoint=False)
        column[centre:stop] = np.linspace(1, 0, stop - centre, endpoint=False)
        columns.append(column / column.sum())
    return np.array(columns, dtype=np.float32).T


def log_bands(samples: Floats) -> Floats:
    """Compute the log-magnitude bands of mono sound at 22.05 kHz: (frames, 136)."""
    frames = frames_of(samples, WINDOW, HOP)
    shape = np.hanning(WINDOW).astype(np.float32)
    bins = WINDOW // 2
    filters = log_filters(bins, WINDOW)
    out = np.empty((len(frames), filters.shape[1]), dtype=np.float32)
    for at in range(0, len(frames), _BLOCK):
        spectrum = np.abs(np.fft.rfft(frames[at : at + _BLOCK] * shape)[:, :bins])
        out[at : at + _BLOCK] = np.log10(
            spectrum.astype(np.float32, copy=False) @ filters + 1
        )
    return out


def rises(bands: Floats) -> Floats:
    """Compute each band's rise since the frame before; falls count as 0."""
    out = np.zeros_like(bands)
    np.maximum(bands[1:] - bands[:-1], 0, out=out[1:])
    return out
