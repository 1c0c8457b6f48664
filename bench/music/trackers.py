"""Run beat trackers behind one call, each in its own process for measurement.

python -m bench.music.trackers NAME FOLDER     # beats of each WAV file, as JSON lines
"""

import importlib
import json
import os
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.media.process_usage import usage_of

Times = NDArray[np.float64]
Tracker = Callable[[Path], tuple[Times, Times]]


def _ours(path: Path) -> tuple[Times, Times]:
    grid = importlib.import_module("studio.media.sound.beats").analyse_beats(path)
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
    beats = bars(chance)
    return beats[:, 0], beats[beats[:, 1] == 1, 0]


def _essentia(path: Path) -> tuple[Times, Times]:
    standard = importlib.import_module("essentia.standard")
    sound = standard.MonoLoader(filename=str(path), sampleRate=44100)()
    results = standard.RhythmExtractor2013(method="degara")(sound)
    return np.asarray(results[1]), np.zeros(0)


TRACKERS: dict[str, tuple[str, Tracker]] = {
    "vidmuse": ("studio", _ours),
    "librosa": ("librosa", _librosa),
    "madmom (non-commercial weights)": ("madmom", _madmom),
    "essentia (AGPL)": ("essentia", _essentia),
}


def main(name: str, folder: Path) -> None:
    warnings.simplefilter("ignore")
    track = TRACKERS[name][1]
    paths = sorted(folder.glob("*.wav"))
    track(paths[0])  # what it compiles and loads the first time is not counted
    for path in paths:
        start = time.process_time()
        beats, opens = track(path)
        spent = time.process_time() - start
        usage = usage_of(os.getpid())  # ru_maxrss counts the parent's clips, too
        peak = usage.peak_bytes / 2**20 if usage else 0.0
        line = {"file": path.name, "beats": list(map(float, beats)),
                "downbeats": list(map(float, opens)), "cpu": spent, "peak": peak}  # fmt: skip
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
