"""Beats: ours and what one would take instead, on the same labelled files in one run.

Scores with exact beats (``bench.scores``) are played (``bench.synth``) into WAV files,
and each tracker that is installed listens to them.
"""

import contextlib
import importlib
import sys
import tempfile
import time
import warnings
import wave
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import mir_eval
import numpy as np
from numpy.typing import NDArray

from bench import noises
from bench.scores import STYLES, compose
from bench.synth import RATE, Sound, play
from studio.media.sound.beats import analyse_beats

Times = NDArray[np.float64]
Tracker = Callable[[Path], tuple[Times, Times]]
WINDOW = 0.07


@dataclass(frozen=True, slots=True)
class Clip:
    """A labelled recording; one without beats should be left without."""

    name: str
    sound: Sound
    beats: Times
    downbeats: Times


def clips() -> list[Clip]:
    """Two pieces of each style, the hard cases, and what has no pulse at all."""
    out = [
        _clip(f"{style} {seed}", style, seed) for style in STYLES for seed in (101, 202)
    ]
    out += [
        _clip("tempo step", "rock", 7, tempo="step"),
        _clip("tempo step, house", "house", 8, tempo="step"),
        _clip("accelerando", "funk", 9, tempo="rush"),
        _clip("accelerando, waltz", "waltz", 5, tempo="rush"),
        _clip("rubato", "ballad", 11, tempo="rubato"),
        _clip("late entry", "hip-hop", 12, intro=12.0),
        _clip("silence midway", "bossa", 13, hole=(16.0, 24.0)),
    ]
    none = np.zeros(0)
    for make in (noises.silence, noises.noise, noises.wind, noises.tone, noises.speech):
        out.append(Clip(make.__name__, make(40.0), none, none))
    return out


def _clip(name: str, style: str, seed: int, **how: Any) -> Clip:
    score = compose(style, seed, **how)
    return Clip(name, play(score, seed), score.beats, score.downbeats)


def ours(path: Path) -> tuple[Times, Times]:
    grid = analyse_beats(path)
    return np.array(grid.beats), np.array(grid.downbeats)


def _librosa(path: Path) -> tuple[Times, Times]:
    librosa = importlib.import_module("librosa")
    sound, rate = librosa.load(path, sr=None)
    _, frames = librosa.beat.beat_track(y=sound, sr=rate)
    return np.asarray(librosa.frames_to_time(frames, sr=rate)), np.zeros(0)


def _madmom(path: Path) -> tuple[Times, Times]:
    tracking = importlib.import_module("madmom.features.downbeats")
    chance = tracking.RNNDownBeatProcessor()(str(path))
    bars = tracking.DBNDownBeatTrackingProcessor(beats_per_bar=[3, 4], fps=100)
    found = bars(chance)
    return found[:, 0], found[found[:, 1] == 1, 0]


def _essentia(path: Path) -> tuple[Times, Times]:
    standard = importlib.import_module("essentia.standard")
    sound = standard.MonoLoader(filename=str(path), sampleRate=44100)()
    found = standard.RhythmExtractor2013(method="degara")(sound)
    return np.asarray(found[1]), np.zeros(0)


TRACKERS: dict[str, tuple[str, Tracker]] = {
    "vidmuse": ("studio", ours),
    "librosa": ("librosa", _librosa),
    "madmom (non-commercial weights)": ("madmom", _madmom),
    "essentia (AGPL)": ("essentia", _essentia),
}


def f_measure(truth: Times, found: Times) -> float:
    """Compute F at 70 ms; beats outside the music count against it, too."""
    return float(mir_eval.beat.f_measure(truth, found, WINDOW))


def _errors(truth: Times, found: Times) -> list[float]:
    pairs = mir_eval.util.match_events(truth, found, WINDOW)
    return [float(found[j] - truth[i]) for i, j in pairs]


def measure(tracker: Tracker, files: list[tuple[Clip, Path]]) -> str:
    """A row of the table: what a tracker made of all files."""
    beats, level, downs, late, invented, spent = [], [], [], [], 0, 0.0
    tracker(files[0][1])  # what it compiles and loads the first time is not counted
    for clip, path in files:
        start = time.perf_counter()
        found, opens = tracker(path)
        spent += time.perf_counter() - start
        if not len(clip.beats):
            invented += len(found)
            continue
        invented += int((found < clip.beats[0] - 1).sum())
        invented += sum(
            int(((found > a + 1) & (found < b - 1)).sum())
            for a, b in pairwise(clip.beats)
            if b - a > 3
        )
        beats.append(f_measure(clip.beats, found))
        level.append(mir_eval.beat.continuity(clip.beats, found)[1])
        downs.append(f_measure(clip.downbeats, opens))
        late += _errors(clip.beats, found)
    minutes = sum(len(clip.sound) for clip, _ in files) / RATE / 60
    down = f"{np.mean(downs):6.3f}" if any(downs) else "     -"
    return (
        f"{np.mean(beats):6.3f} {np.mean(level):6.3f} {down}"
        f" {1000 * float(np.median(np.abs(late or [0]))):7.1f}"
        f" {1000 * float(np.median(late or [0])):+6.1f}"
        f" {invented:9d} {spent / minutes:9.2f}"
    )


def _write(clip: Clip, path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((clip.sound * 32767).astype(np.int16).tobytes())


def main() -> None:
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, clip in enumerate(clips()):
            files.append((clip, Path(folder, f"{number}.wav")))
            _write(*files[-1])
        minutes = sum(len(clip.sound) for clip, _ in files) / RATE / 60
        print(f"{len(files)} files, {minutes:.0f} minutes; F at 70 ms")
        print(
            f"{'':32} {'F':>6} {'CMLt':>6} {'bars F':>6} {'err ms':>7} {'bias':>6}"
            f" {'invented':>9} {'s/min':>9}"
        )
        for name, (module, tracker) in TRACKERS.items():
            try:
                importlib.import_module(module)
            except ImportError:
                print(f"{name:32} not installed")
                continue
            print(f"{name:32} {measure(tracker, files)}", flush=True)
        if "-v" in sys.argv:
            _details(files)


def _details(files: list[tuple[Clip, Path]]) -> None:
    for clip, path in files:
        found, opens = ours(path)
        with contextlib.suppress(ValueError):
            row = f_measure(clip.beats, found), f_measure(clip.downbeats, opens)
            print(f"  {clip.name:24} {row[0]:.2f} {row[1]:.2f}  {len(found)} beats")


if __name__ == "__main__":
    main()
