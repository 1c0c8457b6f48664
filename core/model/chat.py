"""Values between platforms and the core: inbound events, replies and limits."""

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
    a smaller copy. ``spoken`` marks a voice note.
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


def is_too_large(clip: Clip) -> bool:
    """Whether the clip is too large for the platform to serve."""
    return clip.problem in {ClipProblem.TOO_LARGE, ClipProblem.TOO_LARGE_AS_FILE}


@dataclass(frozen=True, slots=True)
class Command:
    """A chat command without its slash, e.g. ``("language", "zh")``."""

    name: str
    argument: str = ""


class ButtonStyle(StrEnum):
    """Visual weight of a button."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A button: ``data`` is ASCII, ≤ 60 bytes, opaque to adapters; or ``url`` for a link.

    ``copy`` is a text that a press copies, ``share`` the name of a video that a press
    shares in another chat; a platform without such buttons leaves them out. ``app_url``
    replaces ``url`` in private chats of platforms that open pages inside their own app.
    """

    label: str
    data: str = ""
    url: str = ""
    look: ButtonStyle = ButtonStyle.PLAIN
    copy: str = ""
    app_url: str = ""
    share: str = ""


@dataclass(frozen=True, slots=True)
class RepliedMessage:
    """A message of ours that was replied to: its words and the data of its buttons."""

    text: str = ""
    buttons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """A message, clips or a command.

    ``clips`` are in the order in which they were sent; ``quoted`` are the clips of the
    message replied to, ``reply`` that message if it is ours. ``album`` groups the parts of
    one album. ``at`` is unix seconds as the platform says. ``private`` tells a one-to-one
    chat. ``message`` is what a reply refers to (a Discord adapter may encode an interaction
    in it). ``place`` is the chat's title, for people, ``within`` are the ids of the channel
    and server that contain the chat. ``addressed`` is False for group messages that are not
    addressed to the bot. ``written`` has the original words if the core completes ``text``.
    ``project`` is the target project, "" for the chat's current one. An event from the drop
    page has no message: its ``message`` is "".
    """

    update: UpdateId
    chat: ChatId
    sender: Sender
    message: MessageRef
    text: str = ""
    clips: tuple[Clip, ...] = ()
    quoted: tuple[Clip, ...] = ()
    command: Command | None = None
    album: str = ""
    at: float = 0.0
    private: bool = False
    place: str = ""
    reply: RepliedMessage | None = None
    within: tuple[str, ...] = ()
    addressed: bool = True
    written: str = ""
    project: str = ""


@dataclass(frozen=True, slots=True)
class MessageEdited:
    """The text of an earlier message changed; ``addressed`` as in ``MessageReceived``."""

    update: UpdateId
    chat: ChatId
    sender: Sender
    message: MessageRef
    text: str
    private: bool = False
    addressed: bool = True


@dataclass(frozen=True, slots=True)
class MessageDeleted:
    """An earlier message is gone."""

    update: UpdateId
    chat: ChatId
    message: MessageRef


@dataclass(frozen=True, slots=True)
class ButtonPressed:
    """A button of ours was pressed; ``data`` is that of ``Button.data``.

    ``message_id`` is equal for all presses on one message, "" if ``message`` is.
    ``buttons`` are all buttons of that message, as far as the platform sends them.
    """

    update: UpdateId
    chat: ChatId
    sender: Sender
    message: MessageRef
    data: str
    private: bool = False
    message_id: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChatMigrated:
    """The chat got a new id (group to supergroup, thread closed into its parent)."""

    update: UpdateId
    chat: ChatId
    to: ChatId


@dataclass(frozen=True, slots=True)
class BotRemoved:
    """The bot was blocked, removed or left: stop without a message, keep the data."""

    update: UpdateId
    chat: ChatId


Inbound = (
    MessageReceived
    | MessageEdited
    | MessageDeleted
    | ButtonPressed
    | ChatMigrated
    | BotRemoved
)


class MediaKind(StrEnum):
    VIDEO = "video"
    IMAGE = "image"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Media:
    """A local file to post. ``seconds``, ``width``, ``height`` for videos.

    Files with the same ``id`` are equal: a platform that has one need not receive it again.
    ``alt`` describes the content.
    """

    kind: MediaKind
    path: str
    name: str
    size: int = 0
    width: int = 0
    height: int = 0
    seconds: float = 0.0
    cover: str = ""
    id: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """A message to post.

    ``text`` is plain text with the light Markdown that agents write (``**bold**``,
    backticks, links); the adapter renders or escapes it, splits it if it is too long, and
    makes mentions ineffective. ``buttons`` are rows. ``to`` is the message answered.
    ``private_to``: only this person sees it, where the chat allows that (else all do).
    ``card`` marks the turn's progress card, which will be edited; ``step`` and ``progress``
    (0 to 1, None when unknown) are its state as data. ``silent`` messages make no sound;
    ``notify`` is the person to notify of the message. A ``secret`` reply is shown to nobody
    but ``private_to``: an adapter that cannot do that raises ``ChatGone``. ``celebrates``
    marks the first video that a person gets. ``ask`` marks a question that waits for words:
    it is the placeholder of the input field, if the platform has one. ``timeline`` is a
    picture shown beside ``media`` if messages can hold several files.
    """

    text: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    media: Media | None = None
    to: MessageRef | None = None
    private_to: SenderId | None = None
    card: bool = False
    silent: bool = False
    step: str = ""
    progress: float | None = None
    notify: SenderId | None = None
    ask: str = ""
    secret: bool = False
    celebrates: bool = False
    timeline: Media | None = None


class Receipt(StrEnum):
    """A reaction to the person's message: seen, done, failed."""

    SEEN = "seen"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Limits:
    """A chat's limits: uploads in bytes, and seconds between two edits.

    ``idempotent_posts``: a post repeated with the same key within minutes is shown once.
    ``galleries``: a message can show several files; ``pictures``: it can show a picture.
    """

    upload: int
    edit_seconds: float
    idempotent_posts: bool = False
    galleries: bool = False
    pictures: bool = True


@dataclass(frozen=True, slots=True)
class InboundResult:
    """Result of handling an inbound event.

    ``fresh`` is False for a repeat that was already stored. ``notice`` is a sentence for
    the sender, shown at once and privately. A ``brief`` one only confirms: the platform may
    hide it after some seconds.
    """

    fresh: bool
    notice: str = ""
    brief: bool = False
