"""Telegram's limits: file sizes in bytes, text lengths.

https://core.telegram.org/bots/api, "Using a Local Bot API Server" for the local ones. Rate
limits are in ``transport/rate_limits.py``.
"""

_MIB = 1 << 20

CLOUD_DOWNLOAD = 20 * _MIB
"""A clip sent by people; a local server has no limit."""
CLOUD_UPLOAD = 50 * _MIB
LOCAL_UPLOAD = 2000 * _MIB
PHOTO_UPLOAD = 10 * _MIB
"""A larger picture is sent as a file."""

TEXT = 4096
"""A message, in UTF-16 units."""
CAPTION = 1024
BUTTON_LABEL = 60
"""Characters; longer ones are cut off by the apps."""
BUTTON_COPY = 256
"""Characters that a button can copy."""
INLINE_QUERY = 256
"""Characters of an inline query."""
BUTTON_DATA = 64
"""Bytes."""
PLACEHOLDER = 64
"""Characters of the placeholder in the input field."""
