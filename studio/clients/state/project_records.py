"""Encode projects as records: JSON, names of versions, paths of clips.

Paths of assets are stored relative to the session's folder, so that the data folder may be
moved or have another path on another machine; absolute ones of former releases are found by
name.
"""

import base64
import json
import logging
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from studio.errors import NoSession
from studio.model.media import Asset
from studio.model.project import Project, Version
from studio.ports.state import StoredProject
from studio.rules.serial.project_json import (
    project_from_json,
    project_to_json,
    version_from_json,
    version_to_json,
)

_log = logging.getLogger(__name__)
_REVISION, _WRITE = "revision", "write"
_LONGEST_ID = 20


def is_session_id(text: str) -> bool:
    """Whether a text is a valid session id, safe in paths and keys."""
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID


def no_session() -> NoSession:
    """The error for a session that does not exist."""
    return NoSession("There is no such session.")


def names_after(
    stored: StoredProject, versions: Sequence[Version]
) -> tuple[list[str], dict[str, Version], list[str]]:
    """Return the names of changed versions, the new ones by name, and the dropped names.

    Names are increasing numbers: a dropped one is not used again.
    """
    by_id = {
        id(version): name
        for version, name in zip(stored.project.versions, stored.names, strict=True)
    }
    names = [by_id.get(id(version), "") for version in versions]
    following = max((int(n) for n in stored.names if n.isdigit()), default=0) + 1
    new = {}
    for place, version in enumerate(versions):
        if not names[place]:
            names[place] = f"{following:06d}"
            new[names[place]] = version
            following += 1
    return names, new, [name for name in stored.names if name and name not in names]


def encode(
    folder: Path, project: Project, names: Sequence[str], revision: int, write: str
) -> dict[str, Any]:
    """Encode all but the versions' content."""
    assets = tuple(replace(a, path=_stored(folder, a)) for a in project.assets)
    record = project_to_json(replace(project, assets=assets), names)
    return record | {_REVISION: revision, _WRITE: write}


def decode(
    folder: Path, record: Mapping[str, Any], contents: Sequence[tuple[str, Any]]
) -> StoredProject | None:
    """Decode a project with the names and contents of its versions.

    A damaged or missing version is left out; None for a damaged record.
    """
    names, versions = [], []
    for name, content in contents:
        with suppress(TypeError, ValueError, KeyError, AttributeError):
            versions.append(
                content if isinstance(content, Version) else version_from_json(content)
            )
            names.append(name)
    if missing := len(contents) - len(versions):
        _log.error("project %s: %d versions cannot be read", folder.name, missing)
    try:
        project = project_from_json(record, versions)
        revision, write = int(record.get(_REVISION, 0)), str(record.get(_WRITE, ""))
    except (TypeError, ValueError, KeyError):
        _log.exception("project %s cannot be read", folder.name)
        return None
    assets = tuple(
        replace(a, path=_resolved_path(folder, a.path)) for a in project.assets
    )
    return StoredProject(replace(project, assets=assets), tuple(names), revision, write)


def packed(versions: Mapping[str, Version]) -> list[str]:
    """Names and compressed contents alternately; a version is some kilobytes of JSON."""
    parts = []
    for name, version in versions.items():
        text = json.dumps(version_to_json(version), separators=(",", ":"))
        parts += [name, base64.b64encode(zlib.compress(text.encode())).decode()]
    return parts


def unpacked(content: str) -> Any:
    """The JSON of a version compressed by ``packed``; None if it is damaged."""
    try:
        return json.loads(zlib.decompress(base64.b64decode(content)))
    except (ValueError, zlib.error):
        return None


def _resolved_path(folder: Path, path: str) -> str:
    """Resolve a stored path; an absolute one from elsewhere is found by its name."""
    stored = Path(path)
    if stored.is_absolute() and not stored.is_relative_to(folder):
        return str(folder / "assets" / stored.name)
    return str(folder / stored)


def _stored(folder: Path, asset: Asset) -> str:
    path = Path(asset.path)
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else asset.path
