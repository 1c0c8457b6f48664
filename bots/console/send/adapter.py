"""Post replies to a screen and save results in a folder."""

import asyncio
import filecmp
import itertools
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bots.console.send.screen import Screen
from bots.console.wire.outbound import choices, render
from core.errors import (
    ChatGone,
    ClipUnavailable,
    MessageGone,
    NotSent,
    Unavailability,
)
from core.model.chat import ChatId, Clip, MessageRef, SenderId
from core.model.reply import (
    Button,
    ButtonRows,
    Limits,
    Media,
    MediaKind,
    Receipt,
    Reply,
)
from core.ports import ByteStream

_CHUNK = 1 << 20
_LIMITS = Limits(upload=1 << 40, edit_seconds=0.2, pictures=False)


class ConsoleAdapter:
    """``ChatAdapter`` for one terminal, which shows one chat; results go into ``folder``.

    ``posted`` holds the paths of the results so far, ``choices`` the buttons that can be
    chosen by number now. ``terse`` shows neither choices nor paths of results.
    """

    platform = "console"

    def __init__(
        self, screen: Screen, folder: Path, chat: ChatId, *, terse: bool = False
    ) -> None:
        self.chat = chat
        self._screen = screen
        self._terse = terse
        self._folder = folder
        # The ids are not those of an earlier process: its messages are not on this screen.
        self._ids = (f"console-{secrets.token_hex(4)}-{n}" for n in itertools.count(1))
        self._shown: dict[MessageRef, Reply] = {}
        self.choices: list[Button] = []
        self.posted: list[Path] = []

    def shows(self, chat: ChatId) -> bool:
        return chat == self.chat

    async def limits(self, chat: ChatId) -> Limits:
        return _LIMITS

    async def post(self, chat: ChatId, reply: Reply, key: str) -> MessageRef:
        text = await self._with_path(reply)
        ref = MessageRef(next(self._ids))
        try:
            self._screen.show(ref, text, card=reply.card, step=reply.step)
        except OSError as error:
            raise ChatGone from error
        self._shown[ref] = reply
        return ref

    async def edit(self, chat: ChatId, message: MessageRef, reply: Reply) -> MessageRef:
        if message not in self._shown:
            raise MessageGone
        if self._shown[message] != reply:
            self._shown[message] = reply
            try:
                self._screen.change(
                    message, self._text(reply), step=reply.step, share=reply.progress
                )
            except OSError as error:
                raise ChatGone from error
        return message

    async def show_draft(self, chat: ChatId, message: MessageRef, text: str) -> bool:
        """A terminal shows each change of a card at once."""
        return False

    async def replace_media(
        self, chat: ChatId, message: MessageRef, reply: Reply
    ) -> MessageRef:
        """The new file gets a path of its own; the old one stays where it is."""
        if message not in self._shown:
            raise MessageGone
        if self._shown[message] != reply:
            text = await self._with_path(reply)
            self._shown[message] = reply
            try:
                self._screen.change(message, text, step="", share=None)
            except OSError as error:
                raise ChatGone from error
        return message

    async def edit_buttons(
        self,
        chat: ChatId,
        message: MessageRef,
        buttons: ButtonRows,
    ) -> None:
        """The terminal cannot change printed buttons."""

    async def delete(self, chat: ChatId, message: MessageRef) -> None:
        if self._shown.pop(message, None):
            self._screen.remove(message)

    async def find(
        self, chat: ChatId, after: MessageRef, buttons: ButtonRows
    ) -> MessageRef | None:
        """No message of an earlier process can be found in a terminal."""
        return None

    async def acknowledge(
        self, chat: ChatId, message: MessageRef, receipt: Receipt
    ) -> None:
        """A terminal has no reactions."""

    @asynccontextmanager
    async def open(self, clip: Clip) -> AsyncIterator[ByteStream]:
        if clip.url:
            raise ClipUnavailable(clip.name, Unavailability.LINK)
        try:
            file = await asyncio.to_thread(Path(clip.ref).open, "rb")
        except OSError as error:
            raise ClipUnavailable(clip.name) from error
        with file:

            async def chunks() -> AsyncIterator[bytes]:
                while chunk := await asyncio.to_thread(file.read, _CHUNK):
                    yield chunk

            yield ByteStream(clip.name, clip.mime, clip.size, chunks())

    async def locate(self, clip: Clip) -> str | None:
        return clip.url

    async def moderates(self, chat: ChatId, sender: SenderId) -> bool:
        return True

    async def _with_path(self, reply: Reply) -> str:
        """The text, and the path of the reply's saved file."""
        text = self._text(reply)
        if reply.media and not (reply.media.kind is MediaKind.IMAGE and text):
            path = await asyncio.to_thread(self._save_result, reply.media)
            if reply.media.kind is MediaKind.VIDEO:
                self.posted.append(path)
            if not self._terse:
                text = f"{text}\n{path}".strip()
        return text

    def _text(self, reply: Reply) -> str:
        """Number the choices of the newest reply; a card's buttons get no numbers.

        Of a card show only the progress: its summary is repeated in the answer.
        """
        if reply.card:
            return render(Reply(reply.text.partition("\n\n")[0]))
        if self._terse:
            return render(Reply(reply.text))
        if choices(reply):
            self.choices = choices(reply)
        elif reply.ask:  # a number is the answer now
            self.choices = []
        return render(reply)

    def _save_result(self, media: Media) -> Path:
        """Copy a result to an unused name, unless a file of its name is the same.

        A partial copy is deleted.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        name, source = Path(media.name), Path(media.path)
        paths = (
            self._folder / f"{name.stem}{f'-{number}' if number else ''}{name.suffix}"
            for number in itertools.count()
        )
        target = next(
            each for each in paths if not each.exists() or _is_same(each, source)
        )
        if target.exists():
            return target
        part = target.with_name(f".{target.name}.part")
        try:
            shutil.copyfile(media.path, part)
            part.rename(target)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise NotSent(f"cannot write {target.name}: {error.strerror}") from error
        return target


def _is_same(path: Path, other: Path) -> bool:
    """Whether both are files with the same bytes."""
    try:
        return filecmp.cmp(path, other, shallow=False)
    except OSError:
        return False
