"""Every other beat that was found is kept where half the tempo is meant."""

import numpy as np
import pytest

from bench.music.hard_styles import HARD
from bench.music.styles import STYLES
from bench.music.synthesis.scores import compose
from bench.music.synthesis.synth import play
from studio.media.sound.beats import load_nets
from studio.rules.music.beats import beat_grid, grid_of_features
from studio.rules.music.features import extract_features
from studio.rules.music.nets.convolution import Weights
from studio.rules.music.tempo.half_choice import CLUES, MARGIN, halved
from tests.studio.audio_features import audio_features

FRAMES = np.arange(10, 990, 20)
"""Frames of 150 beats a minute."""


def network(**slopes: float) -> Weights:
    """A network that scores a count by these of its clues alone."""
    linear = dict.fromkeys(CLUES, 0.0) | slopes
    return {
        "mean": np.zeros(len(CLUES), np.float32),
        "scale": np.ones(len(CLUES), np.float32),
        "linear": np.array([linear[clue] for clue in CLUES], np.float32),
        "hidden": np.zeros((len(CLUES), 1), np.float32),
        "bias": np.zeros(1, np.float32),
        "out": np.zeros(1, np.float32),
    }


def frames_meant(
    net: Weights, *, heard: int = 1, count: int = len(FRAMES)
) -> list[int]:
    """The frames that are meant where only every so many beats are heard."""
    features = audio_features(FRAMES[::heard], 0.9)
    chosen = halved(FRAMES[:count], features, np.zeros(1020), net)
    return [int(at) for at in chosen]


def test_every_other_beat_is_kept_where_that_is_likelier() -> None:
    net = network(half=MARGIN + 0.1)
    assert frames_meant(net) == FRAMES[::2].tolist()
    assert frames_meant(network(half=MARGIN - 0.1)) == FRAMES.tolist()


def test_the_half_that_is_heard_is_the_one_that_is_kept() -> None:
    net = network(**{"beat at 0/12": 1.0})
    assert frames_meant(net, heard=2) == FRAMES[::2].tolist()


def test_few_beats_stay_as_they_are() -> None:
    assert frames_meant(network(half=3.0), count=11) == FRAMES[:11].tolist()


def test_the_bundled_network_knows_every_clue() -> None:
    net = load_nets().half_choice
    assert len(net["linear"]) == len(net["mean"]) == len(net["hidden"]) == len(CLUES)


@pytest.mark.parametrize("seed", [502, 504, 933])
def test_hurried_hats_over_a_slow_beat_are_counted_at_half_their_tempo(
    seed: int,
) -> None:
    score = compose(HARD["trap"], seed, 24.0)
    sound, nets = play(score, seed), load_nets()
    meant = 60 / np.diff(score.beats).mean()
    decoded = grid_of_features(extract_features([sound], nets), nets.count_choice)
    assert decoded.tempo == pytest.approx(2 * meant, rel=0.02)
    assert beat_grid(sound, nets).tempo == pytest.approx(meant, rel=0.02)


@pytest.mark.parametrize(("style", "seed"), [("rock", 21), ("house", 31), ("funk", 27)])
def test_steady_music_in_four_is_not_halved(style: str, seed: int) -> None:
    nets = load_nets()
    heard = extract_features([play(compose(STYLES[style], seed, 24.0), seed)], nets)
    grid = grid_of_features(heard, nets.count_choice, nets.half_choice)
    assert grid == grid_of_features(heard, nets.count_choice)
