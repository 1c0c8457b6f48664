"""The methods of the fake Telegram: limits, errors, answers."""

from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.keyboards import Refusal, no
from tests.fakes.telegram.messages import MessageCalls
from tests.fakes.telegram.state import TOKEN, Json, units

if TYPE_CHECKING:
    from tests.fakes.telegram.server import FakeTelegram

_MIB = 1 << 20
_WORDS = {"editMessageText": ("text", 4096), "editMessageCaption": ("caption", 1024)}
_MEDIA = {"sendVideo": "video", "sendPhoto": "photo", "sendDocument": "document"}


class Calls(MessageCalls):
    def __init__(self, world: "FakeTelegram") -> None:
        super().__init__(world)
        self.commands: dict[str, list[Json]] = {}
        self.descriptions: dict[str, str] = {}

    def serve(self, method: str, fields: Json, files: dict[str, bytes]) -> Any:
        self._judge_inline_mode(method, fields)
        match method:
            case "sendMessage":
                return self._send(fields, {"text": self._text(fields, "text", 4096)})
            case "sendVideo" | "sendPhoto" | "sendDocument":
                return self._post(_MEDIA[method], fields, files)
            case "editMessageText" | "editMessageCaption":
                return self._edit(fields, *_WORDS[method])
            case "editMessageMedia":
                return self._edit_media(fields, files)
            case "editMessageReplyMarkup":
                return self._edit_markup(fields)
            case "deleteMessage":
                return self._delete(fields)
            case "setMessageReaction":
                return self._react(fields)
            case "sendMessageDraft":
                return self._draft(fields)
            case _:
                return self._rest(method, fields)

    def _judge_inline_mode(self, method: str, fields: Json) -> None:
        if self._world.bot["supports_inline_queries"]:
            return
        if method == "answerInlineQuery":
            raise no("USER_BOT_INVALID")
        rows = (fields.get("reply_markup") or {}).get("inline_keyboard") or ()
        if any("switch_inline_query" in button for row in rows for button in row):
            raise no("BUTTON_TYPE_INVALID")

    def _rest(self, method: str, fields: Json) -> Any:
        world = self._world
        match method:
            case "getMe":
                return world.bot
            case "answerCallbackQuery":
                return self._answer(fields)
            case "getFile":
                return self._file(fields)
            case "answerInlineQuery":
                return self._answer_inline(fields)
            case "sendChatAction":
                self._place(fields)
                return True
            case "getChatAdministrators" | "getChatMember":
                return (
                    self._member(fields)
                    if "user_id" in fields
                    else self._admins(fields)
                )
            case "setWebhook":
                return self._hook(fields)
            case _:
                return self._settings(method, fields)

    def _settings(self, method: str, fields: Json) -> Any:
        world = self._world
        match method:
            case "deleteWebhook":
                world.webhook = {}
                return True
            case "getWebhookInfo":
                info = {"has_custom_certificate": False, "pending_update_count": 0}
                return {"url": world.webhook.get("url", ""), **info}
            case "setMyCommands":
                return self._command_list(fields)
            case "getMyCommands":
                return self.commands.get(_scope(fields), [])
            case "setMyDescription" | "setMyShortDescription":
                key = f"{method}/{fields.get('language_code', '')}"
                self.descriptions[key] = next(iter(fields.values()))
                return True
            case _:
                raise Refusal(404, "Not Found")

    def _member(self, fields: Json) -> Json:
        chat, user = self._place(fields), int(fields["user_id"])
        member = self._world.members.get(chat["id"], {}).get(user)
        if member is None:
            raise no("member not found")
        return {"status": "member", "user": member}

    # messages

    def _answer(self, fields: Json) -> bool:
        query = fields["callback_query_id"]
        if query not in self._world.answers:
            raise no(
                "query is too old and response timeout expired or query ID is invalid"
            )
        if units(fields.get("text", "")) > 200:
            raise no("MESSAGE_TOO_LONG")
        self._world.answers[query] = fields
        return True

    def _answer_inline(self, fields: Json) -> bool:
        query = fields["inline_query_id"]
        if query not in self._world.inline_answers:
            raise no("query is too old and response timeout expired")
        if len(fields["results"]) > 50:
            raise no("RESULTS_TOO_MUCH")
        for result in fields["results"]:
            if result["video_file_id"] not in self._world.files:
                raise no("wrong file identifier/HTTP URL specified")
        self._world.inline_answers[query] = fields
        return True

    # files, people, settings

    def _file(self, fields: Json) -> Json:
        world, number = self._world, fields["file_id"]
        if number not in world.files:
            raise no("wrong file_id or the file is temporarily unavailable")
        size = world.sizes[number]
        file = {"file_id": number, "file_unique_id": f"u{number}", "file_size": size}
        if number in world.paths:
            return file | {"file_path": world.paths[number]}
        if world.local:
            folder = world.local / TOKEN / "videos"
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / number
            if not path.exists():
                path.write_bytes(world.files[number])
            return file | {"file_path": str(path)}
        if size > 20 * _MIB:
            raise no("file is too big")
        return file | {"file_path": f"videos/{number}"}

    def _admins(self, fields: Json) -> list[Json]:
        chat = self._place(fields)
        if chat["type"] == "private":
            raise no("there are no administrators in the private chat")
        people = {p["id"]: p for p in vars(self._world).values() if _is_person(p)}
        return [
            {"status": "creator", "user": people[number], "is_anonymous": False}
            for number in self._world.admins[chat["id"]]
        ]

    def _hook(self, fields: Json) -> bool:
        if fields["url"] and not fields["url"].startswith("https://"):
            raise no("bad webhook: An HTTPS URL must be provided for webhook")
        self._world.webhook = fields
        return True

    def _command_list(self, fields: Json) -> bool:
        for command in fields["commands"]:
            name, text = command["command"], command["description"]
            if not (0 < len(name) <= 32 and name.replace("_", "").isalnum()):
                raise no("BOT_COMMAND_INVALID")
            if name != name.lower() or not 0 < len(text) <= 256:
                raise no("BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[_scope(fields)] = fields["commands"]
        return True


def _scope(fields: Json) -> str:
    scope = fields.get("scope", {"type": "default"})["type"]
    return f"{scope}/{fields.get('language_code', '')}"


def _is_person(thing: Any) -> bool:
    return isinstance(thing, dict) and "first_name" in thing and "is_bot" in thing
