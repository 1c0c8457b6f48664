"""Detect sound events of a clip besides speech: impacts, laughter, cheering.

Uses features only, without a trained model: an impact is a sudden noise that dies away
(onset detection by energy; J. P. Bello et al., "A tutorial on onset detection in music
signals", 2005), cheering and applause are loud noise that lasts, laughter is voice in
bursts about five times a second (J.-A. Bachorowski et al., "The acoustic features of human
laughter", 2001). Measured on synthetic sounds only.
"""

import numpy as np
from numpy.typing import NDArray

from studio.model.media import SoundEvent, SoundKind
from studio.rules.sound.features import HOP, SoundFeatures

Curve = NDArray[np.float64]
Flags = NDArray[np.bool_]

_OVER_FLOOR = 12.0
"""Decibels above the quiet frames of a recording from which a sound is an event."""
_LEAST_LEVEL = -42.0
"""Decibels below full scale; a quieter sound is no event."""
_RISE, _FALL = 14.0, 9.0
"""Decibels by which an impact is louder than what was before, and by which it decays."""
_BEFORE, _DECAY = 0.3, 0.3
"""Seconds before an impact that are compared, and in which it has died away."""
_NOISY, _HISSING = 0.05, 0.2
"""Spectral flatness from which a sound is no tone, and from which it is noise."""
_OFTEN = 1.0
"""Impacts a second from which they are a rhythm: music, steps, a machine."""
_APART = 0.25
_STEADY, _NEARLY_ALL = 0.5, 0.8
"""Seconds over which noise goes on in cheering, and the share of them that is noise."""
_CHEER, _LAUGH = 0.6, 0.8
"""Seconds that cheering and laughter last at least."""
_BURSTS = (0.14, 0.3)
"""Seconds from one burst of laughter to the next."""
_REGULAR = 0.65
"""The autocorrelation of the level at which bursts are regular; syllables are not."""
_WINDOW = 1.0


def sound_events(frames: SoundFeatures) -> tuple[SoundEvent, ...]:
    """The events in time; those of a kind do not overlap."""
    level = frames.level
    if len(level) < round(_WINDOW / HOP):
        return ()
    floor = max(_LEAST_LEVEL, float(np.percentile(level, 10)) + _OVER_FLOOR)
    loud = level > floor
    events = [
        *_impacts(frames, loud),
        *_lasting(SoundKind.CHEERING, _cheering(frames, loud), _CHEER, level - floor),
        *_lasting(SoundKind.LAUGHTER, _laughter(frames, loud), _LAUGH, level - floor),
    ]
    return tuple(sorted(events, key=lambda event: event.start))


def _impacts(frames: SoundFeatures, loud: Flags) -> list[SoundEvent]:
    level = frames.level
    before, after = round(_BEFORE / HOP), round(_DECAY / HOP)
    impacts: list[SoundEvent] = []
    for n in np.flatnonzero(loud):
        around = level[max(0, n - 2) : n + 3]
        if level[n] < around.max() or not 1 <= n < len(level) - after:
            continue
        rise = level[n] - float(np.median(level[max(0, n - before) : max(1, n - 1)]))
        fall = level[n] - float(np.median(level[n + after - 3 : n + after + 1]))
        if rise < _RISE or fall < _FALL or frames.flatness[n] < _NOISY:
            continue
        at = float(n) * HOP
        if not impacts or at - impacts[-1].start >= _APART:
            impacts.append(
                SoundEvent(SoundKind.IMPACT, round(at, 3), round(at + _DECAY, 3),
                           _strength(rise - _RISE))
            )  # fmt: skip
    seconds = len(level) * HOP
    return impacts if len(impacts) <= max(2.0, _OFTEN * seconds / 2) else []


def _cheering(frames: SoundFeatures, loud: Flags) -> Flags:
    """Frames around which nearly all is loud noise."""
    width = round(_STEADY / HOP)
    noisy = (frames.flatness > _HISSING) & loud
    out: Flags = np.convolve(noisy, np.ones(width) / width, "same") > _NEARLY_ALL
    return out


def _laughter(frames: SoundFeatures, loud: Flags) -> Flags:
    """Frames around which voice comes in regular bursts."""
    width = round(_WINDOW / HOP)
    power = np.clip(frames.level - np.percentile(frames.level, 10), 0, 40)
    padded = np.pad(power, width // 2, "edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, width)[: len(power)]
    centred = windows - windows.mean(axis=1, keepdims=True)
    energy = np.square(centred).sum(axis=1) + 1e-9
    low, high = (round(seconds / HOP) for seconds in _BURSTS)
    best = np.zeros(len(power))
    for lag in range(low, high + 1):
        both = (centred[:, lag:] * centred[:, :-lag]).sum(axis=1)
        best = np.maximum(best, both / energy * width / (width - lag))
    share = np.convolve(frames.voiced & loud, np.ones(width) / width, "same")
    out: Flags = (best > _REGULAR) & (share > 0.25) & (share < 0.85)
    return out


def _lasting(
    kind: SoundKind, flags: Flags, least: float, over: Curve
) -> list[SoundEvent]:
    """Runs of frames that last, short gaps closed."""
    gap = round(0.2 / HOP)
    closed = np.convolve(flags, np.ones(2 * gap + 1), "same") > 0
    edges = np.flatnonzero(np.diff(np.concatenate([[0], closed.astype(int), [0]])))
    out = []
    for first, last in zip(edges[::2] + gap, edges[1::2] - gap, strict=True):
        if (last - first) * HOP >= least:
            strength = _strength(float(np.mean(over[first:last])))
            start, end = (round(float(n) * HOP, 3) for n in (first, last))
            out.append(SoundEvent(kind, start, end, strength))
    return out


def _strength(decibels: float) -> float:
    return round(float(min(1.0, 0.5 + max(0.0, decibels) / 30)), 3)
