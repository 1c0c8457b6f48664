"""Listen to a file: decode its sound and find its beats."""

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from studio.media.sound.decode import pieces
from studio.model.music import BeatGrid
from studio.rules.music.beatnet import Weights
from studio.rules.music.beats import grid_of
from studio.rules.music.features import PIECE, Nets
from studio.rules.music.spectrum import RATE, Floats


def analyse_beats(path: Path) -> BeatGrid:
    """The beat grid of a song or of a clip's own sound. Raises ``UnsupportedFile``."""
    return grid_of(pieces(path, RATE, PIECE), nets())


@lru_cache(maxsize=1)
def nets() -> Nets:
    """The weights that come along (see ``studio/data/LICENSES.md``), as float32."""
    return Nets(beatnet(), _arrays("whole.npz"))


def beatnet() -> Weights:
    """BeatNet's three nets alone."""
    return _arrays("beatnet.npz")


def _arrays(name: str) -> dict[str, Floats]:
    with (
        files("studio").joinpath("data", name).open("rb") as file,
        np.load(file) as kept,
    ):
        return {key: kept[key].astype(np.float32) for key in kept}
