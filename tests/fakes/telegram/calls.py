"""What the fake Telegram's methods do: its limits, its complaints, its answers."""

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from PIL import Image

from tests.fakes.telegram.html import ParseError, words
from tests.fakes.telegram.schema import reactions
from tests.fakes.telegram.state import TOKEN, Json, units

if TYPE_CHECKING:
    from tests.fakes.telegram.server import FakeTelegram

_MIB = 1 << 20
_WORDS = {"editMessageText": ("text", 4096), "editMessageCaption": ("caption", 1024)}
_MEDIA = {"sendVideo": "video", "sendPhoto": "photo", "sendDocument": "document"}


class Refusal(Exception):
    def __init__(self, code: int, words_: str, parameters: Json | None = None) -> None:
        super().__init__(words_)
        self.code, self.words, self.parameters = code, words_, parameters


def no(words_: str) -> Refusal:
    return Refusal(400, f"Bad Request: {words_}")


class Calls:
    def __init__(self, world: "FakeTelegram") -> None:
        self._world = world
        self.commands: dict[str, list[Json]] = {}
        self.descriptions: dict[str, str] = {}

    def serve(self, method: str, asked: Json, files: dict[str, bytes]) -> Any:
        self._judge_inline_mode(method, asked)
        match method:
            case "sendMessage":
                return self._send(asked, {"text": self._text(asked, "text", 4096)})
            case "sendVideo" | "sendPhoto" | "sendDocument":
                return self._post(_MEDIA[method], asked, files)
            case "editMessageText" | "editMessageCaption":
                return self._edit(asked, *_WORDS[method])
            case "editMessageMedia":
                return self._edit_media(asked, files)
            case "editMessageReplyMarkup":
                return self._edit_markup(asked)
            case "deleteMessage":
                return self._delete(asked)
            case "setMessageReaction":
                return self._react(asked)
            case "sendMessageDraft":
                return self._draft(asked)
            case _:
                return self._rest(method, asked)

    def _judge_inline_mode(self, method: str, asked: Json) -> None:
        if self._world.bot["supports_inline_queries"]:
            return
        if method == "answerInlineQuery":
            raise no("USER_BOT_INVALID")
        rows = (asked.get("reply_markup") or {}).get("inline_keyboard") or ()
        if any("switch_inline_query" in button for row in rows for button in row):
            raise no("BUTTON_TYPE_INVALID")

    def _rest(self, method: str, asked: Json) -> Any:
        world = self._world
        match method:
            case "getMe":
                return world.bot
            case "answerCallbackQuery":
                return self._answer(asked)
            case "getFile":
                return self._file(asked)
            case "answerInlineQuery":
                return self._answer_inline(asked)
            case "sendChatAction":
                self._place(asked)
                return True
            case "getChatAdministrators" | "getChatMember":
                return (
                    self._member(asked) if "user_id" in asked else self._admins(asked)
                )
            case "setWebhook":
                return self._hook(asked)
            case _:
                return self._settings(method, asked)

    def _settings(self, method: str, asked: Json) -> Any:
        world = self._world
        match method:
            case "deleteWebhook":
                world.webhook = {}
                return True
            case "getWebhookInfo":
                info = {"has_custom_certificate": False, "pending_update_count": 0}
                return {"url": world.webhook.get("url", ""), **info}
            case "setMyCommands":
                return self._command_list(asked)
            case "getMyCommands":
                return self.commands.get(_scope(asked), [])
            case "setMyDescription" | "setMyShortDescription":
                key = f"{method}/{asked.get('language_code', '')}"
                self.descriptions[key] = next(iter(asked.values()))
                return True
            case _:
                raise Refusal(404, "Not Found")

    def _member(self, asked: Json) -> Json:
        chat, user = self._place(asked), int(asked["user_id"])
        found = self._world.members.get(chat["id"], {}).get(user)
        if found is None:
            raise no("member not found")
        return {"status": "member", "user": found}

    # messages

    def _place(self, asked: Json) -> Json:
        world, number = self._world, int(asked["chat_id"])
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
        thread = asked.get("message_thread_id")
        if thread and thread not in world.topics.get(number, set()):
            raise no("message thread not found")
        return world.chats[number]

    def _text(self, asked: Json, key: str, limit: int) -> str:
        text = str(asked.get(key, ""))
        if asked.get("parse_mode") == "HTML":
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

    def _send(self, asked: Json, content: Json) -> Json:
        world, chat = self._world, self._place(asked)
        fields = dict(content)
        if asked.get("message_thread_id"):
            fields |= {
                "message_thread_id": asked["message_thread_id"],
                "is_topic_message": True,
            }
        if effect := asked.get("message_effect_id"):
            if chat["type"] != "private" or effect not in world.effects:
                raise no("EFFECT_ID_INVALID")
            fields["effect_id"] = effect
        if reply := asked.get("reply_parameters"):
            there = (chat["id"], reply["message_id"])
            if there in world.messages and there not in world.deleted:
                fields["reply_to_message"] = world.messages[there]
            elif not reply.get("allow_sending_without_reply"):
                raise no("message to be replied not found")
        if markup := _markup(asked):
            fields["reply_markup"] = markup
        fields["_asked"] = asked
        world.drafts.pop(chat["id"], None)
        message = world.add_message(chat, world.bot, fields)
        return _public(message)

    def _draft(self, asked: Json) -> bool:
        chat = self._place(asked)
        if chat["type"] != "private":
            raise no("PEER_ID_INVALID")
        if not asked["draft_id"]:
            raise no("draft_id must be non-zero")
        self._world.drafts[chat["id"]] = self._text(asked, "text", 4096)
        return True

    def _post(self, kind: str, asked: Json, files: dict[str, bytes]) -> Json:
        return self._send(asked, self._content(kind, asked, files))

    def _edit_media(self, asked: Json, files: dict[str, bytes]) -> Json:
        message, media = self._own(asked), asked["media"]
        kind = media["type"]
        sent = media["media"].removeprefix("attach://")
        content = self._content(
            kind, media | {kind: media["media"]}, files | {kind: files[sent]}
        )
        for old in ("video", "photo", "document", "caption", "text"):
            message.pop(old, None)
        message |= content
        return _with_markup(message, _markup(asked))

    def _content(self, kind: str, asked: Json, files: dict[str, bytes]) -> Json:
        data = self._bytes(asked.get(kind), files.get(kind))
        limit = 2000 if self._world.local else 50
        if len(data) > (10 if kind == "photo" else limit) * _MIB:
            raise Refusal(413, "Request Entity Too Large")
        if asked.get(kind) in self._world.files:
            content: Json = {kind: {**self._world.file(data, kind)}}
            content[kind]["file_id"] = asked[kind]
            self._world.sent_again.append(asked[kind])
        else:
            content = {kind: self._world.file(data, kind)}
        for extra in ("width", "height", "duration"):
            if kind == "video" and extra in asked:
                content[kind][extra] = asked[extra]
        if cover := asked.get("cover"):
            sent = files.get(cover.removeprefix("attach://"))
            content[kind]["cover"] = self._world.file(self._bytes(cover, sent), "photo")
        if thumbnail := asked.get("thumbnail"):
            sent = files.get(thumbnail.removeprefix("attach://"))
            data = self._bytes(thumbnail, sent)
            with Image.open(io.BytesIO(data)) as image:
                if image.format != "JPEG" or max(image.size) > 320:
                    raise no("wrong thumbnail")
            content[kind]["thumbnail"] = self._world.file(data, "photo")[0]
        if caption := self._text(asked, "caption", 1024):
            content["caption"] = caption
        return content

    def _bytes(self, told: Any, sent: bytes | None) -> bytes:
        if sent is not None:
            if not sent:
                raise no("file must be non-empty")
            return sent
        if told in self._world.files:
            return self._world.files[told]
        if isinstance(told, str) and told.startswith("file://") and self._world.local:
            try:
                return Path(unquote(urlsplit(told).path)).read_bytes()
            except OSError:
                raise no("file not found") from None
        raise no("wrong file identifier/HTTP URL specified")

    def _edit(self, asked: Json, key: str, limit: int) -> Json:
        message = self._own(asked)
        media = any(kind in message for kind in ("video", "photo", "document"))
        if media is (key == "text"):
            raise no(f"there is no {key} in the message to edit")
        text, markup = self._text(asked, key, limit), _markup(asked)
        if (message.get(key, ""), message.get("reply_markup")) == (text, markup):
            raise no(
                "message is not modified: specified new message content and reply"
                " markup are exactly the same as a current content and reply markup"
                " of the message"
            )
        message[key] = text
        return _with_markup(message, markup)

    def _edit_markup(self, asked: Json) -> Json:
        message, markup = self._own(asked), _markup(asked)
        if message.get("reply_markup") == markup:
            raise no("message is not modified")
        return _with_markup(message, markup)

    def _own(self, asked: Json) -> Json:
        """The bot's message that is to be edited."""
        world, chat = self._world, self._place(asked)
        there = (chat["id"], asked["message_id"])
        message = world.messages.get(there)
        if message is None or there in world.deleted:
            raise no("message to edit not found")
        if message["from"]["id"] != world.bot["id"]:
            raise no("message can't be edited")
        return message

    def _delete(self, asked: Json) -> bool:
        world, chat = self._world, self._place(asked)
        there = (chat["id"], asked["message_id"])
        if there not in world.messages or there in world.deleted:
            raise no("message to delete not found")
        own = world.messages[there]["from"]["id"] == world.bot["id"]
        if not own and chat["type"] != "private":
            raise no("message can't be deleted")
        world.deleted.add(there)
        return True

    def _react(self, asked: Json) -> bool:
        world, chat = self._world, self._place(asked)
        there = (chat["id"], asked["message_id"])
        if there not in world.messages or there in world.deleted:
            raise no("message to react not found")
        sign = asked["reaction"][0]["emoji"] if asked.get("reaction") else ""
        if chat["id"] in world.reactionless or (sign and sign not in reactions()):
            raise no("REACTION_INVALID")
        world.reactions[there] = sign
        return True

    def _answer(self, asked: Json) -> bool:
        query = asked["callback_query_id"]
        if query not in self._world.answers:
            raise no(
                "query is too old and response timeout expired or query ID is invalid"
            )
        if units(asked.get("text", "")) > 200:
            raise no("MESSAGE_TOO_LONG")
        self._world.answers[query] = asked
        return True

    def _answer_inline(self, asked: Json) -> bool:
        query = asked["inline_query_id"]
        if query not in self._world.inline_answers:
            raise no("query is too old and response timeout expired")
        if len(asked["results"]) > 50:
            raise no("RESULTS_TOO_MUCH")
        for result in asked["results"]:
            if result["video_file_id"] not in self._world.files:
                raise no("wrong file identifier/HTTP URL specified")
        self._world.inline_answers[query] = asked
        return True

    # files, people, settings

    def _file(self, asked: Json) -> Json:
        world, number = self._world, asked["file_id"]
        if number not in world.files:
            raise no("wrong file_id or the file is temporarily unavailable")
        size = world.sizes[number]
        made = {"file_id": number, "file_unique_id": f"u{number}", "file_size": size}
        if number in world.paths:
            return made | {"file_path": world.paths[number]}
        if world.local:
            folder = world.local / TOKEN / "videos"
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / number
            if not path.exists():
                path.write_bytes(world.files[number])
            return made | {"file_path": str(path)}
        if size > 20 * _MIB:
            raise no("file is too big")
        return made | {"file_path": f"videos/{number}"}

    def _admins(self, asked: Json) -> list[Json]:
        chat = self._place(asked)
        if chat["type"] == "private":
            raise no("there are no administrators in the private chat")
        people = {p["id"]: p for p in vars(self._world).values() if _is_person(p)}
        return [
            {"status": "creator", "user": people[number], "is_anonymous": False}
            for number in self._world.admins[chat["id"]]
        ]

    def _hook(self, asked: Json) -> bool:
        if asked["url"] and not asked["url"].startswith("https://"):
            raise no("bad webhook: An HTTPS URL must be provided for webhook")
        self._world.webhook = asked
        return True

    def _command_list(self, asked: Json) -> bool:
        for command in asked["commands"]:
            name, text = command["command"], command["description"]
            if not (0 < len(name) <= 32 and name.replace("_", "").isalnum()):
                raise no("BOT_COMMAND_INVALID")
            if name != name.lower() or not 0 < len(text) <= 256:
                raise no("BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[_scope(asked)] = asked["commands"]
        return True


def _scope(asked: Json) -> str:
    scope = asked.get("scope", {"type": "default"})["type"]
    return f"{scope}/{asked.get('language_code', '')}"


def _is_person(thing: Any) -> bool:
    return isinstance(thing, dict) and "first_name" in thing and "is_bot" in thing


def _public(message: Json) -> Json:
    return {key: value for key, value in message.items() if not key.startswith("_")}


def _no_keyboard(markup: Json) -> None:
    if not 1 <= len(markup.get("input_field_placeholder", "x")) <= 64:
        raise no("the placeholder has 1 to 64 characters")


def _judge_app(button: Json, asked: Json) -> None:
    if app := button.get("web_app"):
        if int(asked.get("chat_id", 0)) < 0:
            raise no("BUTTON_TYPE_INVALID")
        if not app["url"].startswith("https://"):
            raise no(f"Web App URL '{app['url']}' is invalid: only HTTPS links")


def _markup(asked: Json) -> Json | None:
    """The keyboard, if each of its buttons does one thing."""
    markup: Json | None = asked.get("reply_markup")
    if markup is None:
        return None
    if markup.get("force_reply"):
        _no_keyboard(markup)
        return None
    rows = markup["inline_keyboard"]
    if sum(len(row) for row in rows) > 100:
        raise no("too many inline keyboard buttons")
    for button in (each for row in rows for each in row):
        _judge_button(button)
        _judge_app(button, asked)
    return markup


def _judge_button(button: Json) -> None:
    actions = button.keys() - {"text", "style", "icon_custom_emoji_id"}
    if len(actions) != 1:
        raise no("Text buttons are unallowed in the inline keyboard")
    if not button["text"].strip():
        raise no("button text must be non-empty")
    if (
        "callback_data" in button
        and not 1 <= len(button["callback_data"].encode()) <= 64
    ):
        raise no("BUTTON_DATA_INVALID")
    if "url" in button and "." not in (urlsplit(button["url"]).hostname or ""):
        raise no(
            f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL"
        )
    if "copy_text" in button and not 1 <= units(button["copy_text"]["text"]) <= 256:
        raise no("BUTTON_COPY_TEXT_INVALID")
    if len(button.get("switch_inline_query", "")) > 256:
        raise no("BUTTON_DATA_INVALID")
    if button.get("style", "primary") not in {"danger", "success", "primary"}:
        raise no("wrong button style")


def _with_markup(message: Json, markup: Json | None) -> Json:
    message.pop("reply_markup", None)
    if markup:
        message["reply_markup"] = markup
    return _public(message)
