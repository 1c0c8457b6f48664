"""How people see the fake Telegram: words, buttons by their labels, files."""

from tests.contracts.adapter import Seen
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_state import Json

_MEDIA = ("video", "photo", "document")


def labels(message: Json) -> tuple[str, ...]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return tuple(button["text"] for row in rows for button in row)


def look(telegram: FakeTelegram, message: Json) -> Seen:
    return Seen(
        message.get("text") or message.get("caption") or "",
        labels(message),
        media(telegram, message),
        answered="reply_to_message" in message,
    )


def shown(telegram: FakeTelegram, chat: Json | int) -> list[Seen]:
    return [look(telegram, message) for message in telegram.seen(chat)]


def media(telegram: FakeTelegram, message: Json) -> bytes | None:
    for kind in _MEDIA:
        if file := message.get(kind):
            file = file[0] if isinstance(file, list) else file
            return telegram.files[file["file_id"]]
    return None
