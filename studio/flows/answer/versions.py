"""Find the version that an undo or a redo leads to."""

from studio.model.edits.control import Redo, Undo
from studio.model.project import Project


class NoVersionError(Exception):
    """There is no such version; ``key`` names the sentence about it."""

    def __init__(self, key: str, number: int = 0) -> None:
        super().__init__(key)
        self.key = key
        self.number = number


def target(project: Project, move: Undo | Redo) -> int:
    """The index of the version, -1 before the first. Raises ``NoVersionError``."""
    current, last = project.current, len(project.versions) - 1
    if isinstance(move, Redo):
        if current >= last:
            raise NoVersionError("replies.nothing_forward")
        return min(last, current + move.steps)
    if move.version is not None:
        index = move.version - 1 if move.version > 0 else last + 1 + move.version
        if not 0 <= index <= last:
            raise NoVersionError("replies.no_such_version", move.version)
        return index
    if current < 0:
        raise NoVersionError("replies.nothing_back")
    return max(-1, current - move.steps)
