"""Values of the drop page: links, tickets, and where the page can be reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.model.chat import ChatId, Sender, SenderId
from core.model.session import ProjectId

STORED_DAYS, UNFINISHED_DAYS = 2, 1
"""Days until an uploaded file is deleted, and one whose upload makes no progress."""


class Reach(StrEnum):
    """From where the page can be opened."""

    PUBLIC = "public"
    NETWORK = "network"
    """Devices in the bot's own network."""
    MACHINE = "machine"
    """The computer that the bot runs on."""


class LinkFault(StrEnum):
    """Why a link is invalid."""

    EXPIRED = "expired"
    INVALID = "invalid"
    """Cut off, altered, or signed with another key."""


@dataclass(frozen=True, slots=True)
class DropPage:
    """The address of the page.

    ``url`` has no trailing slash; ``largest`` is the size limit of a file in bytes.
    ``apps`` are the platforms that open the page inside their own app, each with the app's
    link for groups, "" without one.
    """

    url: str
    reach: Reach
    largest: int
    apps: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DropLink:
    """The content of a link: it allows one person to add files to one project of one chat.

    ``private`` is that of the chat, ``place`` its title, ``expires`` unix seconds.
    """

    chat: ChatId
    project: ProjectId
    person: Sender
    expires: float
    private: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class AppTicket:
    """A ticket that opens the page of a chat's current project inside a platform's app.

    It is for one ``person``, or with None for each member of the chat. ``private`` and
    ``place`` as in a link.
    """

    chat: ChatId
    person: SenderId | None = None
    private: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class AppVisit:
    """The person who opened the app, according to the platform; ``start`` is the link's parameter."""

    person: Sender
    start: str = ""
