"""Mix a plan's sounds into a stereo track with fades, ducking and levelling."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.errors import UnsupportedFile
from studio.media.sound.decode import decode_part
from studio.model.plan import RenderPlan, Sound
from studio.rules.sound.loudness import level
from studio.rules.sound.time_stretch import stretched

Floats = NDArray[np.float32]

RATE = 48_000
_CEILING = 0.79
"""-2 dBTP: AAC adds up to a decibel, and players want one below full scale."""
_DUCKED = 0.28
"""Gain of a bed under speech: about -11 dB."""
_SPEECH = 0.02
_STRETCH = 1 << 20
"""Samples that are lowered at once."""
_AROUND = 0.1
"""Seconds decoded around a sound whose speed changes."""
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
        raise UnsupportedFile("sound_gone")
    try:
        samples = _played(sound)
    except UnsupportedFile:
        return
    first = round(sound.start * RATE)
    room = track[:, max(0, first) : first + samples.shape[1]]
    samples = samples[:, max(0, -first) :][:, : room.shape[1]]
    room += samples * (_envelope(samples.shape[1], sound) * np.float32(sound.gain))


def _played(sound: Sound) -> Floats:
    """Decode a sound and play it at its speed, with its pitch kept."""
    path, end = Path(sound.path), sound.source_start + sound.seconds * sound.speed
    if not sound.places and sound.speed == 1.0:
        return decode_part(
            path, RATE, channels=2, start=sound.source_start, seconds=sound.seconds
        )
    places = sound.places or ((0.0, sound.source_start), (sound.seconds, end))
    due = [place for _, place in places]
    start = max(0.0, min(due) - _AROUND)
    length = max(due) + _AROUND - start
    samples = decode_part(path, RATE, channels=2, start=start, seconds=length)
    points = [(moment * RATE, (place - start) * RATE) for moment, place in places]
    points[-1] = (round(sound.seconds * RATE), points[-1][1])
    return stretched(samples, np.array(points), RATE)


def _envelope(count: int, sound: Sound) -> Floats:
    """Return the gain curve: volume points, fades, and a short ramp at hard edges.

    In a crossfade, quarter sines keep the total power constant.
    """
    out = np.ones(count, np.float32)
    if sound.volume:
        moments, gains = zip(*sorted(sound.volume), strict=True)
        at = np.arange(count, dtype=np.float32) / np.float32(RATE)
        out *= np.interp(at, moments, gains).astype(np.float32)
    rise = min(count, round(max(_CLICK, sound.fade_in) * RATE))
    fall = min(count, round(max(_CLICK, sound.fade_out) * RATE))
    out[:rise] *= _fade(rise, crossing=sound.crosses_in)
    out[count - fall :] *= _fade(fall, crossing=sound.crosses_out)[::-1]
    return out


def _fade(count: int, *, crossing: bool) -> Floats:
    """From 0 to 1."""
    ramp = np.linspace(0, 1, count, dtype=np.float32)
    return np.sin(ramp * np.float32(np.pi / 2)) if crossing else ramp


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
