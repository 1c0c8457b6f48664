"""Extract the features of beat tracking from sound, piece by piece.

What is kept of an hour: some 110 MB until the nets have seen it, then 55 MB, instead of
the 320 MB of its samples.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.rules.music import onsets
from studio.rules.music.nets import beat_this, beatnet, context_net, two_rate_net
from studio.rules.music.nets.beat_this import LogitNet
from studio.rules.music.nets.convolution import Weights, in_blocks
from studio.rules.music.spectrum import HOP, RATE, Floats, log_bands

Curve = NDArray[np.float64]
_Blocks = list[tuple[NDArray[Any], ...]]
"""For each piece of the sound the same columns, each (frames,) or (frames, width)."""

FPS = RATE / HOP
"""Frames a second of all but the onsets."""
_STEP = 48_510
"""Samples after which frames of both rates fall on a sample again."""
PIECE = 60 * _STEP
"""Samples to hear at once: 2.2 minutes."""
_CARRY = 3 * _STEP
"""Samples heard again before the next piece, so that no border is heard."""
_TWO_RATE, _CONTEXT, _BEATNET = 0.7, 0.24, 0.06
"""How much each net's probability counts: together they err less than any of them."""


@dataclass(frozen=True, slots=True)
class Nets:
    """Weights of BeatNet's three nets, of ours over them, and of the choices between
    counts of the beats that these find; another net, if given, takes the place of all.
    """  # noqa: D205

    beatnet: Weights
    context_net: Weights
    two_rate_net: Weights
    count_choice: Mapping[str, float]
    half_choice: Weights
    beat_this: LogitNet | None = None


@dataclass(frozen=True, slots=True)
class AudioFeatures:
    """Curves over the song; `chance` is (frames, 2): any beat, and a downbeat.

    `levels` and `chroma` are loudness in twelve bands and in 24 steps of the octave,
    `power` mean squares, all at `FPS`; `onset` and `bass` the flux at `onsets.FINE`,
    `attack` the level in decibels at `onsets.ATTACK_FPS`.
    """

    seconds: float
    chance: Floats
    levels: Floats
    chroma: Floats
    power: Curve
    onset: Curve
    bass: Curve
    attack: Floats


def extract_features(pieces: Iterable[Floats], nets: Nets) -> AudioFeatures:
    """Extract features from mono sound at 22.05 kHz in pieces of ``PIECE`` samples."""
    blocks: _Blocks = []
    fluxes: _Blocks = []
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
        blocks.append(_frames(sound, skip // HOP, nets))
        onset, bass = onsets.flux(sound)
        attack = onsets.attack_levels(sound)[skip // onsets.ATTACK_HOP :]
        skipped = skip // onsets.HOP
        fluxes.append((onset[skipped:], bass[skipped:], attack))
    gains, levels, chroma, power, *heard = _joined(blocks)
    onset, bass, attack = _joined(fluxes)
    if nets.beat_this is not None:
        chance = beat_this.chances(heard[0], nets.beat_this)
    else:
        chance = _chances(heard, gains, levels, chroma, nets)
    return AudioFeatures(
        seconds=count / RATE,
        chance=chance,
        levels=levels,
        chroma=chroma,
        power=power.astype(np.float64),
        onset=onset,
        bass=bass,
        attack=attack,
    )


def _frames(sound: Floats, skip: int, nets: Nets) -> tuple[Floats, ...]:
    bands = log_bands(sound)
    columns = (
        context_net.band_gains(bands),
        context_net.band_groups(bands),
        context_net.chroma(bands),
        _power(sound, len(bands)),
        *_heard(sound, bands, nets),
    )
    return tuple(part[skip:] for part in columns)


def _heard(sound: Floats, bands: Floats, nets: Nets) -> tuple[Floats, ...]:
    """What the nets that look at the whole song need of a piece."""
    if nets.beat_this is not None:
        return (beat_this.log_mels(sound),)
    probabilities, state = beatnet.run_nets(bands, nets.beatnet)
    return (
        probabilities,
        context_net.project_memory(state, nets.context_net),
        two_rate_net.project_inputs(bands, probabilities, state, nets.two_rate_net),
    )


def _chances(
    heard: list[Floats], gains: Floats, levels: Floats, chroma: Floats, nets: Nets
) -> Floats:
    """Mix the nets' probabilities, (frames, 2), by what was heard piece by piece."""
    probabilities, memory, projected = heard
    novelty, even = context_net.harmony_novelty(chroma), context_net.even_levels(levels)

    def mix(part: slice) -> Floats:
        own, new = probabilities[part], novelty[part]
        wide = two_rate_net.predict(projected[part], new, nets.two_rate_net)
        inputs = context_net.net_inputs(own, gains[part], even[part], new)
        near = context_net.predict(inputs, memory[part], nets.context_net)
        every = own.reshape(len(own), -1, 2).mean(axis=1)
        return np.asarray(_TWO_RATE * wide + _CONTEXT * near + _BEATNET * every)

    return in_blocks(mix, len(projected), two_rate_net.REACH)


def _joined(blocks: _Blocks) -> list[NDArray[Any]]:
    """Join each column of the blocks, and let go of its pieces before the next."""
    columns = [list(column) for column in zip(*blocks, strict=True)]
    blocks.clear()
    columns.reverse()
    return [np.concatenate(columns.pop()) for _ in range(len(columns))]


def _power(sound: Floats, frames: int) -> Floats:
    padded = np.zeros(frames * HOP, np.float32)
    padded[: len(sound)] = sound
    return np.asarray((padded.reshape(-1, HOP) ** 2).mean(axis=1), np.float32)
