"""Look up the edits of an intent by their kind."""

from collections.abc import Iterable
from typing import TypeVar

from studio.model.edits.record import Edit
from studio.model.intent import Intent

E = TypeVar("E", bound=Edit)


def all_of(intent: Intent, kind: type[E]) -> list[E]:
    """All edits of a kind, oldest first."""
    return [edit for edit in intent.edits if isinstance(edit, kind)]


def last(intent: Intent, kind: type[E]) -> E | None:
    """The newest edit of a kind that holds for the whole video."""
    return next(
        (e for e in reversed(all_of(intent, kind)) if e.scope.of == "whole"), None
    )


def scoped(edits: Iterable[E]) -> list[E]:
    """The edits from the weakest to the strongest: wide and old ones come first."""
    return sorted(edits, key=lambda edit: _NARROWNESS[edit.scope.of])


_NARROWNESS = {"whole": 0, "song": 1, "time": 2, "clips": 3, "source": 4, "shots": 4}
