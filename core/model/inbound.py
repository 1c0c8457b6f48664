"""Events that platforms hand to the core, and what becomes of them."""

from dataclasses import dataclass

from core.model.chat import ChatId, Clip, MessageRef, Sender, UpdateId
from core.model.reply import ButtonRows


@dataclass(frozen=True, slots=True)
class Command:
    """A chat command without its slash, e.g. ``("language", "zh")``."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class RepliedMessage:
    """A message of ours that was replied to: its words and the data of its buttons.

    ``id`` is what ``ReplyPlatform.message_id`` gives for the message.
    """

    text: str = ""
    buttons: tuple[str, ...] = ()
    id: str = ""


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
    ``foreign_words``: its file was forwarded with the words of its author, which are not in
    ``text``. ``project`` is the target project, "" for the chat's current one. An event
    from the drop page has no message: its ``message`` is "".
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
    foreign_words: bool = False


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
    buttons: ButtonRows = ()
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
