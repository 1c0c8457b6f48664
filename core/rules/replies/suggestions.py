"""Buttons that suggest what to say next."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from core.model.reply import Button, ButtonRows, ButtonVerb
from core.model.session import ProjectClip
from core.model.turn import Turn
from core.rules.draft.downscale import is_tall
from core.rules.draft.segments import TITLE, VIDEO
from core.rules.draft.timeline import duration, exportable, pieces
from core.rules.intake.clip_numbers import is_song
from core.rules.replies.gui_hints import GuiAction, read_gui_hints

ButtonMaker = Callable[[str, ButtonVerb, str], Button]
"""Makes a button from the key of its label, its verb and its argument."""
_BEAT = ButtonVerb.SUGGESTION, "beat"
_NEXT_EDITS = {
    "faster": "button.faster",
    "calmer": "button.calmer",
    "vertical": "button.vertical",
    "title": "wish.title",
    "shorter": "button.shorter",
}
"""The edits that may follow another one, and the keys of their buttons' labels."""
_SHORT_SHOT, _LONG_SHOT = 0.6, 8.0
"""Mean seconds of the shots: our studio cuts no faster than half of the one, no calmer than the
other."""
_LONG_VIDEO = 35.0
"""Seconds from which "shorter", which makes it 30, is worth a button."""


def next_edits(draft: Mapping[str, Any]) -> tuple[str, ...]:
    """What may be suggested for the video of a draft: each would change it."""
    if not exportable(draft):
        return ()
    shown = pieces(draft)
    cuts = len({piece.start for piece in shown if piece.kind == VIDEO})
    shot = duration(draft) / max(1, cuts)
    edits = ["faster"] if shot > _SHORT_SHOT else []
    if cuts > 1 and shot < _LONG_SHOT:
        edits.append("calmer")
    if not is_tall(draft):
        edits.append("vertical")
    elif not has_title(draft):
        edits.append("title")
    elif duration(draft) > _LONG_VIDEO:
        edits.append("shorter")
    return tuple(edits)


def has_title(draft: Mapping[str, Any]) -> bool:
    """Whether a title stands in the video; captions are none."""
    return any(each.kind == TITLE and not each.caption for each in pieces(draft))


def suggestion_buttons(
    button: ButtonMaker, draft: Mapping[str, Any], clips: Sequence[ProjectClip]
) -> ButtonRows:
    """Buttons for another edit of a project, or for its first one."""
    if exportable(draft):
        edits = next_edits(draft)
        titled = "title" in edits or has_title(draft)
        more = () if titled else next_edit_buttons(button, ["title"])
        return *next_edit_buttons(button, edits), *more
    return first_edit_buttons(button, clips)


def first_edit_buttons(button: ButtonMaker, clips: Sequence[ProjectClip]) -> ButtonRows:
    """Buttons for a first video; without a song nothing is cut to a beat."""
    silent = bool(clips) and not any(map(is_song, clips))
    return (
        (
            button("button.cut" if silent else "wish.beat", *_BEAT),
            button("wish.short", ButtonVerb.SUGGESTION, "short"),
        ),
        (button("wish.title", ButtonVerb.SUGGESTION, "title"),),
    )


def tray_buttons(button: ButtonMaker) -> ButtonRows:
    """Buttons under the list of clips that wait for words."""
    return (
        (
            button("button.cut", *_BEAT),
            button("wish.short", ButtonVerb.SUGGESTION, "short"),
        ),
    )


_HINTS = {
    GuiAction.EXPORT: ("button.export", ButtonVerb.EXPORT, ""),
    GuiAction.UNDO: ("button.undo", ButtonVerb.SUGGESTION, "undo"),
    GuiAction.STATUS: ("button.status", ButtonVerb.COMMAND, "status"),
    GuiAction.CREDITS: ("button.credits", ButtonVerb.COMMAND, "credits"),
}


def hint_buttons(
    button: ButtonMaker, turn: Turn, without: frozenset[GuiAction] = frozenset()
) -> ButtonRows:
    """Buttons for the agent's hints about its interface."""
    hints = [read_gui_hints(text) for text in turn.progress.replies]
    actions = dict.fromkeys(action for hint in hints for action in hint.actions)
    row = [button(*_HINTS[action]) for action in actions if action not in without]
    if any(hint.edit for hint in hints):
        row.append(button("button.do_it", ButtonVerb.AGENT_HINT, turn.id))
    return (tuple(row),) if row else ()


def hinted_edit(turn: Turn) -> str:
    """The instruction for the agent's hint about its interface, "" if none."""
    hints = (read_gui_hints(text) for text in turn.progress.replies)
    return next((hint.edit for hint in hints if hint.edit), "")


def after_edit_buttons(
    button: ButtonMaker, turn: Turn, *, exported: bool
) -> ButtonRows:
    """Buttons for the next actions after an edit; an exported one needs no export.

    Undo refers to the version of its message; an undone edit can be redone. Of an empty
    timeline there is nothing to export, and no step before it that undo led to.
    """
    empty = turn.progress.is_empty
    export = (
        () if exported or empty else (button("button.export", ButtonVerb.EXPORT, ""),)
    )
    redo = button("button.redo", ButtonVerb.SUGGESTION, "redo")
    undo = (
        ()
        if empty and turn.request.is_undo
        else (button("button.undo", ButtonVerb.UNDO, turn.id),)
    )
    return (
        (*export, *undo, redo) if turn.request.is_undo else (*export, *undo),
        *hint_buttons(
            button, turn, without=frozenset({GuiAction.EXPORT, GuiAction.UNDO})
        ),
        *next_edit_buttons(button, turn.progress.next_edits),
    )


def next_edit_buttons(button: ButtonMaker, edits: Sequence[str]) -> ButtonRows:
    """Buttons for these edits of a video, in a row."""
    row = tuple(
        button(_NEXT_EDITS[edit], ButtonVerb.SUGGESTION, edit)
        for edit in edits
        if edit in _NEXT_EDITS
    )
    return (row,) if row else ()
