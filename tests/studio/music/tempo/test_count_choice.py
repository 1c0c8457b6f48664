"""Beats that were found are counted otherwise where thirds, doubles or off-beats are meant."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.music.hard_styles import HARD
from bench.music.styles import STYLES
from bench.music.synthesis import noises
from bench.music.synthesis.scores import compose
from bench.music.synthesis.synth import RATE, play
from studio.media.sound.beats import load_nets
from studio.rules.music.beats import beat_grid, grid_of_features
from studio.rules.music.downbeat_clues import downbeat_evidence
from studio.rules.music.features import FPS, AudioFeatures, extract_features
from studio.rules.music.nets.beat_this import BORDER, CHUNK
from studio.rules.music.spectrum import Floats
from studio.rules.music.tempo.count_choice import (
    CLUES,
    COUNTS,
    FOUND,
    candidates,
    choose_count,
    chosen,
    clues,
)
from tests.studio.audio_features import audio_features

FRAMES = np.arange(10, 990, 20)
"""Frames of 150 beats a minute."""


def features(beats: NDArray[np.int64]) -> AudioFeatures:
    return audio_features(beats, 0.9)


def weights(**slopes: float) -> dict[str, float]:
    return dict.fromkeys(CLUES, 0.0) | {"on the beats": 1.0} | slopes


def chosen_frames(
    heard: AudioFeatures, frames: NDArray[np.int64], slopes: dict[str, float]
) -> list[int]:
    evidence = np.zeros(len(heard.chance))
    return [int(at) for at in choose_count(frames, heard, evidence, slopes)]


def test_every_count_is_made_of_the_beats_that_were_found() -> None:
    counted: dict[str, list[list[int]]] = {}
    for one in candidates(np.arange(0, 1000, 30)):  # 100 beats a minute
        counted.setdefault(one.count, []).append(one.frames[:3].tolist())
    assert counted == {
        FOUND: [[0, 30, 60]],
        "double": [[0, 15, 30]],
        "half": [[0, 60, 120], [30, 90, 150]],
        "off-beats": [[15, 45, 75]],
        "third": [[0, 90, 180], [30, 120, 210], [60, 150, 240]],
        "two thirds": [[0, 45, 90], [15, 60, 105], [30, 75, 120]],
        "three halves": [[0, 20, 40], [10, 30, 50]],
    }


def test_counts_faster_or_slower_than_beats_may_be_are_left_out() -> None:
    slow = {one.count for one in candidates(FRAMES[::3])}
    assert slow == set(COUNTS) - {"third", "half"}
    fast = {one.count for one in candidates(np.arange(0, 900, 14))}
    assert fast == {FOUND, "half", "off-beats", "third", "two thirds"}


def test_the_third_that_the_nets_hear_is_chosen() -> None:
    heard = features(FRAMES[1::3])
    assert chosen_frames(heard, FRAMES, weights()) == FRAMES[1::3].tolist()


def test_the_off_beats_that_the_nets_hear_are_chosen() -> None:
    heard = features(FRAMES + 10)
    assert chosen_frames(heard, FRAMES, weights()) == (FRAMES[:-1] + 10).tolist()


def test_off_beats_are_not_chosen_of_beats_that_are_in_phase() -> None:
    heard, evidence = features(FRAMES), np.zeros(1020)
    slopes = weights(**{"off-beats": 9.0})
    assert choose_count(FRAMES, heard, evidence, slopes)[0] == FRAMES[0] + 10
    assert choose_count(FRAMES, heard, evidence, slopes, in_phase=True)[0] == FRAMES[0]


def test_twice_the_beats_are_chosen_where_they_are_likelier() -> None:
    frames = FRAMES[::2]
    heard = chosen_frames(features(FRAMES), frames, weights(double=9.0))
    assert heard == FRAMES.tolist()


def test_half_the_beats_are_never_chosen() -> None:
    heard = chosen_frames(features(FRAMES), FRAMES, weights(half=9.0))
    assert heard == FRAMES.tolist()


def test_beats_stay_where_another_count_is_hardly_likelier() -> None:
    rows = np.zeros((2, len(CLUES)))
    rows[1, 0] = 0.45
    assert chosen((FOUND, "third"), rows, weights()) == 0
    rows[1, 0] = 0.55
    assert chosen((FOUND, "third"), rows, weights()) == 1


def test_few_beats_stay_as_they_are() -> None:
    few = FRAMES[:9]
    assert chosen_frames(features(few[::3]), few, weights()) == few.tolist()


def test_clues_tell_what_sounds_on_and_between_the_beats() -> None:
    heard = features(FRAMES)
    evidence = np.zeros(1020)
    evidence[FRAMES[::4]] = 1.0
    row = clues(candidates(FRAMES), heard, evidence)[0]
    by_clue = dict(zip(CLUES, row.tolist(), strict=True))
    assert by_clue["on the beats"] == pytest.approx(np.log(0.91))
    assert by_clue["between them"] == pytest.approx(np.log(0.02))
    assert by_clue["octaves"] == pytest.approx(np.log2(150 / 112), abs=0.01)
    assert by_clue["onsets"] == pytest.approx(np.log(1.1), abs=0.05)
    assert by_clue["every fourth opens a bar"] == pytest.approx(0.74, abs=0.02)
    assert by_clue["every third opens a bar"] < 0.1
    assert by_clue["bars of two"] == 0
    assert by_clue["every other beat"] == pytest.approx(0)
    assert [by_clue[count] for count in COUNTS] == [1, 0, 0, 0, 0, 0, 0, 0]


def test_bars_of_two_have_a_clue_that_twice_the_beats_lack() -> None:
    evidence = np.zeros(1020)
    evidence[FRAMES[::4]] = 2.0
    compared = candidates(FRAMES[::2])
    rows = clues(compared, features(FRAMES), evidence)
    by_count = dict(zip([one.count for one in compared], rows.tolist(), strict=True))
    place = CLUES.index("bars of two")
    assert by_count[FOUND][place] == pytest.approx(0.15, abs=0.02)
    assert by_count["double"][place] == 0


def test_beats_of_which_every_other_is_weak_have_a_clue() -> None:
    row = clues(candidates(FRAMES), features(FRAMES[::2]), np.zeros(1020))[0]
    apart = row[CLUES.index("every other beat")]
    assert apart == pytest.approx(np.log(0.91 / 0.02))


def composed(style: str, seed: int) -> tuple[Floats, NDArray[np.float64]]:
    score = compose((STYLES | HARD)[style], seed, 24.0)
    return play(score, seed), score.beats


@pytest.mark.parametrize(
    ("style", "seed", "decoded_as"),
    [
        ("slow blues", 502, 1.5),
        ("slow blues", 503, 1.5),
        ("slow blues", 506, 1.5),
        ("six-eight", 502, 3.0),
        ("half-time", 506, 0.5),
    ],
)
def test_music_is_counted_in_its_beats_where_others_were_decoded(
    style: str, seed: int, decoded_as: float
) -> None:
    import mir_eval  # takes a second

    sound, beats = composed(style, seed)
    nets = load_nets()
    heard = extract_features([sound], nets)
    decoded, meant = grid_of_features(heard).tempo, 60 / np.diff(beats).mean()
    assert decoded == pytest.approx(decoded_as * meant, rel=0.02)
    grid = grid_of_features(heard, nets.count_choice)
    assert grid.tempo == pytest.approx(60 / np.diff(beats).mean(), rel=0.02)
    assert mir_eval.beat.f_measure(beats, np.array(grid.beats), 0.07) > 0.9


@pytest.mark.parametrize(("style", "seed"), [("rock", 21), ("house", 31), ("funk", 27)])
def test_steady_music_in_four_keeps_its_beats(style: str, seed: int) -> None:
    nets = load_nets()
    heard = extract_features([composed(style, seed)[0]], nets)
    assert grid_of_features(heard, nets.count_choice) == grid_of_features(heard)


def test_the_choice_stands_in_the_way_of_a_sound_to_its_beats() -> None:
    sound, beats = composed("slow blues", 502)
    grid = beat_grid(sound, load_nets())
    assert grid.tempo == pytest.approx(60 / np.diff(beats).mean(), rel=0.02)


def test_beats_that_another_net_finds_are_not_counted_otherwise() -> None:
    """The weights are of our own nets' probabilities."""
    logits = np.full((CHUNK, 2), -5.0, np.float32)
    logits[FRAMES + BORDER, 0] = 5.0
    bursts = np.zeros(round(20.4 * RATE), np.float32)
    for frame in FRAMES:
        bursts[round(frame / FPS * RATE) :][:600] = noises.noise(1.0)[:600]
    nets = replace(
        load_nets(),
        count_choice=weights(third=99.0),
        beat_this=lambda mels: logits[: len(mels)],
    )
    assert beat_grid(bursts, nets).tempo == pytest.approx(150, rel=0.01)


def test_a_count_whose_beats_are_hardly_believed_is_not_taken() -> None:
    nets = load_nets()
    heard = extract_features([composed("house", 31)[0]], nets)
    slopes = dict.fromkeys(CLUES, 0.0) | {"off-beats": 9.0}
    evidence = downbeat_evidence(heard)
    frames = np.round(np.array(grid_of_features(heard).beats) * FPS).astype(np.int64)
    assert choose_count(frames, heard, evidence, slopes)[0] > frames[0]
    assert grid_of_features(heard, slopes).beats == grid_of_features(heard).beats
