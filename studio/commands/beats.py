"""Subcommand ``beats FILE…``: print the beat grids of songs, and write them as files."""

import argparse
import csv
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from studio.commands.beats_exports import (
    Export,
    Song,
    add_options,
    chosen_exports,
    write_exports,
)
from studio.errors import BadRequest, StudioError, UserFault
from studio.media.formats import FORMATS
from studio.model.media import MediaKind
from studio.model.music import BeatGrid
from studio.rules.music.retime import retime

Show = Callable[[str, BeatGrid], None]

_COLUMNS = ("file", "seconds", "beat", "downbeat", "energy", "confidence", "section")


@dataclass(frozen=True, slots=True)
class _Order:
    """Options for each song."""

    show: Show
    exports: list[tuple[Export, Path]]
    fps: int
    several: bool
    count: float
    """Factor of the tempo: 0.5, 1 or 2."""


def main(argv: list[str]) -> int:
    """Print a grid per file; return 0, 2 for an unusable file, 1 for our own error.

    A file that cannot be used is reported on standard error; the others are still analysed.
    """
    arguments = _parser().parse_args(argv)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # see clean_environment
    show: Show = _as_json if arguments.json else _as_csv if arguments.csv else _as_table
    songs, worst = _songs(arguments.songs)
    several = len(songs) > 1 or any(Path(name).is_dir() for name in arguments.songs)
    try:
        exports = chosen_exports(arguments, several=several)
        if arguments.csv:
            _rows(_COLUMNS)
        order = _Order(show, exports, arguments.fps, several, arguments.count)
        _name_added_nets()
        for number, (name, stem) in enumerate(songs, 1):
            if several:
                _progress(f"{number}/{len(songs)} {name}")
            worst = max(worst, _report(Path(name), name, stem, order))
    except BadRequest as fault:
        return _fail(fault.say(), 2)
    except OSError as error:  # of the output: those of files are faults of their own
        closed = isinstance(error, BrokenPipeError)
        if not closed:
            _fail(f"The output cannot be written: {error.strerror}.", 1)
        sys.stdout = None  # nothing is flushed at the exit then
        return 0 if closed else 1
    return worst


def _name_added_nets() -> None:
    """Let the analysis find nets that the operator added, and report that it uses them."""
    from studio.media.sound.model_packs import BEAT_THIS, FOLDER, installed
    from studio.settings import Settings

    folder = Settings().vidmuse_data / "models"
    os.environ[FOLDER] = str(folder)
    if installed(folder, BEAT_THIS):
        sys.stderr.write(f"The beats come from the model pack {BEAT_THIS.name}.\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vidmuse beats",
        description="Find the beats, bars and sections of songs, or of clips' own sound.",
    )
    parser.add_argument(
        "songs", nargs="+", metavar="FILE", help="a song, a clip, or a folder of them"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--json", action="store_true", help="print one JSON object for each file"
    )
    form.add_argument("--csv", action="store_true", help="print one row for each beat")
    count = parser.add_mutually_exclusive_group()
    count.add_argument(
        "--half", dest="count", action="store_const", const=0.5, default=1.0,
        help="count at half the tempo that is found",
    )  # fmt: skip
    count.add_argument(
        "--double", dest="count", action="store_const", const=2.0,
        help="count at double the tempo that is found",
    )  # fmt: skip
    add_options(parser)
    return parser


def _songs(names: list[str]) -> tuple[list[tuple[str, str]], int]:
    """Replace folders by the songs in them: (path, name of exports without extension).

    Exports of a folder have the structure of its songs. The code is 2 for an empty folder.
    """
    endings = {
        ending
        for form in FORMATS
        for ending in form.endings
        if form.kind in (MediaKind.AUDIO, MediaKind.VIDEO)
    }
    out, code = [], 0
    for name in names:
        folder = Path(name)
        if not _is_folder(folder):
            out.append((name, folder.stem))
            continue
        inside = [
            file
            for file in sorted(folder.rglob("*"))
            if file.suffix.lower().strip(".") in endings and file.is_file()
        ]
        if not inside:
            code = _fail(f'The folder "{_plain(name)}" holds no song and no clip.', 2)
        out += [
            (str(file), str(file.relative_to(folder).with_suffix("")))
            for file in inside
        ]
    stems = [stem for _, stem in out]
    twice = {stem for stem in stems if stems.count(stem) > 1}
    return [
        (name, stem + Path(name).suffix if stem in twice else stem)
        for name, stem in out
    ], code


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _progress(text: str) -> None:
    """Show people the current song; a program that reads stdout sees only the grids."""
    if sys.stderr.isatty():
        sys.stderr.write(_plain(text) + "\n")
        sys.stderr.flush()


def _report(path: Path, name: str, stem: str, order: _Order) -> int:
    try:
        _look(path)
        from studio.media.sound.beats import analyse_beats  # loads NumPy and PyAV

        grid = retime(analyse_beats(path), 0, order.count)
        song = Song(path, grid, order.fps)
        write_exports(song, order.exports, several=order.several, stem=stem)
    except UserFault as fault:
        return _fail(fault.say(), 2)
    except StudioError as fault:
        return _fail(fault.say(), 1)
    except MemoryError:
        return _fail(f'"{_plain(name)}" needs more memory than there is.', 1)
    except Exception:  # noqa: BLE001 (a fault of ours must not cost the other files)
        return _fail(
            f'"{_plain(name)}" could not be analysed because of an internal error. Please report it.',
            1,
        )
    order.show(name, grid)
    return 0


def _look(path: Path) -> None:
    """Check the path first: the decoder's errors are unclear."""
    try:
        if not path.exists():
            raise BadRequest(f'There is no file "{_plain(path.name)}". Check its name.')
        with path.open("rb"):
            pass
    except PermissionError as error:
        raise BadRequest(f'I am not allowed to read "{_plain(path.name)}".') from error
    except (OSError, ValueError) as error:
        raise BadRequest(f'"{_plain(path.name)}" cannot be opened.') from error


def _fail(say: str, code: int) -> int:
    sys.stderr.write(_plain(say) + "\n")
    return code


def _plain(text: str) -> str:
    """Make text printable on any terminal, on one line."""
    tame = "".join(c if c.isprintable() else " " for c in text)
    return tame.encode(sys.stdout.encoding or "utf-8", "replace").decode(
        sys.stdout.encoding or "utf-8"
    )


def _as_json(name: str, grid: BeatGrid) -> None:
    line = {
        "file": name,
        "seconds": round(grid.seconds, 3),
        "tempo": grid.tempo,
        "other_tempo": grid.other_tempo,
        "beats": grid.beats,
        "downbeats": grid.downbeats,
        "sections": [asdict(section) for section in grid.sections],
    }
    print(json.dumps(line), flush=True)  # noqa: T201 (the answer itself)


def _as_csv(name: str, grid: BeatGrid) -> None:
    down = set(grid.downbeats)
    for number, beat in enumerate(grid.beats):
        section = next((s.label for s in grid.sections if s.start <= beat < s.end), "")
        _rows(
            (_plain(name), beat, number + 1, int(beat in down),
             grid.energy[number], grid.confidence[number], section)
        )  # fmt: skip


def _rows(*rows: tuple[object, ...]) -> None:
    csv.writer(sys.stdout, lineterminator="\n").writerows(rows)
    sys.stdout.flush()


def _as_table(name: str, grid: BeatGrid) -> None:
    out = [_plain(name)]
    if grid.beats:
        out.append(
            f"  {clock(grid.seconds)}   {_tempo(grid)}   "
            f"{len(grid.beats)} beats, {_bars(grid)}   "
            f"first beat {grid.beats[0]:.2f} s"
        )
    else:
        silent = all(section.label == "silence" for section in grid.sections)
        what = "silent" if silent else "no steady beat"
        out.append(f"  {clock(grid.seconds)}   {what}")
    out += [
        f"  {clock(s.start)} to {clock(s.end)}  {s.label:<8}"
        f" {'▮' * round(10 * s.energy):<10}".rstrip()
        for s in grid.sections
    ]
    text = "\n".join(out) + "\n"
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stdout.flush()


def _tempo(grid: BeatGrid) -> str:
    other = f" (or {grid.other_tempo:.1f})" if grid.other_tempo else ""
    return f"{grid.tempo:.1f} BPM{other}"


def _bars(grid: BeatGrid) -> str:
    """The number of bars, and the number of beats that most of them have."""
    places = {beat: n for n, beat in enumerate(grid.beats)}
    at = [places[downbeat] for downbeat in grid.downbeats]
    sizes = [b - a for a, b in zip(at, at[1:], strict=False)]
    of = f" of {max(set(sizes), key=sizes.count)}" if sizes else ""
    return f"{len(at)} bars{of}"


def clock(seconds: float) -> str:
    """Write a time as minutes, seconds and tenths."""
    minutes, tenths = divmod(round(10 * seconds), 600)
    return f"{minutes:3d}:{tenths / 10:04.1f}"
