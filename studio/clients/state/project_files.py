"""Read and write a project's files: one small record, and one file for each version.

A version's file is written once and never changed; the record lists the current versions in
order.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from studio.clients.state.project_records import decode, encode, names_after
from studio.media.deletion import delete_folder
from studio.media.files import as_disk_error, last_change, read_json, write_json
from studio.model.project import Project
from studio.ports.state import StoredProject
from studio.rules.serial.project_json import version_to_json

RECORD, NAME = "project.json", "name.json"
_VERSIONS = "versions"
AT_WORK = ".at-work"
"""Marker file in the folder of a project with pending instructions."""


def load(folder: Path) -> StoredProject | None:
    """Read a project; None if there is none or its record is damaged."""
    data = read_json(folder / RECORD)
    if not isinstance(data, Mapping):
        return None
    entries = data.get("versions")
    contents = [
        # Records of former releases contain their versions.
        (entry, read_json(folder / _VERSIONS / f"{entry}.json"))
        if isinstance(entry, str)
        else ("", entry)
        for entry in (entries if isinstance(entries, list) else [])
    ]
    return decode(folder, data, contents)


def save(
    folder: Path, stored: StoredProject, project: Project, write: str
) -> StoredProject:
    """Write new versions, then the record, then delete dropped versions.

    Raises ``DiskFull``.
    """
    names, new, dropped = names_after(stored, project.versions)
    for name, version in new.items():
        write_json(folder / _VERSIONS / f"{name}.json", version_to_json(version))
    revision = stored.revision + 1
    write_json(folder / RECORD, encode(folder, project, names, revision, write))
    for name in dropped:
        with suppress(OSError):
            (folder / _VERSIONS / f"{name}.json").unlink(missing_ok=True)
    return StoredProject(project, tuple(names), revision, write)


def delete_records(folder: Path) -> None:
    """Delete all but the clips and files derived from them. Raises ``DeletionFailed``."""
    delete_folder(folder / _VERSIONS)
    for name in (NAME, AT_WORK, RECORD):
        (folder / name).unlink(missing_ok=True)


def session_mentions(folder: Path, sha256: str) -> bool:
    """Return whether the session's record names this content."""
    with suppress(OSError):
        return sha256 in (folder / RECORD).read_text(encoding="utf-8")
    return False


def last_use(folder: Path) -> float:
    """Return when the session was last used, in unix seconds; 0 if it does not exist."""
    return last_change(folder / RECORD) or last_change(folder)


def mark(path: Path) -> None:
    """Create an empty file. Raises ``DiskFull``."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch()
    except OSError as error:
        raise as_disk_error(error) from error


def at_work(folder: Path) -> list[StoredProject]:
    """The projects with pending instructions; marks of others are removed."""
    sessions = []
    for path in sorted(folder.glob(f"*/{AT_WORK}")):
        stored = load(path.parent)
        if stored and stored.project.pending:
            sessions.append(stored)
        else:
            path.unlink(missing_ok=True)
    return sessions


def unused(folder: Path, older_than: float) -> list[str]:
    """The sessions without work whose last use is older, the oldest first."""
    sessions = []
    for session in folder.glob("*/"):
        used = last_use(session)
        if 0 < used < older_than and not (session / AT_WORK).exists():
            sessions.append((used, session.name))
    return [name for _, name in sorted(sessions)]


def unshared(folder: Path, session_id: str, sha256s: Sequence[str]) -> list[str]:
    """The files, by hash, that no other session has."""
    others = [one for one in folder.glob("*/") if one.name != session_id]
    return [
        sha256
        for sha256 in sha256s
        if not any(session_mentions(one, sha256) for one in others)
    ]
