"""Cache parsed projects in memory."""

from collections import OrderedDict

from studio.ports.state import StoredProject

_CACHED_VERSIONS = 2000
"""Versions of all cached projects together; a version takes some 100 KB of memory."""
_CACHED_PROJECTS = 500


class ProjectCache:
    """The most recently used projects, as they were loaded or saved."""

    def __init__(self, versions: int = _CACHED_VERSIONS) -> None:
        self._most_versions = versions
        self._projects: OrderedDict[str, StoredProject] = OrderedDict()

    def __len__(self) -> int:
        return len(self._projects)

    def get(self, session_id: str) -> StoredProject | None:
        """Return a project, and mark it as used."""
        if stored := self._projects.get(session_id):
            self._projects.move_to_end(session_id)
        return stored

    def put(self, stored: StoredProject) -> None:
        """Store a project; drop the least recently used ones."""
        session_id = stored.project.session_id
        self._projects[session_id] = stored
        self._projects.move_to_end(session_id)
        held = sum(len(one.names) for one in self._projects.values())
        while len(self._projects) > 1 and (
            held > self._most_versions or len(self._projects) > _CACHED_PROJECTS
        ):
            _, oldest = self._projects.popitem(last=False)
            held -= len(oldest.names)

    def drop(self, session_id: str) -> None:
        """Remove a project."""
        self._projects.pop(session_id, None)
