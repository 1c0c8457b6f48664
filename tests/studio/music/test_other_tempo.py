"""Music whose real tempo is half the decoded one: sparse, with every second beat likelier."""

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.music.hard_styles import HARD
from bench.music.synthesis.scores import compose
from bench.music.synthesis.synth import play
from studio.media.sound.beats import load_nets
from studio.rules.music.bar_hmm import BarPath
from studio.rules.music.beats import beat_grid
from studio.rules.music.features import AudioFeatures
from studio.rules.music.tempo.other_tempo import without_subdivisions
from tests.studio.audio_features import audio_features

BEATS = np.arange(10, 1000, 20)
"""Frames of 150 beats a minute."""


def features(
    beats: NDArray[np.int64], between: NDArray[np.int64], likelier: float
) -> AudioFeatures:
    """Onsets on all beats and ``between``; every second beat is ``likelier``."""
    heard = audio_features(beats, 0.5, between=between)
    heard.chance[beats[1::2], 0] = 0.5 * likelier
    return heard


def beats_left(
    heard: AudioFeatures, frames: np.ndarray, metre: int = 4
) -> NDArray[np.int64]:
    opens = np.arange(len(frames)) % metre == 0
    return without_subdivisions(heard, BarPath(frames, opens, 0.0))


def test_every_other_beat_of_sparse_music_is_kept_if_it_is_likelier() -> None:
    sparse = features(BEATS, BEATS[::10] + 10, 1.5)
    assert beats_left(sparse, BEATS).tolist() == BEATS[1::2].tolist()


def test_all_beats_are_kept_where_much_sounds_between_them() -> None:
    busy = features(BEATS, BEATS + 10, 1.5)
    assert beats_left(busy, BEATS).tolist() == BEATS.tolist()


def test_every_other_beat_is_kept_if_it_is_much_likelier_whatever_sounds() -> None:
    busy = features(BEATS, BEATS + 10, 4.0)
    assert beats_left(busy, BEATS).tolist() == BEATS[1::2].tolist()


def test_all_beats_are_kept_where_they_are_alike_as_of_a_metronome() -> None:
    alike = features(BEATS, BEATS[:0], 1.05)
    assert beats_left(alike, BEATS).tolist() == BEATS.tolist()


def test_all_beats_of_a_waltz_are_kept_as_it_has_no_half() -> None:
    sparse = features(BEATS, BEATS[::10] + 10, 1.5)
    assert beats_left(sparse, BEATS, 3).tolist() == BEATS.tolist()


def test_all_beats_of_slow_music_are_kept() -> None:
    slow = BEATS[::2]
    heard = features(slow, slow[:0], 1.5)
    assert beats_left(heard, slow).tolist() == slow.tolist()


def test_every_other_beat_of_slow_music_is_left_out_where_it_is_silence() -> None:
    slow = BEATS[::2]
    bare = features(slow[1::2], slow[:0], 1.0)
    bare.chance[slow, 0] = np.where(np.arange(len(slow)) % 2, 0.6, 0.1)
    assert beats_left(bare, slow).tolist() == slow[1::2].tolist()


def test_no_beats_give_no_beats_of_half_the_tempo() -> None:
    heard = features(BEATS, BEATS[:0], 1.5)
    assert not len(beats_left(heard, np.zeros(0, np.int64)))


@pytest.mark.parametrize(("style", "seed"), [("one drop", 404), ("arpeggio", 404)])
def test_the_slow_beat_of_reggae_and_of_arpeggios_is_found_and_the_fast_one_offered(
    style: str, seed: int
) -> None:
    import mir_eval  # takes a second

    score = compose(HARD[style], seed, 24.0)
    grid = beat_grid(play(score, seed), load_nets())
    assert mir_eval.beat.f_measure(score.beats, np.array(grid.beats), 0.07) > 0.9
    assert grid.tempo == pytest.approx(60 / np.diff(score.beats).mean(), rel=0.01)
    assert grid.other_tempo == pytest.approx(2 * grid.tempo, rel=0.01)
