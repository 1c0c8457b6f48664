"""Hold real conversations with the product and record their messages.

The demo's clips and song are dropped into chats; one studio cuts and renders them, so that
each file is analysed once.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bots.app import runtime
from bots.console.send.adapter import ConsoleAdapter
from bots.console.send.screen import Screen
from bots.console.wire.inbound import clip_of
from core.model.chat import ChatId, MessageRef, Sender, SenderId, UpdateId
from core.model.inbound import MessageReceived
from core.model.reply import MediaKind, Reply
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the chat as it stood at the end of the conversation.

    ``files`` are what a person dropped, ``video`` is what the bot delivered.
    """

    sender: str
    text: str
    files: tuple[Path, ...] = ()
    buttons: tuple[tuple[str, ...], ...] = ()
    video: Path | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What a person writes, and the files that come with it."""

    sender: str
    text: str
    files: tuple[Path, ...] = ()


class _QuietScreen(Screen):
    """Shows nothing: the adapter records the replies themselves."""

    def show(self, id_: str, text: str, *, card: bool) -> None: ...
    def change(
        self, id_: str, text: str, *, step: str, share: float | None
    ) -> None: ...
    def remove(self, id_: str) -> None: ...


@dataclass
class _Log:
    messages: dict[str, Message] = field(default_factory=dict)

    def ask(self, number: int, request: Request) -> None:
        self.messages[f"request-{number}"] = Message(
            request.sender, request.text, request.files
        )

    def answer(self, ref: MessageRef, reply: Reply, video: Path | None) -> None:
        rows = tuple(tuple(each.label for each in row) for row in reply.buttons)
        before = self.messages.get(ref)
        if before is not None:
            video = video or before.video
        self.messages[ref] = Message("VidMuse", reply.text, (), rows, video)


class _RecordingAdapter(ConsoleAdapter):
    """The console's adapter; every reply also goes into the log."""

    def __init__(self, folder: Path) -> None:
        super().__init__(_QuietScreen(), folder)
        self.log = _Log()

    async def post(self, chat: ChatId, reply: Reply, key: str) -> MessageRef:
        ref = await super().post(chat, reply, key)
        delivered = reply.media and reply.media.kind is MediaKind.VIDEO
        self.log.answer(ref, reply, self.posted[-1] if delivered else None)
        return ref

    async def edit(self, chat: ChatId, message: MessageRef, reply: Reply) -> MessageRef:
        ref = await super().edit(chat, message, reply)
        self.log.answer(ref, reply, None)
        return ref

    async def delete(self, chat: ChatId, message: MessageRef) -> None:
        await super().delete(chat, message)
        self.log.messages.pop(message, None)


async def hold(
    conversations: Sequence[Sequence[Request]], folder: Path
) -> list[list[Message]]:
    """Say each request after the answer to the one before; return each chat's messages."""
    adapter = _RecordingAdapter(folder / "videos")
    chats = []
    async with runtime.open_services(
        Settings(), folder, lambda _: {adapter.platform: adapter}, shared=False
    ) as services:
        worker = asyncio.create_task(services.core.worker.run())
        try:
            for place, requests in enumerate(conversations, 1):
                chat, log = ChatId(f"console:pictures-{place}"), _Log()
                adapter.log = log
                for number, request in enumerate(requests, 1):
                    log.ask(number, request)
                    message = _message(chat, number, request)
                    await services.core.inbound.handle_inbound(message)
                    await services.core.wait_until_idle(chat)
                chats.append(list(log.messages.values()))
        finally:
            worker.cancel()
            await asyncio.gather(worker, return_exceptions=True)
    return chats


def _message(chat: ChatId, number: int, request: Request) -> MessageReceived:
    sender = Sender(SenderId(f"console:{request.sender}"), request.sender, "en")
    return MessageReceived(
        UpdateId(f"{chat}:{number}"),
        chat,
        sender,
        MessageRef(str(number)),
        request.text,
        tuple(clip_of(path, sender) for path in request.files),
        at=1_700_000_000.0 + number,
        private=True,
    )


def with_files(
    texts: Sequence[tuple[str, str]], files: Sequence[Path]
) -> list[Request]:
    """Requests from ``(sender, text)`` pairs; the files come with the first."""
    first, *others = (Request(sender, text) for sender, text in texts)
    return [replace(first, files=tuple(files)), *others]
