"""Properties of the beat grid, on music with exact beats and on other sounds."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from bench.music.synthesis import noises
from bench.music.synthesis.scores import compose
from bench.music.synthesis.synth import RATE, play
from studio.media.sound.beats import load_nets
from studio.model.music import BeatGrid
from studio.rules.music.beats import beat_grid
from studio.rules.music.confidence import HeardBeats, confident_beats
from studio.rules.music.features import extract_features


def heard(name: str, seed: int, **how: Any) -> tuple[BeatGrid, np.ndarray, np.ndarray]:
    score = compose(name, seed, 24.0, **how)
    return beat_grid(play(score, seed), load_nets()), score.beats, score.downbeats


def f(truth: np.ndarray, times: tuple[float, ...]) -> float:
    import mir_eval  # takes a second

    return float(mir_eval.beat.f_measure(truth, np.array(times), 0.07))


@pytest.mark.parametrize(
    ("style", "seed"),
    [("rock", 21), ("house", 31), ("drum'n'bass", 21), ("bossa", 22), ("waltz", 22)],
)
def test_beats_of_steady_music_are_found_where_they_are(style: str, seed: int) -> None:
    grid, beats, _ = heard(style, seed)
    assert f(beats, grid.beats) > 0.9
    assert grid.tempo == pytest.approx(60 / np.diff(beats).mean(), rel=0.01)


@pytest.mark.parametrize("style", ["house", "waltz", "five-four"])
def test_bars_are_found_in_four_in_three_and_in_five(style: str) -> None:
    grid, _, downbeats = heard(style, 22)
    assert f(downbeats, grid.downbeats) > 0.8


def test_timing_is_within_ten_milliseconds() -> None:
    grid, beats, _ = heard("house", 23)
    import mir_eval

    pairs = mir_eval.util.match_events(beats, np.array(grid.beats), 0.07)
    late = np.array([grid.beats[j] - beats[i] for i, j in pairs])
    assert np.median(np.abs(late)) < 0.01
    assert abs(np.median(late)) < 0.006


def test_clicks_are_found_where_they_sound() -> None:
    sound = noises.noise(20.0) * np.float32(0.01)
    clicks = np.arange(0.5, 19.5, 60 / 117)
    decay = np.exp(-np.arange(600) / 130) * np.sin(np.arange(600) * 0.3)
    for at in clicks:
        sound[round(at * RATE) :][:600] += decay.astype(np.float32)
    beats = np.array(beat_grid(sound, load_nets()).beats)
    away = beats - clicks[np.abs(clicks[:, None] - beats).argmin(axis=0)]
    assert len(beats) >= len(clicks) - 2
    assert abs(float(np.median(away))) < 0.0015


@pytest.mark.parametrize("tempo", [30, 45])
def test_slow_clicks_are_counted_at_their_own_tempo(tempo: int) -> None:
    clicks = np.arange(0.5, 39.0, 60 / tempo)
    sound = np.zeros(40 * RATE, np.float32)
    time = np.arange(RATE // 20) / RATE
    for at in clicks:
        tone = 0.7 * np.sin(6283 * time) * np.exp(-time / 0.006)
        sound[round(at * RATE) :][: len(time)] += tone
    grid = beat_grid(sound, load_nets())
    assert f(clicks, grid.beats) > 0.9
    assert grid.tempo == pytest.approx(tempo, rel=0.01)


@pytest.mark.parametrize("manner", ["step", "rush"])
def test_a_tempo_that_changes_is_followed(manner: str) -> None:
    grid, beats, _ = heard("rock", 24, tempo=manner)
    assert f(beats, grid.beats) > 0.9


def test_nothing_is_claimed_before_the_music_begins() -> None:
    grid, beats, _ = heard("hip-hop", 12, intro=10.0)
    assert grid.beats
    assert min(grid.beats) > beats[0] - 1
    assert grid.sections[0].label in ("silence", "free")


def test_the_first_beat_after_a_quiet_intro_is_the_first_beat() -> None:
    score = compose("rock", 21, 20.0, intro=12.0)
    sound = play(score, 21) + 0.02 * noises.wind(60.0)[: len(play(score, 21))]
    grid = beat_grid(sound, load_nets())
    assert grid.beats[0] == pytest.approx(score.beats[0], abs=0.05)


def test_nothing_is_claimed_in_a_silence_midway() -> None:
    grid, _, _ = heard("house", 25, hole=(10.0, 18.0))
    assert not [b for b in grid.beats if 11 < b < 17]
    assert any(b > 18 for b in grid.beats)


@pytest.mark.parametrize(
    "make", [noises.silence, noises.noise, noises.wind, noises.tone, noises.speech]
)
def test_no_beats_are_invented(make: Callable[[float], np.ndarray]) -> None:
    grid = beat_grid(make(20.0), load_nets())
    assert grid.beats == ()
    assert grid.tempo == 0.0
    assert [s.label for s in grid.sections] in (["free"], ["silence"])


def _soft_beats(chroma: np.ndarray, jitter: float) -> HeardBeats:
    """Forty beats, two a second, with low probabilities of the nets."""
    chance = np.full(1100, 0.04, np.float32)
    frames = 25 * np.arange(1, 41)
    chance[frames] = 0.22
    times = frames / 50
    placed = times + jitter * np.sin(7.0 * np.arange(40))
    return HeardBeats(times, placed, chance, np.full(1100, 0.01), chroma)


def test_soft_beats_count_for_held_tones_and_even_tunes_but_not_for_talk() -> None:
    held = np.repeat(np.eye(24, dtype=np.float32), 46, axis=0)[:1100]
    gliding = np.random.default_rng(1).random((1100, 24)).astype(np.float32)
    for chroma, jitter, believed in [(held, 0.02, 40), (gliding, 0.0, 40)]:
        assert confident_beats(_soft_beats(chroma, jitter))[1].sum() == believed
    assert not confident_beats(_soft_beats(gliding, 0.02))[1].any()


def test_loudness_does_not_matter() -> None:
    sound = play(compose("rock", 26, 15.0), 26)
    quiet, loud = beat_grid(sound * 0.02, load_nets()), beat_grid(sound, load_nets())
    assert quiet.beats == pytest.approx(loud.beats, abs=0.005)


def test_hearing_in_pieces_is_hearing_the_whole() -> None:
    sound = play(compose("funk", 27, 30.0), 27)
    size = 6 * 48_510
    parts = [sound[at : at + size] for at in range(0, len(sound), size)]
    parts[0][0] = 1.0  # the loudest sample first: both ways use the same scale
    whole, pieces = (
        extract_features([sound], load_nets()),
        extract_features(parts, load_nets()),
    )
    assert pieces.chance.shape == whole.chance.shape
    assert len(pieces.onset) == pytest.approx(len(whole.onset), abs=2)
    assert np.abs(pieces.chance - whole.chance).mean() < 0.02


def check(grid: BeatGrid, seconds: float) -> None:
    """What must hold for any sound."""
    assert grid.seconds == pytest.approx(seconds)
    assert all(a < b for a, b in pairwise(grid.beats))
    assert all(0 <= b <= seconds for b in grid.beats)
    assert set(grid.downbeats) <= set(grid.beats)
    assert len(grid.energy) == len(grid.confidence) == len(grid.beats)
    assert all(0 <= v <= 1 for v in (*grid.energy, *grid.confidence))
    assert (grid.tempo > 0) == bool(grid.beats)
    assert all(a.end == b.start for a, b in pairwise(grid.sections))
    if seconds:
        assert grid.sections[0].start == 0
        assert grid.sections[-1].end == pytest.approx(seconds, abs=1e-3)


@settings(max_examples=15)
@given(
    seconds=st.sampled_from([0.0, 0.001, 0.02, 0.3, 1.0, 3.0, 7.0]),
    beat=st.floats(0.2, 2.0),
    hiss=st.floats(0.0, 0.5),
    seed=st.integers(0, 99),
)
def test_any_sound_gives_a_whole_grid(
    seconds: float, beat: float, hiss: float, seed: int
) -> None:
    sound = noises.noise(seconds, seed) * np.float32(hiss)
    sound[:: max(1, int(beat * RATE))] += 0.9
    check(beat_grid(sound, load_nets()), len(sound) / RATE)


@pytest.mark.parametrize("style", ["rock", "ballad", "swing", "six-eight"])
def test_music_gives_a_whole_grid(style: str) -> None:
    score = compose(style, 28, 20.0, hole=(6.0, 11.0))
    sound = play(score, 28)
    check(beat_grid(sound, load_nets()), len(sound) / RATE)
