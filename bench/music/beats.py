"""Compare our beat tracker with others on the same labelled files.

    python -m bench.music.beats [-v] [--quick] [--midi FOLDER] [--only TRACKER]

The set is ``bench.music.songs``; ``--midi`` measures on MIDI files instead, ``--quick``
on a clip in four. Each tracker hears all files in a process of its own.
"""

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

import numpy as np

from bench.music.measures import Result, f_measure
from bench.music.songs import Clip, clips, told_missing
from bench.music.synthesis.synth import RATE
from bench.music.trackers import TRACKERS

Files = dict[str, Clip]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.music.beats")
    parser.add_argument("-v", action="store_true", help="a line a file")
    parser.add_argument("--quick", action="store_true", help="a clip in four")
    parser.add_argument("--midi", type=Path, help="a folder of MIDI files")
    parser.add_argument("--only", choices=tuple(TRACKERS), help="one tracker")
    options = parser.parse_args()
    if options.midi:
        songs = importlib.import_module("bench.music.midi_songs")  # needs mido
        chosen = songs.midi_clips(options.midi)
    else:
        print(told_missing() or "half of the music is played by a sound font")
        chosen = clips()
    chosen = chosen[::4] if options.quick else chosen
    with tempfile.TemporaryDirectory() as folder:
        files = {f"{n:03d}.wav": clip for n, clip in enumerate(chosen)}
        for name, clip in files.items():
            _write(clip, Path(folder, name))
        minutes = sum(len(clip.sound) for clip in chosen) / RATE / 60
        print(f"{len(files)} files, {minutes:.0f} minutes; F at 70 ms")
        print(f"{'':32} {'F':>6} {'bars F':>6} {'CMLt':>6} {'AMLt':>6} {'octave':>7}"
              f" {'bias':>6} {'invented':>9} {'s/min':>6} {'MB':>5}")  # fmt: skip
        for name, (module, _) in TRACKERS.items():
            if options.only in (None, name):
                _measure(name, module, Path(folder), files, details=options.v)


def _measure(
    name: str, module: str, folder: Path, files: Files, *, details: bool
) -> None:
    if importlib.util.find_spec(module) is None:
        print(f"{name:32} not installed")
        return
    order = [sys.executable, "-m", "bench.music.trackers", name, str(folder)]
    done = subprocess.run(order, check=False, capture_output=True, text=True)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line[:1] == "{"]
    if done.returncode:
        print(f"{name:32} failed: {done.stderr.strip().splitlines()[-1:]}")
        return
    whole, groups = Result(), {}
    for line in lines:
        clip = files[line["file"]]
        beats, opens = np.array(line["beats"]), np.array(line["downbeats"])
        for result in (whole, groups.setdefault(clip.group, Result())):
            result.add(clip, beats, opens)
            result.cpu += line["cpu"]
            result.minutes += len(clip.sound) / RATE / 60
            result.peak = max(result.peak, line["peak"])
        if details and len(clip.beats):
            row = f_measure(clip.beats, beats), f_measure(clip.downbeats, opens)
            print(f"    {clip.name:28} {row[0]:.2f} {row[1]:.2f} {len(beats)} beats")
    print(f"{name:32} {whole.row()} {whole.cpu / whole.minutes:6.2f} {whole.peak:5.0f}")
    for group, result in groups.items():
        print(f"  {group:30} {result.row()}", flush=True)


def _write(clip: Clip, path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        loud = max(1.0, float(np.abs(clip.sound).max(initial=0.0)))
        file.writeframes((clip.sound / loud * 32767).astype(np.int16).tobytes())


if __name__ == "__main__":
    main()
