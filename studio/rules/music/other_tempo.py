"""Tell whether half or double the tempo fits a piece nearly as well as the one found."""

import numpy as np
from numpy.typing import NDArray

from studio.rules.music.bar_hmm import grid_score
from studio.rules.music.features import FPS
from studio.rules.music.spectrum import Floats

_NEAR_HALF, _NEAR_DOUBLE = 4.5, 3.0
"""Nats a second by which the other count may fit worse: measured on labelled pieces, of
which every second one within was labelled with the other tempo."""
_SLOWEST, _FASTEST = 50.0, 200.0
"""Beats a minute that people would count."""


def other_tempo(chance: Floats, times: NDArray[np.float64], tempo: float) -> float:
    """Return half or double ``tempo``, whichever is near; 0.0 if neither is.

    ``chance`` (n,) is the probability of a beat at ``FPS``, ``times`` the beats in
    seconds.
    """
    frames = np.clip(np.round(times * FPS).astype(np.int64), 1, len(chance) - 2)
    if len(frames) < 4:
        return 0.0
    inside = chance[: frames[-1] + 2]
    found = grid_score(inside, frames, FPS)
    middles = (frames[:-1] + frames[1:]) // 2
    double = grid_score(inside, np.sort(np.append(frames, middles)), FPS)
    half = max(grid_score(inside, frames[phase::2], FPS) for phase in (0, 1))
    near = []
    if tempo / 2 >= _SLOWEST and half > found - _NEAR_HALF:
        near.append((half, tempo / 2))
    if tempo * 2 <= _FASTEST and double > found - _NEAR_DOUBLE:
        near.append((double, tempo * 2))
    return round(max(near)[1], 2) if near else 0.0
