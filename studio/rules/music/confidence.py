"""Decide which decoded beats to believe, from the nets' probabilities around them.

Music has its probable frames on the beats and little between them; talk has as probable
moments, but they keep no time, so that most lie off the path.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from studio.rules.music.features import FPS
from studio.rules.music.spectrum import Floats

Curve = NDArray[np.float64]
Flags = NDArray[np.bool_]

FEWEST = 4
"""Beats that make a pulse."""
_WINDOW = 8
"""Beats over which the nets' opinion is averaged before it is doubted."""
_SURE, _LIFT = 0.3, 0.18
"""Mean chance at the beats above which they are believed, if it also stands so far above
the mean around them: in noise it does not."""
_FAIR, _FAIR_LIFT = 0.1, 0.05
"""The same for beats that go on from believed ones: a quiet verse after a loud chorus."""
_PLAIN, _PLAIN_LIFT = 0.2, 0.1
"""What is asked instead where tones are held, and of even beats: a tune by itself."""
_SOFT, _SOFT_LIFT = 0.16, 0.06
"""What is asked of pieces that are soft from end to end: strings, choirs."""
_MOSTLY = 0.5
"""Share of the beats believed from which a piece is not soft from end to end."""
_HELD, _TONAL = 0.7, 0.6
"""Steadiness of the harmony from which tones are held, and above which none talk."""
_EVEN, _MANY, _EVEN_WORTH = 0.008, 16, 0.13
"""Unevenness below which that many beats are no talk, and what that is worth: talk has
0.016 to 0.07."""
_EDGE = 0.8
"""Share of the chance asked that the first and the last beat of a run have of their own."""
_EDGE_OF_RUN = 0.4
"""The same of the median chance in the run: before music begins, and after it ends, the
nets go on counting with less."""
_WORTH = 0.46
"""What a whole run must come to: of 42 pieces of talk and noise three have more, music 0.4 to 1."""
_REGULAR_WEIGHT, _UNEVEN_WEIGHT = 0.4, 2.5
"""How regularity counts beside the mean lift, and how unevenness counts against it."""
_UNSTEADY, _UNSTEADY_WEIGHT = 0.3, 0.3
_STEADY, _STEADY_WEIGHT = 0.55, 0.7
"""Steadiness below which it counts against a run, and above which it counts for it: talk
has 0.05 to 0.5, as its pitch glides, music 0.4 to 0.95, drums alone 0.3 to 0.5."""
_APART = 10
"""Frames (0.2 s) over which harmony is compared for steadiness."""
_PEAK = 0.15
"""Chance above which a local maximum counts for regularity."""
_BRIDGE = 12.0
"""Seconds of doubt between believed beats that are bridged while something sounds."""
_SILENT = 10 ** (-55 / 10)
"""Mean square under which nothing sounds."""


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


@dataclass(frozen=True, slots=True)
class HeardBeats:
    """Beats of a path in seconds, where each settled, and curves (frames,) at ``FPS``.

    ``chroma`` is (frames, 24).
    """

    times: Curve
    placed: Curve
    chance: Floats
    power: Curve
    chroma: Floats


def confident_beats(heard: HeardBeats) -> tuple[Curve, Flags]:
    """Return the nets' confidence around each beat, and which beats to keep."""
    times, chance, power = heard.times, heard.chance, heard.power
    if not len(times):
        return np.zeros(0), np.zeros(0, np.bool_)
    at = _frames(times, len(chance))
    own = _peak_near(chance, at, 1)
    sure = _local(own)
    total = np.concatenate([[0.0], np.cumsum(chance, dtype=np.float64)])
    reach = (
        round(_WINDOW / 2 * float(np.median(np.diff(times))) * FPS)
        if len(times) > 1
        else 50
    )
    low, high = np.maximum(at - reach, 0), np.minimum(at + reach, len(chance))
    around = (total[high] - total[low]) / np.maximum(high - low, 1)
    near = np.clip(at, 0, len(power) - 1)
    loud = np.array([power[max(0, i - 25) : i + 25].mean() for i in near])
    sounds, lift = loud > _SILENT, sure - around
    confident = np.zeros_like(sounds)
    for least, least_lift in _levels(heard):
        if confident.mean() > _MOSTLY:
            break
        firm = _no_stragglers((sure >= least) & (lift >= least_lift) & sounds)
        fair = (sure >= _FAIR) & (lift >= _FAIR_LIFT) & sounds
        run = firm | fair | (_bridged(firm, times) & sounds)
        for start, end in _runs(run):
            worth = float(lift[start:end].mean()) + _worth(heard, at, start, end)
            if worth < _WORTH or not firm[start:end].any():
                run[start:end] = False
        confident |= _no_stragglers(_trimmed(run, own, _EDGE * least))
    return sure, confident


def _levels(heard: HeardBeats) -> list[tuple[float, float]]:
    """The chance and the lift that beats must have to be believed, in turn."""
    steady = steadiness(heard.chroma, heard.power)
    levels = [(_PLAIN, _PLAIN_LIFT) if steady >= _HELD else (_SURE, _LIFT)]
    if steady >= _TONAL:
        levels.append((_SOFT, _SOFT_LIFT))
    elif _even(heard.placed):
        levels.append((_PLAIN, _PLAIN_LIFT))
    return levels


def _worth(heard: HeardBeats, at: NDArray[np.int64], start: int, end: int) -> float:
    """What speaks for a run of beats besides their lift."""
    placed = heard.placed[start:end]
    inside = slice(int(at[start]), int(at[end - 1]) + 1)
    steady = steadiness(heard.chroma[inside], heard.power[inside])
    return (
        _REGULAR_WEIGHT * _regularity(heard.chance, at[start:end])
        - _UNEVEN_WEIGHT * _unevenness(placed)
        + _EVEN_WORTH * _even(placed)
        + _STEADY_WEIGHT * max(0.0, steady - _STEADY)
        - _UNSTEADY_WEIGHT * max(0.0, _UNSTEADY - steady)
    )


def _even(placed: Curve) -> bool:
    """Whether the beats keep time as talk does not."""
    return len(placed) >= _MANY and _unevenness(placed) < _EVEN


def _runs(keep: Flags) -> list[tuple[int, int]]:
    edges = np.flatnonzero(
        np.diff(np.concatenate([[False], keep, [False]]).astype(int))
    )
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _no_stragglers(keep: Flags) -> Flags:
    """Drop runs too short to be a pulse."""
    out = keep.copy()
    for start, end in _runs(keep):
        if end - start < FEWEST:
            out[start:end] = False
    return out


def _trimmed(keep: Flags, own: Curve, least: float) -> Flags:
    """Let no run begin or end with beats that only their neighbours vouch for.

    ``own`` is the chance of each beat, of which ``least`` is asked.
    """
    out = keep.copy()
    for start, end in _runs(keep):
        run = own[start:end]
        required = max(least, _EDGE_OF_RUN * float(np.median(run)))
        inside = np.flatnonzero(run >= required)
        first, last = (inside[0], inside[-1]) if len(inside) else (end, end)
        out[start : min(end, start + first)] = False
        out[start + last + 1 : end] = False
    return out


def _bridged(firm: Flags, times: Curve) -> Flags:
    """Mark the short gaps between firm runs."""
    out = np.zeros_like(firm)
    for (_, start), (end, _) in pairwise(_runs(firm)):
        out[start:end] = times[end] - times[start - 1] <= _BRIDGE
    return out


def _unevenness(placed: Curve) -> float:
    """By how much of a beat an onset usually misses the middle of its neighbours.

    Speakers' onsets miss it by 2 to 8 per cent, players' by less than 2.
    """
    if len(placed) < FEWEST:
        return 0.0
    miss = np.abs(placed[2:] - 2 * placed[1:-1] + placed[:-2])
    return float(np.median(miss) / np.median(np.diff(placed)))


def steadiness(chroma: Floats, power: Curve) -> float:
    """How alike the harmony is a fifth of a second apart, -1 to 1; loud frames count more.

    ``chroma`` is (frames, 24), ``power`` (frames,).
    """
    if len(chroma) <= _APART:
        return 0.0
    centred = chroma - chroma.mean(axis=1, keepdims=True)
    size = np.linalg.norm(centred, axis=1) + 1e-6
    alike = (centred[:-_APART] * centred[_APART:]).sum(axis=1)
    alike /= size[:-_APART] * size[_APART:]
    return float(np.average(alike, weights=np.sqrt(power[:-_APART]) + 1e-9))


def _regularity(chance: Floats, at: NDArray[np.int64]) -> float:
    """How much of the local maxima's probability from the first to the last beat lies
    within two frames of a beat: 0 to 1.
    """  # noqa: D205
    inside = chance[at[0] : at[-1] + 1]
    left, here, right = inside[:-2], inside[1:-1], inside[2:]
    peaks = np.flatnonzero((here > left) & (here >= right) & (here > _PEAK)) + 1
    if not len(peaks):
        return 0.0
    beats = at - at[0]
    after = np.clip(np.searchsorted(beats, peaks), 1, len(beats) - 1)
    away = np.minimum(np.abs(peaks - beats[after]), np.abs(peaks - beats[after - 1]))
    return float(inside[peaks][away <= 2].sum() / inside[peaks].sum())
