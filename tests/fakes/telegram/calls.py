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
