"""Chat platforms: the adapter that posts, and the handler that receives."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol, runtime_checkable

from core.model.chat import ChatId, Clip, MessageRef, SenderId
from core.model.drop_link import AppVisit
from core.model.inbound import Inbound, InboundResult
from core.model.reply import ButtonRows, Limits, Receipt, Reply
from core.ports.streams import ByteStream


class ChatAdapter(Protocol):
    """The outbound half of a platform; works in any process, listener or worker.

    Errors: ``core.errors.ChatError`` and its leaves, so that the outbox knows the three
    outcomes. ``edit`` returns where the message now stands (it may have been posted again).
    """

    platform: str

    async def limits(self, chat: ChatId) -> Limits: ...
    async def post(self, chat: ChatId, reply: Reply, key: str) -> MessageRef:
        """Post it; ``key`` (≤ 25 ASCII chars) is the same on every retry of this post."""
        ...

    async def edit(
        self, chat: ChatId, message: MessageRef, reply: Reply
    ) -> MessageRef: ...
    async def show_draft(self, chat: ChatId, message: MessageRef, text: str) -> bool:
        """Show a card's text as a draft, for half a minute or until the next post.

        False if the platform, or the chat, has no drafts. Raises ``RateLimited``.
        """
        ...

    async def replace_media(
        self, chat: ChatId, message: MessageRef, reply: Reply
    ) -> MessageRef:
        """Replace the file of a message with a file, its words and its buttons.

        May be repeated. Raises ``MessageGone``, ``MediaTooLarge``; the message is unchanged
        then.
        """
        ...

    async def edit_buttons(
        self,
        chat: ChatId,
        message: MessageRef,
        buttons: ButtonRows,
    ) -> None:
        """Replace the buttons of a message and nothing else, within a few seconds.

        Raises ``RateLimited`` if messages need the chat's whole rate.
        """
        ...

    async def delete(self, chat: ChatId, message: MessageRef) -> None: ...
    async def find(
        self, chat: ChatId, after: MessageRef, buttons: ButtonRows
    ) -> MessageRef | None:
        """Find a message of ours with these buttons that came soon after another one.

        None if there is none, or if the platform has no way to search.
        """
        ...

    async def acknowledge(
        self, chat: ChatId, message: MessageRef, receipt: Receipt
    ) -> None:
        """React to a person's message, if the platform supports reactions."""
        ...

    def open(self, clip: Clip) -> AbstractAsyncContextManager[ByteStream]:
        """The clip's bytes. Raises ClipTooLarge, ClipUnavailable."""
        ...

    async def locate(self, clip: Clip) -> str | None:
        """A valid public URL that the agent may fetch; None if the clip must be streamed."""
        ...

    async def moderates(self, chat: ChatId, sender: SenderId) -> bool:
        """Whether the sender is an admin of this chat, according to the platform."""
        ...


@runtime_checkable
class SingleChatAdapter(Protocol):
    """An adapter that shows one chat only: other processes show the others."""

    def shows(self, chat: ChatId) -> bool: ...


@runtime_checkable
class ReplyPlatform(Protocol):
    """An adapter whose listener tells which message of ours a person replied to."""

    def message_id(self, message: MessageRef) -> str:
        """The id by which ``RepliedMessage`` names a message of ours, "" if it has none."""
        ...


@runtime_checkable
class FileStore(Protocol):
    """An adapter that stores people's files itself."""

    async def forget_files(self, person: SenderId) -> None:
        """Delete all files of this person."""
        ...


@runtime_checkable
class AppPlatform(Protocol):
    """An adapter whose platform opens pages inside its own app."""

    platform: str
    app_frames: str
    """Origins of the platform that may show a page in a frame."""

    def app_visit(self, proof: str, now: float) -> AppVisit | None:
        """The person who opened the page, by the platform's proof; None if that is invalid."""
        ...

    async def is_member(self, chat: ChatId, person: SenderId) -> bool:
        """Whether the person is in the chat now, according to the platform."""
        ...


@runtime_checkable
class MembershipPlatform(Protocol):
    """An adapter whose platform tells who is in a chat."""

    async def has_left(self, chat: ChatId, person: SenderId) -> bool:
        """True if, according to the platform, the person is not in the chat now."""
        ...


class InboundHandler(Protocol):
    """Receives events from listeners."""

    async def handle_inbound(self, inbound: Inbound) -> InboundResult:
        """Store the event durably before returning.

        After StoreDown the event must not be confirmed to the platform.
        """
        ...
