"""Hold a real conversation with the product and record its messages.

The demo's clips and song are dropped into a chat; the studio cuts and renders them.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bots.app import runtime
from bots.app.commands.demo import make_footage
from bots.console.send.adapter import ConsoleAdapter
from bots.console.send.screen import Screen
from bots.console.wire.inbound import clip_of
from core.model.chat import ChatId, MessageRef, Sender, SenderId, UpdateId
from core.model.inbound import MessageReceived
from core.model.reply import MediaKind, Reply
from core.settings import Settings

_CHAT = ChatId("console:pictures")


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

    def __init__(self, folder: Path, log: _Log) -> None:
        super().__init__(_QuietScreen(), folder)
        self._log = log

    async def post(self, chat: ChatId, reply: Reply, key: str) -> MessageRef:
        ref = await super().post(chat, reply, key)
        delivered = reply.media and reply.media.kind is MediaKind.VIDEO
        self._log.answer(ref, reply, self.posted[-1] if delivered else None)
        return ref

    async def edit(self, chat: ChatId, message: MessageRef, reply: Reply) -> MessageRef:
        ref = await super().edit(chat, message, reply)
        self._log.answer(ref, reply, None)
        return ref

    async def delete(self, chat: ChatId, message: MessageRef) -> None:
        await super().delete(chat, message)
        self._log.messages.pop(message, None)


async def hold(requests: Sequence[Request], folder: Path) -> list[Message]:
    """Say each request after the answer to the one before; return all messages."""
    log = _Log()
    adapter = _RecordingAdapter(folder / "videos", log)
    async with runtime.open_services(
        Settings(), folder, lambda _: {adapter.platform: adapter}, shared=False
    ) as services:
        worker = asyncio.create_task(services.core.worker.run())
        try:
            for number, request in enumerate(requests, 1):
                log.ask(number, request)
                await services.core.inbound.handle_inbound(_message(number, request))
                await services.core.wait_until_idle(_CHAT)
        finally:
            worker.cancel()
            await asyncio.gather(worker, return_exceptions=True)
    return list(log.messages.values())


def _message(number: int, request: Request) -> MessageReceived:
    sender = Sender(SenderId(f"console:{request.sender}"), request.sender, "en")
    return MessageReceived(
        UpdateId(f"{_CHAT}:{number}"),
        _CHAT,
        sender,
        MessageRef(str(number)),
        request.text,
        tuple(clip_of(path, sender) for path in request.files),
        at=1_700_000_000.0 + number,
        private=True,
    )


async def demo_requests(
    folder: Path, texts: Sequence[tuple[str, str]]
) -> list[Request]:
    """The demo's clips and song come with the first of the ``(sender, text)`` pairs."""
    files = tuple(await make_footage(folder))
    first, *others = (Request(sender, text) for sender, text in texts)
    return [replace(first, files=files), *others]
