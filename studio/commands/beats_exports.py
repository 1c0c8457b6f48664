"""Write the files that ``beats`` makes beside its answer: clicks, pictures, markers."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from studio.errors import BadRequest
from studio.model.music import BeatGrid


@dataclass(frozen=True, slots=True)
class Song:
    """A song file and its analysis."""

    path: Path
    grid: BeatGrid
    fps: int


@dataclass(frozen=True, slots=True)
class Export:
    """An option of the command: its metavar, its help and the function that writes the file."""

    option: str
    example: str
    meaning: str
    write: Callable[[Song, Path], None]

    @property
    def suffix(self) -> str:
        return self.example[self.example.index(".") :]


def _clicks(song: Song, out: Path) -> None:
    from studio.media.sound.clicks import write_clicks  # loads NumPy and PyAV

    write_clicks(song.path, song.grid, out)


def _plot(song: Song, out: Path) -> None:
    from studio.media.sound.beats_plot import write_plot  # loads Pillow, too

    write_plot(song.path, song.grid, out)


def _audacity(song: Song, out: Path) -> None:
    from studio.rules.markers.audacity import audacity_labels

    out.write_text(audacity_labels(song.grid), encoding="utf-8")


def _reaper(song: Song, out: Path) -> None:
    from studio.rules.markers.reaper import reaper_csv

    out.write_text(reaper_csv(song.grid), encoding="utf-8")


def _midi(song: Song, out: Path) -> None:
    from studio.rules.markers.midi import midi_tempo_map

    out.write_bytes(midi_tempo_map(song.grid))


def _edl(song: Song, out: Path) -> None:
    from studio.rules.markers.edl import marker_edl

    text = marker_edl(song.grid, song.path.stem, song.fps)
    out.write_text(text, encoding="utf-8")


def _fcpxml(song: Song, out: Path) -> None:
    from studio.rules.markers.fcpxml import marker_fcpxml

    source = song.path.resolve().as_uri()
    text = marker_fcpxml(song.grid, source, song.path.stem, song.fps)
    out.write_text(text, encoding="utf-8")


EXPORTS = (
    Export("click", "OUT.wav", "the song with a click on each beat", _clicks),
    Export("plot", "OUT.png", "the waveform with beats and sections", _plot),
    Export("audacity", "OUT.txt", "labels for Audacity", _audacity),
    Export("reaper", "OUT.csv", "markers and regions for REAPER", _reaper),
    Export("midi", "OUT.mid", "a tempo map for any DAW", _midi),
    Export("edl", "OUT.edl", "timeline markers for DaVinci Resolve", _edl),
    Export("fcpxml", "OUT.fcpxml", "a timeline with markers (Final Cut)", _fcpxml),
)


_ALSO = {".mid": (".midi",)}
"""Other endings of the same format."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add an option for each export, and the frame rate of those for video."""
    group = parser.add_argument_group(
        "files to write",
        "With several songs, OUT is a folder: a file is made for each.",
    )
    for export in EXPORTS:
        group.add_argument(
            f"--{export.option}", metavar=export.example, help=export.meaning
        )
    group.add_argument(
        "--fps", type=int, default=30, choices=(24, 25, 30, 50, 60),
        help="frames a second of the edl and fcpxml files (30)",
    )  # fmt: skip


def chosen_exports(
    arguments: argparse.Namespace, *, several: bool
) -> list[tuple[Export, Path]]:
    """Return the exports asked for. Raises ``BadRequest`` for an unusable target."""
    out = []
    for export in EXPORTS:
        name = getattr(arguments, export.option)
        if name is None:
            continue
        target = Path(name)
        named = target.suffix.lower() in (export.suffix, *_ALSO.get(export.suffix, ()))
        device = target.exists() and not (target.is_file() or target.is_dir())
        if several and not target.is_dir() and (named or target.exists()):
            raise BadRequest(
                f"--{export.option}: there are several songs. Name a folder."
            )
        if not (several or target.is_dir() or named or device):
            fitting = target.with_suffix(export.suffix).name
            raise BadRequest(f'--{export.option}: name the file "{fitting}".')
        if not several and not target.is_dir() and not target.parent.is_dir():
            raise BadRequest(
                f'--{export.option}: there is no folder "{target.parent}". Make it.'
            )
        out.append((export, target))
    return out


def write_exports(
    song: Song, exports: list[tuple[Export, Path]], *, several: bool, stem: str
) -> None:
    """Write each export of a song. Raises ``BadRequest`` if a file cannot be written."""
    for export, target in exports:
        out = target
        try:
            if several or target.is_dir():
                out = target / f"{stem}{export.suffix}"
                out.parent.mkdir(parents=True, exist_ok=True)
            if out.exists() and out.samefile(song.path):
                raise BadRequest(f'"{out.name}" is the song itself. Name another file.')
            _write(export, song, out)
        except OSError as error:
            reason = error.strerror or "it failed"
            raise BadRequest(f'"{out.name}" cannot be written: {reason}.') from error


def _write(export: Export, song: Song, out: Path) -> None:
    """Write a file that is whole or not there; a device, such as standard output, as it is."""
    if out.exists() and not out.is_file():
        export.write(song, out)
        return
    part = out.with_name(f".{out.stem}.part{out.suffix}")
    try:
        export.write(song, part)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
