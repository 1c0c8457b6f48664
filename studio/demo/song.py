"""Synthesise the demo's song from a small score.

Sixteen bars of house at 122 beats a minute: an intro without drums, a verse, a build
and a chorus, so that the cut has something to follow.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[Any]

RATE = 44_100
TEMPO = 122.0
BARS = 16
BEAT = 60.0 / TEMPO
SECONDS = BARS * 4 * BEAT + 1.5
"""The last half second and more is reverb."""

_CHORDS = ((57, 60, 64, 67), (53, 57, 60, 64), (48, 55, 60, 64), (55, 59, 62, 67))
"""A minor 7, F major 7, C, G: MIDI notes, one chord a bar."""
_BASS = (45, 41, 36, 43)
_INTRO, _VERSE, _BUILD, _CHORUS = range(4), range(4, 8), range(8, 10), range(10, 16)


def song() -> Samples:
    """Return the song as (2, n) samples at ``RATE``, peak just below 1."""
    noise = np.random.default_rng(7)
    drums = _drums(noise)
    pump = _pump()
    bass = _lowpass(_bass(), 700.0) * pump
    pads = _lowpass(_pads(), 2600.0) * pump
    lead = _lead() * (0.4 + 0.6 * pump)
    left = drums + 0.9 * bass + 0.55 * pads + 0.5 * lead
    right = drums + 0.9 * bass + 0.55 * _shift(pads, 0.011) + 0.5 * _shift(lead, 0.017)
    wet = _reverb(0.35 * pads + 0.5 * lead, noise)
    mix: Samples = np.tanh(1.1 * np.stack([left + wet[0], right + wet[1]]))
    mix *= 0.97 / np.abs(mix).max()
    return mix.astype(np.float32)


def _silence() -> Samples:
    return np.zeros(int(SECONDS * RATE), np.float32)


def _time(seconds: float) -> Samples:
    return (np.arange(int(seconds * RATE)) / RATE).astype(np.float32)


def _add(track: Samples, beat: float, sound: Samples, gain: float = 1.0) -> None:
    """Mix in a sound at a beat counted from the start of the song."""
    first = round(beat * BEAT * RATE)
    room = track[first : first + len(sound)]
    room += gain * sound[: len(room)]


def _hertz(note: float) -> float:
    return float(440.0 * 2 ** ((note - 69) / 12))


@cache
def _saw(hertz: float, seconds: float) -> Samples:
    """A sawtooth wave without the harmonics that would alias; not to be changed in place."""
    phase = 2 * np.pi * hertz * _time(seconds)
    voices = range(1, min(24, int(9000 / hertz)) + 1)
    sound: Samples = (
        sum((np.sin(k * phase) / k for k in voices), np.zeros_like(phase)) * 0.6
    )
    return sound


def _kick() -> Samples:
    t = _time(0.32)
    phase = 2 * np.pi * (47 * t + 110 * 0.028 * (1 - np.exp(-t / 0.028)))
    sound: Samples = np.sin(phase) * np.exp(-t / 0.13) + 0.4 * np.exp(-t / 0.002)
    return sound


def _snare(noise: np.random.Generator) -> Samples:
    t = _time(0.22)
    hiss = _highpass(noise.standard_normal(len(t)).astype(np.float32), 1200.0)
    tone = np.sin(380 * np.pi * t) * np.exp(-t / 0.05)
    sound: Samples = 0.5 * hiss * np.exp(-t / 0.07) + 0.5 * tone
    return sound


def _hat(noise: np.random.Generator, decay: float) -> Samples:
    t = _time(decay * 5)
    hiss = _highpass(noise.standard_normal(len(t)).astype(np.float32), 7000.0)
    sound: Samples = 0.35 * hiss * np.exp(-t / decay)
    return sound


def _drums(noise: np.random.Generator) -> Samples:
    track = _silence()
    kick, snare = _kick(), _snare(noise)
    closed, opened, crash = _hat(noise, 0.025), _hat(noise, 0.09), _hat(noise, 0.7)
    for bar in (*_VERSE, *_BUILD, *_CHORUS):
        first = bar * 4
        for beat in range(4):
            if bar not in _BUILD:
                _add(track, first + beat, kick)
                _add(track, first + beat + 0.5, opened, 0.8)
            for sixteenth in range(4):
                _add(
                    track,
                    first + beat + sixteenth / 4,
                    closed,
                    0.4 + 0.2 * (sixteenth == 2),
                )
            if beat % 2 and bar not in _BUILD:
                _add(track, first + beat, snare, 0.9)
    _roll(track, snare, noise)
    for bar in (_VERSE[0], _CHORUS[0], _CHORUS[4]):
        _add(track, bar * 4, crash, 0.9)
    return track


def _roll(track: Samples, snare: Samples, noise: np.random.Generator) -> None:
    """The build: a snare roll of increasing density, and a rising noise under it."""
    first, beats = _BUILD[0] * 4, len(_BUILD) * 4
    for step in range(beats * 4):
        beat = step / 4
        if beat >= beats / 2 or step % 2 == 0:
            _add(track, first + beat, snare, 0.25 + 0.5 * beat / beats)
    t = _time(beats * BEAT)
    rise = (t / t[-1]) ** 2
    hiss = _highpass(noise.standard_normal(len(t)).astype(np.float32), 2500.0)
    _add(track, first, 0.25 * rise * hiss)


def _bass() -> Samples:
    track = _silence()
    for bar in (*_VERSE, *_CHORUS):
        root = _BASS[bar % 4]
        for eighth in range(8):
            length = BEAT * 0.45
            envelope = np.exp(-_time(length) / 0.16)
            octave = 12 if eighth % 4 == 3 else 0
            _add(
                track,
                bar * 4 + eighth / 2,
                _saw(_hertz(root + octave), length) * envelope,
            )
    return track


def _pads() -> Samples:
    track = _silence()
    length = 4 * BEAT
    t = _time(length)
    swell = np.minimum(t / 0.12, 1) * np.minimum((t[-1] - t) / 0.08, 1)
    for bar in range(BARS):
        for note in _CHORDS[bar % 4]:
            pair = _saw(_hertz(note - 0.06), length) + _saw(_hertz(note + 0.06), length)
            _add(track, bar * 4, 0.16 * pair * swell)
    return track


def _lead() -> Samples:
    """Plucked sixteenths through the chord, higher in the chorus, with an echo."""
    track = _silence()
    for bar in (*_INTRO, *_BUILD, *_CHORUS):
        notes = _CHORDS[bar % 4]
        lift = 24 if bar in _CHORUS else 12
        for step in range(0, 16, 1 if bar in _CHORUS else 2):
            note = notes[(step * 3) % 4] + lift
            pluck = _saw(_hertz(note), 0.3) * np.exp(-_time(0.3) / 0.07)
            _add(track, bar * 4 + step / 4, pluck, 0.5)
    echo: Samples = 0.35 * _shift(track, 0.75 * BEAT) + 0.15 * _shift(track, 1.5 * BEAT)
    return track + echo


def _pump() -> Samples:
    """The sidechain gain: one dip per beat while the kick plays."""
    level = np.ones(int(SECONDS * RATE), np.float32)
    dip = 1 - 0.75 * np.exp(-_time(BEAT) / 0.11)
    for bar in (*_VERSE, *_CHORUS):
        for beat in range(4):
            first = round((bar * 4 + beat) * BEAT * RATE)
            level[first : first + len(dip)] = dip
    return level


def _shift(track: Samples, seconds: float) -> Samples:
    late = round(seconds * RATE)
    return np.concatenate([np.zeros(late, np.float32), track[:-late]])


def _filter(track: Samples, gain: Callable[[Samples], Samples]) -> Samples:
    """Multiply each frequency, in Hz, by its gain."""
    size = _fft_size(len(track))
    factors = gain(np.fft.rfftfreq(size, 1 / RATE)).astype(np.float32)
    filtered = np.fft.irfft(np.fft.rfft(track, size) * factors, size)
    return filtered[: len(track)].astype(np.float32)


def _fft_size(samples: int) -> int:
    """The next power of two: an FFT of a length with a large prime factor takes long."""
    return 1 << (samples - 1).bit_length()


def _lowpass(track: Samples, hertz: float) -> Samples:
    return _filter(track, lambda f: 1 / (1 + (f / hertz) ** 4))


def _highpass(track: Samples, hertz: float) -> Samples:
    return _filter(track, lambda f: 1 - 1 / (1 + (f / hertz) ** 4))


def _reverb(track: Samples, noise: np.random.Generator) -> Samples:
    """A room: two decaying noises as impulse responses, one per channel."""
    t = _time(1.4)
    size = _fft_size(len(track) + len(t))
    answers = noise.standard_normal((2, len(t))) * np.exp(-t / 0.35) * 0.03
    wet = np.fft.irfft(np.fft.rfft(track, size) * np.fft.rfft(answers, size), size)
    return wet[:, : len(track)].astype(np.float32)
