"""Store projects on disk, a folder per session, atomically after each change."""

import asyncio
import secrets
import shutil
from dataclasses import replace
from pathlib import Path

from studio.errors import NoSession
from studio.media.files import read_json, write_json
from studio.model.media import Asset
from studio.model.project import Pending, Project, Version
from studio.rules.serial.json_codec import project_from_json, project_to_json

_MOST_VERSIONS = 200
_AT_WORK = ".at-work"
"""Stands in the folder of a project that has pending instructions."""


class Projects:
    """Projects by session id (19 digits); a user sees only their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, Project] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    def open(self, user_id: str, name: str, language: str) -> Project:
        """Create an empty project."""
        session = str(10**18 + secrets.randbelow(8 * 10**18))
        task = f"task_{secrets.token_hex(8)}"
        project = Project(session, task, user_id, language[:16] or "en")
        self._save(project)
        write_json(self.folder(session) / "name.json", name[:100])
        return project

    def get(self, session_id: str, user_id: str) -> Project:
        """Return a project. Raises ``NoSession`` if it is missing or another user's."""
        project = self._known.get(session_id) or self._load(session_id)
        if project is None or project.user_id != user_id:
            raise NoSession("There is no such session.")
        return project

    def lock(self, session_id: str) -> asyncio.Lock:
        """Return the session's lock; runs of a session are serialised in order."""
        return self._locks.setdefault(session_id, asyncio.Lock())

    def folder(self, session_id: str) -> Path:
        """Return the session's folder."""
        return self._folder / session_id

    def add(self, session_id: str, asset: Asset) -> Asset:
        """Add an asset; the same content again returns the asset already there."""
        project = self._known[session_id]
        for known in project.assets:
            if known.sha256 == asset.sha256:
                return known
        taken = {known.name for known in project.assets}
        asset = replace(asset, name=_free(asset.name, taken))
        self._save(replace(project, assets=(*project.assets, asset)))
        return asset

    def add_pending(self, session_id: str, pending: Pending) -> None:
        """Persist an accepted instruction and count it; clients poll the count."""
        project = self._known[session_id]
        mark = self.folder(session_id) / _AT_WORK
        mark.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        mark.touch()
        self._save(
            replace(
                project,
                instructions=project.instructions + 1,
                pending=(*project.pending, pending),
            )
        )

    def finish_pending(self, session_id: str, *, saved: bool = False) -> None:
        """Remove the oldest pending instruction; ``saved``: its edit already did so."""
        project = self._known[session_id]
        if not saved:
            project = replace(project, pending=project.pending[1:])
            self._save(project)
        if not project.pending:
            (self.folder(session_id) / _AT_WORK).unlink(missing_ok=True)

    def save_version(self, session_id: str, version: Version) -> None:
        """Append a version after the current one and drop undone ones.

        In the same step the instruction that made it is over: were it done anew after
        a crash, it would be done twice.
        """
        project = self._known[session_id]
        versions = (*project.versions[: project.current + 1], version)[-_MOST_VERSIONS:]
        self._select(replace(project, versions=versions), len(versions) - 1)

    def select_version(self, session_id: str, current: int) -> None:
        """Select another version and finish the instruction, in one write."""
        self._select(self._known[session_id], current)

    def _select(self, project: Project, current: int) -> None:
        self._save(replace(project, current=current, pending=project.pending[1:]))

    def interrupted(self) -> list[Project]:
        """List projects with interrupted instructions; count a new start of each."""
        found = []
        for mark in self._folder.glob(f"*/{_AT_WORK}"):
            project = self._load(mark.parent.name)
            if project is None or not project.pending:
                mark.unlink(missing_ok=True)
                continue
            again = tuple(replace(p, starts=p.starts + 1) for p in project.pending)
            self._save(replace(project, pending=again))
            found.append(self._known[project.session_id])
        return found

    def prune(self, older_than: float) -> int:
        """Delete sessions not changed since a unix time; return their number."""
        gone = 0
        for folder in self._folder.glob("*/"):
            file = folder / "project.json"
            if file.exists() and file.stat().st_mtime < older_than:
                self._known.pop(folder.name, None)
                shutil.rmtree(folder, ignore_errors=True)
                gone += 1
        return gone

    def _load(self, session_id: str) -> Project | None:
        if not (
            session_id.isascii() and session_id.isdigit() and len(session_id) <= 20
        ):
            return None
        data = read_json(self.folder(session_id) / "project.json")
        if data is None:
            return None
        project = project_from_json(data)
        self._known[session_id] = project
        return project

    def _save(self, project: Project) -> None:
        write_json(
            self.folder(project.session_id) / "project.json", project_to_json(project)
        )
        self._known[project.session_id] = project


def _free(name: str, taken: set[str]) -> str:
    """Return the name, numbered if another file has it."""
    if name not in taken:
        return name
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, f".{ending}") if dot else (name, "")
    number = 2
    while f"{stem} ({number}){ending}" in taken:
        number += 1
    return f"{stem} ({number}){ending}"
