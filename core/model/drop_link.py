"""Values of the drop page: whom a link is for, and who can reach the page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.model.chat import ChatId, Sender, SenderId
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
    """Where the page is. ``url`` has no slash at its end; ``largest`` is bytes a file.

    ``apps`` are the platforms that open the page inside their own app, each with the link
    to that app for groups, "" without one.
    """

    url: str
    reach: Reach
    largest: int
    apps: Mapping[str, str] = field(default_factory=dict)


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


@dataclass(frozen=True, slots=True)
class AppTicket:
    """Opens the page of a chat's current project inside a platform's app.

    For one ``person``, or with None for each member of the chat. ``private`` and ``place``
    as in a link.
    """

    chat: ChatId
    person: SenderId | None = None
    private: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class AppVisit:
    """Who opened the app, as the platform says; ``start`` is what its link carried."""

    person: Sender
    start: str = ""
