"""Encode Telegram's ids as ids of the core, and decode them."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.model.chat import ChatId, MessageRef, SenderId, UpdateId

PLATFORM = "telegram"
_PARTS = 40
"""Of a text in very many messages only the last can be edited: a ref must stay short."""


@dataclass(frozen=True, slots=True)
class ChatThread:
    """A chat and its topic; ``thread`` is None for the chat itself or "General"."""

    chat: int
    thread: int | None = None

    @property
    def private(self) -> bool:
        return self.chat > 0


@dataclass(frozen=True, slots=True)
class SentMessage:
    """The messages of one reply; ``media``: the last one carries a file."""

    chat: int
    ids: tuple[int, ...]
    media: bool = False


def chat_id(chat: int, thread: int | None = None) -> ChatId:
    return ChatId(f"{PLATFORM}:{chat}" + (f":{thread}" if thread else ""))


def parse_chat_id(chat: ChatId) -> ChatThread:
    """Raises ValueError for the chat of another platform."""
    platform, _, rest = chat.partition(":")
    number, _, thread = rest.partition(":")
    if platform != PLATFORM:
        raise ValueError(f"not a chat of {PLATFORM}: {chat}")
    return ChatThread(int(number), int(thread) if thread else None)


def sender_id(user: int) -> SenderId:
    return SenderId(f"{PLATFORM}:{user}")


def user_number(sender: SenderId) -> int:
    return int(sender.partition(":")[2])


def update_id(number: int) -> UpdateId:
    return UpdateId(f"{PLATFORM}:u:{number}")


def message_ref(chat: int, ids: Sequence[int], *, media: bool = False) -> MessageRef:
    numbers = ",".join(str(number) for number in ids[-_PARTS:])
    return MessageRef(f"{chat}:{numbers}" + (":m" if media else ""))


def parse_message_ref(ref: MessageRef) -> SentMessage:
    """Raises ValueError if the ref was not made here."""
    chat, ids, *kind = ref.split(":")
    return SentMessage(
        int(chat), tuple(int(number) for number in ids.split(",")), kind == ["m"]
    )
