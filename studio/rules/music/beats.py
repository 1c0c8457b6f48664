"""Compute a beat grid from sound: beats, downbeats, energy, sections, confidence.

Three nets (in ``nets``) estimate the probability of a beat per frame;
``bar_hmm`` decodes beats from it and from what ``downbeat_clues`` adds, ``bars`` assigns
bars to them, and ``onsets`` moves each beat to its onset. No beat is reported where
``confidence`` doubts it: where the nets are unsure or nothing sounds.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from studio.model.music import BeatGrid, Section
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
from studio.rules.music.tempo.other_tempo import other_tempo, without_subdivisions
from studio.rules.music.spectrum import Floats

Curve = NDArray[np.float64]

_NOTHING = 1e-9
"""Mean square, on the scale of the loudest sample, under which nothing was recorded."""


def beat_grid(samples: Floats, nets: Nets) -> BeatGrid:
    """Compute the beat grid of mono sound, (n,) at 22.05 kHz."""
    return beat_grid_of_pieces(
        (samples[at : at + PIECE] for at in range(0, max(1, len(samples)), PIECE)), nets
    )


def beat_grid_of_pieces(pieces: Iterable[Floats], nets: Nets) -> BeatGrid:
    """Compute the beat grid of sound given in pieces of ``PIECE`` samples."""
    return grid_of_features(extract_features(pieces, nets))


def grid_of_features(features: AudioFeatures) -> BeatGrid:
    """Compute the beat grid from the nets' curves."""
    seconds = features.seconds
    if seconds < 1 or float(features.power.max()) <= _NOTHING:
        return _empty_grid(seconds, "silence")
    evidence = downbeat_evidence(features)
    path = bar_hmm.decode(features.chance[:, 0], evidence, FPS)
    frames = without_subdivisions(features, path)
    times = frames / FPS
    near = onsets.settle(times, features.onset)
    placed = onsets.settle_on_attacks(near, features.attack)
    heard = HeardBeats(
        times, placed, features.chance[:, 0], features.power, features.chroma
    )
    sure, keep = confident_beats(heard)
    times, placed, sure = times[keep], placed[keep], sure[keep]
    opens = assign_bars(evidence[frames])[keep]
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


def _empty_grid(seconds: float, label: str) -> BeatGrid:
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
