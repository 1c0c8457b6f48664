"""Tell whether half the tempo found is meant, or fits nearly as well, or double does."""

import numpy as np
from numpy.typing import NDArray

from studio.rules.music.bar_hmm import BarPath, grid_score
from studio.rules.music.features import FPS, AudioFeatures
from studio.rules.music.spectrum import Floats

_NEAR_HALF, _NEAR_DOUBLE = 4.5, 3.0
"""Nats a second by which the other count may fit worse: measured on labelled pieces, of
which every second one within was labelled with the other tempo."""
_LEAST_TEMPO, _MOST_TEMPO = 50.0, 200.0
"""Beats a minute that people would count."""

_BRISK, _SPARSE, _ALTERNATING = 120.0, 1.28, 1.07
"""Beats a minute above which, onsets a beat below which, and by how many times the likelier
half of the beats stands out from all from which half the tempo is meant: one drop, slow
arpeggios. Fast music has 1.35 onsets a beat or more, or beats that are alike."""
_BARE, _ALONE = 0.55, 1.5
"""The same bounds at any tempo: every other beat is silence, as between slow clicks."""
_CLEAR = 1.5
"""By how many times the likelier half of brisk beats stands out from all where the others
are subdivisions, whatever sounds on them: at 1.4 other music loses beats."""
_STANDING_OUT = 0.5
"""Standard deviations over the mean from which a rise of the levels is an onset."""


def without_subdivisions(features: AudioFeatures, path: BarPath) -> NDArray[np.int64]:
    """Return the frames of the decoded beats, or of every other where half the tempo is
    meant: hardly anything sounds between the beats, and every other one is likelier, or
    every other one is much likelier.
    """  # noqa: D205
    frames, bars = path.frames, np.flatnonzero(path.opens)
    if len(frames) < 4 or _mostly_odd(np.diff(bars)):
        return frames
    brisk = 60 * FPS / float(np.median(np.diff(frames))) > _BRISK
    chance = features.chance[:, 0]
    beside = np.clip(frames[:, None] + np.arange(-1, 2), 0, len(chance) - 1)
    own = chance[beside].max(axis=1)
    first = int(own[1::2].mean() > own[::2].mean())
    likelier, mean = own[first::2].mean(), own.mean()
    if brisk and likelier > _CLEAR * mean:
        return frames[first::2]
    sparse, alternating = (_SPARSE, _ALTERNATING) if brisk else (_BARE, _ALONE)
    reach = round(FPS / 10)
    onsets = onsets_of(features.levels)
    inside = (onsets >= frames[0] - reach) & (onsets <= frames[-1] + reach)
    halved = inside.sum() < sparse * len(frames) and likelier >= alternating * mean
    return frames[first::2] if halved else frames


def _mostly_odd(bars: NDArray[np.int64]) -> bool:
    """Whether bars of so many beats are those of a waltz, which have no half."""
    return bool(len(bars)) and float(np.mean(bars % 2)) > 0.5


def onsets_of(levels: Floats) -> NDArray[np.int64]:
    """Return the frames at which the levels (n, bands) rise most."""
    rise = np.maximum(np.diff(levels, axis=0), 0).sum(axis=1)
    left, here, right = rise[:-2], rise[1:-1], rise[2:]
    loud = here > rise.mean() + _STANDING_OUT * rise.std()
    return np.flatnonzero((here > left) & (here >= right) & loud) + 2


def other_tempo(chance: Floats, times: NDArray[np.float64], tempo: float) -> float:
    """Return half or double ``tempo``, whichever is near; 0.0 if neither is.

    ``chance`` (n,) is the probability of a beat at ``FPS``, ``times`` the beats in
    seconds.
    """
    frames = np.clip(np.round(times * FPS).astype(np.int64), 1, len(chance) - 2)
    if len(frames) < 4:
        return 0.0
    inside = chance[: frames[-1] + 2]
    score = grid_score(inside, frames, FPS)
    middles = (frames[:-1] + frames[1:]) // 2
    double = grid_score(inside, np.sort(np.append(frames, middles)), FPS)
    half = max(grid_score(inside, frames[phase::2], FPS) for phase in (0, 1))
    near = []
    if tempo / 2 >= _LEAST_TEMPO and half > score - _NEAR_HALF:
        near.append((half, tempo / 2))
    if tempo * 2 <= _MOST_TEMPO and double > score - _NEAR_DOUBLE:
        near.append((double, tempo * 2))
    return round(max(near)[1], 2) if near else 0.0
