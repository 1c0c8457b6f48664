"""Replies become Telegram's HTML: escaped, balanced, split where a sentence ends."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from core.model.chat import Button, Look, Reply

TEXT = 4096
CAPTION = 1024
_LABEL = 60
_MARK = re.compile(
    r"```(?:[\w+-]*\n)?(?P<block>.+?)```"
    r"|`(?P<code>[^`\n]+)`"
    r"|\[(?P<label>[^\]\n]+)\]\((?P<url>https?://[^\s)]+)\)"
    r"|\*\*(?=\S)(?P<bold>.+?)(?<=\S)\*\*",
    re.DOTALL,
)
_MENTION = re.compile(r"(?<![\w/])@(?=[A-Za-z])")
_ENDS = (
    re.compile(r"\n\n+"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…])[\"')\]]?\s+|(?<=[。！？])"),
    re.compile(r"\s+"),
)
"""Where a text is cut best, second best …: paragraph, line, sentence, word."""
_LINK = re.compile(r"https?://\S+")
_STYLES = {Look.PRIMARY: "primary", Look.DANGER: "danger"}


@dataclass(frozen=True, slots=True)
class Span:
    """Words in one look."""

    text: str
    bold: bool = False
    code: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One message's text: as HTML, and plain should Telegram not take the HTML."""

    html: str
    plain: str


def parts(text: str, limit: int = TEXT) -> list[Part]:
    """The text as messages of at most ``limit`` UTF-16 units; at least one part."""
    spans = list(_spans(text.strip()))
    pieces = _split(spans, limit) if spans else [[Span("…")]]
    return [Part(_html(piece), _words(piece)) for piece in pieces]


def length(text: str) -> int:
    """As Telegram counts: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def visible(text: str) -> str:
    """The words that people see of light Markdown."""
    return _words(_spans(text.strip()))


def keyboard(reply: Reply) -> InlineKeyboardMarkup | None:
    rows = [
        [_button(button) for button in row if _usable(button)] for row in reply.buttons
    ]
    rows = [row for row in rows if row]
    return InlineKeyboardMarkup(rows) if rows else None


def with_links(reply: Reply) -> Reply:
    """The reply with the addresses that Telegram takes on no button in its text."""
    lost = [
        f"{button.label}: {button.url}"
        for row in reply.buttons
        for button in row
        if button.url and not _usable(button)
    ]
    return replace(reply, text="\n".join([reply.text, *lost])) if lost else reply


def previews(reply: Reply) -> bool:
    """A single link in a message of its own is worth a look inside."""
    return not reply.card and len(_LINK.findall(reply.text)) == 1


def _button(button: Button) -> InlineKeyboardButton:
    label = button.label.strip()[:_LABEL] or "…"
    style = _STYLES.get(button.look)
    if button.url:
        return InlineKeyboardButton(label, url=button.url, style=style)
    return InlineKeyboardButton(label, callback_data=button.data, style=style)


def _usable(button: Button) -> bool:
    """Telegram refuses a whole message for one bad button."""
    if not button.url:
        return 0 < len(button.data.encode()) <= 64
    try:
        host = urlsplit(button.url).hostname or ""
    except ValueError:
        return False
    return button.url.startswith(("https://", "http://")) and "." in host


def _spans(text: str, look: Span = Span("")) -> Iterator[Span]:
    at = 0
    for match in _MARK.finditer(text):
        if match.start() > at:
            yield replace(look, text=text[at : match.start()])
        at = match.end()
        if block := match["block"]:
            yield replace(look, text=block.strip("\n"), code="pre")
        elif code := match["code"]:
            yield replace(look, text=code, code="code")
        elif label := match["label"]:
            yield from _spans(label, replace(look, url=look.url or match["url"]))
        else:
            yield from _spans(match["bold"], replace(look, bold=True))
    if at < len(text):
        yield replace(look, text=text[at:])


def _words(spans: Iterable[Span]) -> str:
    return "".join(span.text for span in spans)


def _html(spans: Iterable[Span]) -> str:
    return "".join(_tagged(span) for span in spans)


def _tagged(span: Span) -> str:
    """A name with a word joiner after its @ calls nobody."""
    text = span.text if span.code else _MENTION.sub("@\u2060", span.text)
    out = html.escape(text, quote=False)
    if span.code:
        out = f"<{span.code}>{out}</{span.code}>"
    if span.bold:
        out = f"<b>{out}</b>"
    if span.url:
        out = f'<a href="{html.escape(span.url)}">{out}</a>'
    return out


def _split(spans: list[Span], limit: int) -> list[list[Span]]:
    pieces = []
    while spans:
        words = _words(spans)
        if length(words) <= limit:
            pieces.append(spans)
            break
        end = _cut(words, limit)
        pieces.append(_slice(spans, 0, len(words[:end].rstrip())))
        rest = len(words) - len(words[end:].lstrip())
        spans = _slice(spans, rest, len(words))
    return [piece for piece in pieces if _words(piece).strip()]


def _cut(words: str, limit: int) -> int:
    """Where the next part begins: late, but not within a sentence if that is possible.

    A better place is taken if it leaves the part at least half full.
    """
    fits = _fitting(words, limit)
    for ends in _ENDS:
        found = [
            match.end()
            for match in ends.finditer(words, 0, fits + 1)
            if match.start() <= fits and match.end() > 0
        ]
        if found and found[-1] >= fits // 2:
            return found[-1]
    return fits


def _fitting(words: str, limit: int) -> int:
    """How many characters fit into so many UTF-16 units."""
    units = 0
    for at, letter in enumerate(words):
        units += 2 if ord(letter) > 0xFFFF else 1
        if units > limit:
            return at
    return len(words)


def _slice(spans: list[Span], start: int, end: int) -> list[Span]:
    out, at = [], 0
    for span in spans:
        first, last = max(start - at, 0), min(end - at, len(span.text))
        if first < last:
            out.append(replace(span, text=span.text[first:last]))
        at += len(span.text)
    return out
