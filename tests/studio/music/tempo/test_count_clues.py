"""What speaks for a count of the beats is measured on what sounds."""

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.rules.music.tempo.count_clues import COUNT_CLUES, count_clues
from tests.studio.audio_features import audio_features

FRAMES = np.arange(10, 990, 20)
"""Frames of 150 beats a minute."""
QUIET = np.zeros(1020)


def clues_of(
    counts: list[NDArray[np.int64]],
    heard: NDArray[np.int64],
    evidence: NDArray[np.float64] = QUIET,
) -> list[dict[str, float]]:
    """The clues of each count by their names, where beats are heard at some frames."""
    rows = count_clues(counts, audio_features(heard, 0.9), evidence)
    return [dict(zip(COUNT_CLUES, row.tolist(), strict=True)) for row in rows]


def test_clues_tell_what_sounds_on_and_between_the_beats() -> None:
    (row,) = clues_of([FRAMES], FRAMES)
    assert row["beat at 0/12"] == pytest.approx(np.log(0.91))
    assert row["beat at 6/12"] == pytest.approx(np.log(0.02))
    assert row["low rise at 0/12"] > row["low rise at 6/12"] + 2
    assert row["octaves"] == pytest.approx(np.log2(150 / 112), abs=0.01)
    assert row["octaves squared"] == pytest.approx(row["octaves"] ** 2)


def test_clues_tell_which_beats_open_bars() -> None:
    evidence = QUIET.copy()
    evidence[FRAMES[::4]] = 1.0
    (row,) = clues_of([FRAMES], FRAMES, evidence)
    assert row["evidence every 4"] == pytest.approx(0.74, abs=0.02)
    assert row["evidence every 2"] == pytest.approx(0.26, abs=0.03)
    assert row["evidence every 3"] < 0.1
    assert row["bars of two"] == 0


def test_bars_of_two_have_a_clue_that_twice_the_beats_lack() -> None:
    evidence = QUIET.copy()
    evidence[FRAMES[::4]] = 2.0
    half, all_beats = clues_of([FRAMES[::2], FRAMES[:-1]], FRAMES, evidence)
    assert half["bars of two"] == pytest.approx(0.15, abs=0.02)
    assert all_beats["bars of two"] == 0


def test_beats_of_which_every_other_is_weak_have_a_clue() -> None:
    (row,) = clues_of([FRAMES], FRAMES[::2])
    assert row["beat apart"] == pytest.approx(np.log(0.91 / 0.02))


def test_clues_tell_how_many_onsets_lie_on_the_beats() -> None:
    every, half = clues_of([FRAMES, FRAMES[::2]], FRAMES)
    assert every["onsets on beats"] == 1
    assert half["onsets on beats"] == pytest.approx(0.5, abs=0.02)
    assert half["onsets a beat"] == pytest.approx(np.log(2.1), abs=0.05)
    assert half["onsets a beat on beats"] == pytest.approx(np.log(1.05), abs=0.05)
    assert half["chance on beats"] == pytest.approx(0.5, abs=0.02)


def test_clues_tell_after_how_many_beats_a_rhythm_repeats_itself() -> None:
    heard = np.sort(np.concatenate([FRAMES[::3], FRAMES[::3] + 10]))
    (row,) = clues_of([FRAMES], heard)
    assert row["rhythm after 3"] == pytest.approx(1, abs=0.1)
    assert row["rhythm after 6"] == pytest.approx(1, abs=0.1)
    assert max(row[f"rhythm after {lag}"] for lag in (1, 2, 4, 8)) < 0.1


def test_six_beats_have_every_clue() -> None:
    rows = clues_of([FRAMES[:12], FRAMES[:12:2]], FRAMES)
    assert all(np.isfinite(list(one.values())).all() for one in rows)
    assert rows[1]["rhythm after 8"] == 0
