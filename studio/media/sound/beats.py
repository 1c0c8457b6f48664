"""Decode a file's sound and compute its beat grid."""

import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from studio.media.sound.decode import decode_pieces
from studio.media.sound.model_packs import load_beat_this
from studio.model.music import BeatGrid
from studio.rules.music.beats import beat_grid_of_pieces
from studio.rules.music.features import PIECE, Nets
from studio.rules.music.nets.convolution import Weights
from studio.rules.music.spectrum import RATE, Floats


def analyse_beats(path: Path) -> BeatGrid:
    """Compute the beat grid of a song or clip. Raises ``UnsupportedFile``."""
    return beat_grid_of_pieces(decode_pieces(path, RATE, PIECE), load_nets())


@lru_cache(maxsize=1)
def load_nets() -> Nets:
    """Load the bundled weights (see ``studio/data/LICENSES.md``) and an added pack."""
    return Nets(
        load_beatnet(),
        _load_arrays("context_net.npz"),
        _load_arrays("two_rate_net.npz"),
        _load_count_choice(),
        _load_arrays("half_choice.npz"),
        load_beat_this(),
    )


def load_beatnet() -> Weights:
    """Load the weights of BeatNet's three nets only."""
    return _load_arrays("beatnet.npz")


def _load_count_choice() -> dict[str, float]:
    data = files("studio").joinpath("data", "count_choice.json")
    weights: dict[str, float] = json.loads(data.read_text("utf-8"))
    return weights


def _load_arrays(name: str) -> dict[str, Floats]:
    with (
        files("studio").joinpath("data", name).open("rb") as file,
        np.load(file) as arrays,
    ):
        return {key: arrays[key].astype(np.float32) for key in arrays}
