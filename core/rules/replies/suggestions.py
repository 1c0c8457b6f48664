"""Buttons that suggest what to say next."""

from collections.abc import Callable

from core.model.chat import Button
from core.model.turn import Turn
from core.rules.replies.wording import messages_in_all_languages

Rows = tuple[tuple[Button, ...], ...]
ButtonMaker = Callable[[str, str, str], Button]
"""Makes a button from the key of its label, its verb and its argument."""


def suggestion_buttons(button: ButtonMaker) -> Rows:
    """Buttons with suggested instructions."""
    return (
        (button("wish.beat", "say", "beat"), button("wish.short", "say", "short")),
        (button("wish.title", "say", "title"),),
    )


def tray_buttons(button: ButtonMaker) -> Rows:
    """Buttons under the list of clips that wait for words."""
    return (
        (button("button.cut", "say", "beat"), button("wish.short", "say", "short")),
    )


def after_edit_buttons(button: ButtonMaker, turn: Turn, *, exported: bool) -> Rows:
    """Buttons for the next actions after an edit; an exported one needs no export.

    Undo belongs to the version that it stands at; what was undone can be redone.
    """
    export = () if exported else (button("button.export", "export", ""),)
    undone = turn.request.text in messages_in_all_languages("wish.undo")
    redo = (button("button.redo", "say", "redo"),) if undone else ()
    return (
        (*export, button("button.undo", "undo", turn.id), *redo),
        (
            button("button.faster", "say", "faster"),
            button("button.calmer", "say", "calmer"),
            button("button.vertical", "say", "vertical"),
        ),
    )
