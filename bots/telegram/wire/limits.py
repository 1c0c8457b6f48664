"""What Telegram takes and gives: sizes of files in bytes, lengths of texts.

https://core.telegram.org/bots/api, "Using a Local Bot API Server" for the local ones. How
often a bot may call stands in ``transport/rate_limits.py``.
"""

_MIB = 1 << 20

CLOUD_DOWNLOAD = 20 * _MIB
"""A clip that people send; a local server has no limit."""
CLOUD_UPLOAD = 50 * _MIB
LOCAL_UPLOAD = 2000 * _MIB
PHOTO_UPLOAD = 10 * _MIB
"""A larger picture goes as a file."""

TEXT = 4096
"""A message, in UTF-16 units."""
CAPTION = 1024
BUTTON_LABEL = 60
"""Characters; longer ones are cut off by the apps."""
BUTTON_COPY = 256
"""Characters that a button can copy."""
INLINE_QUERY = 256
"""Characters behind the bot's name that ask for a video in another chat."""
BUTTON_DATA = 64
"""Bytes."""
PLACEHOLDER = 64
"""Characters in the empty field for an answer."""


def megabytes(size: int) -> int:
    return size // _MIB
