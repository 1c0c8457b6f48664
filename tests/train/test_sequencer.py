"""Songs of the step sequencer sound where their labels say."""

import numpy as np
import pytest

from studio.rules.music.spectrum import RATE
from train.sequencer.patterns import draw_pattern
from train.sequencer.songs import record_sequence


@pytest.mark.parametrize("seed", range(8))
def test_a_song_is_labelled_from_its_first_bar_to_its_last(seed: int) -> None:
    song = record_sequence(np.random.default_rng(seed), 12.0)
    assert len(song.beats) >= 4
    assert (np.diff(song.beats) > 0.3).all()
    assert set(song.downbeats) <= set(song.beats)
    assert song.beats[-1] < len(song.sound) / RATE
    assert 0.1 < np.abs(song.sound).max() <= 2.0


@pytest.mark.parametrize("seed", range(40))
def test_every_pattern_tells_where_its_bars_or_its_beats_are(seed: int) -> None:
    pattern = draw_pattern(np.random.default_rng(seed))
    rows = [*pattern.drums.values(), *pattern.tones.values()]
    assert all(len(row) == pattern.metre * pattern.grid for row in rows)
    assert any(row[0] for row in rows)


def test_the_same_seed_gives_the_same_song() -> None:
    first, second = (record_sequence(np.random.default_rng(3), 8.0) for _ in "ab")
    assert np.array_equal(first.sound, second.sound)
