"""The outbound half of the drop page: messages of its own chats, bytes of uploads."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from redis.asyncio import Redis

from bots.web.transport.messages import MessageStore
from bots.web.transport.upload_records import UploadLost
from bots.web.transport.uploads import UploadFolder
from bots.web.wire import ids, outbound
from bots.web.wire.limits import UploadLimits
from core.errors import ClipUnavailable, Unavailability
from core.model.chat import ChatId, Clip, MessageRef, SenderId
from core.model.reply import ButtonRows, Limits, Receipt, Reply
from core.ports import ByteStream

_LIMITS = Limits(upload=1 << 40, edit_seconds=0.5, idempotent_posts=True)


class WebAdapter:
    """``ChatAdapter`` for chats on the page, and for clips from it in any chat.

    ``folder`` is shared by the process that serves the page and by all workers.
    """

    platform = ids.PLATFORM

    def __init__(self, folder: Path, redis: Redis | None, limits: UploadLimits) -> None:
        self.uploads = UploadFolder(folder / "uploads", limits)
        self.messages = MessageStore(redis, folder / "messages")

    async def aclose(self) -> None:
        """Nothing to close."""

    async def limits(self, chat: ChatId) -> Limits:
        return _LIMITS

    async def post(self, chat: ChatId, reply: Reply, key: str) -> MessageRef:
        return await self.messages.add(
            chat, key, outbound.message_fields(reply), reply.media
        )

    async def edit(self, chat: ChatId, message: MessageRef, reply: Reply) -> MessageRef:
        await self.messages.change(chat, message, outbound.message_fields(reply))
        return message

    async def show_draft(self, chat: ChatId, message: MessageRef, text: str) -> bool:
        """The page shows each change of a card at once."""
        return False

    async def replace_media(
        self, chat: ChatId, message: MessageRef, reply: Reply
    ) -> MessageRef:
        if reply.media is None:
            raise ValueError("nothing to show")
        fields = outbound.message_fields(reply)
        await self.messages.replace(chat, message, fields, reply.media)
        return message

    async def edit_buttons(
        self,
        chat: ChatId,
        message: MessageRef,
        buttons: ButtonRows,
    ) -> None:
        fields = outbound.message_fields(Reply(buttons=buttons))
        await self.messages.change(chat, message, {"buttons": fields["buttons"]})

    async def delete(self, chat: ChatId, message: MessageRef) -> None:
        await self.messages.remove(chat, message)

    async def find(
        self, chat: ChatId, after: MessageRef, buttons: ButtonRows
    ) -> MessageRef | None:
        for row in reversed(await self.messages.all(chat)):
            there = {each["data"] for line in row["buttons"] for each in line}
            if {each.data for line in buttons for each in line} <= there:
                return ids.message_ref(row["number"])
        return None

    async def acknowledge(
        self, chat: ChatId, message: MessageRef, receipt: Receipt
    ) -> None:
        """The page itself shows the state of each message."""

    @asynccontextmanager
    async def open(self, clip: Clip) -> AsyncIterator[ByteStream]:
        if clip.url:
            raise ClipUnavailable(clip.name, Unavailability.LINK)
        try:
            size, chunks = await self.uploads.chunks(clip.ref)
        except UploadLost as error:
            raise ClipUnavailable(clip.name) from error
        yield ByteStream(clip.name, clip.mime, size, chunks)

    async def locate(self, clip: Clip) -> str | None:
        """The URL of a link; None for an upload, whose bytes we send."""
        return clip.url

    async def moderates(self, chat: ChatId, sender: SenderId) -> bool:
        """Always True: a chat of the page has one member."""
        return True

    async def forget_files(self, person: SenderId) -> None:
        await self.uploads.forget(person)
