"""Count a group's votes on versions: the buttons, their counts, and which version wins."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from core.model.reply import Button, ButtonRows, ButtonVerb
from core.model.turn import Turn
from core.rules.replies.question_choices import LONGEST_LABEL, LabelledButton

_COUNT = " · "


def vote_buttons(
    button: LabelledButton, turn: Turn, choices: tuple[str, ...], end: str
) -> ButtonRows:
    """A row of votes, and a button that ends the vote."""
    votes = tuple(
        button(label[:LONGEST_LABEL], ButtonVerb.VOTE, f"{turn.id}:{number}")
        for number, label in enumerate(choices, 1)
    )
    return votes, (button(end, ButtonVerb.END_VOTE, turn.id),)


def counted_rows(
    rows: ButtonRows, votes: Mapping[int, int], number_of: Callable[[Button], int]
) -> ButtonRows:
    """The rows with the count of votes on each choice; ``number_of`` is 0 for others."""
    return tuple(
        tuple(_counted(button, votes, number_of(button)) for button in row)
        for row in rows
    )


def _counted(button: Button, votes: Mapping[int, int], number: int) -> Button:
    if not number:
        return button
    plain = button.label.partition(_COUNT)[0]
    count = votes.get(number, 0)
    return replace(button, label=f"{plain}{_COUNT}{count}" if count else plain)


def winner(votes: Mapping[int, int]) -> int:
    """The choice with the most votes, the first of several; 0 without votes."""
    cast = [number for number, count in votes.items() if count > 0]
    return min(cast, key=lambda number: (-votes[number], number), default=0)
