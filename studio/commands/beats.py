"""``beats FILE…``: the beat grid of songs, for people and for other editors."""

import argparse
import csv
import json
import sys
from pathlib import Path

from studio.errors import StudioError
from studio.media.music import listen
from studio.model.music import BeatGrid

_SHOWN = 16
"""Beats shown to people; the rest is in --json and --csv."""


def main(argv: list[str]) -> int:
    """Every file that can be read is; exit code 2 if one could not."""
    parser = argparse.ArgumentParser(
        prog="vidmuse beats",
        description="Print the beats, downbeats and sections of music.",
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--json", action="store_true", help="one JSON object a file and line"
    )
    form.add_argument("--csv", action="store_true", help="a row a beat")
    asked = parser.parse_args(argv)
    if asked.csv:
        _rows(["file", "beat", "time", "downbeat", "energy", "confidence"])
    failed = False
    for path in asked.files:
        try:
            grid = listen(path)
        except StudioError as error:
            sys.stderr.write(f"{error.say}\n")
            failed = True
            continue
        if asked.json:
            sys.stdout.write(json.dumps(_plain(path, grid), ensure_ascii=False) + "\n")
        elif asked.csv:
            _table(path, grid)
        else:
            sys.stdout.write(_words(path, grid))
        sys.stdout.flush()
    return 2 if failed else 0


def _plain(path: Path, grid: BeatGrid) -> dict[str, object]:
    return {
        "file": str(path),
        "seconds": round(grid.seconds, 3),
        "tempo": grid.tempo,
        "beats": list(grid.beats),
        "downbeats": list(grid.downbeats),
        "sections": [
            {
                "start": s.start,
                "end": s.end,
                "energy": round(s.energy, 3),
                "label": s.label,
            }
            for s in grid.sections
        ],
    }


def _rows(*rows: list[object]) -> None:
    csv.writer(sys.stdout, lineterminator="\n").writerows(rows)


def _table(path: Path, grid: BeatGrid) -> None:
    down = set(grid.downbeats)
    for number, beat in enumerate(grid.beats):
        _rows(
            [str(path), number + 1, beat, int(beat in down), grid.energy[number],
             grid.confidence[number]]
        )  # fmt: skip


def _words(path: Path, grid: BeatGrid) -> str:
    out = [f"{path.name}: {_clock(grid.seconds)}"]
    if not grid.beats:
        out.append("  no steady beat: cuts would come at an even pace")
    else:
        bars = len(grid.beats) / max(1, len(grid.downbeats))
        out.append(
            f"  {grid.tempo:g} BPM, {len(grid.beats)} beats, "
            f"{len(grid.downbeats)} bars of about {bars:.0f}"
        )
        shown = " ".join(f"{beat:.2f}" for beat in grid.beats[:_SHOWN])
        out.append(f"  {shown}{' …' if len(grid.beats) > _SHOWN else ''}")
    for section in grid.sections:
        bar = "▇" * round(section.energy * 10)
        times = f"{_clock(section.start)} to {_clock(section.end)}"
        out.append(f"  {times}  {section.label:<8}{bar}")
    return "\n".join(out) + "\n"


def _clock(seconds: float) -> str:
    return f"{int(seconds // 60)}:{seconds % 60:04.1f}"
