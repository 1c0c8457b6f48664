"""Show the choices of the agent's question as buttons, which send words.

Our own studio has its open question in the session's state, as ``question``:
``{"key": "which_clip", "choices": ["a.mp4", "b.mp4"]}``, and lists the choices in its
reply, one a line, as ``1. a.mp4``.
"""

import re
from collections.abc import Callable, Mapping

from core.model.agent import AgentState
from core.model.reply import Button, ButtonRows, ButtonVerb
from core.model.turn import Turn

LabelledButton = Callable[[str, ButtonVerb, str], Button]
"""Makes a button from its label, its verb and its argument."""
LONGEST_LABEL = 60
_MOST = 9
_LINE = re.compile(r"^(\d)\. (.+)$", re.MULTILINE)


def open_choices(state: AgentState) -> tuple[str, ...] | None:
    """The choices of the open question, () if any words answer it; None without one."""
    question = state.raw.get("question")
    if not isinstance(question, Mapping):
        return None
    choices = question.get("choices")
    labels = choices if isinstance(choices, list | tuple) else ()
    return tuple(label for label in labels if isinstance(label, str) and label)[:_MOST]


def asks_already(turn: Turn) -> bool:
    """Whether the agent had a question open before the turn's instruction."""
    return bool((turn.before or {}).get("question"))


def new_choices(turn: Turn, state: AgentState) -> tuple[str, ...] | None:
    """As ``open_choices``; None for a question that was open before and is not answered."""
    stands = (turn.before or {}).get("question") == state.raw.get("question")
    return None if stands and not turn.request.answers else open_choices(state)


def choice_buttons(
    button: LabelledButton, turn: Turn, choices: tuple[str, ...]
) -> ButtonRows:
    """A row for each choice."""
    return tuple(
        (button(label[:LONGEST_LABEL], ButtonVerb.CHOICE, f"{turn.id}:{number}"),)
        for number, label in enumerate(choices, 1)
    )


def asked_rows(button: LabelledButton, turn: Turn) -> ButtonRows:
    """Buttons for the question at the end of the turn's summary."""
    return choice_buttons(button, turn, turn.progress.choices)


def picked(turn: Turn, number: str) -> str:
    """The words of a choice, as listed in the turn's reply; "" if not listed."""
    for text in reversed(turn.progress.replies):
        for listed, label in _LINE.findall(text):
            if listed == number:
                return str(label)
    return ""
