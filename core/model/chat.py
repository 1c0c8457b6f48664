"""Chats, people, messages and files on any platform."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

ChatId = NewType("ChatId", str)
"""``platform:chat[:thread]``; only the platform's adapter parses the rest."""
SenderId = NewType("SenderId", str)
"""``platform:user``."""
UpdateId = NewType("UpdateId", str)
"""The deduplication key of a platform's event, e.g. ``telegram:u:991``."""
MessageRef = NewType("MessageRef", str)
"""A message on a platform; opaque to all but its adapter. ≤ 512 characters."""


def platform_of(id_: ChatId | SenderId) -> str:
    return id_.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Sender:
    """The author of an event. ``language`` is the platform's BCP 47 hint or ""."""

    id: SenderId
    name: str
    language: str = ""
    bot: bool = False


class ClipKind(StrEnum):
    VIDEO = "video"
    AUDIO = "audio"
    IMAGE = "image"
    UNKNOWN = "unknown"


class ClipProblem(StrEnum):
    """Why an adapter knows beforehand that a clip cannot be used.

    TOO_LARGE_AS_FILE: the platform would compress it if it were sent as a video or a photo.
    """

    NONE = ""
    TOO_LARGE = "too_large"
    TOO_LARGE_AS_FILE = "too_large_as_file"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Clip:
    """A file that a person sent, not yet fetched.

    ``ref`` is the adapter's own handle (JSON, a file id, a path); ``size`` is bytes or None
    when unknown. ``url`` is set if the agent itself may fetch it: a public attachment or a
    link in a text. ``source`` is its message; ``owner`` the person who sent it. ``problem``
    is set by the adapter if the clip cannot be used; ``limit`` is then the platform's
    download limit in bytes. ``platform`` names the adapter that opens it, "" for that of
    the chat. ``full_size`` is the size of the original in bytes if the platform serves only
    a smaller copy. ``spoken`` marks a voice note, ``forwarded`` one that somebody else
    recorded.
    """

    ref: str
    name: str
    kind: ClipKind = ClipKind.UNKNOWN
    size: int | None = None
    url: str | None = None
    mime: str = ""
    seconds: float | None = None
    source: MessageRef | None = None
    owner: SenderId | None = None
    problem: ClipProblem = ClipProblem.NONE
    limit: int | None = None
    platform: str = ""
    full_size: int | None = None
    spoken: bool = False
    forwarded: bool = False


def is_too_large(clip: Clip) -> bool:
    """Whether the clip is too large for the platform to serve."""
    return clip.problem in {ClipProblem.TOO_LARGE, ClipProblem.TOO_LARGE_AS_FILE}
