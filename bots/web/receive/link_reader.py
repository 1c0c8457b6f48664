"""Read the link of a request: the person, and the project that they may see."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request

from bots.web.receive.membership_cache import MembershipCache
from core.model.drop_link import DropLink, LinkFault
from core.model.session import Project
from core.ports import CommandSessions
from core.rules.drop_links import DropLinks


class NoEntry(Exception):
    """The request is refused; ``error`` names the sentence ``page.error.…``."""

    def __init__(self, status: int, error: str, language: str = "") -> None:
        super().__init__(error)
        self.status, self.error, self.language = status, error, language


@dataclass(frozen=True, slots=True)
class LinkReader:
    """Reads links and finds their projects; ``now`` gives unix seconds."""

    links: DropLinks
    sessions: CommandSessions
    membership: MembershipCache
    now: Callable[[], float]

    def link(self, request: Request) -> DropLink:
        """The request's link. Raises ``NoEntry`` if it is forged or expired."""
        match self.links.read(request.path_params["token"], self.now()):
            case LinkFault.EXPIRED:
                raise NoEntry(410, "expired")
            case LinkFault.INVALID:
                raise NoEntry(403, "invalid")
            case DropLink() as link:
                return link

    async def project(self, link: DropLink) -> Project:
        """The link's project, for members of its chat.

        Raises ``NoEntry`` if it was deleted or the person has left, ``StoreDown``.
        """
        if await self.membership.has_left(link):
            raise NoEntry(403, "left", link.person.language)
        for project in await self.sessions.projects(link.chat, link.person):
            if project.id == link.project and project.used_at:
                return project
        raise NoEntry(410, "gone", link.person.language)
