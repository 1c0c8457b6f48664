"""Beats are accepted only where the sound between them is like music."""

import numpy as np
import pytest

from studio.rules.music.confidence import HeardBeats, confident_beats, steadiness

COUNT = 1500
BEATS = np.arange(25, COUNT - 25, 25)
CHANCE = np.random.default_rng(1)
HELD = np.repeat(CHANCE.random((15, 24)), 100, axis=0).astype(np.float32)
GLIDING = CHANCE.random((COUNT, 24)).astype(np.float32)
TALK = CHANCE.normal(0, 0.02, len(BEATS))
"""Seconds by which speakers' onsets miss the beats."""


def beats_left(
    chroma: np.ndarray, peak: float, missed: np.ndarray | float = TALK
) -> int:
    """How many of the beats are accepted among as many irregular peaks."""
    chance = np.full(COUNT, 0.03, np.float32)
    chance[BEATS] = peak
    stray = np.random.default_rng(2).choice(COUNT, len(BEATS) // 2, replace=False)
    chance[stray] = np.maximum(chance[stray], peak)
    times = BEATS / 50
    heard = HeardBeats(times, times + missed, chance, np.full(COUNT, 0.01), chroma)
    return int(confident_beats(heard)[1].sum())


def test_held_tones_are_steady_and_gliding_ones_are_not() -> None:
    power = np.ones(COUNT)
    assert steadiness(HELD, power) > 0.8
    assert steadiness(GLIDING, power) < 0.1
    assert steadiness(HELD[:5], power[:5]) == 0


@pytest.mark.parametrize(("chroma", "expected"), [(HELD, len(BEATS)), (GLIDING, 0)])
def test_soft_beats_count_over_held_tones_only(
    chroma: np.ndarray, expected: int
) -> None:
    assert beats_left(chroma, 0.27) == expected


def test_soft_beats_in_a_steady_tempo_always_count() -> None:
    assert beats_left(GLIDING, 0.27, missed=0.0) == len(BEATS)


def test_clear_beats_always_count() -> None:
    assert beats_left(GLIDING, 0.9) == len(BEATS)
