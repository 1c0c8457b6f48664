"""What the commands need besides the sessions and the agent."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from core.model.agent import StudioRetention
from core.model.chat import (
    ChatId,
    MessageReceived,
    SenderId,
    platform_of,
)
from core.model.turn import Turn
from core.rules.drop_links import DropLinks
from core.rules.text.wording import say_here


@dataclass(frozen=True, slots=True)
class CommandContext:
    """What the commands need besides the sessions and the agent.

    ``pending_turns`` gives a chat's turns, ``moderates`` asks the platform who is an admin,
    ``erase_turns`` deletes a person's turns: how many, and how many still run,
    ``forget_notes`` what is remembered of the conversation, ``forget_uploads`` the files
    that they left on the drop page. ``drop`` makes links to that page. ``folder`` is
    for pictures on their way; whoever posts them deletes them. With an agent that is not
    ``hosted`` nobody pays. ``retention`` is that of our own studio, None with another.
    """

    pending_turns: Callable[[ChatId], Awaitable[list[Turn]]]
    moderates: Callable[[ChatId, SenderId], Awaitable[bool]]
    erase_turns: Callable[[SenderId], Awaitable[tuple[int, int]]]
    forget_notes: Callable[[SenderId], Awaitable[None]]
    forget_uploads: Callable[[SenderId], Awaitable[None]]
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
