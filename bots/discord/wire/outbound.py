"""Build the bodies of Discord messages from a reply."""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bots.discord.wire import limits, markdown
from bots.discord.wire.ids import decode, user_of
from core.model.chat import Button, ButtonStyle, Media, MediaKind, Reply

EPHEMERAL = 1 << 6
LOADING = 1 << 7
_SILENT = 1 << 12
_NO_PREVIEW = 1 << 2
_SECONDARY, _LINK, _ROW, BUTTON, _SELECT = 2, 5, 1, 2, 3
_STYLES = {ButtonStyle.PLAIN: 2, ButtonStyle.PRIMARY: 1, ButtonStyle.DANGER: 4}
_MANY = 10
"""More choices than this are a list to select from, not a wall of buttons."""
_NAMES = {
    MediaKind.VIDEO: "video.mp4",
    MediaKind.IMAGE: "picture.png",
    MediaKind.FILE: "file",
}
PICK = "pick"
"""The custom id of such a list; what was chosen is in its value."""
ASK = "ask"
"""The custom id of a question's button, which opens a field for the answer."""

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message; Discord shows it under ``name``."""

    path: Path
    name: str


def message_bodies(reply: Reply) -> list[Body]:
    """The messages of one reply; buttons and the file are on the last. At least one."""
    user = _mentioned(reply)
    room = limits.TEXT - (limits.MENTION if user else 0)
    texts = markdown.parts(_with_links(reply), room) or [""]
    out: list[Body] = [_body(text, reply) for text in texts]
    if user:
        out[-1]["content"] = f"<@{user}> {out[-1]['content']}".strip()
        out[-1]["allowed_mentions"] = {"parse": [], "users": [user]}
    out[-1]["components"] = _components(reply)
    if reply.media:
        out[-1]["attachments"] = [_attachment(reply.media)]
    elif not texts[0]:
        out[0]["content"] = "…"
    return out


def _mentioned(reply: Reply) -> str:
    """The user whom only a mention notifies; "" for nobody.

    An answer to a person's message notifies them; a command or a button stands in no
    message of theirs.
    """
    if not reply.notify or reply.private_to:
        return ""
    answered = decode(reply.to) if reply.to else None
    return "" if answered and not answered.token else user_of(reply.notify)


def text_body(text: str) -> Body:
    """A sentence for one person, as an interaction's first answer."""
    return {"content": text, "flags": EPHEMERAL, "allowed_mentions": {"parse": []}}


def edit_body(reply: Reply) -> Body:
    """The body of an edit: one message, its words cut if they must be."""
    texts = markdown.parts(_with_links(reply), limits.TEXT - 2) or ["…"]
    text = texts[0] + (" …" if len(texts) > 1 else "")
    body: Body = {
        "content": text,
        "components": _components(reply),
        "allowed_mentions": {"parse": []},
    }
    if reply.media:
        body["attachments"] = [_attachment(reply.media)]
    return body


def _attachment(media: Media) -> Body:
    about = {"description": media.alt[: limits.ALT]} if media.alt else {}
    return {"id": "0", "filename": file_name(media), **about}


def attachment_of(reply: Reply) -> Attachment | None:
    if reply.media is None:
        return None
    return Attachment(Path(reply.media.path), file_name(reply.media))


def file_name(media: Media) -> str:
    """A name that is safe in a header and in a link."""
    name = re.sub(r"[^\w.\-]+", "_", media.name).strip("._")
    return name[-limits.FILE_NAME :] or _NAMES[media.kind]


def nonce(key: str, part: int = 0) -> str:
    """At most 25 characters, the same for the same part of the same post."""
    if part == 0 and 0 < len(key) <= 25:
        return key
    digest = hashlib.sha256(f"{key}/{part}".encode()).digest()
    return base64.b32encode(digest).decode()[:25]


def _body(text: str, reply: Reply) -> Body:
    flags = (_SILENT if reply.silent else 0) | (_NO_PREVIEW if reply.card else 0)
    mentions: Body = {"parse": []}
    if reply.notify:
        mentions["replied_user"] = True
    body: Body = {"content": text, "allowed_mentions": mentions}
    return body | ({"flags": flags} if flags else {})


def _with_links(reply: Reply) -> str:
    """The text with the addresses that Discord takes on no button."""
    lost = [
        f"{button.label}: {button.url}"
        for row in reply.buttons
        for button in row
        if button.url and not _is_valid_button(button)
    ]
    return "\n".join([reply.text, *lost]) if lost else reply.text


def _is_valid_button(button: Button) -> bool:
    """Discord refuses a whole message for one bad button."""
    if button.data:
        return len(button.data) <= limits.CUSTOM_ID
    try:
        parts = urlsplit(button.url)
    except ValueError:
        return False
    return (
        parts.scheme in {"http", "https"}
        and bool(parts.hostname)
        and len(button.url) <= 512
    )


def _components(reply: Reply) -> list[Body]:
    rows = _button_rows(reply)
    if reply.ask and len(rows) < limits.ROWS:
        ask = Button(f"✏️ {reply.ask}", ASK, look=ButtonStyle.PRIMARY)
        rows.append({"type": _ROW, "components": [_button(ask)]})
    return rows


def _button_rows(reply: Reply) -> list[Body]:
    rows = [_unique(row) for row in _distinct(reply.buttons)]
    rows = [row for row in rows if row]
    flat = [button for row in rows for button in row]
    if len(flat) > _MANY:
        return _list(flat)
    across = [
        row[i : i + limits.BUTTONS_IN_ROW]
        for row in rows
        for i in range(0, len(row), limits.BUTTONS_IN_ROW)
    ]
    if len(across) > limits.ROWS:
        across = [
            flat[i : i + limits.BUTTONS_IN_ROW]
            for i in range(0, len(flat), limits.BUTTONS_IN_ROW)
        ]
    return [
        {"type": _ROW, "components": [_button(button) for button in row]}
        for row in across
    ]


def _distinct(rows: Iterable[tuple[Button, ...]]) -> list[list[Button]]:
    """Two components with one id are an error: the first of them stays."""
    seen: set[str] = set()
    out = []
    for row in rows:
        kept = []
        for button in row:
            if (button.data or button.url) not in seen:
                seen.add(button.data or button.url)
                kept.append(button)
        out.append(kept)
    return out


def _unique(row: list[Button]) -> list[Button]:
    return [button for button in row if _is_valid_button(button)]


def _button(button: Button) -> Body:
    label = button.label.strip()[: limits.BUTTON_LABEL] or "…"
    if button.url:
        return {"type": BUTTON, "style": _LINK, "label": label, "url": button.url}
    style = _STYLES[button.look]
    return {"type": BUTTON, "style": style, "label": label, "custom_id": button.data}


def button_of(part: Mapping[str, Any]) -> Button:
    """The button that a component shows."""
    looks = {style: look for look, style in _STYLES.items()}
    return Button(
        str(part.get("label") or ""),
        str(part.get("custom_id") or ""),
        str(part.get("url") or ""),
        looks.get(int(part.get("style") or 0), ButtonStyle.PLAIN),
    )


def buttons_body(buttons: tuple[tuple[Button, ...], ...]) -> Body:
    """The body of an edit that changes the buttons alone."""
    return {"components": _components(Reply(buttons=buttons))}


def _list(flat: list[Button]) -> list[Body]:
    choices = islice((button for button in flat if button.data), limits.OPTIONS)
    options = [
        {
            "label": button.label.strip()[: limits.OPTION_LABEL] or "…",
            "value": button.data,
        }
        for button in choices
    ]
    links = [_button(button) for button in flat if button.url][: limits.BUTTONS_IN_ROW]
    select = {"type": _SELECT, "custom_id": PICK, "options": options}
    out: list[Body] = [{"type": _ROW, "components": [select]}] if options else []
    return [*out, {"type": _ROW, "components": links}] if links else out
