"""Links of the drop page: signed, for one person and one project, valid for some hours.

A link is a bearer token: who has it acts as the person. Its content can be read by who has
it and changed by nobody (HMAC-SHA256, RFC 2104, over the encoded content).
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import replace

from core.model.chat import ChatId, Sender, SenderId
from core.model.drop_link import DropLink, DropPage, LinkFault
from core.model.session import ProjectId

PATH = "/drop"
LIFE_SECONDS = 12 * 3600.0
_VERSION = 1
_MARK_BYTES = 24
_LONGEST_NAME = 60
_TOKEN = re.compile(r"([A-Za-z0-9_-]{1,2000})\.([A-Za-z0-9_-]{32})")


class DropLinks:
    """Signs links with the first of ``keys`` and reads those signed with any of them."""

    def __init__(
        self, keys: Sequence[bytes], page: DropPage, life: float = LIFE_SECONDS
    ) -> None:
        if not keys:
            raise ValueError("a link needs a key")
        self._keys = tuple(keys)
        self._life = life
        self.page = page

    def address(self, link: DropLink, now: float) -> str:
        """The full address of the page for ``link``, valid from ``now`` (unix seconds)."""
        token = self.sign(replace(link, expires=now + self._life))
        return f"{self.page.url}{PATH}/{token}/"

    def sign(self, link: DropLink) -> str:
        """The token of a link: its content and its mark, in characters of a URL's path."""
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
        body = _encode(content.encode("utf-8", "replace"))
        return f"{body}.{_mark(self._keys[0], body)}"

    def read(self, token: str, now: float) -> DropLink | LinkFault:
        """Return what the token allows, or why it allows nothing."""
        match = _TOKEN.fullmatch(token)
        if match is None:
            return LinkFault.INVALID
        body, mark = match.groups()
        marks = [_mark(key, body) for key in self._keys]
        if not any([hmac.compare_digest(mark, each) for each in marks]):  # noqa: C419  # all are compared
            return LinkFault.INVALID
        link = _link(body)
        if link is None:
            return LinkFault.INVALID
        return link if now < link.expires else LinkFault.EXPIRED


def _link(body: str) -> DropLink | None:
    """The content of a token of this version, None for one of another version."""
    try:
        data = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        fields = json.loads(data)
        version, chat, project, id_, name, language, private, place, expires = fields
    except (ValueError, binascii.Error, TypeError):
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


def _mark(key: bytes, body: str) -> str:
    digest = hmac.digest(key, f"drop-link:{body}".encode(), hashlib.sha256)
    return _encode(digest[:_MARK_BYTES])


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
