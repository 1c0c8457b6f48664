"""Choices of a question that the agent asks: shown as buttons, sent as words.

Our own studio tells an open question in the session's state, as ``question``:
``{"key": "which_clip", "choices": ["a.mp4", "b.mp4"]}``, and lists the choices in its
reply, one a line, as ``1. a.mp4``.
"""

import re
from collections.abc import Callable, Mapping

from core.model.agent import AgentState
from core.model.chat import Button
from core.model.turn import Turn

Rows = tuple[tuple[Button, ...], ...]
LabelledButton = Callable[[str, str, str], Button]
"""Makes a button from its label, its verb and its argument."""
_LONGEST = 60
_MOST = 9
_LINE = re.compile(r"^(\d)\. (.+)$", re.MULTILINE)


def open_choices(state: AgentState) -> tuple[str, ...] | None:
    """The choices of the open question, () where any words answer it; None without one."""
    asked = state.raw.get("question")
    if not isinstance(asked, Mapping):
        return None
    found = asked.get("choices")
    labels = found if isinstance(found, list | tuple) else ()
    return tuple(label for label in labels if isinstance(label, str) and label)[:_MOST]


def choice_buttons(
    button: LabelledButton, turn: Turn, choices: tuple[str, ...]
) -> Rows:
    """A row for each choice."""
    return tuple(
        (button(label[:_LONGEST], "pick", f"{turn.id}:{number}"),)
        for number, label in enumerate(choices, 1)
    )


def picked(turn: Turn, number: str) -> str:
    """The words of a choice, as the turn's reply lists it; "" if it does not."""
    for text in reversed(turn.progress.replies):
        for found, label in _LINE.findall(text):
            if found == number:
                return str(label)
    return ""
