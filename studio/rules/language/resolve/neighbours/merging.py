"""Merge an edit into the one before it: a title's change, songs in turn, a limited undo."""

from collections.abc import Sequence

from studio.model.edits.control import Undo, UndoEdit
from studio.model.edits.music import UseMusic
from studio.model.edits.overlay import (
    AddTitle,
    ChangeTitle,
)
from studio.model.edits.record import Edit
from studio.model.edits.whole import SetLength
from studio.model.reading import ProjectView
from studio.rules.language.constructions.talk.noop import KEPT
from studio.rules.language.resolve.clauses.parsed import Parsed
from studio.rules.language.resolve.neighbours.sharing import assets
from studio.rules.language.resolve.superseded import NAMING, both_changes, merge_edits

_STRAY = 6.0
"""Seconds up to which a bare duration behind another wish is not the video's length."""


def with_change(last: Edit | None, change: Edit) -> Edit | None:
    """The edit before with a change that follows it, where both are about one thing.

    A title that this request adds takes up its changes; two changes of the same title,
    captions or overlay are one, where they change different things.
    """
    if isinstance(last, AddTitle) and isinstance(change, ChangeTitle):
        fields = change.model_dump(exclude_none=True, exclude=NAMING)
        names = [name for name in fields if name != "whole" or change.whole]
        return last.model_copy(update={name: getattr(change, name) for name in names})
    return None if last is None else both_changes(last, change)


def in_turn(
    before: Sequence[Edit], edits: Sequence[Edit], part: Parsed
) -> UseMusic | None:
    """Reads "play kick, then lofi": the songs follow each other."""
    if len(before) != 1 or len(edits) != 1:
        return None
    one, other = before[0], edits[0]
    if not isinstance(one, UseMusic) or not isinstance(other, UseMusic):
        return None
    if set(other.songs) < set(one.songs) and part.clause.seen("first_place"):
        songs = tuple(dict.fromkeys((*other.songs, *one.songs)))
        return one.model_copy(update={"songs": songs})  # "both songs, lofi first"
    if not part.joined:
        return None
    songs = tuple(dict.fromkeys((*one.songs, *other.songs)))
    return other.model_copy(update={"songs": songs})


def without_kept(before: Sequence[Edit], part: Parsed, view: ProjectView) -> list[Edit]:
    """Reads "undo that but keep the title": the undo is of the other edits only."""
    named = {
        edit for noun, edits in KEPT.items() if part.clause.seen(noun) for edit in edits
    }
    if not named or not any(isinstance(e, Undo) for e in before):
        return []
    others = dict.fromkeys(e.do for e in view.last_edits if e.do not in named)
    return [UndoEdit(edit=do) for do in others]


def revises(edit: Edit, last: Edit) -> bool:
    """Whether an edit is the last one with another value, not one for something else."""
    same = (edit.do, edit.scope, assets(edit)) == (last.do, last.scope, assets(last))
    same = same and getattr(edit, "join", None) == getattr(last, "join", None)
    return same and edit != last and merge_edits(last, edit) is None


def is_stray(edits: Sequence[Edit], part: Parsed) -> bool:
    """Whether a few seconds without "long" or "video" belong to something unread."""
    one = edits[0] if len(edits) == 1 else None
    value = getattr(getattr(one, "length", None), "value", None)
    return (
        isinstance(one, SetLength)
        and value is not None
        and value <= _STRAY
        and not part.clause.seen(
            "length_noun",
            "video",
            "verb.make",
            "verb.create",
            "verb.shorten",
            "at_most",
            "adj.long",
            "to",
        )
    )
