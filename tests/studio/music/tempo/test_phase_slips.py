"""Beats of one tempo that change their phase midway are given one phase again."""

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.music.hard_styles import HARD
from bench.music.styles import STYLES
from bench.music.synthesis.scores import compose
from bench.music.synthesis.synth import play
from studio.media.sound.beats import load_nets
from studio.rules.music.beats import beat_grid
from studio.rules.music.tempo.phase_slips import without_phase_slips

PERIOD = 24
MEANT = np.arange(10, 10 + 160 * PERIOD, PERIOD)
"""Frames of 125 beats a minute."""
BARS = np.zeros(MEANT[-1] + 100)
BARS[MEANT[::4]] = 1.0


def slipped(phase: float, first: int = 60, end: int = 110) -> NDArray[np.int64]:
    """The beats meant, but so much later from one to another, which they drift to and back."""
    late = np.interp(
        np.arange(len(MEANT)), [first - 4, first, end, end + 4], [0, phase, phase, 0]
    )
    return np.round(MEANT + PERIOD * late).astype(np.int64)


@pytest.mark.parametrize("phase", [1 / 4, 1 / 3, 1 / 2, 2 / 3, 3 / 4])
def test_beats_that_slip_by_a_part_of_a_beat_are_put_back(phase: float) -> None:
    assert without_phase_slips(slipped(phase), BARS).tolist() == MEANT.tolist()


def test_most_beats_are_moved_where_bars_open_on_the_others() -> None:
    drifted = slipped(1 / 2, 50, 160)
    assert np.mean(drifted != MEANT) > 0.6
    assert without_phase_slips(drifted, BARS)[2:-2].tolist() == MEANT[2:-2].tolist()


def test_beats_stay_where_no_phase_has_clearer_bars() -> None:
    drifted = slipped(1 / 2)
    assert without_phase_slips(drifted, np.zeros(len(BARS))) is drifted


def test_beats_of_one_phase_stay() -> None:
    uneven = MEANT + np.random.default_rng(1).integers(-1, 2, len(MEANT))
    assert without_phase_slips(uneven, BARS) is uneven


def test_beats_stay_where_the_tempo_moves() -> None:
    steps = np.concatenate(
        [np.full(30, 24.0), np.linspace(24, 26, 20), np.full(30, 26)]
    )
    faster = np.round(10 + np.cumsum(steps)).astype(np.int64)
    assert without_phase_slips(faster, BARS) is faster


def test_beats_stay_where_another_song_goes_on_at_any_other_place() -> None:
    drifted = slipped(0.42)
    assert without_phase_slips(drifted, BARS) is drifted


def test_beats_stay_where_phases_change_more_than_once() -> None:
    drifted = slipped(1 / 4, 40, 70) + slipped(3 / 4, 95, 130) - MEANT
    assert without_phase_slips(drifted, BARS) is drifted


@pytest.mark.parametrize("count", [0, 1, 7, 23])
def test_few_beats_stay_as_they_are(count: int) -> None:
    few = MEANT[:count]
    assert without_phase_slips(few, BARS) is few


@pytest.mark.parametrize(
    ("style", "seed"), [("techno", 616), ("techno", 624), ("house", 633)]
)
def test_dance_music_keeps_its_beats_where_only_off_beats_sound(
    style: str, seed: int
) -> None:
    import mir_eval  # takes a second

    score = compose((STYLES | HARD)[style], seed, 40.0)
    times = np.array(beat_grid(play(score, seed), load_nets()).beats)
    assert mir_eval.beat.f_measure(score.beats, times, 0.07) > 0.9
