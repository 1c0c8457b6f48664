"""Run one analysis in a child process: a kind, a file, and plain data as the result."""

from dataclasses import asdict
from pathlib import Path
from typing import Any


def main(kind: str, path: Path, name: str) -> dict[str, Any]:
    """Return what was found, as data for JSON. Raises ``UserFault``.

    Children start often: each kind imports only what it needs.
    """
    match kind:
        case "probe":
            from studio.media.inspection.probe import accepted
            from studio.rules.serial.media_json import asset_to_json

            return asset_to_json(accepted(path, name))
        case "music":
            from studio.media.sound.beats import analyse_beats

            return asdict(analyse_beats(path))
        case _:
            return _of_pictures(kind, path, name)


def _of_pictures(kind: str, path: Path, name: str) -> dict[str, Any]:
    from studio.media.inspection.probe import probe

    asset = probe(path, name)
    match kind:
        case "look":
            from studio.media.analysis.shots import analyse_footage

            return asdict(analyse_footage(asset))
        case "camera":
            from studio.media.analysis.camera import measure_camera

            return asdict(measure_camera(asset))
        case "thumbnail":
            from studio.media.analysis.thumbnail import make_thumbnail

            return dict(make_thumbnail(asset))
        case "faces":
            from studio.media.analysis.faces import find_faces

            return asdict(find_faces(asset))
        case _:
            raise ValueError(f"no analysis of this kind: {kind}")
