"""Listen to a file: decode its sound and find its beats."""

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from studio.media.audio import samples
from studio.model.music import BeatGrid
from studio.rules.beats import grid
from studio.rules.crnn import Weights
from studio.rules.spectrum import RATE


def listen(path: Path) -> BeatGrid:
    """The beat grid of a song or of a clip's own sound. Raises ``UnsupportedFile``."""
    return grid(samples(path, RATE), nets())


@lru_cache(maxsize=1)
def nets() -> Weights:
    """The weights that come along (see ``studio/data/LICENSES.md``), as float32."""
    with (
        files("studio").joinpath("data", "beatnet.npz").open("rb") as file,
        np.load(file) as kept,
    ):
        return {name: kept[name].astype(np.float32) for name in kept}
