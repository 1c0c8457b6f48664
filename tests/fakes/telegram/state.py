"""The fake Telegram's chats, people, messages and files."""

import asyncio
import itertools
import time
from collections.abc import Callable
from typing import Any, TypeVar

from tests.patience import PATIENCE

Json = dict[str, Any]

TOKEN = "7000000001:AAE-x7_this_is_the_fake_telegrams_token"
USERNAME = "vidmuse_bot"
_SERVICE = {"new_chat_members", "group_chat_created", "migrate_to_chat_id"}
KINDS = {
    "video": ("video", "video/mp4"),
    "document": ("document", "video/mp4"),
    "animation": ("animation", "video/mp4"),
    "video_note": ("video_note", "video/mp4"),
    "audio": ("audio", "audio/mpeg"),
    "voice": ("voice", "audio/ogg"),
    "photo": ("photo", "image/jpeg"),
}


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


T = TypeVar("T")


class TelegramState:
    """``alice`` talks to the bot in ``private``; with bob and carol she is in ``group``.

    The group is a forum with the topic 77; the bot sees it through privacy mode.
    """

    def __init__(self) -> None:
        self.bot: Json = {
            "id": int(TOKEN.partition(":")[0]),
            "is_bot": True,
            "first_name": "VidMuse",
            "username": USERNAME,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }
        self.updates: list[Json] = []
        self.news = asyncio.Condition()
        self.chats: dict[int, Json] = {}
        self.messages: dict[tuple[int, int], Json] = {}
        self.files: dict[str, bytes] = {}
        self.sent_again: list[str] = []
        self.sizes: dict[str, int] = {}
        self.paths: dict[str, str] = {}
        self.reactions: dict[tuple[int, int], str] = {}
        self.answers: dict[str, Json | None] = {}
        self.deleted: set[tuple[int, int]] = set()
        self.broken: dict[int, str] = {}
        self.moved: dict[int, int] = {}
        self.admins: dict[int, list[int]] = {}
        self.members: dict[int, dict[int, Json]] = {}
        self.topics: dict[int, set[int]] = {}
        self.inline_answers: dict[str, Json | None] = {}
        self.drafts: dict[int, str] = {}
        self.effects = {"5046509860389126442": "🎉"}
        self.reactionless: set[int] = set()
        self._update = itertools.count(900_001)
        self._message = itertools.count(1)
        self._thing = itertools.count(1)
        self.alice = self.add_user("Alice", "en")
        self.bob = self.add_user("Bob", "en")
        self.carol = self.add_user("卡罗尔", "zh-hans")
        self.private = self.add_private_chat(self.alice)
        self.group = self.add_group("Band", [self.alice, self.bob, self.carol])

    def add_user(self, name: str, language: str = "en") -> Json:
        number = 5000 + next(self._thing)
        return {
            "id": number,
            "is_bot": False,
            "first_name": name,
            "language_code": language,
        }

    def add_private_chat(self, person: Json) -> Json:
        """The private chat with a person."""
        chat = {
            "id": person["id"],
            "type": "private",
            "first_name": person["first_name"],
        }
        self.chats[chat["id"]] = chat
        return chat

    def add_group(self, title: str, people: list[Json]) -> Json:
        """A forum; the first of the people owns it."""
        number = -1_001_000_000_000 - next(self._thing)
        chat = {"id": number, "type": "supergroup", "title": title, "is_forum": True}
        self.chats[number] = chat
        self.admins[number] = [people[0]["id"]]
        self.members[number] = {each["id"]: each for each in people}
        self.topics[number] = {77}
        return chat

    def file(
        self, data: bytes, kind: str = "video", name: str = "", size: int | None = None
    ) -> Any:
        number = f"file-{next(self._thing)}"
        self.files[number] = data
        self.sizes[number] = len(data) if size is None else size
        file: Json = {
            "file_id": number,
            "file_unique_id": f"u{number}",
            "file_size": self.sizes[number],
        }
        if kind in {"video", "animation", "photo"}:
            file |= {"width": 640, "height": 360}
        if kind in {"video", "animation", "video_note", "audio", "voice"}:
            file["duration"] = 7
        if kind == "video_note":
            file["length"] = 360
        if kind not in {"photo", "video_note"}:
            file["mime_type"] = KINDS[kind][1]
        if name:
            file["file_name"] = name
        return [file] if kind == "photo" else file

    def add_message(self, chat: Json, user: Json, fields: Json) -> Json:
        number = next(self._message)
        message = {
            "message_id": number,
            "date": int(time.time()),
            "chat": dict(chat),
            "from": user,
            **fields,
        }
        self.messages[chat["id"], number] = message
        return message

    def is_delivered_to_bot(self, message: Json) -> bool:
        """Whether privacy mode hides the message from the bot."""
        if (
            message["chat"]["type"] == "private"
            or self.bot["can_read_all_group_messages"]
            or self.bot["id"] in self.admins.get(message["chat"]["id"], ())
        ):
            return True
        text = message.get("text") or message.get("caption") or ""
        answered = message.get("reply_to_message", {}).get("from", {}).get("id")
        service = _SERVICE & message.keys()
        mentions = f"@{USERNAME}" in text
        command = text.startswith("/")
        return bool(service or mentions or command or answered == self.bot["id"])

    async def add_update(self, kind: str, what: Any) -> Json:
        update = {"update_id": next(self._update), kind: what}
        async with self.news:
            self.updates.append(update)
            self.news.notify_all()
        return update

    # what people see

    def seen(self, chat: Json | int) -> list[Json]:
        """The bot's messages in a chat, oldest first."""
        number = chat if isinstance(chat, int) else chat["id"]
        return [
            message
            for key, message in self.messages.items()
            if key[0] == number
            and key not in self.deleted
            and message["from"]["id"] == self.bot["id"]
        ]

    async def until(
        self, condition: Callable[[], T | None], seconds: float = PATIENCE
    ) -> T:
        """Wait until ``found()`` returns something true."""
        async with asyncio.timeout(seconds):
            while not (thing := condition()):
                await asyncio.sleep(0.01)
        return thing
