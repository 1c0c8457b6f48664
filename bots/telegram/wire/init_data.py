"""Verify the init data by which Telegram tells a Mini App who opened it.

https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app: HMAC-SHA256
over the sorted fields; its key is an HMAC of the bot's token with "WebAppData".
"""

import hashlib
import hmac
import json
from urllib.parse import parse_qsl

from bots.telegram.wire import ids
from core.model.chat import Sender
from core.model.drop_link import AppVisit

FRESH_SECONDS = 3600.0
"""Seconds for which init data are accepted."""
_AHEAD_SECONDS = 300.0
"""Seconds by which Telegram's clock may be ahead of ours."""
_LONGEST = 8192


def verify(init_data: str, token: str, now: float) -> AppVisit | None:
    """The person who opened the app; None if the data are forged or too old.

    ``token`` is the bot's, ``now`` unix seconds.
    """
    if len(init_data) > _LONGEST:
        return None
    try:
        fields = dict(parse_qsl(init_data, strict_parsing=True))
    except ValueError:
        return None
    signature = fields.pop("hash", "")
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    if not hmac.compare_digest(sign(lines, token), signature.encode()):
        return None
    return _visit(fields, now)


def sign(lines: str, token: str) -> bytes:
    """The signature of the sorted fields, one per line, in hexadecimal digits."""
    key = hmac.digest(b"WebAppData", token.encode(), hashlib.sha256)
    return hmac.digest(key, lines.encode(), hashlib.sha256).hex().encode()


def _visit(fields: dict[str, str], now: float) -> AppVisit | None:
    try:
        age = now - int(fields["auth_date"])
        user = json.loads(fields["user"])
        number, first = int(user["id"]), str(user.get("first_name") or "")
    except (KeyError, ValueError, TypeError, AttributeError):
        return None
    if not -_AHEAD_SECONDS <= age <= FRESH_SECONDS:
        return None
    name = f"{first} {user.get('last_name') or ''}".strip()
    language = str(user.get("language_code") or "")
    return AppVisit(
        Sender(ids.sender_id(number), name, language), fields.get("start_param", "")
    )
