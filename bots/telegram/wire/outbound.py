"""Render replies as Telegram's HTML: escaped, balanced, split between sentences."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from telegram import (
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    WebAppInfo,
)

from bots.telegram.wire import limits
from core.model.reply import Button, ButtonStyle, Reply
from core.rules.replies.markup import Span, pieces, spans, units, words

_MENTION = re.compile(r"(?<![\w/])@(?=[A-Za-z])")
_LANGUAGE = re.compile(r"^[\w+-]*\n")
_TAGS = {"block": "pre", "line": "code"}
_LINK = re.compile(r"https?://\S+")
_STYLES = {ButtonStyle.PRIMARY: "primary", ButtonStyle.DANGER: "danger"}


@dataclass(frozen=True, slots=True)
class Part:
    """One message's text as HTML, and as plain text in case Telegram rejects the HTML."""

    html: str
    plain: str


def parts(text: str, limit: int = limits.TEXT) -> list[Part]:
    """The text as messages of at most ``limit`` UTF-16 units; at least one part."""
    texts = pieces(
        [_strip_span(span) for span in spans(text.strip())],
        lambda piece: units(words(piece)) <= limit,
    )
    return [Part(_html(piece), words(piece)) for piece in texts or [[Span("…")]]]


def visible(text: str) -> str:
    """The visible text of light Markdown."""
    return words(_strip_span(span) for span in spans(text.strip()))


def keyboard(reply: Reply, *, shares: bool = False) -> InlineKeyboardMarkup | None:
    """The inline keyboard; buttons that share a video only if inline mode is on (``shares``)."""
    rows = [
        [
            _button(button)
            for button in row
            if _is_valid_button(button) and (shares or not button.share)
        ]
        for row in reply.buttons
    ]
    rows = [row for row in rows if row]
    return InlineKeyboardMarkup(rows) if rows else None


def answer_markup(reply: Reply) -> InlineKeyboardMarkup | ForceReply | None:
    """The inline keyboard, or for a question an input field for its answer."""
    if reply.ask and not reply.buttons:
        return ForceReply(
            selective=True, input_field_placeholder=reply.ask[: limits.PLACEHOLDER]
        )
    return keyboard(reply)


def with_links(reply: Reply) -> Reply:
    """The reply with the URLs that Telegram refuses on buttons added to its text."""
    lost = [
        f"{button.label}: {button.url}"
        for row in reply.buttons
        for button in row
        if button.url and not _is_valid_button(button)
    ]
    return replace(reply, text="\n".join([reply.text, *lost])) if lost else reply


def previews(reply: Reply) -> bool:
    """Whether a link preview is shown: for a single link in a message of its own."""
    return not reply.card and len(_LINK.findall(reply.text)) == 1


def _button(button: Button) -> InlineKeyboardButton:
    label = button.label.strip()[: limits.BUTTON_LABEL] or "…"
    style = _STYLES.get(button.look)
    if button.copy:
        copied = CopyTextButton(button.copy)
        return InlineKeyboardButton(label, copy_text=copied, style=style)
    if button.share:
        return InlineKeyboardButton(
            label, switch_inline_query=button.share, style=style
        )
    if button.app_url:
        app = WebAppInfo(button.app_url)
        return InlineKeyboardButton(label, web_app=app, style=style)
    if button.url:
        return InlineKeyboardButton(label, url=button.url, style=style)
    return InlineKeyboardButton(label, callback_data=button.data, style=style)


def _is_valid_button(button: Button) -> bool:
    """Telegram refuses a whole message for one bad button."""
    if button.copy:
        return units(button.copy) <= limits.BUTTON_COPY
    if button.share:
        return units(button.share) <= limits.INLINE_QUERY
    if not button.url:
        return 0 < len(button.data.encode()) <= limits.BUTTON_DATA
    try:
        host = urlsplit(button.url).hostname or ""
    except ValueError:
        return False
    return button.url.startswith(("https://", "http://")) and "." in host


def _strip_span(span: Span) -> Span:
    """A code block without its language name and surrounding newlines."""
    if span.code != "block":
        return span
    return replace(span, text=_LANGUAGE.sub("", span.text).strip("\n"))


def _html(spans: Iterable[Span]) -> str:
    return "".join(_tagged(span) for span in spans)


def _tagged(span: Span) -> str:
    """Insert a word joiner after each @, so that no mention notifies anybody."""
    text = span.text if span.code or span.link else _MENTION.sub("@\u2060", span.text)
    out = html.escape(text, quote=False)
    if span.code:
        out = f"<{_TAGS[span.code]}>{out}</{_TAGS[span.code]}>"
    if span.bold:
        out = f"<b>{out}</b>"
    if span.url:
        out = f'<a href="{html.escape(span.url)}">{out}</a>'
    return out
