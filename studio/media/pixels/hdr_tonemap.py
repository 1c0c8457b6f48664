"""Tone-map HDR to SDR with 3D LUTs for FFmpeg's lut3d, computed once.

PQ is ITU-R BT.2100's (SMPTE ST 2084) curve, HLG the ARIB STD-B67 one; both come from
BT.2020 primaries. Highlights are rolled off by the curve of ITU-R BT.2390 in spirit:
linear up to a knee, then compressed, so that faces keep the brightness SDR gives them.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Colours = NDArray[np.float64]

_SIDE = 33
_WHITE = 203.0
"""Nits of reference white in HDR (ITU-R BT.2408)."""
_PEAK = 1000.0
"""Nits that become white; brighter light is clipped."""
_KNEE = 0.6
"""Light, of reference white, up to which nothing is compressed."""
_TO_709 = np.array(
    [
        [1.6605, -0.5876, -0.0728],
        [-0.1246, 1.1329, -0.0083],
        [-0.0182, -0.1006, 1.1187],
    ]
)


@contextmanager
def cube_path(transfer: str) -> Iterator[Path]:
    """Write the LUT for "pq" or "hlg" to a temporary file; yield its path."""
    with tempfile.TemporaryDirectory(prefix="vidmuse-cube-") as folder:
        path = Path(folder) / f"{transfer}.cube"
        path.write_text(_cube(transfer))
        yield path


@lru_cache(maxsize=2)
def _cube(transfer: str) -> str:
    axis = np.linspace(0, 1, _SIDE)
    blue, green, red = np.meshgrid(axis, axis, axis, indexing="ij")
    colours = to_sdr(np.stack([red, green, blue], axis=-1).reshape(-1, 3), transfer)
    rows = "\n".join(f"{r:.6f} {g:.6f} {b:.6f}" for r, g, b in colours)
    return f"LUT_3D_SIZE {_SIDE}\n{rows}\n"


def to_sdr(signal: Colours, transfer: str) -> Colours:
    """Convert an HDR signal (n, 3), 0 to 1, to a BT.709 signal (n, 3), 0 to 1."""
    light = _pq(signal) if transfer == "pq" else _hlg(signal)
    light = np.maximum(light @ _TO_709.T, 0.0)
    bright = light.max(axis=1, keepdims=True)
    light = light * np.where(
        bright > 0, _roll_off(bright) / np.maximum(bright, 1e-9), 1
    )
    return np.clip(_oetf(np.clip(light, 0, 1)), 0, 1)


def _pq(signal: Colours) -> Colours:
    """Decode PQ to light in units of reference white."""
    m1, m2 = 2610 / 16384, 2523 / 4096 * 128
    c1, c2, c3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
    power = np.power(np.clip(signal, 0, 1), 1 / m2)
    light = np.power(np.maximum(power - c1, 0) / (c2 - c3 * power), 1 / m1)
    out: Colours = light * 10_000 / _WHITE
    return out


def _hlg(signal: Colours) -> Colours:
    """Decode HLG to reference-white units on a 1000-nit display (gamma 1.2)."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)
    luma = scene @ np.array([0.2627, 0.6780, 0.0593])
    out: Colours = (
        scene * np.power(np.maximum(luma, 1e-9), 0.2)[:, None] * _PEAK / _WHITE
    )
    return out


def _roll_off(light: Colours) -> Colours:
    """Compress highlights: linear up to the knee, then rolled off to 1 at the peak."""
    top = _PEAK / _WHITE
    over = np.maximum(light - _KNEE, 0)
    room, reach = 1 - _KNEE, top - _KNEE
    bent = _KNEE + room * over * (1 + over * room / reach**2) / (over + room)
    return np.where(light <= _KNEE, light, np.minimum(bent, 1.0))


def _oetf(light: Colours) -> Colours:
    """Encode light for a BT.1886 display."""
    out: Colours = np.power(light, 1 / 2.4)
    return out
