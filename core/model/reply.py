"""Replies that the core hands to platforms, and the limits of a chat for them."""

from dataclasses import dataclass
from enum import StrEnum

from core.model.chat import MessageRef, SenderId


class ButtonStyle(StrEnum):
    """Visual weight of a button."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


class ButtonVerb(StrEnum):
    """What a press of one of our buttons does.

    The values stand in the data of buttons in chats, so they must not change.
    """

    AGENT_HINT = "hint"
    """Carries out the edit that the agent's hint about its interface names."""
    CANCEL = "cancel"
    CHOICE = "pick"
    COMMAND = "do"
    CORRECT_TRANSCRIPT = "mend"
    EDITED_WORDS = "words"
    """Runs the new words of an edited message."""
    END_VOTE = "decide"
    EXPORT = "export"
    LEAVE_OUT = "leave"
    """Leaves a voice note out."""
    RETRY = "retry"
    SEND_AGAIN = "again"
    SUGGESTION = "say"
    """Sends the instruction of a message ``wish.…``."""
    UNDO = "undo"
    """Goes back to the version before that of its message."""
    USE_VOICE_NOTE = "voice"
    VOTE = "vote"


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


ButtonRows = tuple[tuple[Button, ...], ...]
"""Buttons by the rows in which they are shown."""


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
    ``private_to``: only this person sees it, where the chat allows that (else all do);
    ``to_all``: all see it, also where the command's answers are shown to one person.
    ``card`` marks the turn's progress card, which will be edited; ``step`` and ``progress``
    (0 to 1, None when unknown) are its state as data. ``silent`` messages make no sound;
    ``notify`` is the person to notify of the message. A ``secret`` reply is shown to nobody
    but ``private_to``: an adapter that cannot do that raises ``ChatGone``. ``celebrates``
    marks the first video that a person gets. ``ask`` marks a question that waits for words:
    it is the placeholder of the input field, if the platform has one. ``timeline`` is a
    picture shown beside ``media`` if messages can hold several files.
    """

    text: str = ""
    buttons: ButtonRows = ()
    media: Media | None = None
    to: MessageRef | None = None
    private_to: SenderId | None = None
    to_all: bool = False
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

    ``edit_text``: UTF-16 units that an edit certainly has room for; 0: for any number.
    ``idempotent_posts``: a post repeated with the same key within minutes is shown once.
    ``galleries``: a message can show several files; ``pictures``: it can show a picture.
    """

    upload: int
    edit_seconds: float
    idempotent_posts: bool = False
    galleries: bool = False
    pictures: bool = True
    edit_text: int = 0
