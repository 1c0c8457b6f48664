"""Sign and read links of the drop page: for one person and one project, valid for some hours.

A link is a bearer token: its holder acts as the person. Its content is readable but signed
(HMAC-SHA256, RFC 2104, over the encoded content).
"""

import json
import re
from collections.abc import Sequence
from dataclasses import replace

from core.model.chat import ChatId, Sender, SenderId, platform_of
from core.model.drop_link import AppTicket, DropLink, DropPage, LinkFault
from core.model.session import ProjectId
from core.rules import app_tickets
from core.rules.signed_text import decode, encode, mark, marked_by

PATH = "/drop"
LIFE_SECONDS = 12 * 3600.0
_VERSION = 1
_PURPOSE = "drop-link"
_LONGEST_NAME = 60
_TOKEN = re.compile(r"([A-Za-z0-9_-]{1,2000})\.([A-Za-z0-9_-]{32})")


class DropLinks:
    """Signs links with the first of ``keys`` and reads those signed with any of them.

    A link is valid for ``life`` seconds.
    """

    def __init__(
        self, keys: Sequence[bytes], page: DropPage, life: float = LIFE_SECONDS
    ) -> None:
        if not keys:
            raise ValueError("a link needs a key")
        self._keys = tuple(keys)
        self.life = life
        self.page = page

    def address(self, link: DropLink, now: float) -> str:
        """The full address of the page for ``link``, valid from ``now`` (unix seconds)."""
        token = self.sign(replace(link, expires=now + self.life))
        return f"{self.page.url}{PATH}/{token}/"

    def app_address(self, link: DropLink) -> str:
        """The address that opens the page inside the app of the person's platform.

        It contains no secret: the platform proves who opens it. "" if no app opens pages.
        """
        if platform_of(link.person.id) not in self.page.apps:
            return ""
        ticket = AppTicket(link.chat, link.person.id, link.private, link.place)
        return f"{self.page.url}{PATH}/app/{self.sign_ticket(ticket)}"

    def group_address(self, chat: ChatId, place: str) -> str:
        """The address that opens a group's page inside the app, for each member.

        "" if the platform has no link to the app.
        """
        app = self.page.apps.get(platform_of(chat), "")
        ticket = AppTicket(chat, place=place)
        return f"{app}?startapp={self.sign_ticket(ticket)}" if app else ""

    def sign_ticket(self, ticket: AppTicket) -> str:
        return app_tickets.sign(ticket, self._keys)

    def read_ticket(self, text: str) -> AppTicket | None:
        return app_tickets.read(text, self._keys)

    def sign(self, link: DropLink) -> str:
        """The token of a link: its content and signature, in characters of a URL's path."""
        person = link.person
        content = json.dumps(
            [
                _VERSION,
                link.chat,
                link.project,
                person.id,
                person.name[:_LONGEST_NAME],
                person.language,
                int(link.private),
                link.place[:_LONGEST_NAME],
                int(link.expires),
            ],
            ensure_ascii=False,
            separators=(",", ":"),
        )
        body = encode(content.encode("utf-8", "replace"))
        return f"{body}.{mark(self._keys[0], _PURPOSE, body)}"

    def read(self, token: str, now: float) -> DropLink | LinkFault:
        """Return the content of the token, or why it is invalid."""
        match = _TOKEN.fullmatch(token)
        if match is None:
            return LinkFault.INVALID
        body, mark = match.groups()
        if not marked_by(self._keys, _PURPOSE, body, mark):
            return LinkFault.INVALID
        link = _link(body)
        if link is None:
            return LinkFault.INVALID
        return link if now < link.expires else LinkFault.EXPIRED


def _link(body: str) -> DropLink | None:
    """Parse the content of a token; None for one of another version."""
    try:
        fields = json.loads(decode(body))
        version, chat, project, id_, name, language, private, place, expires = fields
    except (ValueError, TypeError):
        return None
    if version != _VERSION:
        return None
    person = Sender(SenderId(str(id_)), str(name), str(language))
    return DropLink(
        ChatId(str(chat)),
        ProjectId(str(project)),
        person,
        float(expires),
        bool(private),
        str(place),
    )
