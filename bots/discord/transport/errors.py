"""Map Discord's error codes to chat errors."""

from bots.discord.transport.api import ApiError
from core.errors import (
    ChatError,
    ChatGone,
    MediaTooLarge,
    MessageGone,
    NotSent,
    PostRejected,
)

UNKNOWN_MESSAGE = 10008
UNKNOWN_MEMBER = 10007
ARCHIVED = {50083}
LOCKED = {160005}
NO_REFERENCE = {160002}
OLD_EDITS = {30046}
NO_ACCESS = {50001, 50013}
"""The bot is not in the channel or may not write there."""
NO_MORE_FOLLOW_UPS = {40094}
THREAD_THERE = {160004}
TOKEN_DEAD = {10015, 50027, 10062}
ACKNOWLEDGED = {40060}
_GONE = {10003, 10004, 50007, 50278, 40001} | NO_ACCESS | LOCKED


def refuses_file(refusal: ApiError) -> bool:
    """Whether the file of a message was refused: it is too large, or files are not allowed."""
    return refusal.code in NO_ACCESS or isinstance(
        to_chat_error(refusal), MediaTooLarge
    )


def to_chat_error(refusal: ApiError) -> ChatError:
    """Convert an API error to the chat error that the outbox handles."""
    if refusal.code == UNKNOWN_MESSAGE or refusal.code in TOKEN_DEAD:
        return MessageGone(refusal.code)
    if refusal.code in (40005, 50045) or refusal.status == 413:
        return MediaTooLarge()
    if refusal.code in _GONE:
        return ChatGone(refusal.code)
    if 400 <= refusal.status < 500:
        return PostRejected(str(refusal))
    return NotSent(str(refusal))
