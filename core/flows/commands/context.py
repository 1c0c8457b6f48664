"""Services and settings of the commands, besides the sessions and the agent."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from core.model.agent import StudioRetention
from core.model.chat import ChatId, SenderId, platform_of
from core.model.inbound import MessageReceived
from core.model.turn import Turn
from core.ports import Clock, NoteOwner
from core.rules.drop_links import DropLinks
from core.rules.text.wording import say_here


@dataclass(frozen=True, slots=True)
class CommandContext:
    """Services and settings of the commands, besides the sessions and the agent.

    ``pending_turns`` returns a chat's turns, ``moderates`` asks the platform who is an
    admin, ``erase_turns`` deletes a person's turns and returns how many were deleted and
    how many still run, ``forget_notes`` deletes the notes about a person or group,
    ``forget_uploads`` their files on the drop page. ``drop`` makes links to that page,
    valid by ``clock``.
    ``folder`` is for temporary pictures, deleted after their post. An agent that is not
    ``hosted`` is free. ``retention`` is that of our own studio, None with another.
    """

    pending_turns: Callable[[ChatId], Awaitable[list[Turn]]]
    moderates: Callable[[ChatId, SenderId], Awaitable[bool]]
    erase_turns: Callable[[SenderId], Awaitable[tuple[int, int]]]
    forget_notes: Callable[[NoteOwner], Awaitable[None]]
    forget_uploads: Callable[[SenderId], Awaitable[None]]
    clock: Clock
    language: str = "en"
    folder: Path | None = None
    keep_days: int = 400
    hosted: bool = True
    retention: StudioRetention | None = None
    drop: DropLinks | None = None


def say_for(message: MessageReceived, language: str, key: str) -> str:
    """The sentence, and in a group how clips are handed in on its platform."""
    platform = platform_of(message.chat)
    return say_here(language, key, platform, private=message.private)
