"""Measure what speaks for a count of the beats: what sounds on and between them, and what
repeats itself after so many of them.
"""  # noqa: D205

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.rules.music.downbeat_clues import peaks_within
from studio.rules.music.features import FPS, AudioFeatures
from studio.rules.music.spectrum import Floats
from studio.rules.music.tempo.other_tempo import onsets_of

Curve = NDArray[np.float64]
Indices = NDArray[np.int64]

_USUAL = 112.0
"""Beats a minute where tapped tempi lie (Moelants, 2002)."""
_FLOOR, _RISE_FLOOR = 0.01, 0.1
_REACH = 5
"""Frames around the beats in which an onset still belongs to them."""
_NEAR = 2
"""Frames from a beat within which an onset lies on it."""
_LIKELY = 0.1
"""Probability of a beat from which a local maximum counts."""
_LOUDEST = 4.0
"""Rise at which a step of the rhythm stops counting more."""
_CLEARLY_TWO = 0.1
"""Nats a beat by which bars of two fit better than bars of four also where fours are meant."""
_STEPS = 12
"""Steps of a beat, of which three are a quarter, and four a third."""
_CHANCE_STEPS = (0, 2, 3, 4, 6, 8, 9, 10)
_RISE_STEPS = (0, 3, 4, 6, 8, 9)
_QUARTERS = (0, 3, 6, 9)
_BANDS = {"low": slice(0, 2), "middle": slice(2, 6), "high": slice(6, 12)}
_CURVES = ("beat", "downbeat", "evidence", *_BANDS)
_METRES = (2, 3, 4)
_LAGS = (1, 2, 3, 4, 6, 8)
COUNT_CLUES = (
    *(f"beat at {step}/{_STEPS}" for step in _CHANCE_STEPS),
    *(f"{band} rise at {step}/{_STEPS}" for band in _BANDS for step in _RISE_STEPS),
    *(f"{curve} every {metre}" for curve in _CURVES for metre in _METRES),
    *(f"{part} apart" for part in _CURVES),
    *(f"rhythm after {lag}" for lag in _LAGS),
    *(f"harmony after {lag}" for lag in _LAGS),
    "bars of two", "bars of six", "bars of eight",
    "downbeats", "octaves", "octaves squared",
    *(f"{kind} {measure}" for kind in ("onsets", "low onsets")
      for measure in ("a beat", "on beats", "a beat on beats")),
    "chance on beats", "onsets squared", "onsets by octaves",
)  # fmt: skip
"""What is known of a count, in this order. The mean log of the nets' probability at twelfths of
its beats, and the log of how much the bands rise there, as a share of what they usually rise by at
most; for the nets' probabilities, ``downbeat_evidence`` and the bands, how much every second, third
or fourth beat has beyond all, and how far apart every other beat and the rest are; how alike what
sounds in a beat, and its harmony, are to those so many beats later; by how many nats a beat bars of
two fit better than bars of four (beyond ``_CLEARLY_TWO``: then these are halves of the beats that
are meant), bars of six than of three, and of eight than of four; the mean of ``downbeat_evidence``
on its beats; octaves from the usual tempo; the logs of onsets a beat and of those on its beats, and
their share, of all bands and of the low ones; the share of the probability of local maxima that lies
on its beats; and the first of those logs squared, and times the octaves."""


@dataclass(frozen=True, slots=True)
class _CountFeatures:
    """What the clues are measured on, by frame; ``curves`` (frames, ``_CURVES``) have the
    most within a frame or two, ``harmony`` (frames + 1, 24) is summed up.
    """  # noqa: D205

    curves: Curve
    harmony: Curve
    onsets: Indices
    low_onsets: Indices
    peaks: Indices
    chance: Floats


def count_clues(
    counts: Sequence[Indices], features: AudioFeatures, evidence: Curve
) -> Curve:
    """Return what is known of each count: (counts, ``COUNT_CLUES``).

    A count is the frames of its beats; the first is the one found, within whose beats
    onsets are compared. ``evidence`` is of ``downbeat_evidence``.
    """
    first, last = counts[0][0] - _REACH, counts[0][-1] + _REACH
    heard = _heard(features, evidence, max(int(first), 0), int(last) + 1)
    return np.array([_clues(frames, heard) for frames in counts])


def _heard(
    features: AudioFeatures, evidence: Curve, first: int, last: int
) -> _CountFeatures:
    levels = features.levels.astype(np.float64)
    rise = np.maximum(np.diff(levels, axis=0, prepend=levels[:1]), 0)
    bands = [rise[:, part].sum(axis=1) for part in _BANDS.values()]
    most = [peaks_within(band, _NEAR) for band in bands]
    logs = [np.log(peaks_within(part, 1) + _FLOOR) for part in features.chance.T]
    usual = [float(band[first:last:3].mean()) + 1e-6 for band in most]
    scaled = [band / by for band, by in zip(most, usual, strict=True)]
    chroma = features.chroma - features.chroma.mean(axis=1, keepdims=True)
    harmony = np.zeros((len(chroma) + 1, chroma.shape[1]))
    np.cumsum(chroma, axis=0, out=harmony[1:])

    def inside(at: Indices) -> Indices:
        return at[(at >= first) & (at < last)]

    low = _local_maxima(bands[0], float(bands[0].mean() + bands[0].std()))
    return _CountFeatures(
        np.stack([*logs, evidence, *scaled], axis=1),
        harmony,
        inside(onsets_of(features.levels)),
        inside(low),
        inside(_local_maxima(features.chance[:, 0], _LIKELY)),
        features.chance[:, 0],
    )


def _local_maxima(curve: NDArray[np.floating], least: float) -> Indices:
    left, here, right = curve[:-2], curve[1:-1], curve[2:]
    return np.flatnonzero((here > left) & (here >= right) & (here > least)) + 1


def _clues(frames: Indices, heard: _CountFeatures) -> list[float]:
    beats = np.arange(len(frames))
    at = beats[:-1, None] + np.arange(_STEPS) / _STEPS
    steps = np.round(np.interp(at, beats, frames)).astype(np.int64)
    inside = heard.curves[steps]  # (beats, steps, curves)
    mean = inside.mean(axis=0)
    on = heard.curves[frames]
    octaves = float(np.log2(60 * FPS / float(np.median(np.diff(frames))) / _USUAL))
    onsets = _onset_clues(frames, heard.onsets)
    return [
        *mean[list(_CHANCE_STEPS), 0],
        *np.log(mean[list(_RISE_STEPS), 3:].T.ravel() + _RISE_FLOOR),
        *np.array([_most_of_every(on, metre) for metre in _METRES]).T.ravel(),
        *np.abs(on[::2].mean(axis=0) - on[1::2].mean(axis=0)),
        *_repeated(_rhythm(inside)),
        *_repeated(_harmony(frames, heard.harmony)),
        *_longer_bars(on[:, _CURVES.index("evidence")]),
        float(on[:, _CURVES.index("evidence")].mean()),
        octaves,
        octaves**2,
        *onsets,
        *_onset_clues(frames, heard.low_onsets),
        _chance_on(frames, heard),
        onsets[0] ** 2,
        onsets[0] * octaves,
    ]


def _most_of_every(on: Curve, metre: int) -> Curve:
    """How much the best of every so many beats have beyond all: (...,) of (beats, ...)."""
    places = range(min(metre, len(on)))
    most = np.max([on[place::metre].mean(axis=0) for place in places], axis=0)
    return np.asarray(most - on.mean(axis=0))


def _longer_bars(evidence: Curve) -> tuple[float, float, float]:
    two, three, four, six, eight = (
        float(_most_of_every(evidence, metre)) / metre for metre in (2, 3, 4, 6, 8)
    )
    return max(0.0, two - four - _CLEARLY_TWO), six - three, eight - four


def _rhythm(inside: Curve) -> Curve:
    """The bands' rises at the quarters of each beat, as they differ from the mean."""
    rises = np.minimum(inside[:, list(_QUARTERS), 3:], _LOUDEST)
    flat = rises.reshape(len(rises), -1)
    return np.asarray(flat - flat.mean(axis=0))


def _harmony(frames: Indices, summed: Curve) -> Curve:
    """The harmony of each beat: (beats, 24), of length 1."""
    chroma = np.diff(summed[frames], axis=0)
    return np.asarray(chroma / (np.linalg.norm(chroma, axis=1, keepdims=True) + 1e-6))


def _repeated(rows: Curve) -> list[float]:
    """How alike rows (beats, ...) are to those so many later, where 1 is to themselves."""
    own = float((rows**2).sum(axis=1).mean()) + 1e-6
    return [
        float((rows[lag:] * rows[:-lag]).sum(axis=1).mean()) / own
        if len(rows) > lag
        else 0.0
        for lag in _LAGS
    ]


def _onset_clues(frames: Indices, onsets: Indices) -> tuple[float, float, float]:
    """The log of onsets a beat, the share on beats, and the log of those a beat."""
    on = float(_on_beats(frames, onsets).sum())
    share = on / max(1, len(onsets))
    return (
        float(np.log(len(onsets) / len(frames) + 0.1)),
        share,
        float(np.log(on / len(frames) + 0.05)),
    )


def _chance_on(frames: Indices, heard: _CountFeatures) -> float:
    """The share of the local maxima's probability that lies on the beats."""
    likely = heard.chance[heard.peaks]
    on = _on_beats(frames, heard.peaks)
    return float(likely[on].sum() / (likely.sum() + 1e-6))


def _on_beats(frames: Indices, events: Indices) -> NDArray[np.bool_]:
    """Which of the events lie on a beat."""
    after = np.clip(np.searchsorted(frames, events), 1, len(frames) - 1)
    away = np.minimum(
        np.abs(events - frames[after]), np.abs(events - frames[after - 1])
    )
    return np.asarray(away <= _NEAR)
