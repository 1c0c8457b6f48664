"""Locate onsets by spectral flux, and sharp ones by their attack to a millisecond.

The flux is the half-wave rectified rise of a log spectrum (Bello et al., 2005); its
window is 23 ms wide, so that it sees a click some 5 ms before it sounds.
"""

import numpy as np
from numpy.typing import NDArray

from studio.rules.music.spectrum import RATE, Floats, frames_of

Curve = NDArray[np.float64]

HOP = 110
FINE = RATE / HOP
"""Frames a second: one every 5 ms."""
_WINDOW = 512
_BLOCK = 256
_LOW = 200.0
"""Hertz below which the kick and the bass live."""
_REACH = 0.045
"""Seconds to either side within which a beat looks for its onset."""
_LATE = 0.002
"""Seconds by which the steepest rise of the flux follows the onset of a soft note."""
ATTACK_HOP = 22
ATTACK_FPS = RATE / ATTACK_HOP
_EARLIER, _LATER = 12, 16
"""Milliseconds around the flux's onset within which an attack is looked for."""
_BEFORE, _AFTER = 8, 3
"""Milliseconds compared before and after an attack."""
_SHARP = 8.0
"""Decibels by which a sharp attack rises."""
_RISEN = 0.15
"""Share of the rise, in decibels, at which it begins."""
_SPEAK = 0.0024
"""Seconds that instruments take to speak: sampled ones 2 to 5 ms, clicks none."""
_FULL, _CLICK = 0.9, 12
"""Share of its rise that a click has reached within two frames, of the milliseconds over
which it rises; a click speaks at once."""


def flux(samples: Floats) -> tuple[Curve, Curve]:
    """Return the flux of all bands and of the low ones: (n,) curves at ``FINE``."""
    frames = frames_of(samples, _WINDOW, HOP)
    shape = np.hanning(_WINDOW).astype(np.float32)
    low = max(2, round(_LOW * _WINDOW / RATE) + 1)
    whole, bass = np.zeros(len(frames)), np.zeros(len(frames))
    before = np.zeros((1, _WINDOW // 2 + 1), np.float32)
    for at in range(0, len(frames), _BLOCK):
        block = np.abs(np.fft.rfft(frames[at : at + _BLOCK] * shape)).astype(np.float32)
        logs = np.log1p(20 * block)
        rise = np.maximum(np.diff(np.concatenate([before, logs]), axis=0), 0)
        whole[at : at + len(block)] = rise.mean(axis=1)
        bass[at : at + len(block)] = rise[:, :low].mean(axis=1)
        before = logs[-1:]
    return whole, bass


def attack_levels(samples: Floats) -> Floats:
    """Return the level of the sound's upper part in decibels: (n,) at ``ATTACK_FPS``."""
    steps = np.diff(samples, prepend=samples[:1])
    count = len(steps) // ATTACK_HOP
    power = (steps[: count * ATTACK_HOP].reshape(count, ATTACK_HOP) ** 2).mean(axis=1)
    return np.asarray(10 * np.log10(power + 1e-8), np.float32)


def settle_on_attacks(times: Curve, levels: Floats) -> Curve:
    """Move each beat to the beginning of a sharp attack near it, if there is one."""
    total = np.concatenate([[0.0], np.cumsum(levels, dtype=np.float64)])
    out = times.copy()
    for index, time in enumerate(times):
        centre = round(time * ATTACK_FPS)
        first = max(centre - _EARLIER, _BEFORE)
        at = np.arange(first, min(centre + _LATER, len(levels) - _AFTER))
        if not len(at):
            continue
        floor = (total[at] - total[at - _BEFORE]) / _BEFORE
        rise = (total[at + _AFTER] - total[at]) / _AFTER - floor
        best = int(rise.argmax())
        if rise[best] < _SHARP:
            continue
        attack = int(at[best])
        near = levels[attack - 4 : attack + 4]
        top = float(levels[attack : attack + _AFTER].max())
        risen = near > floor[best] + _RISEN * (top - floor[best])
        begin = attack - 4 + _begin(risen, 4)
        full = floor[best] + _FULL * (
            levels[begin : begin + _CLICK].max() - floor[best]
        )
        speak = 0.0 if levels[begin : begin + 2].max() >= full else _SPEAK
        out[index] = max(begin / ATTACK_FPS - speak, 0.0)
    return out


def _begin(risen: NDArray[np.bool_], attack: int) -> int:
    """The first risen frame within three of the steepest one."""
    at = attack
    while at > attack - 3 and risen[at - 1]:
        at -= 1
    while at < min(attack + 3, len(risen) - 1) and not risen[at]:
        at += 1
    return at


def settle(times: Curve, curve: Curve) -> Curve:
    """Move each beat to a nearby onset that stands out, if there is one.

    What all beats share in their way is taken for the tracker's own lag, so beats
    without an onset move with the rest.
    """
    reach = round(_REACH * FINE)
    usual = float(np.median(curve)) + 1e-9
    offsets = np.arange(-reach, reach + 1)
    near = np.exp(-0.5 * (offsets / (0.6 * reach)) ** 2)
    moved = np.full(len(times), np.nan)
    for index, time in enumerate(times):
        centre = round(time * FINE)
        if centre - reach < 1 or centre + reach + 1 >= len(curve):
            continue
        window = curve[centre - reach : centre + reach + 1]
        best = int((window * near).argmax())
        if window[best] > 4 * usual:
            moved[index] = (
                centre - reach + best + _peak(curve, centre - reach + best)
            ) / FINE
    shifts = moved - times
    measured = np.isfinite(shifts)
    lag = float(np.median(shifts[measured])) if measured.any() else 0.0
    return np.maximum(np.where(measured, moved, times + lag) - _LATE, 0.0)


def _peak(curve: Curve, at: int) -> float:
    """The top of the parabola through a peak and its neighbours, -0.5 to 0.5."""
    left, top, right = curve[at - 1 : at + 2]
    bend = left - 2 * top + right
    return float(np.clip(0.5 * (left - right) / bend, -0.5, 0.5)) if bend < 0 else 0.0
