"""What people do on the fake Telegram: messages, files, buttons, inline queries, blocking."""

import asyncio
import re
import time
from typing import Any

from tests.fakes.telegram.state import KINDS, Json, TelegramState, units
from tests.patience import PATIENCE

_SPOKEN = re.compile(
    r"(?P<mention>@\w+)|(?P<bot_command>(?<!\S)/\w+(?:@\w+)?)|(?P<url>https?://\S+)"
)


def entities(text: str) -> list[Json]:
    return [
        {
            "type": match.lastgroup,
            "offset": units(text[: match.start()]),
            "length": units(match[0]),
        }
        for match in _SPOKEN.finditer(text)
    ]


class TelegramPeople(TelegramState):
    """Each action returns once the bot has its update."""

    async def say(
        self,
        text: str,
        user: Json | None = None,
        chat: Json | None = None,
        *,
        topic: int | None = None,
        answers: Json | None = None,
        **more: Any,
    ) -> Json:
        fields = {"text": text, "entities": entities(text)} if text else {}
        return await self.write(fields | more, user, chat, topic, answers)

    async def drop(
        self,
        data: bytes = b"footage",
        kind: str = "video",
        caption: str = "",
        user: Json | None = None,
        chat: Json | None = None,
        *,
        topic: int | None = None,
        answers: Json | None = None,
        album: str = "",
        name: str = "",
        mime: str = "",
        size: int | None = None,
        **more: Any,
    ) -> Json:
        """``size`` is the size that Telegram tells, if it is not that of the data."""
        file = self.file(data, kind, name, size)
        if mime:
            file["mime_type"] = mime
        fields = {KINDS[kind][0]: file} | more
        if kind == "animation":
            fields["document"] = self.file(data, "document", name, size)
        if caption:
            fields |= {"caption": caption, "caption_entities": entities(caption)}
        if album:
            fields["media_group_id"] = album
        return await self.write(fields, user, chat, topic, answers)

    async def write(
        self,
        fields: Json,
        user: Json | None = None,
        chat: Json | None = None,
        topic: int | None = None,
        answers: Json | None = None,
    ) -> Json:
        """Add a message to the chat; the bot gets an update if privacy mode allows."""
        user, chat = user or self.alice, chat or self.private
        message = self.add_message(chat, user, fields)
        if topic:
            message |= {"message_thread_id": topic, "is_topic_message": True}
        if answers:
            message["reply_to_message"] = {
                key: value
                for key, value in answers.items()
                if key != "reply_to_message"
            }
        if self.is_delivered_to_bot(message):
            await self.add_update("message", message)
        return message

    async def rewrite(self, message: Json, text: str) -> None:
        key = "text" if "text" in message else "caption"
        message[key] = text
        prefix = "caption_" if key == "caption" else ""
        message[f"{prefix}entities"] = entities(text)
        message["edit_date"] = int(time.time())
        await self.add_update("edited_message", message)

    async def press(self, message: Json, label: str, user: Json | None = None) -> str:
        """Press a button; returns the id of the query, whose answer is in ``answers``."""
        for row in message["reply_markup"]["inline_keyboard"]:
            for button in row:
                if button["text"].removeprefix("✓ ").partition(" · ")[0] == label:
                    return await self._press(message, button["callback_data"], user)
        raise LookupError(f"no button {label}")

    async def _press(self, message: Json, data: str, user: Json | None) -> str:
        query = str(10_000_000 + next(self._thing))
        self.answers[query] = None
        pressed = {
            "id": query,
            "from": user or self.alice,
            "message": message,
            "chat_instance": "1",
            "data": data,
        }
        await self.add_update("callback_query", pressed)
        return query

    async def answered(self, query: str) -> Json:
        async with asyncio.timeout(PATIENCE):
            while (answer := self.answers[query]) is None:
                await asyncio.sleep(0.01)
        return answer

    async def ask_inline(self, text: str = "", user: Json | None = None) -> Json:
        """Someone types the bot's name in any chat; returns the bot's answer."""
        query = str(20_000_000 + next(self._thing))
        self.inline_answers[query] = None
        inline_query = {
            "id": query,
            "from": user or self.alice,
            "query": text,
            "offset": "",
        }
        await self.add_update("inline_query", inline_query)
        async with asyncio.timeout(PATIENCE):
            while (answer := self.inline_answers[query]) is None:
                await asyncio.sleep(0.01)
        return answer

    async def migrate_to_supergroup(
        self, chat: Json, *, with_update: bool = True
    ) -> Json:
        """A group becomes a supergroup with another number; ``with_update``: the bot is sent it."""
        number = -1_001_500_000_000 - next(self._thing)
        grown = {**chat, "id": number, "type": "supergroup"}
        self.chats[number] = grown
        self.moved[chat["id"]] = number
        self.admins[number] = self.admins.get(chat["id"], [])
        self.topics[number] = set()
        service = self.add_message(chat, self.alice, {"migrate_to_chat_id": number})
        if with_update:
            await self.add_update("message", service)
        return grown

    async def remove_bot(self, chat: Json) -> None:
        """The bot is blocked or kicked."""
        private = chat["type"] == "private"
        why = (
            "bot was blocked by the user"
            if private
            else "bot was kicked from the group chat"
        )
        self.broken[chat["id"]] = why
        left = {"status": "kicked", "user": self.bot, "until_date": 0}
        change = {
            "chat": chat,
            "from": self.alice,
            "date": int(time.time()),
            "old_chat_member": {"status": "member", "user": self.bot},
            "new_chat_member": left,
        }
        await self.add_update("my_chat_member", change)
