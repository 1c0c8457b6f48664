"""Map Telegram's errors to chat errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bots.telegram.wire import ids as names
from core import metrics
from core.errors import (
    ChatError,
    ChatGone,
    ChatMoved,
    MaybeSent,
    MediaTooLarge,
    MessageGone,
    NotSent,
    PostRejected,
    RateLimited,
)

_NOT_SENT_CAUSES = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_MESSAGE_GONE = (
    "message to edit not found",
    "message can't be edited",
    "message to delete not found",
    "message_id_invalid",
    "message identifier is not specified",
)
_CHAT_GONE = (
    "chat not found",
    "not enough rights",
    "need administrator rights",
    "have no rights",
    "chat_write_forbidden",
    "chat_restricted",
    "chat_send_",
    "topic_closed",
    "group chat was deactivated",
    "user_is_blocked",
    "peer_id_invalid",
    "bot_method_invalid",
)
_NO_FILES = tuple(
    phrase.format(kind)
    for kind in ("photos", "videos", "documents", "docs", "media")
    for phrase in ("rights to send {}", "chat_send_{}_forbidden")
)
"""The bot may write there, but not send files of this kind."""
_TOO_LARGE = (
    "request entity too large",
    "file is too big",
    "file_parts_invalid",
    "wrong file size",
)


@contextmanager
def translate_errors() -> Iterator[None]:
    """Convert errors of the library that are raised inside to chat errors."""
    try:
        yield
    except TelegramError as error:
        raise to_chat_error(error) from None


def to_chat_error(error: TelegramError) -> ChatError:
    """Convert a library error to the chat error that the outbox handles."""
    match error:
        case RetryAfter():
            metrics.PLATFORM_LIMITED.labels(names.PLATFORM).inc()
            return RateLimited(retry_seconds(error))
        case ChatMigrated():
            return ChatMoved(names.chat_id(error.new_chat_id))
        case Forbidden():
            return ChatGone(error.message)
        case InvalidToken():
            return NotSent("Telegram does not know this bot")
        case BadRequest():
            return _bad_request(error)
        case NetworkError() if isinstance(error.__cause__, _NOT_SENT_CAUSES):
            return NotSent("no connection")
        case TimedOut():
            return MaybeSent("no answer in time")
        case NetworkError() if isinstance(error.__cause__, httpx.HTTPError):
            return MaybeSent("the connection broke")
        case _:
            return _other_error(error)


def retry_seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _bad_request(error: BadRequest) -> ChatError:
    if _contains(error, *_MESSAGE_GONE):
        return MessageGone(error.message)
    if _contains(error, *_NO_FILES):
        return MediaTooLarge(0)
    if _contains(error, *_CHAT_GONE):
        return ChatGone(error.message)
    if _contains(error, *_TOO_LARGE):
        return MediaTooLarge()
    return PostRejected(error.message)


def _other_error(error: TelegramError) -> ChatError:
    """The error for an answer that is not from the Bot API, such as a proxy's."""
    if _contains(error, *_TOO_LARGE):
        return MediaTooLarge()
    if _contains(error, HTTPStatus.GATEWAY_TIMEOUT.phrase, "invalid server response"):
        return MaybeSent(type(error).__name__)
    return NotSent(error.message)


def is_unchanged(error: TelegramError) -> bool:
    """True if the message already has this content."""
    return _contains(error, "message is not modified")


def is_topic_missing(error: TelegramError) -> bool:
    """True if the topic was deleted or topics are switched off."""
    return _contains(
        error, "message thread not found", "topic_deleted", "topic_id_invalid"
    )


def is_html_rejected(error: TelegramError) -> bool:
    """True if Telegram rejects the HTML."""
    return _contains(error, "can't parse entities", "entity_bounds_invalid")


def is_button_rejected(error: TelegramError) -> bool:
    """True if Telegram rejects a button."""
    return _contains(error, "button_", "reply_markup_invalid", "inline keyboard button")


def is_member_missing(error: TelegramError) -> bool:
    """True if the person is not in the chat."""
    return _contains(
        error, "member not found", "user_not_participant", "participant_id_invalid"
    )


def is_effect_rejected(error: TelegramError) -> bool:
    """True if Telegram has no effect with this id (any more)."""
    return _contains(error, "effect")


def is_photo_rejected(error: TelegramError) -> bool:
    """True if Telegram rejects the image as a photo."""
    return _contains(error, "photo_", "image_process_failed", "photo dimensions")


def is_path_rejected(error: TelegramError) -> bool:
    """True if the local server finds no file at the path."""
    return _contains(
        error, "file uri", "file not found", "wrong file identifier", "path"
    )


def is_file_id_rejected(error: TelegramError) -> bool:
    """True if Telegram has no file with this id (any more)."""
    return _contains(error, "wrong file", "wrong remote file", "file_reference")


def _contains(error: TelegramError, *phrases: str) -> bool:
    message = error.message.lower()
    return any(phrase.lower() in message for phrase in phrases)
