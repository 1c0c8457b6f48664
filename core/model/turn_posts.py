"""The posts of a turn, as stored in Redis: its replies, and whether each was made."""

from dataclasses import dataclass
from enum import StrEnum

from core.model.chat import MessageRef
from core.model.turn import TurnId


class PostState(StrEnum):
    """Whether a post of a turn was made."""

    ABSENT = "absent"
    SENDING = "sending"
    SENT = "sent"


class ReplyPart(StrEnum):
    """The kinds of a turn's replies; the values are stored in Redis and used in post keys."""

    ANSWER = "t"
    CLIPS = "k"
    TRAY = "c"
    OPTION_1 = "o1"
    OPTION_2 = "o2"
    OPTION_3 = "o3"
    OPTION_4 = "o4"
    OPTION_5 = "o5"
    STILL = "i"
    PREVIEW = "p"
    VIDEO = "v"
    LINK = "l"
    MAYBE_SENT = "q"
    NOTHING_TO_EXPORT = "e"
    SUPERSEDED = "s"
    EXPORT_BLOCKED = "b"
    UNCHANGED = "u"
    LOST_EDIT = "n"
    FAILURE = "x"
    CANCELLED = "z"


OPTION_PARTS = tuple(part for part in ReplyPart if part.name.startswith("OPTION_"))
"""The previews of versions to choose from, in their order."""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """Record of one post. A row that stays SENDING means that the outcome is unknown."""

    state: PostState = PostState.ABSENT
    message: MessageRef | None = None


@dataclass(frozen=True, slots=True)
class StrayCard:
    """A message that may still show the progress of a turn without going on.

    ``message`` is None where a card may have been posted and was not recorded.
    """

    turn: TurnId
    message: MessageRef | None = None
