"""Compute a beat grid from sound: beats, downbeats, energy, sections, confidence.

Three nets (in ``nets``) estimate the probability of a beat per frame;
``bar_hmm`` decodes beats from it and from what ``downbeat_clues`` adds, ``bars`` assigns
bars to them, and ``onsets`` moves each beat to its onset. No beat is reported where
``confidence`` doubts it: where the nets are unsure or nothing sounds. What ``tempo`` holds
decides whether other beats are meant than those decoded.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from studio.model.music import BeatGrid, Section, SectionLabel
from studio.rules.music import bar_hmm, onsets, sections
from studio.rules.music.bars import assign_bars
from studio.rules.music.confidence import FEWEST, HeardBeats, confident_beats
from studio.rules.music.downbeat_clues import downbeat_evidence
from studio.rules.music.features import (
    FPS,
    PIECE,
    AudioFeatures,
    Nets,
    extract_features,
)
from studio.rules.music.nets.convolution import Weights
from studio.rules.music.spectrum import Floats
from studio.rules.music.tempo.count_choice import choose_count
from studio.rules.music.tempo.half_choice import halved
from studio.rules.music.tempo.other_tempo import other_tempo, without_subdivisions
from studio.rules.music.tempo.phase_slips import without_phase_slips

Curve = NDArray[np.float64]

_NOTHING = 1e-9
"""Mean square, on the scale of the loudest sample, under which nothing was recorded."""
_MOSTLY = 0.5
"""Share of the beats of another count that must be believed."""


def beat_grid(samples: Floats, nets: Nets) -> BeatGrid:
    """Compute the beat grid of mono sound, (n,) at 22.05 kHz."""
    return beat_grid_of_pieces(
        (samples[at : at + PIECE] for at in range(0, max(1, len(samples)), PIECE)), nets
    )


def beat_grid_of_pieces(pieces: Iterable[Floats], nets: Nets) -> BeatGrid:
    """Compute the beat grid of sound given in pieces of ``PIECE`` samples."""
    features = extract_features(pieces, nets)
    if nets.beat_this is not None:
        return grid_of_features(features)
    return grid_of_features(features, nets.count_choice, nets.half_choice)


@dataclass(frozen=True, slots=True)
class JudgedBeats:
    """Beats in the order of the song, (n,) each, and which of them to believe.

    ``times`` are those of their ``frames`` in seconds, ``placed`` where each settled on an
    onset, ``sure`` the nets' confidence around it. ``one_phase`` says that they were put in
    the phase that bars tell.
    """

    frames: NDArray[np.int64]
    times: Curve
    placed: Curve
    sure: Curve
    keep: NDArray[np.bool_]
    one_phase: bool = False

    def believed(self) -> NDArray[np.int64]:
        """The frames from the first to the last beat that is believed."""
        frames = np.flatnonzero(self.keep)
        return (
            self.frames[frames[0] : frames[-1] + 1] if len(frames) else self.frames[:0]
        )


def decoded_beats(features: AudioFeatures, evidence: Curve) -> JudgedBeats:
    """Decode beats from the nets' curves; ``evidence`` is of ``downbeat_evidence``."""
    path = bar_hmm.decode(features.chance[:, 0], evidence, FPS)
    beats = _judged(features, without_subdivisions(features, path))
    believed = beats.believed()
    frames = without_phase_slips(believed, evidence)
    return beats if frames is believed else _in_one_phase(beats, frames, features)


def _in_one_phase(
    beats: JudgedBeats, frames: NDArray[np.int64], features: AudioFeatures
) -> JudgedBeats:
    """The same pulse with its beats moved, which are believed as those beside them were.

    The nets doubt beats between the sounds, for which they were found elsewhere.
    """
    middles = (beats.frames[:-1] + beats.frames[1:]) / 2
    nearest = np.searchsorted(middles, frames)
    return replace(
        _judged(features, frames),
        sure=beats.sure[nearest],
        keep=beats.keep[nearest],
        one_phase=True,
    )


def _judged(features: AudioFeatures, frames: NDArray[np.int64]) -> JudgedBeats:
    times = frames / FPS
    near = onsets.settle(times, features.onset)
    placed = onsets.settle_on_attacks(near, features.attack)
    heard = HeardBeats(
        times, placed, features.chance[:, 0], features.power, features.chroma
    )
    return JudgedBeats(frames, times, placed, *confident_beats(heard))


def _counted(
    beats: JudgedBeats,
    features: AudioFeatures,
    evidence: Curve,
    weights: Mapping[str, float],
    half_net: Weights | None,
) -> JudgedBeats:
    """The beats that are meant, unless most of them would not be believed."""
    frames = beats.believed()
    chosen = choose_count(frames, features, evidence, weights, in_phase=beats.one_phase)
    if chosen is frames and half_net is not None:
        chosen = halved(frames, features, evidence, half_net)
    if chosen is frames:
        return beats
    other = _judged(features, chosen)
    return other if other.keep.mean() > _MOSTLY else beats


def grid_of_features(
    features: AudioFeatures,
    count_weights: Mapping[str, float] | None = None,
    half_net: Weights | None = None,
) -> BeatGrid:
    """Compute the beat grid from the nets' curves.

    ``count_weights`` are those of ``choose_count``, ``half_net`` that of ``halved``; without
    the first, beats stay as decoded, without the second, their tempo is never halved.
    """
    seconds = features.seconds
    if seconds < 1 or float(features.power.max()) <= _NOTHING:
        return _empty_grid(seconds, "silence")
    evidence = downbeat_evidence(features)
    beats = decoded_beats(features, evidence)
    if count_weights is not None:
        beats = _counted(beats, features, evidence, count_weights, half_net)
    keep = beats.keep
    times, placed, sure = beats.times[keep], beats.placed[keep], beats.sure[keep]
    opens = assign_bars(evidence[beats.frames])[keep]
    if len(times) < FEWEST:
        return _empty_grid(seconds, "free")
    placed = _ascending(placed, times)
    placed = np.minimum(placed, seconds)
    down = placed[opens]
    edges = np.append(placed, min(seconds, placed[-1] + _interval(placed)))
    strength = sections.energy(edges, features.power, FPS)
    music = sections.SectionFeatures(
        placed, down, strength, features.levels, FPS, seconds
    )
    tempo = round(60 / _steady_interval(placed), 2)
    return BeatGrid(
        seconds=seconds,
        tempo=tempo,
        beats=_rounded(placed),
        downbeats=_rounded(down),
        energy=_rounded(strength),
        sections=sections.divide(music),
        confidence=_rounded(np.clip(sure, 0, 1)),
        other_tempo=other_tempo(features.chance[:, 0], times, tempo),
    )


def _empty_grid(seconds: float, label: SectionLabel) -> BeatGrid:
    whole = (Section(0.0, seconds, 0.0, label),) if seconds > 0 else ()
    return BeatGrid(seconds, 0.0, (), (), (), whole, ())


def _ascending(placed: Curve, fallback: Curve) -> Curve:
    """A beat that moved past its neighbour stays where it was."""
    out = placed.copy()
    for index in range(1, len(out)):
        if out[index] - out[index - 1] < 0.1:
            out[index] = max(fallback[index], out[index - 1] + 0.1)
    return out


def _interval(times: Curve) -> float:
    return float(np.median(np.diff(times)))


def _steady_interval(times: Curve) -> float:
    """The interval by spans of eight beats, over which onsets' jitter evens out."""
    span = min(8, len(times) - 1)
    return float(np.median(times[span:] - times[:-span])) / span


def _rounded(values: Curve) -> tuple[float, ...]:
    return tuple(round(float(value), 4) for value in values)
