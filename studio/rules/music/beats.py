"""Compute a beat grid from sound: beats, downbeats, energy, sections, confidence.

Two nets (``beatnet``, ``context_net``) estimate the probability of a beat per frame;
``tempo_hmm`` decodes the beats from it, ``onsets`` moves each to its onset and
``downbeat_hmm`` groups them into bars. No beat is reported where the nets are unsure or
nothing sounds.
"""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from studio.model.music import BeatGrid, Section
from studio.rules.music import (
    downbeat_hmm,
    onsets,
    sections,
    tempo_hmm,
)
from studio.rules.music.features import FPS, PIECE, Nets, extract_features
from studio.rules.music.spectrum import Floats

Curve = NDArray[np.float64]

_WINDOW = 8
"""Beats over which the nets' opinion is averaged before it is doubted."""
_SURE, _LIFT = 0.35, 0.22
"""Mean chance at the beats above which they are believed, if it also stands so far above
the mean around them: in noise it does not."""
_FAIR, _FAIR_LIFT = 0.1, 0.05
"""The same for beats that go on from believed ones: a quiet verse after a loud chorus."""
_EDGE = 0.25
"""Chance that the first and the last beat of a run must have of their own."""
_MEAN_LIFT = 0.2
"""What a whole run must have: talk has up to 0.19, most music 0.3 and more."""
_BRIDGE = 12.0
"""Seconds of doubt between believed beats that are bridged while something sounds."""
_SILENT = 10 ** (-55 / 10)
"""Mean square under which nothing sounds."""
_FEWEST = 4
_NOTHING = 1e-9
"""Mean square, on the scale of the loudest sample, under which nothing was recorded."""


def beat_grid(samples: Floats, nets: Nets) -> BeatGrid:
    """Compute the beat grid of mono sound, (n,) at 22.05 kHz."""
    return beat_grid_of_pieces(
        (samples[at : at + PIECE] for at in range(0, max(1, len(samples)), PIECE)), nets
    )


def beat_grid_of_pieces(pieces: Iterable[Floats], nets: Nets) -> BeatGrid:
    """Compute the beat grid of sound given in pieces of ``PIECE`` samples."""
    features = extract_features(pieces, nets)
    seconds = features.seconds
    if seconds < 1 or float(features.power.max()) <= _NOTHING:
        return _empty_grid(seconds, "silence")
    times = tempo_hmm.beats(_upsampled(features.chance[:, 0])) / tempo_hmm.FPS
    sure, keep = _confident_beats(times, features.chance[:, 0], features.power)
    times, sure = times[keep], sure[keep]
    if len(times) < _FEWEST:
        return _empty_grid(seconds, "free")
    frames = _frames(times, len(features.chance))
    opens = downbeat_hmm.downbeats(
        _peak_near(features.chance[:, 1], frames, 2),
        _peak_near(features.bass, np.round(times * onsets.FINE).astype(int), 6),
        downbeat_hmm.harmony_change(features.chroma, frames),
    )
    placed = _ascending(onsets.settle(times, features.onset), times)
    placed = np.minimum(placed, seconds)
    down = placed[opens]
    edges = np.append(placed, min(seconds, placed[-1] + _interval(placed)))
    strength = sections.energy(edges, features.power, FPS)
    music = sections.SectionFeatures(
        placed, down, strength, features.levels, FPS, seconds
    )
    return BeatGrid(
        seconds=seconds,
        tempo=round(60 / _steady_interval(placed), 2),
        beats=_rounded(placed),
        downbeats=_rounded(down),
        energy=_rounded(strength),
        sections=sections.divide(music),
        confidence=_rounded(np.clip(sure, 0, 1)),
    )


def _empty_grid(seconds: float, label: str) -> BeatGrid:
    whole = (Section(0.0, seconds, 0.0, label),) if seconds > 0 else ()
    return BeatGrid(seconds, 0.0, (), (), (), whole, ())


def _upsampled(chance: Floats) -> Curve:
    """Resample from the nets' frame rate to that of the tempo model."""
    at = np.arange(round(len(chance) * tempo_hmm.FPS / FPS)) * FPS / tempo_hmm.FPS
    out: Curve = np.interp(at, np.arange(len(chance)), chance)
    return out


def _frames(times: Curve, count: int) -> NDArray[np.int64]:
    return np.clip(np.round(times * FPS).astype(np.int64), 0, count - 1)


def _peak_near(curve: Curve | Floats, at: NDArray[np.int64], reach: int) -> Curve:
    rows = np.clip(at[:, None] + np.arange(-reach, reach + 1), 0, len(curve) - 1)
    out: Curve = curve[rows].max(axis=1).astype(np.float64)
    return out


def _local(values: Curve) -> Curve:
    """The mean over the nearest beats."""
    if not len(values):
        return np.zeros(0)
    total = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    at = np.arange(len(values))
    low = np.clip(at - _WINDOW // 2, 0, max(0, len(values) - _WINDOW))
    high = np.minimum(low + _WINDOW, len(values))
    out: Curve = (total[high] - total[low]) / (high - low)
    return out


def _confident_beats(
    times: Curve, chance: Floats, power: Curve
) -> tuple[Curve, NDArray[np.bool_]]:
    """Return the nets' confidence around each beat, and which beats to keep."""
    if not len(times):
        return np.zeros(0), np.zeros(0, np.bool_)
    at = _frames(times, len(chance))
    own = _peak_near(chance, at, 1)
    sure = _local(own)
    total = np.concatenate([[0.0], np.cumsum(chance, dtype=np.float64)])
    reach = round(_WINDOW / 2 * _interval(times) * FPS) if len(times) > 1 else 50
    low, high = np.maximum(at - reach, 0), np.minimum(at + reach, len(chance))
    around = (total[high] - total[low]) / np.maximum(high - low, 1)
    near = np.clip(at, 0, len(power) - 1)
    loud = np.array([power[max(0, i - 25) : i + 25].mean() for i in near])
    sounds, lift = loud > _SILENT, sure - around
    firm = _no_stragglers((sure >= _SURE) & (lift >= _LIFT) & sounds)
    fair = (sure >= _FAIR) & (lift >= _FAIR_LIFT) & sounds
    kept = _reached(firm, fair | (_bridged(firm, times) & sounds), lift)
    return sure, _no_stragglers(_trimmed(kept, own >= _EDGE))


def _runs(keep: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(
        np.diff(np.concatenate([[False], keep, [False]]).astype(int))
    )
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _no_stragglers(keep: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Drop runs too short to be a pulse."""
    out = keep.copy()
    for start, end in _runs(keep):
        if end - start < _FEWEST:
            out[start:end] = False
    return out


def _trimmed(keep: NDArray[np.bool_], clear: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Let no run begin or end with beats that only their neighbours vouch for."""
    out = keep.copy()
    for start, end in _runs(keep):
        inside = np.flatnonzero(clear[start:end])
        first, last = (inside[0], inside[-1]) if len(inside) else (end, end)
        out[start : min(end, start + first)] = False
        out[start + last + 1 : end] = False
    return out


def _bridged(firm: NDArray[np.bool_], times: Curve) -> NDArray[np.bool_]:
    """Mark the short gaps between firm runs."""
    out = np.zeros_like(firm)
    for (_, start), (end, _) in pairwise(_runs(firm)):
        out[start:end] = times[end] - times[start - 1] <= _BRIDGE
    return out


def _reached(
    firm: NDArray[np.bool_], also: NDArray[np.bool_], lift: Curve
) -> NDArray[np.bool_]:
    """Keep the runs of either kind that hold a firm beat and are good on the whole.

    Talk has firm moments, too, but doubt between them.
    """
    out = firm | also
    for start, end in _runs(out):
        if not firm[start:end].any() or float(lift[start:end].mean()) < _MEAN_LIFT:
            out[start:end] = False
    return out


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
