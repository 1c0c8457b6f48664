"""Buttons that suggest what to say next."""

from collections.abc import Callable

from core.model.reply import Button, ButtonRows, ButtonVerb
from core.model.turn import Turn
from core.rules.replies.gui_hints import GuiAction, read_gui_hints

ButtonMaker = Callable[[str, ButtonVerb, str], Button]
"""Makes a button from the key of its label, its verb and its argument."""


def suggestion_buttons(button: ButtonMaker) -> ButtonRows:
    """Buttons with suggested instructions."""
    return (
        (
            button("wish.beat", ButtonVerb.SUGGESTION, "beat"),
            button("wish.short", ButtonVerb.SUGGESTION, "short"),
        ),
        (button("wish.title", ButtonVerb.SUGGESTION, "title"),),
    )


def tray_buttons(button: ButtonMaker) -> ButtonRows:
    """Buttons under the list of clips that wait for words."""
    return (
        (
            button("button.cut", ButtonVerb.SUGGESTION, "beat"),
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

    Undo refers to the version of its message; an undone edit can be redone.
    """
    export = () if exported else (button("button.export", ButtonVerb.EXPORT, ""),)
    redo = button("button.redo", ButtonVerb.SUGGESTION, "redo")
    undo = button("button.undo", ButtonVerb.UNDO, turn.id)
    return (
        (*export, undo, redo) if turn.request.is_undo else (*export, undo),
        *hint_buttons(
            button, turn, without=frozenset({GuiAction.EXPORT, GuiAction.UNDO})
        ),
        *next_edit_buttons(button, is_tall=turn.progress.is_tall),
    )


def next_edit_buttons(button: ButtonMaker, *, is_tall: bool) -> ButtonRows:
    """Buttons for another edit of a video; a tall one needs no other shape."""
    last = ("wish.title", "title") if is_tall else ("button.vertical", "vertical")
    return (
        (
            button("button.faster", ButtonVerb.SUGGESTION, "faster"),
            button("button.calmer", ButtonVerb.SUGGESTION, "calmer"),
            button(last[0], ButtonVerb.SUGGESTION, last[1]),
        ),
    )
