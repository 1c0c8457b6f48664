"""Songs as programs make them, of a few plain sounds, are counted in their beats."""

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.media.sound.beats import load_nets
from studio.rules.music.beats import beat_grid
from studio.rules.music.spectrum import RATE

Sound = NDArray[np.float64]

TIME = np.arange(round(0.25 * RATE)) / RATE
KICK = np.sin(2 * np.pi * (50 * TIME + 2.4 * (1 - np.exp(-TIME / 0.03))))
KICK *= np.exp(-TIME / 0.08)
NOISE = np.random.default_rng(1).standard_normal(len(TIME))
SNARE = 0.6 * NOISE * np.exp(-TIME / 0.05)
HAT = 0.4 * np.diff(NOISE, prepend=0) * np.exp(-TIME / 0.015)


def song(tempo: float, *rows: tuple[Sound, str, float]) -> tuple[Sound, Sound]:
    """Half a minute of bars of four in eighths, "x" where a sound is, and its beats."""
    sound = np.zeros(30 * RATE)
    beats = np.arange(0.5, 28.5, 60 / tempo)
    for drum, steps, loud in rows:
        for number in range(2 * len(beats)):
            if steps[number % 8] == "x":
                at = round((0.5 + number * 30 / tempo) * RATE)
                sound[at : at + len(drum)] += loud * drum
    return 0.9 * sound / np.abs(sound).max(), beats


@pytest.mark.parametrize("tempo", [90, 100, 128, 140])
def test_a_kick_on_each_beat_with_hats_between_is_not_halved(tempo: int) -> None:
    sound, beats = song(
        tempo,
        (KICK, "x.x.x.x.", 1.0),
        (SNARE, "..x...x.", 0.7),
        (HAT, ".x.x.x.x", 0.6),
    )
    assert agreement(beats, sound) > 0.95


@pytest.mark.parametrize("tempo", [90, 110, 130])
def test_hats_louder_than_the_kick_are_not_taken_for_the_beat(tempo: int) -> None:
    sound, beats = song(tempo, (KICK, "x.x.x.x.", 0.8), (HAT, ".x.x.x.x", 1.2))
    assert agreement(beats, sound) > 0.95


def agreement(beats: Sound, sound: Sound) -> float:
    """F at 70 ms of the beats that are found."""
    import mir_eval  # takes a second

    grid = beat_grid(sound.astype(np.float32), load_nets())
    return float(mir_eval.beat.f_measure(beats, np.array(grid.beats), 0.07))
