"""Whether the words of a title or a card are too many to show."""

from studio.model.edits.limits import LONGEST_TEXT
from studio.model.reading import Residue

_SHOWN = 80


def too_long(text: str, do: str, clause: str) -> Residue | None:
    """Why an edit of the kind ``do`` cannot show this text; None if it can.

    ``clause`` are the words that ask for it.
    """
    if len(text) <= LONGEST_TEXT:
        return None
    return Residue(clause[:_SHOWN], do, "too_long", str(len(text)))
