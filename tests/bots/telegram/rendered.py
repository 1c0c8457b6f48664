"""Read messages of the fake Telegram as people see them: text, button labels, files."""

from tests.contracts.platform import VisibleMessage
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import Json

_MEDIA = ("video", "photo", "document")


def labels(message: Json) -> tuple[str, ...]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return tuple(button["text"] for row in rows for button in row)


def as_visible(telegram: FakeTelegram, message: Json) -> VisibleMessage:
    return VisibleMessage(
        message.get("text") or message.get("caption") or "",
        labels(message),
        media_of(telegram, message),
        answered="reply_to_message" in message,
    )


def visible_messages(telegram: FakeTelegram, chat: Json | int) -> list[VisibleMessage]:
    return [as_visible(telegram, message) for message in telegram.seen(chat)]


def media_of(telegram: FakeTelegram, message: Json) -> bytes | None:
    for kind in _MEDIA:
        if file := message.get(kind):
            file = file[0] if isinstance(file, list) else file
            return telegram.files[file["file_id"]]
    return None


def texts(telegram: FakeTelegram, chat: Json) -> list[str]:
    """The texts that the chat shows, oldest first."""
    return [message.text for message in visible_messages(telegram, chat)]
