"""Discord's limits: file sizes in bytes, text lengths, numbers of elements.

See https://discord.com/developers/docs. Rate limits are given by Discord's responses
(``transport/rate_limits.py``).
"""

from collections.abc import Mapping
from typing import Any

_MIB = 1 << 20
_UPLOADS = {0: 10 * _MIB, 1: 10 * _MIB, 2: 50 * _MIB, 3: 100 * _MIB}
"""By the boost level of a guild."""
UPLOAD = _UPLOADS[0]
"""Outside guilds, and where the level is not known."""

TEXT = 2000
"""A message; Discord counts characters, we count UTF-16 units, which are never fewer."""
LAYOUT_TEXT = 4000
"""All text of a message made of components."""
MENTION = 25
"""Characters that a mention takes at most."""
FILE_NAME = 100
ALT = 1024
"""The alt text of a picture or a video."""
THREAD_NAME = 90
"""Below Discord's 100: Discord may append a mark to the name."""

BUTTON_LABEL = 80
CUSTOM_ID = 100
ROWS, BUTTONS_IN_ROW, OPTIONS = 5, 5, 25
"""Rows under a message, buttons in one of them, choices of a list."""
OPTION_LABEL = 100
"""A choice of a list or of a command's field."""

FORM_LABEL = 45
"""The title of a form and the labels of its fields."""
FORM_HINT = 100
FORM_FILES = 10


def upload_limit(guild: Mapping[str, Any]) -> int:
    """Upload limit in bytes of a guild with this boost level."""
    return _UPLOADS.get(int(guild.get("premium_tier") or 0), UPLOAD)
