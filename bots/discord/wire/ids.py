"""Encode Discord's ids as ids of the core, and decode them."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from core.model.chat import ChatId, MessageRef, SenderId, UpdateId

PLATFORM = "discord"
_EPOCH = 1_420_070_400_000
TOKEN_EDIT_SECONDS = 13 * 60.0
"""Seconds for which an interaction's token is used for posts that are edited later."""
TOKEN_SECONDS = 15 * 60.0 - 5
"""Seconds after which the token has certainly expired."""


@dataclass(frozen=True, slots=True, repr=False)
class Ref:
    """A message, or an interaction that a message may still come from.

    ``message`` is empty for a command that is not answered yet; with ``from_button`` it is
    the message whose button was pressed. ``token`` is a secret, valid for 15 minutes from
    ``created_at`` (unix seconds). ``ephemeral``: its answers are visible to one person
    only. ``token_only``: the bot is no member of the channel and can post only with the
    token. ``layout``: the message is laid out in components; ``shows`` are the files in it.
    """

    channel: str
    message: str = ""
    interaction: str = ""
    token: str = ""
    created_at: int = 0
    ephemeral: bool = False
    token_only: bool = False
    from_button: bool = False
    layout: bool = False
    shows: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Without the token."""
        return f"Ref({self.channel!r}, {self.message or self.interaction!r})"

    @property
    def unanswered(self) -> bool:
        """Whether this is a command without a first response yet."""
        return bool(self.token) and not self.message

    def is_token_alive(self, now: float, life: float = TOKEN_SECONDS) -> bool:
        """Whether the token may still be used."""
        return bool(self.token) and now - self.created_at < life

    def encode(self) -> MessageRef:
        if not self.token:
            kind = "l" if self.layout else "m"
            return MessageRef(f"{kind}.{self.channel}.{self._with_files()}")
        flags = "".join(
            letter
            for letter, on in (
                ("q", self.ephemeral),
                ("o", self.token_only),
                ("p", self.from_button),
                ("l", self.layout),
            )
            if on
        )
        parts = ("i" + flags, self.channel, self._with_files(), self.interaction)
        return MessageRef(".".join((*parts, str(self.created_at), self.token)))

    def _with_files(self) -> str:
        """The message id, followed by its file names without extensions, separated by slashes."""
        names = (quote(name, safe="").replace(".", "%2E") for name in self.shows)
        return "/".join((self.message, *names))


def message_id(ref: MessageRef) -> str:
    """Discord's id of the message, "" for a command without an answer."""
    decoded = decode(ref)
    return decoded.message if decoded else ""


def decode(text: str) -> Ref | None:
    """Decode the result of ``Ref.encode``; None for any other text."""
    if text.startswith(("m.", "l.")) and text.count(".") == 2:
        kind, channel, shown = text.split(".")
        message, *files = shown.split("/")
        return Ref(channel, message, layout=kind == "l", shows=_names(files))
    parts = text.split(".", 5)
    if len(parts) != 6 or not parts[0].startswith("i") or not parts[4].isdecimal():
        return None
    flags, channel, shown, interaction, at, token = parts
    message, *files = shown.split("/")
    return Ref(
        channel,
        message,
        interaction,
        token,
        int(at),
        ephemeral="q" in flags,
        token_only="o" in flags,
        from_button="p" in flags,
        layout="l" in flags,
        shows=_names(files),
    )


def _names(files: Sequence[str]) -> tuple[str, ...]:
    return tuple(unquote(name) for name in files)


def chat_id(channel: str) -> ChatId:
    """The chat id of a channel; a thread is a chat of its own."""
    return ChatId(f"{PLATFORM}:{channel}")


def within(guild: str, parent: str = "") -> tuple[str, ...]:
    """The ids of what contains a channel: its server, and for a thread its channel."""
    server = (f"{PLATFORM}:guild:{guild}",) if guild else ()
    return (*server, chat_id(parent)) if parent else server


def channel_of(chat: ChatId) -> str:
    return chat.split(":")[1]


def sender_id(user: str) -> SenderId:
    return SenderId(f"{PLATFORM}:{user}")


def user_of(sender: SenderId) -> str:
    return sender.rpartition(":")[2]


def update_id(kind: str, *parts: str) -> UpdateId:
    return UpdateId(":".join((PLATFORM, kind, *parts)))


def created_at(snowflake: str) -> float:
    """Creation time of an id in unix seconds: its first 42 bits are milliseconds."""
    return ((int(snowflake) >> 22) + _EPOCH) / 1000


def snowflake_at(seconds: float) -> int:
    """The lowest id that could have been created at this time."""
    return max(0, int(seconds * 1000) - _EPOCH) << 22
