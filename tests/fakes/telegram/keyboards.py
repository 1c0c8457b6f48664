"""Check keyboards as Telegram does, with its errors."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.fakes.telegram.state import Json, units

if TYPE_CHECKING:
    pass


class Refusal(Exception):
    def __init__(self, code: int, words_: str, parameters: Json | None = None) -> None:
        super().__init__(words_)
        self.code, self.words, self.parameters = code, words_, parameters


def no(words_: str) -> Refusal:
    return Refusal(400, f"Bad Request: {words_}")


def refuse_keyboard(markup: Json) -> None:
    if not 1 <= len(markup.get("input_field_placeholder", "x")) <= 64:
        raise no("the placeholder has 1 to 64 characters")


def judge_app(button: Json, fields: Json) -> None:
    if app := button.get("web_app"):
        if int(fields.get("chat_id", 0)) < 0:
            raise no("BUTTON_TYPE_INVALID")
        if not app["url"].startswith("https://"):
            raise no(f"Web App URL '{app['url']}' is invalid: only HTTPS links")


def markup_of(fields: Json) -> Json | None:
    """The keyboard, if each of its buttons does one thing."""
    markup: Json | None = fields.get("reply_markup")
    if markup is None:
        return None
    if markup.get("force_reply"):
        refuse_keyboard(markup)
        return None
    rows = markup["inline_keyboard"]
    if sum(len(row) for row in rows) > 100:
        raise no("too many inline keyboard buttons")
    for button in (each for row in rows for each in row):
        _judge_button(button)
        judge_app(button, fields)
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


def with_markup(message: Json, markup: Json | None) -> Json:
    message.pop("reply_markup", None)
    if markup:
        message["reply_markup"] = markup
    return public(message)


def public(message: Json) -> Json:
    return {key: value for key, value in message.items() if not key.startswith("_")}
