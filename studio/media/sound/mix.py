"""Mix a plan's sounds into a stereo track with fades, ducking and levelling."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.errors import UnsupportedFile
from studio.media.sound.decode import decode_part
from studio.model.plan import RenderPlan, Sound
from studio.rules.sound.loudness import level

Floats = NDArray[np.float32]

RATE = 48_000
_CEILING = 0.79
"""-2 dBTP: AAC adds up to a decibel, and players want one below full scale."""
_DUCKED = 0.28
"""What a bed is lowered to under speech: about -11 dB."""
_SPEECH = 0.02
_STRETCH = 1 << 20
"""Samples that are lowered at once."""
_CLICK = 0.008
"""Seconds of fade at every edge, so that no cut clicks."""


def mix(plan: RenderPlan) -> Floats | None:
    """Mix to (2, n) at ``RATE``, as long as the picture; None if there is no sound.

    Raises ``UnsupportedFile`` when a sound's file is gone.
    """
    if not plan.sounds:
        return None
    output = np.zeros((2, round(plan.frames / plan.fps * RATE)), np.float32)
    speech = [sound for sound in plan.sounds if sound.speaks]
    for sound in plan.sounds:
        if sound.bed and not sound.speaks:
            _add_sound(output, sound)
    if speech:
        voices = np.zeros_like(output)
        for sound in speech:
            _add_sound(voices, sound)
        _duck(output, voices)
        output += voices
    for sound in plan.sounds:
        if not sound.bed and not sound.speaks:
            _add_sound(output, sound)
    return level(output, RATE, plan.loudness, _CEILING)


def _add_sound(track: Floats, sound: Sound) -> None:
    """Add a sound at its position; an unreadable one stays silent."""
    if not Path(sound.path).is_file():
        raise UnsupportedFile("A sound of this edit is gone. Add it again.")
    try:
        samples = decode_part(
            Path(sound.path),
            RATE,
            channels=2,
            start=sound.source_start,
            seconds=sound.seconds * sound.speed,
        )
    except UnsupportedFile:
        return
    if sound.speed != 1.0:
        samples = _resampled(samples, sound.speed)
    first = round(sound.start * RATE)
    room = track[:, max(0, first) : first + samples.shape[1]]
    samples = samples[:, max(0, -first) :][:, : room.shape[1]]
    room += samples * (_envelope(samples.shape[1], sound) * np.float32(sound.gain))


def _resampled(samples: Floats, speed: float) -> Floats:
    places = np.arange(int(samples.shape[1] / speed)) * speed
    steps = np.arange(samples.shape[1])
    return np.stack([np.interp(places, steps, one) for one in samples]).astype(
        np.float32
    )


def _envelope(count: int, sound: Sound) -> Floats:
    """Return the gain curve: the fades, and a short ramp at hard edges."""
    out = np.ones(count, np.float32)
    rise = min(count, round(max(_CLICK, sound.fade_in) * RATE))
    fall = min(count, round(max(_CLICK, sound.fade_out) * RATE))
    out[:rise] *= np.linspace(0, 1, rise, dtype=np.float32)
    out[count - fall :] *= np.linspace(1, 0, fall, dtype=np.float32)
    return out


def _duck(beds: Floats, speech: Floats) -> None:
    """Lower the beds during speech, with slow ramps."""
    window = RATE // 20
    count = speech.shape[1]
    power = [
        np.abs(speech[:, at : at + window]).max() for at in range(0, count, window)
    ]
    held = np.convolve(np.array(power) > _SPEECH, np.ones(9), "same")[: len(power)] > 0
    gain = np.where(held, _DUCKED, 1.0)
    gain = np.convolve(np.pad(gain, (3, 3), "edge"), np.ones(7) / 7, "valid")
    at = (np.arange(len(gain)) + 0.5) * window
    for first in range(0, count, _STRETCH):
        places = np.arange(first, min(count, first + _STRETCH))
        beds[:, first : first + _STRETCH] *= np.interp(places, at, gain)
