"""Music as the beat rules get it, with beats where a test puts them."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from studio.rules.music.features import AudioFeatures

_FRAMES = 1020
_SILENT = 0.01
"""Chance of a beat where there is none."""


def audio_features(
    beats: NDArray[np.int64], chance: float, *, between: Iterable[int] = ()
) -> AudioFeatures:
    """20.4 s in which the nets hear ``beats`` alone, each with ``chance``.

    Something sounds on every beat and on the frames ``between``.
    """
    levels = np.zeros((_FRAMES, 12), np.float32)
    for frame in (*beats, *between):
        levels[frame : frame + 3] = 1.0
    chances = np.full((_FRAMES, 2), _SILENT, np.float32)
    chances[beats, 0] = chance
    nothing = np.zeros(0)
    return AudioFeatures(
        seconds=20.4,
        chance=chances,
        levels=levels,
        chroma=np.zeros((_FRAMES, 24), np.float32),
        power=nothing,
        onset=nothing,
        bass=nothing,
        attack=nothing.astype(np.float32),
    )
