"""Entry to the page for platforms that open it inside their own app.

The platform's proof of who opened it is verified; then the page gets a link for that person.
"""

from collections.abc import Mapping
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bots.web.receive.link_reader import LinkReader, NoEntry
from bots.web.receive.page_routes import PageRoutes, html_response, read_json
from bots.web.wire import page
from core.model.chat import Sender, platform_of
from core.model.drop_link import AppTicket, AppVisit, DropLink
from core.ports import AppPlatform
from core.rules.drop_links import PATH


class AppEntry:
    """Admits people whose identity one of ``platforms`` (by name) proves."""

    def __init__(
        self,
        link_reader: LinkReader,
        pages: PageRoutes,
        platforms: Mapping[str, AppPlatform],
    ) -> None:
        self._link_reader = link_reader
        self._pages = pages
        self._platforms = platforms

    def routes(self) -> list[Route]:
        """These come before the routes of links: ``app`` is no link."""
        if not self._platforms:
            return []
        ask, open_ = self._pages.guarded(self._ask), self._pages.guarded(self._open)
        return [
            Route(f"{PATH}/app", ask),
            Route(f"{PATH}/app/open", open_, methods=["POST"]),
            Route(f"{PATH}/app/{{ticket}}", ask),
        ]

    async def _ask(self, request: Request) -> Response:
        """A page that passes the app's proof of identity on to us."""
        ticket = request.path_params.get("ticket", "")
        language = self._pages.language_of(request)
        frames = " ".join(each.app_frames for each in self._platforms.values())
        facts = {
            "lang": page.language_tag(language),
            "at": f"{'../' if ticket else ''}-/{self._pages.version}",
            "open": "open" if ticket else "app/open",
            "ticket": ticket,
        }
        body = page.render(self._pages.template("app.html"), language, facts)
        return html_response(body, headers=page.framed(frames))

    async def _open(self, request: Request) -> Response:
        """The URL of the page for the person who opened the app. Raises ``NoEntry``."""
        fields = await read_json(request)
        proof, text = str(fields.get("proof", "")), str(fields.get("ticket", ""))
        now = self._link_reader.now()
        for platform in self._platforms.values():
            if visit := platform.app_visit(proof, now):
                ticket = self._link_reader.links.read_ticket(text or visit.start)
                link = await self._link(platform, visit, ticket)
                address = self._link_reader.links.address(link, now)
                return JSONResponse({"address": address}, headers=page.HEADERS)
        raise NoEntry(403, "app_proof")

    async def _link(
        self, platform: AppPlatform, visit: AppVisit, ticket: AppTicket | None
    ) -> DropLink:
        person = visit.person
        language = person.language
        if ticket is None or platform_of(ticket.chat) != platform.platform:
            raise NoEntry(403, "invalid", language)
        if ticket.person not in {None, person.id}:
            raise NoEntry(403, "app_other", language)
        if not ticket.private and not await platform.is_member(ticket.chat, person.id):
            raise NoEntry(403, "app_member", language)
        asker = Sender(person.id, person.name, language)
        project = await self._link_reader.sessions.linked(ticket.chat, asker)
        link = DropLink(ticket.chat, project.id, asker, 0.0, private=ticket.private)
        return replace(link, place=ticket.place)
