"""Hear sound piece by piece and keep what beats are made of, so that hours fit.

What is kept of an hour: some 40 MB instead of the 320 MB of its samples.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.rules.music import beatnet as crnn, context_net as whole, onsets
from studio.rules.music.spectrum import HOP, RATE, Floats, log_bands

Curve = NDArray[np.float64]

FPS = RATE / HOP
"""Frames a second of all but the onsets."""
_STEP = 48_510
"""Samples after which frames of both rates fall on a sample again."""
PIECE = 60 * _STEP
"""Samples to hear at once: 2.2 minutes."""
_CARRY = 3 * _STEP
"""Samples heard again before the next piece, so that no border is heard."""
_TRUST = 0.8
"""How much our net counts against BeatNet's three: together they err less than either."""


@dataclass(frozen=True, slots=True)
class Nets:
    """The weights: BeatNet's three nets, and ours that sees the whole."""

    beatnet: crnn.Weights
    whole: whole.Weights


@dataclass(frozen=True, slots=True)
class Heard:
    """Curves over the piece; `chance` is (frames, 2): any beat, and a downbeat.

    `levels` and `pitches` are loudness in twelve bands and in 24 steps of the octave,
    `power` mean squares, all at `FPS`; `onset` and `bass` the flux at `onsets.FINE`.
    """

    seconds: float
    chance: Floats
    levels: Floats
    pitches: Floats
    power: Curve
    onset: Curve
    bass: Curve


def hear(pieces: Iterable[Floats], nets: Nets) -> Heard:
    """Hear mono sound at 22.05 kHz, given in pieces of ``PIECE`` samples."""
    kept: list[tuple[Floats, ...]] = []
    fluxes: list[tuple[Curve, Curve]] = []
    carry = np.zeros(0, np.float32)
    loudest, count = 1e-4, 0
    for piece in pieces:
        count += len(piece)
        loudest = max(loudest, float(np.abs(piece).max(initial=0.0)))
        sound = np.concatenate([carry, piece])
        if not len(sound):
            sound = np.zeros(HOP, np.float32)
        carry, skip = sound[-_CARRY:].copy(), len(carry)
        sound /= loudest
        kept.append(_frames(sound, skip // HOP, nets))
        onset, bass = onsets.flux(sound)
        fluxes.append((onset[skip // onsets.HOP :], bass[skip // onsets.HOP :]))
    odds, memory, gains, levels, pitches, power = map(
        np.concatenate, zip(*kept, strict=True)
    )
    seen = whole.clues(odds, gains, levels, pitches)
    chance = _TRUST * whole.chances(seen, memory, nets.whole) + (1 - _TRUST) * (
        odds.reshape(len(odds), -1, 2).mean(axis=1)
    )
    onset, bass = map(np.concatenate, zip(*fluxes, strict=True))
    return Heard(
        count / RATE, chance, levels, pitches, power.astype(np.float64), onset, bass
    )


def _frames(sound: Floats, skip: int, nets: Nets) -> tuple[Floats, ...]:
    bands = log_bands(sound)
    odds, state = crnn.heard(bands, nets.beatnet)
    made = (
        odds,
        whole.remembered(state, nets.whole),
        whole.gains_of(bands),
        whole.grouped(bands),
        whole.pitches(bands),
        _power(sound, len(bands)),
    )
    return tuple(part[skip:] for part in made)


def _power(sound: Floats, frames: int) -> Floats:
    padded = np.zeros(frames * HOP, np.float32)
    padded[: len(sound)] = sound
    return np.asarray((padded.reshape(-1, HOP) ** 2).mean(axis=1), np.float32)
