"""Compose, render and hear what the choice between counts learns from.

The pieces are of ``train.two_rate.data`` and of ``kinds``, from seeds that no net learned from:
probabilities of music that a net knows are too good. Each but those of ``train.sequencer`` is
heard as it is, and slower or faster.
Needs what ``train.material`` needs, and MMA.
"""

import contextlib
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from bench.music.measures import f_measure, is_octave_error
from studio.media.sound.beats import load_nets
from studio.rules.music.beats import decoded_beats
from studio.rules.music.downbeat_clues import downbeat_evidence
from studio.rules.music.features import FPS, PIECE, AudioFeatures, extract_features
from studio.rules.music.spectrum import Floats
from studio.rules.music.tempo.count_choice import (
    FEWEST,
    candidates,
    clues,
)
from studio.rules.music.tempo.half_choice import network_clues
from train.count_choice.kinds import makers, piece_of_kind
from train.count_choice.model import Example
from train.rhythm import Times
from train.two_rate.data import piece

_FIRST = 800_000
"""The seed of the first piece that is drawn as those of the nets are."""
_FIRST_OF_KINDS = 810_000
"""The seed of the first piece of ``kinds``."""
_FIRST_OF_SEQUENCES = 950_000
"""The seed of the first piece of ``train.sequencer``."""
_APART = 20
"""How far the kinds of two pieces in turn are apart, so that half a round is of all sorts."""
_CHANGED = (0.1, 0.3)
"""How much slower and faster a piece is heard, in natural logarithms."""
_BESIDE = 0.5
"""Seconds around the believed beats in which labels count."""


def seeds(count: int, of_kinds: int, sequences: int = 0) -> list[int]:
    """The seeds of so many pieces, of so many of ``kinds``, round by round, and sequences."""
    one_round = len(makers())
    every = [
        first + turn * _APART % one_round
        for first in range(0, of_kinds, one_round)
        for turn in range(one_round)
    ]
    of_kind = [_FIRST_OF_KINDS + place for place in every[:of_kinds]]
    last = range(_FIRST_OF_SEQUENCES, _FIRST_OF_SEQUENCES + sequences)
    return [*range(_FIRST, _FIRST + count), *of_kind, *last]


def make(folder: Path, seeds: Sequence[int]) -> None:
    """Make the pieces of these seeds that are missing; can be resumed."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        if not (folder / f"{seed}.0.npz").exists():
            with contextlib.suppress(subprocess.SubprocessError):  # a font may hang
                _make(folder, seed)


def _make(folder: Path, seed: int) -> None:
    nets = replace(load_nets(), beat_this=None)
    of_kind = _FIRST_OF_KINDS <= seed < _FIRST_OF_SEQUENCES
    recording = piece_of_kind(seed) if of_kind else piece(seed)
    if len(recording.beats) < FEWEST:
        return
    for number, (sound, beats) in enumerate(
        _speeds(recording.sound, recording.beats, seed)
    ):
        pieces = (sound[at : at + PIECE] for at in range(0, len(sound), PIECE))
        features = asdict(extract_features(pieces, nets))
        np.savez(folder / f"{seed}.{number}.npz", labels=beats, **features)


def _speeds(sound: Floats, beats: Times, seed: int) -> Iterator[tuple[Floats, Times]]:
    """A recording with its beats at its speed, and slower or faster, pitch and all."""
    yield sound, beats
    if seed >= _FIRST_OF_SEQUENCES:  # these have any tempo already
        return
    slower, faster = np.random.default_rng(seed + 7).uniform(*_CHANGED, 2)
    step = float(np.exp(-slower if seed % 2 else faster))
    at = np.arange(0, len(sound) - 1, step)
    changed = np.interp(at, np.arange(len(sound)), sound).astype(np.float32)
    yield changed, beats / step


def examples(folder: Path, seeds: Sequence[int]) -> list[Example]:
    """Return the pieces of these seeds at every speed, as far as the folder has them."""
    out = []
    for path in sorted(folder.glob("*.*.npz")):
        seed = int(path.name.split(".")[0])
        if seed in seeds:
            with np.load(path) as archive:
                parts = {name: archive[name] for name in archive.files}
            labels, seconds = parts.pop("labels"), float(parts.pop("seconds"))
            features = AudioFeatures(seconds=seconds, **parts)
            if example := example_of(seed, features, labels):
                out.append(example)
    return out


def example_of(seed: int, features: AudioFeatures, labels: Times) -> Example | None:
    """Return what each count of a piece is worth; None of a piece with few beats."""
    evidence = downbeat_evidence(features)
    frames = decoded_beats(features, evidence).believed()
    if len(frames) < FEWEST:
        return None
    first, last = frames[0] / FPS - _BESIDE, frames[-1] / FPS + _BESIDE
    truth = labels[(labels > first) & (labels < last)]
    compared = candidates(frames)
    beat_times = [one.frames / FPS for one in compared]
    return Example(
        seed,
        tuple(one.count for one in compared),
        clues(compared, features, evidence),
        network_clues(compared, features, evidence),
        np.array([f_measure(truth, times) for times in beat_times]),
        np.array([is_octave_error(truth, times) for times in beat_times]),
    )
