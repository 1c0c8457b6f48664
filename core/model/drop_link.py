"""Values of the drop page: whom a link is for, and who can reach the page."""

from dataclasses import dataclass
from enum import StrEnum

from core.model.chat import ChatId, Sender
from core.model.session import ProjectId


class Reach(StrEnum):
    """From where the page can be opened."""

    PUBLIC = "public"
    NETWORK = "network"
    """Devices in the bot's own network."""
    MACHINE = "machine"
    """The computer that the bot runs on."""


class LinkFault(StrEnum):
    """Why a link lets nobody in."""

    EXPIRED = "expired"
    INVALID = "invalid"
    """Cut off, altered, or signed with another key."""


@dataclass(frozen=True, slots=True)
class DropPage:
    """Where the page is. ``url`` has no slash at its end; ``largest`` is bytes a file."""

    url: str
    reach: Reach
    largest: int


@dataclass(frozen=True, slots=True)
class DropLink:
    """What a link allows: one person to hand files into one project of one chat.

    ``private`` is that of the chat, ``place`` its title, ``expires`` unix seconds.
    """

    chat: ChatId
    project: ProjectId
    person: Sender
    expires: float
    private: bool = False
    place: str = ""
