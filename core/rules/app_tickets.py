"""Tickets of the drop page for platforms that open it inside their own app.

A ticket names a chat but gives no access by itself: the platform must prove who opens the
page. It consists of the characters of a deep link's parameter: letters, digits, ``_``,
``-``.
"""

import json
from collections.abc import Sequence

from core.model.chat import ChatId, SenderId
from core.model.drop_link import AppTicket
from core.rules.signed_text import decode, encode, mark, marked_by

_PURPOSE = "drop-app"
_VERSION = 1
_LONGEST_PLACE = 30
_MARK = 32
"""Length of the signature at the end."""
_LONGEST = 512


def sign(ticket: AppTicket, keys: Sequence[bytes]) -> str:
    """Encode a ticket, signed with the first of ``keys``."""
    content = [
        _VERSION,
        ticket.chat,
        ticket.person or "",
        int(ticket.private),
        ticket.place[:_LONGEST_PLACE],
    ]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    body = encode(text.encode("utf-8", "replace"))
    return body + mark(keys[0], _PURPOSE, body)


def read(text: str, keys: Sequence[bytes]) -> AppTicket | None:
    """Decode a ticket; None unless it was signed with one of ``keys``."""
    body, mark = text[:-_MARK], text[-_MARK:]
    if len(text) > _LONGEST or not marked_by(keys, _PURPOSE, body, mark):
        return None
    try:
        version, chat, person, private, place = json.loads(decode(body))
    except (ValueError, TypeError):
        return None
    if version != _VERSION:
        return None
    owner = SenderId(str(person)) if person else None
    return AppTicket(ChatId(str(chat)), owner, bool(private), str(place))
