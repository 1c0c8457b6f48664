"""Draw pieces of every kind of music in turn, so that rare kinds teach as much as common ones."""

from collections.abc import Callable
from functools import cache, partial

import numpy as np

from train.grooves.genres import GENRES
from train.material import record_arranged, record_groove, record_manner
from train.mma_songs import families
from train.music_kinds import MANNERS
from train.recording import Recording
from train.rhythm import Chance
from train.two_rate.data import SECONDS

Maker = Callable[[Chance, float], Recording]


@cache
def makers() -> tuple[Maker, ...]:
    """What makes a recording of each kind: manners, genres, families of arrangements."""
    manners = [manner for manner in MANNERS if manner.drums != ("clicks",)]
    return (
        *(partial(record_manner, manners=(manner,)) for manner in manners),
        *(partial(record_groove, genres=(genre,)) for genre in GENRES),
        *(partial(record_arranged, among=family) for family in families()),
    )


def piece_of_kind(seed: int) -> Recording:
    """The piece of a seed, which also decides its kind. Raises ``SubprocessError``."""
    make = makers()[seed % len(makers())]
    return make(np.random.default_rng(seed), SECONDS)
