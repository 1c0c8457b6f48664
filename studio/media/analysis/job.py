"""Run one analysis in a child process, and return its result as JSON data."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from common.process.startup import importing
from studio.model.media import Asset


def main(kind: str, path: Path, name: str, probed: str = "") -> dict[str, Any]:
    """Return the result as JSON data. Raises ``UserFault``.

    ``probed`` is the file's asset as JSON, "" to probe it first.
    Children start often: each kind imports only what it needs.
    """
    match kind:
        case "probe":
            with importing():
                from studio.media.inspection.probe import accepted
                from studio.rules.serial.media_json import asset_to_json

            return asset_to_json(accepted(path, name))
        case "music":
            with importing():
                from studio.media.sound.beats import analyse_beats

            return asdict(analyse_beats(path))
        case _:
            return _of_pictures(kind, known_asset(path, name, probed))


def known_asset(path: Path, name: str, probed: str) -> Asset:
    """The asset of a file, probed earlier or now. Raises ``UnsupportedFile``."""
    if not probed:
        with importing():
            from studio.media.inspection.probe import probe

        return probe(path, name)
    with importing():
        from studio.rules.serial.media_json import asset_from_json

    return replace(asset_from_json(json.loads(probed)), path=str(path))


def _of_pictures(kind: str, asset: Asset) -> dict[str, Any]:
    match kind:
        case "look":
            with importing():
                from studio.media.analysis.shots import analyse_footage

            return asdict(analyse_footage(asset))
        case "camera":
            with importing():
                from studio.media.analysis.camera import measure_camera

            return asdict(measure_camera(asset))
        case "thumbnail":
            with importing():
                from studio.media.analysis.thumbnail import make_thumbnail

            return dict(make_thumbnail(asset))
        case "faces":
            with importing():
                from studio.media.analysis.faces import find_faces

            return asdict(find_faces(asset))
        case _:
            raise ValueError(f"no analysis of this kind: {kind}")
