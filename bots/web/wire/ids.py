"""Encode the ids of the drop page: chats of its own, uploads, messages, events."""

import hashlib
import re

from core.model.chat import ChatId, MessageRef, SenderId, UpdateId

PLATFORM = "web"
HOME = ChatId(f"{PLATFORM}:home")
"""The operator's own chat, which exists only on the page."""
OWNER = SenderId(f"{PLATFORM}:owner")
_UPLOAD = re.compile(r"[0-9a-f]{32}")
_REF = re.compile(r"([0-9a-f]{24})/([0-9a-f]{32})")


def is_upload_id(text: str) -> bool:
    """Whether the text has the form of an upload id, so that it is no path."""
    return _UPLOAD.fullmatch(text) is not None


def folder_name(person: SenderId) -> str:
    """The name of the folder that holds a person's uploads."""
    return hashlib.sha256(person.encode()).hexdigest()[:24]


def page_scope(person: SenderId, project: str) -> str:
    """The key under which a browser stores a person's uploads into a project."""
    return hashlib.sha256(f"{person}\n{project}".encode()).hexdigest()[:16]


def clip_ref(folder: str, upload: str) -> str:
    return f"{folder}/{upload}"


def parse_clip_ref(ref: str) -> tuple[str, str]:
    """Folder and upload id. Raises ValueError for a ref of another platform."""
    match = _REF.fullmatch(ref)
    if match is None:
        raise ValueError("not an upload")
    return match.group(1), match.group(2)


def upload_event(upload: str) -> UpdateId:
    return UpdateId(f"{PLATFORM}:f:{upload}")


def page_event(person: SenderId, mark: str) -> UpdateId:
    """The id of an event from a page; ``mark`` is the page's own, unique for the person."""
    digest = hashlib.sha256(f"{person}\n{mark}".encode()).hexdigest()[:32]
    return UpdateId(f"{PLATFORM}:p:{digest}")


def message_ref(number: int) -> MessageRef:
    return MessageRef(f"{PLATFORM}-{number}")


def message_number(ref: MessageRef) -> int:
    """The number of a message. Raises ValueError for a ref of another platform."""
    prefix, _, number = ref.partition("-")
    if prefix != PLATFORM or not number.isdecimal():
        raise ValueError("not a message of the page")
    return int(number)
