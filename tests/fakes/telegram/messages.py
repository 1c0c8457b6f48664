"""The fake Telegram's message methods: send, edit, delete, react."""

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from PIL import Image

from tests.fakes.telegram.html import ParseError, words
from tests.fakes.telegram.keyboards import Refusal, markup_of, no, public, with_markup
from tests.fakes.telegram.schema import reactions
from tests.fakes.telegram.state import Json, units

if TYPE_CHECKING:
    from tests.fakes.telegram.server import FakeTelegram

_MIB = 1 << 20


class MessageCalls:
    """Checks each message against Telegram's limits."""

    def __init__(self, world: "FakeTelegram") -> None:
        self._world = world

    def _place(self, fields: Json) -> Json:
        world, number = self._world, int(fields["chat_id"])
        if number in world.moved:
            raise Refusal(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                {"migrate_to_chat_id": world.moved[number]},
            )
        if number in world.broken:
            raise Refusal(403, f"Forbidden: {world.broken[number]}")
        if number not in world.chats:
            raise no("chat not found")
        thread = fields.get("message_thread_id")
        if thread and thread not in world.topics.get(number, set()):
            raise no("message thread not found")
        return world.chats[number]

    def _text(self, fields: Json, key: str, limit: int) -> str:
        text = str(fields.get(key, ""))
        if fields.get("parse_mode") == "HTML":
            try:
                text = words(text)
            except ParseError as error:
                raise no(f"can't parse entities: {error}") from None
        text = text.strip()
        if key == "text" and not text:
            raise no("message text is empty")
        if units(text) > limit:
            raise no(
                "message is too long"
                if key == "text"
                else "message caption is too long"
            )
        return text

    def _send(self, fields: Json, content: Json) -> Json:
        world, chat = self._world, self._place(fields)
        message_fields = dict(content)
        if fields.get("message_thread_id"):
            message_fields |= {
                "message_thread_id": fields["message_thread_id"],
                "is_topic_message": True,
            }
        if effect := fields.get("message_effect_id"):
            if chat["type"] != "private" or effect not in world.effects:
                raise no("EFFECT_ID_INVALID")
            message_fields["effect_id"] = effect
        if reply := fields.get("reply_parameters"):
            there = (chat["id"], reply["message_id"])
            if there in world.messages and there not in world.deleted:
                message_fields["reply_to_message"] = world.messages[there]
            elif not reply.get("allow_sending_without_reply"):
                raise no("message to be replied not found")
        if markup := markup_of(fields):
            message_fields["reply_markup"] = markup
        message_fields["_fields"] = fields
        world.drafts.pop(chat["id"], None)
        message = world.add_message(chat, world.bot, message_fields)
        return public(message)

    def _draft(self, fields: Json) -> bool:
        chat = self._place(fields)
        if chat["type"] != "private":
            raise no("PEER_ID_INVALID")
        if not fields["draft_id"]:
            raise no("draft_id must be non-zero")
        self._world.drafts[chat["id"]] = self._text(fields, "text", 4096)
        return True

    def _post(self, kind: str, fields: Json, files: dict[str, bytes]) -> Json:
        return self._send(fields, self._content(kind, fields, files))

    def _edit_media(self, fields: Json, files: dict[str, bytes]) -> Json:
        message, media = self._own(fields), fields["media"]
        kind = media["type"]
        sent = media["media"].removeprefix("attach://")
        content = self._content(
            kind, media | {kind: media["media"]}, files | {kind: files[sent]}
        )
        for old in ("video", "photo", "document", "caption", "text"):
            message.pop(old, None)
        message |= content
        return with_markup(message, markup_of(fields))

    def _content(self, kind: str, fields: Json, files: dict[str, bytes]) -> Json:
        data = self._bytes(fields.get(kind), files.get(kind))
        limit = 2000 if self._world.local else 50
        if len(data) > (10 if kind == "photo" else limit) * _MIB:
            raise Refusal(413, "Request Entity Too Large")
        if fields.get(kind) in self._world.files:
            content: Json = {kind: {**self._world.file(data, kind)}}
            content[kind]["file_id"] = fields[kind]
            self._world.sent_again.append(fields[kind])
        else:
            content = {kind: self._world.file(data, kind)}
        for extra in ("width", "height", "duration"):
            if kind == "video" and extra in fields:
                content[kind][extra] = fields[extra]
        if cover := fields.get("cover"):
            sent = files.get(cover.removeprefix("attach://"))
            content[kind]["cover"] = self._world.file(self._bytes(cover, sent), "photo")
        if thumbnail := fields.get("thumbnail"):
            sent = files.get(thumbnail.removeprefix("attach://"))
            data = self._bytes(thumbnail, sent)
            with Image.open(io.BytesIO(data)) as image:
                if image.format != "JPEG" or max(image.size) > 320:
                    raise no("wrong thumbnail")
            content[kind]["thumbnail"] = self._world.file(data, "photo")[0]
        if caption := self._text(fields, "caption", 1024):
            content["caption"] = caption
        return content

    def _bytes(self, value: Any, sent: bytes | None) -> bytes:
        if sent is not None:
            if not sent:
                raise no("file must be non-empty")
            return sent
        if value in self._world.files:
            return self._world.files[value]
        if isinstance(value, str) and value.startswith("file://") and self._world.local:
            try:
                return Path(unquote(urlsplit(value).path)).read_bytes()
            except OSError:
                raise no("file not found") from None
        raise no("wrong file identifier/HTTP URL specified")

    def _edit(self, fields: Json, key: str, limit: int) -> Json:
        message = self._own(fields)
        media = any(kind in message for kind in ("video", "photo", "document"))
        if media is (key == "text"):
            raise no(f"there is no {key} in the message to edit")
        text, markup = self._text(fields, key, limit), markup_of(fields)
        if (message.get(key, ""), message.get("reply_markup")) == (text, markup):
            raise no(
                "message is not modified: specified new message content and reply"
                " markup are exactly the same as a current content and reply markup"
                " of the message"
            )
        message[key] = text
        return with_markup(message, markup)

    def _edit_markup(self, fields: Json) -> Json:
        message, markup = self._own(fields), markup_of(fields)
        if message.get("reply_markup") == markup:
            raise no("message is not modified")
        return with_markup(message, markup)

    def _own(self, fields: Json) -> Json:
        """The bot's message that is to be edited."""
        world, chat = self._world, self._place(fields)
        there = (chat["id"], fields["message_id"])
        message = world.messages.get(there)
        if message is None or there in world.deleted:
            raise no("message to edit not found")
        if message["from"]["id"] != world.bot["id"]:
            raise no("message can't be edited")
        return message

    def _delete(self, fields: Json) -> bool:
        world, chat = self._world, self._place(fields)
        there = (chat["id"], fields["message_id"])
        if there not in world.messages or there in world.deleted:
            raise no("message to delete not found")
        own = world.messages[there]["from"]["id"] == world.bot["id"]
        if not own and chat["type"] != "private":
            raise no("message can't be deleted")
        world.deleted.add(there)
        return True

    def _react(self, fields: Json) -> bool:
        world, chat = self._world, self._place(fields)
        there = (chat["id"], fields["message_id"])
        if there not in world.messages or there in world.deleted:
            raise no("message to react not found")
        sign = fields["reaction"][0]["emoji"] if fields.get("reaction") else ""
        if chat["id"] in world.reactionless or (sign and sign not in reactions()):
            raise no("REACTION_INVALID")
        world.reactions[there] = sign
        return True
