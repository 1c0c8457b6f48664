"""A chat on a fake platform, as the suite of all adapters sees it."""

from dataclasses import dataclass
from typing import Literal, Protocol

from core.model.chat import ChatId, Clip, MessageRef, SenderId
from core.ports import ChatAdapter

Mishap = Literal["", "refused", "lost", "flood", "gone", "big"]


@dataclass(frozen=True, slots=True)
class VisibleMessage:
    """A message of ours as people see it now; ``buttons`` are the labels in order."""

    text: str
    buttons: tuple[str, ...] = ()
    media: bytes | None = None
    answered: bool = False


class PlatformUnderTest(Protocol):
    """A chat on a fake platform; ``message`` is one that ``sender`` wrote there.

    ``private``: nobody else reads the chat.
    """

    adapter: ChatAdapter
    chat: ChatId
    message: MessageRef
    sender: SenderId
    private: bool

    async def visible(self) -> list[VisibleMessage]:
        """Our messages, oldest first, deleted ones left out."""
        ...

    async def fail(self, mishap: Mishap) -> None:
        """Let the next write meet this; several calls are for several writes, in order.

        "": it succeeds; refused: surely not taken; lost: the connection breaks after the request was
        sent; flood: too many requests; gone: we may not write here (any more); big: the
        file is too large for this place. A mishap that the platform does not know is
        skipped with ``pytest.skip``.
        """
        ...

    async def writes_before_the_file(self, text: str) -> int:
        """How many writes a post of this text and a file takes before that of the file."""
        ...

    async def clip(self, data: bytes) -> Clip:
        """Someone drops a video file with these bytes."""
        ...
