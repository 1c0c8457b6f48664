"""The joint model of beats, bars and tempo on synthetic probabilities."""

from itertools import pairwise

import numpy as np
import pytest

from studio.rules.music.bar_hmm import decode

FPS = 50.0


def curve(seconds: float, *pulses: tuple[float, float, float]) -> np.ndarray:
    """Probability peaks: (beats a minute, height, phase in beats) each."""
    out = np.full(round(seconds * FPS), 0.02, np.float32)
    for bpm, height, phase in pulses:
        times = np.arange(phase, seconds * bpm / 60) * 60 / bpm
        at = np.round(times * FPS).astype(int)
        at = at[at < len(out)]
        out[at] = np.maximum(out[at], height)
    return out


def bpm_of(frames: np.ndarray) -> float:
    return 60 * FPS / float(np.diff(frames).mean())


@pytest.mark.parametrize("bpm", [34.0, 61.0, 97.0, 143.0, 214.0])
def test_a_clear_pulse_is_followed_at_any_tempo(bpm: float) -> None:
    chance = curve(20, (bpm, 0.9, 0.0))
    path = decode(chance, np.zeros(len(chance)), FPS)
    assert bpm_of(path.frames) == pytest.approx(bpm, rel=0.01)


def test_weak_off_beats_do_not_double_the_tempo() -> None:
    chance = curve(20, (90, 0.8, 0.0), (90, 0.15, 0.5))
    path = decode(chance, np.zeros(len(chance)), FPS)
    assert bpm_of(path.frames) == pytest.approx(90, rel=0.01)


@pytest.mark.parametrize("metre", [3, 4, 5])
def test_bars_open_where_the_evidence_says(metre: int) -> None:
    chance = curve(20, (120, 0.9, 0.0))
    evidence = np.full(len(chance), -1.0)
    evidence[:: metre * 25] = 4.0
    path = decode(chance, evidence, FPS)
    assert list(np.flatnonzero(path.opens)) == list(range(0, len(path.frames), metre))


def test_a_bar_cut_short_is_followed() -> None:
    chance = curve(24, (120, 0.9, 0.0))
    evidence = np.full(len(chance), -1.0)
    opens = [0, 4, 8, 12, 16, 18, 22, 26, 30, 34, 38, 42, 46]
    evidence[np.array(opens) * 25] = 4.0
    path = decode(chance, evidence, FPS)
    assert list(np.flatnonzero(path.opens)) == opens


def test_a_long_piece_is_decoded_as_one_without_gap_or_doubling() -> None:
    chance = curve(190, (120, 0.9, 0.0))
    path = decode(chance, np.zeros(len(chance)), FPS, (115, 125))
    assert len(path.frames) == pytest.approx(380, abs=2)
    assert {b - a for a, b in pairwise(path.frames.tolist())} == {25}


def test_three_frames_give_no_bars() -> None:
    assert len(decode(np.zeros(3, np.float32), np.zeros(3), FPS).frames) == 0
