"""``footage DIR``: write the demo's clips and song into a folder."""

import argparse
import json
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from studio.demo.film import write_demo_audio, write_demo_video
from studio.demo.scenery import demo_clips
from studio.demo.song import song
from studio.media.forked_process import studio_command

_SONG = "song.mp3"


def main(argv: list[str]) -> int:
    """Print a JSON line per finished file: its path and the progress (0 to 1).

    Each file is written by a process of its own. A pool of ``multiprocessing`` would print
    tracebacks, or leave semaphores behind, where it is stopped while it starts.
    """
    parser = argparse.ArgumentParser(prog="footage", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    if options.only:
        _write(folder / options.only)
        return 0
    files = [folder / name for name in (*_videos(), _SONG)]
    with ThreadPoolExecutor(_workers()) as pool:
        jobs = {pool.submit(_write_in_process, path): path for path in files}
        for done, job in enumerate(as_completed(jobs), 1):
            job.result()
            line = {"file": str(jobs[job]), "progress": round(done / len(jobs), 3)}
            print(json.dumps(line), flush=True)  # noqa: T201
    return 0


def _workers() -> int:
    return max(1, min(4, os.cpu_count() or 1))


def _videos() -> list[str]:
    return [clip.name for clip in demo_clips()]


def _write_in_process(path: Path) -> None:
    """Write a file in a process that does not keep our output open if we are stopped.

    Raises ``CalledProcessError``.
    """
    command = studio_command("footage", str(path.parent), "--only", path.name)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603


def _write(path: Path) -> None:
    """Write the file that has this name. Raises ``ValueError`` for another name."""
    if path.name == _SONG:
        write_demo_audio(song(), path)
    else:
        write_demo_video(demo_clips()[_videos().index(path.name)], path)
