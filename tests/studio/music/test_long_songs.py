"""A song of an hour is heard in bounded memory, and as a shorter one is."""

import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest

from studio.media.sound.beats import load_nets
from studio.rules.music.bar_hmm import decode
from studio.rules.music.beats import beat_grid_of_pieces
from studio.rules.music.features import FPS
from studio.rules.music.nets import two_rate_net
from studio.rules.music.nets.context_net import harmony_novelty
from studio.rules.music.nets.convolution import in_blocks
from studio.rules.music.spectrum import RATE, Floats

PIECE = 10 * 48_510
MB = 1e6


def test_a_minute_of_a_long_song_takes_little_memory() -> None:
    chance, held = np.random.default_rng(1), list[int]()
    sound = chance.normal(0, 0.1, PIECE) * (np.arange(PIECE) % (RATE // 2) < RATE // 10)
    nets = load_nets()

    def pieces() -> Iterator[Floats]:
        for _ in range(8):
            held.append(tracemalloc.get_traced_memory()[0])
            yield sound.astype(np.float32)

    tracemalloc.start()
    try:
        beat_grid_of_pieces(pieces(), nets)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    minutes = (len(held) - 3) * PIECE / RATE / 60
    assert (held[-1] - held[2]) / minutes < 2.5 * MB  # the first two make tables
    assert peak < 32 * MB


def test_the_nets_see_a_long_song_in_blocks_as_they_see_the_whole() -> None:
    chance, net = np.random.default_rng(2), load_nets().two_rate_net
    count = 9001
    projected = chance.normal(0, 1, (count, 40)).astype(np.float32)
    novelty = chance.random((count, 3)).astype(np.float32)
    lengths = []

    def run(part: slice) -> Floats:
        lengths.append(part.stop - part.start)
        return two_rate_net.predict(projected[part], novelty[part], net)

    whole = run(slice(0, count))
    lengths.clear()
    pieces = in_blocks(run, count, two_rate_net.REACH, 2000)
    assert pieces == pytest.approx(whole, abs=1e-4)
    assert max(lengths) == 2000 + 2 * two_rate_net.REACH


def test_harmony_is_compared_across_the_border_of_blocks() -> None:
    chroma = np.random.default_rng(3).random((10_000, 24)).astype(np.float32)
    whole, part = harmony_novelty(chroma), harmony_novelty(chroma[8000:8400])
    assert whole[8100:8300] == pytest.approx(part[100:300], abs=1e-5)


@pytest.mark.parametrize("bpm", [34.0, 97.0, 150.0])
def test_a_pulse_goes_on_where_the_past_is_settled(bpm: float) -> None:
    frames = np.round(np.arange(1, 190, 60 / bpm) * FPS).astype(int)
    chance = np.full(frames[-1] + 60, 0.02, np.float32)
    chance[frames] = 0.9
    path = decode(chance, np.zeros(len(chance)), FPS)
    assert path.frames.tolist() == frames.tolist()
