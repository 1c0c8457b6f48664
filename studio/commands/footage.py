"""``footage DIR``: write the demo's clips and song into a folder."""

import argparse
import json
import os
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from studio.demo.film import write_demo_audio, write_demo_video
from studio.demo.scenery import demo_clips
from studio.demo.song import song

_SONG = "song.mp3"


def main(argv: list[str]) -> int:
    """Print a JSON line per finished file: its path and the progress (0 to 1)."""
    parser = argparse.ArgumentParser(prog="footage", description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args(argv).folder
    folder.mkdir(parents=True, exist_ok=True)
    names = [clip.name for clip in demo_clips()]
    with ProcessPoolExecutor(_workers(), get_context("spawn")) as pool:
        jobs: dict[Future[None], Path] = {
            pool.submit(_write_video, number, folder / name): folder / name
            for number, name in enumerate(names)
        }
        jobs[pool.submit(_write_audio, folder / _SONG)] = folder / _SONG
        for done, job in enumerate(as_completed(jobs), 1):
            job.result()
            line = {"file": str(jobs[job]), "progress": round(done / len(jobs), 3)}
            print(json.dumps(line), flush=True)  # noqa: T201
    return 0


def _workers() -> int:
    return max(1, min(4, os.cpu_count() or 1))


def _write_video(number: int, path: Path) -> None:
    write_demo_video(demo_clips()[number], path)


def _write_audio(path: Path) -> None:
    write_demo_audio(song(), path)
