"""A recording with the times of its beats, which nets learn from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from train.rhythm import Times

Sound = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording with its labels; those within ``unsure`` seconds are not learned from.

    ``barred`` says whether its downbeats are told, too.
    """

    sound: Sound
    beats: Times
    downbeats: Times
    unsure: tuple[tuple[float, float], ...] = ()
    barred: bool = True
