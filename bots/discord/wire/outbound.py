"""Build the bodies of Discord messages from a reply."""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bots.discord.wire import components, limits, markdown
from bots.discord.wire.ids import decode, user_of
from core.model.reply import ButtonRows, Media, MediaKind, Reply

EPHEMERAL = 1 << 6
_SILENT = 1 << 12
NO_PREVIEW = 1 << 2
_NAMES = {
    MediaKind.VIDEO: "video.mp4",
    MediaKind.IMAGE: "picture.png",
    MediaKind.FILE: "file",
}

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message; Discord shows it under ``name``."""

    path: Path
    name: str


def message_bodies(reply: Reply) -> list[Body]:
    """The message bodies of a reply, at least one; the last has the buttons and the file."""
    if has_layout(reply):
        return _laid_out_bodies(reply)
    user = _mentioned(reply)
    room = limits.TEXT - (limits.MENTION if user else 0)
    texts = markdown.parts(_with_links(reply), room) or [""]
    out: list[Body] = [_body(text, reply) for text in texts]
    if user:
        out[-1]["content"] = f"<@{user}> {out[-1]['content']}".strip()
        out[-1]["allowed_mentions"] = {"parse": [], "users": [user]}
    out[-1]["components"] = components.control_rows(reply)
    if reply.media:
        out[-1]["attachments"] = _attachment_fields(_files(reply))
    elif not texts[0]:
        out[0]["content"] = "…"
    return out


def has_layout(reply: Reply) -> bool:
    """Whether the reply is made of components (cards, videos, pictures) instead of plain text."""
    return reply.card or (
        reply.media is not None and reply.media.kind is not MediaKind.FILE
    )


def _laid_out_bodies(reply: Reply) -> list[Body]:
    """Bodies with components; text that is too long comes before, in plain messages."""
    user = _mentioned(reply)
    room = limits.LAYOUT_TEXT - (limits.MENTION if user else 0)
    texts = markdown.parts(_with_links(reply), room) or [""]
    before = [
        _body(text, reply)
        for long in texts[:-1]
        for text in markdown.parts(long, limits.TEXT)
    ]
    last = _body("", reply)
    del last["content"]
    last["flags"] = components.LAYOUT | (_SILENT if reply.silent else 0)
    mention = f"<@{user}>" if user else ""
    if user:
        last["allowed_mentions"] = {"parse": [], "users": [user]}
    last |= _layout_fields(texts[-1], reply, mention)
    return [*before, last]


def shown_files(reply: Reply) -> dict[str, str]:
    """The names of the files that the layout of a reply shows, with their alt texts."""
    if not has_layout(reply):
        return {}
    return {file_name(each): each.alt[: limits.ALT] for each in _files(reply)}


def _layout_fields(
    text: str, reply: Reply, mention: str = "", shows: Mapping[str, str] | None = None
) -> Body:
    """The components of a message, and the files that they show.

    ``shows`` are those that the message has already, with their alt texts.
    """
    fields: Body = {}
    if files := _files(reply):
        fields["attachments"] = _attachment_fields(files)
        shows = {file_name(each): each.alt[: limits.ALT] for each in files}
    items = [components.gallery_item(*each) for each in (shows or {}).items()]
    rows = components.control_rows(reply)
    return {"components": components.layout(text, rows, items, mention), **fields}


def _files(reply: Reply) -> tuple[Media, ...]:
    """The video or the picture of a reply, and the timeline beside it."""
    return tuple(each for each in (reply.media, reply.timeline) if each)


def _mentioned(reply: Reply) -> str:
    """The user to notify by a mention; "" for nobody.

    A reply to a person's message notifies them without one; a response to a command or a
    button does not.
    """
    if not reply.notify or reply.private_to:
        return ""
    answered = decode(reply.to) if reply.to else None
    return "" if answered and not answered.token else user_of(reply.notify)


def text_body(text: str) -> Body:
    """A sentence for one person, as an interaction's first answer."""
    return {"content": text, "flags": EPHEMERAL, "allowed_mentions": {"parse": []}}


def edit_body(
    reply: Reply, *, layout: bool = False, shows: Mapping[str, str] | None = None
) -> Body:
    """The body of an edit: one message, its text cut to the limit.

    ``layout``: the message is made of components and stays so; ``shows`` are the files that
    it shows already, with their alt texts.
    """
    if layout:
        texts = markdown.parts(_with_links(reply), limits.LAYOUT_TEXT - 2) or [""]
        text = texts[0] + (" …" if len(texts) > 1 else "")
        flags = {"flags": components.LAYOUT, "allowed_mentions": {"parse": []}}
        return flags | _layout_fields(text, reply, shows=shows)
    texts = markdown.parts(_with_links(reply), limits.TEXT - 2) or ["…"]
    text = texts[0] + (" …" if len(texts) > 1 else "")
    body: Body = {
        "content": text,
        "components": components.control_rows(reply),
        "allowed_mentions": {"parse": []},
    }
    if reply.media:
        body["attachments"] = _attachment_fields(_files(reply))
    return body


def _attachment_fields(files: Sequence[Media]) -> list[Body]:
    return [
        {"id": str(number), "filename": file_name(media)}
        | ({"description": media.alt[: limits.ALT]} if media.alt else {})
        for number, media in enumerate(files)
    ]


def attachments_of(reply: Reply) -> tuple[Attachment, ...]:
    """The files of a reply, in the order of its body's ``attachments``."""
    return tuple(Attachment(Path(each.path), file_name(each)) for each in _files(reply))


def file_name(media: Media) -> str:
    """A file name that is safe in headers and links."""
    name = re.sub(r"[^\w.\-]+", "_", media.name).strip("._")
    return name[-limits.FILE_NAME :] or _NAMES[media.kind]


def nonce(key: str, part: int = 0) -> str:
    """A nonce of at most 25 characters, the same for the same part of the same post."""
    if part == 0 and 0 < len(key) <= 25:
        return key
    digest = hashlib.sha256(f"{key}/{part}".encode()).digest()
    return base64.b32encode(digest).decode()[:25]


def _body(text: str, reply: Reply) -> Body:
    flags = (_SILENT if reply.silent else 0) | (NO_PREVIEW if reply.card else 0)
    mentions: Body = {"parse": []}
    if reply.notify:
        mentions["replied_user"] = True
    body: Body = {"content": text, "allowed_mentions": mentions}
    return body | ({"flags": flags} if flags else {})


def _with_links(reply: Reply) -> str:
    """The text with the URLs that Discord refuses on buttons."""
    lost = [
        f"{button.label}: {button.url}"
        for row in reply.buttons
        for button in row
        if button.url and not components.is_valid_button(button)
    ]
    return "\n".join([reply.text, *lost]) if lost else reply.text


def relabelled_body(shown: Any, buttons: ButtonRows) -> Body:
    """The body of an edit that changes the labels in a layout; ``shown`` is the layout."""
    labels = {
        button.data: button.label.strip()[: limits.BUTTON_LABEL] or "…"
        for row in buttons
        for button in row
        if button.data
    }
    return {
        "components": components.relabelled(shown, labels),
        "flags": components.LAYOUT,
    }


def buttons_body(buttons: ButtonRows) -> Body:
    """The body of an edit that changes the buttons alone."""
    return {"components": components.control_rows(Reply(buttons=buttons))}
