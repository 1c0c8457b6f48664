"""Read and write a project's files: one small record, and one file for each version.

A version's file is written once and never changed; the record names the versions in
force, in order. Paths of assets are stored relative to the session's folder, so that the
data folder may move; absolute ones of former versions are found by their name.
"""

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from studio.media.files import as_disk_error, last_change, read_json, write_json
from studio.model.media import Asset
from studio.model.project import Project, Version
from studio.rules.serial.project_json import (
    project_from_json,
    project_to_json,
    version_from_json,
    version_to_json,
)

_log = logging.getLogger(__name__)
RECORD = "project.json"
_VERSIONS = "versions"
AT_WORK = ".at-work"
"""Stands in the folder of a project that has pending instructions."""


@dataclass(frozen=True, slots=True)
class StoredProject:
    """A project and the names of its versions' files; "" for one not yet written."""

    project: Project
    names: tuple[str, ...] = ()


def load(folder: Path) -> StoredProject | None:
    """Read a project; None if there is none or its record is damaged.

    A version whose file is damaged or gone is left out.
    """
    data = read_json(folder / RECORD)
    if not isinstance(data, Mapping):
        return None
    entries = data.get("versions")
    entries = entries if isinstance(entries, list) else []
    names, versions = [], []
    for entry in entries:
        # Records of former versions hold their versions themselves.
        name, content = (
            (entry, read_json(folder / _VERSIONS / f"{entry}.json"))
            if isinstance(entry, str)
            else ("", entry)
        )
        with suppress(TypeError, ValueError, KeyError, AttributeError):
            versions.append(version_from_json(content))
            names.append(name)
    missing = len(entries) - len(versions)
    if missing:
        _log.error("project %s: %d versions cannot be read", folder.name, missing)
    try:
        project = project_from_json(data, versions)
    except (TypeError, ValueError, KeyError):
        _log.exception("project %s cannot be read", folder.name)
        return None
    assets = tuple(
        replace(a, path=_resolved_path(folder, a.path)) for a in project.assets
    )
    return StoredProject(replace(project, assets=assets), tuple(names))


def save(
    folder: Path, project: Project, names: Sequence[str], dropped: Sequence[str] = ()
) -> StoredProject:
    """Write new versions, then the record, then delete dropped versions.

    ``names`` has one for each version, "" for those to write. Raises ``DiskFull``.
    """
    used = [int(name) for name in (*names, *dropped) if name.isdigit()]
    following = max(used, default=0) + 1
    final = []
    for version, name in zip(project.versions, names, strict=True):
        final.append(name or f"{following:06d}")
        if not name:
            following += 1
            path = folder / _VERSIONS / f"{final[-1]}.json"
            write_json(path, version_to_json(version))
    assets = tuple(replace(a, path=_stored(folder, a)) for a in project.assets)
    record = project_to_json(replace(project, assets=assets), final)
    write_json(folder / RECORD, record)
    for name in dropped:
        with suppress(OSError):
            (folder / _VERSIONS / f"{name}.json").unlink(missing_ok=True)
    return StoredProject(project, tuple(final))


def names_after(
    stored: StoredProject, versions: Sequence[Version]
) -> tuple[list[str], list[str]]:
    """Return the names for changed versions, and those of the dropped ones."""
    by_id = {
        id(version): name
        for version, name in zip(stored.project.versions, stored.names, strict=True)
    }
    names = [by_id.get(id(version), "") for version in versions]
    return names, [name for name in stored.names if name and name not in names]


def _resolved_path(folder: Path, path: str) -> str:
    """Resolve a stored path; an absolute one from elsewhere is found by its name."""
    stored = Path(path)
    if stored.is_absolute() and not stored.is_relative_to(folder):
        return str(folder / "assets" / stored.name)
    return str(folder / stored)


def _stored(folder: Path, asset: Asset) -> str:
    path = Path(asset.path)
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else asset.path


def session_mentions(folder: Path, sha256: str) -> bool:
    """Return whether the session's record names this content."""
    with suppress(OSError):
        return sha256 in (folder / RECORD).read_text(encoding="utf-8")
    return False


def last_use(folder: Path) -> float:
    """Return when the session was last used, in unix seconds; 0 if it is gone."""
    return last_change(folder / RECORD) or last_change(folder)


def mark(path: Path) -> None:
    """Create an empty file. Raises ``DiskFull``."""
    try:
        path.touch()
    except OSError as error:
        raise as_disk_error(error) from error


def unused(folder: Path, older_than: float) -> list[str]:
    """The sessions without work whose last use is older, the oldest first."""
    found = []
    for session in folder.glob("*/"):
        used = last_use(session)
        if 0 < used < older_than and not (session / AT_WORK).exists():
            found.append((used, session.name))
    return [name for _, name in sorted(found)]


def unshared(folder: Path, session_id: str, sha256s: Sequence[str]) -> list[str]:
    """Those of the files that no other session has, by their hashes."""
    others = [one for one in folder.glob("*/") if one.name != session_id]
    return [
        sha256
        for sha256 in sha256s
        if not any(session_mentions(one, sha256) for one in others)
    ]
