"""Upload files as a stream, or by path where a local server shares the folder."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from telegram import InputFile, InputMediaVideo, Message
from telegram.error import BadRequest

from bots.shared.video_stills import Stills, make_stills
from bots.telegram.send.file_ids import FileIds
from bots.telegram.send.messages import Call, MessageSender
from bots.telegram.transport import errors
from bots.telegram.transport.api import UPLOAD_SECONDS, Api
from bots.telegram.wire import limits
from bots.telegram.wire.ids import ChatThread
from bots.telegram.wire.outbound import Part
from core.errors import ChatError, MediaTooLarge, NotSent
from core.model.reply import Media, MediaKind

_FileArgument = Callable[[ExitStack, str], Any]


class Uploads:
    """``folder`` is shared with a local server, None without one."""

    def __init__(
        self,
        api: Api,
        sender: MessageSender,
        folder: Path | None,
        file_ids: FileIds,
    ) -> None:
        self._api = api
        self._file_ids = file_ids
        self._sender = sender
        self._folder = folder

    @property
    def limit(self) -> int:
        return limits.LOCAL_UPLOAD if self._folder else limits.CLOUD_UPLOAD

    async def post(
        self, chat_thread: ChatThread, media: Media, part: Part, fields: dict[str, Any]
    ) -> int:
        """Post a file and return the message id. Raises ``MediaTooLarge``."""
        size = await self._checked_size(media)
        fields = {**fields, "caption": part.html}
        if media.kind is MediaKind.IMAGE and size <= limits.PHOTO_UPLOAD:
            try:
                return await self._send(chat_thread, media, part, fields)
            except NotSent as error:
                if not errors.is_photo_rejected(BadRequest(str(error))):
                    raise
        elif media.kind is MediaKind.VIDEO:
            if number := await self._send_again(chat_thread, media, part, fields):
                return number
            with tempfile.TemporaryDirectory() as folder:
                stills = await asyncio.to_thread(
                    make_stills, Path(media.path), Path(folder)
                )
                if stills:
                    fields["thumbnail"] = stills.thumbnail
                    media = replace(media, cover=media.cover or str(stills.cover))
                return await self._send(chat_thread, media, part, fields)
        plain = Media(MediaKind.FILE, media.path, media.name, media.size)
        return await self._send(chat_thread, plain, part, fields)

    async def _send_again(
        self, chat_thread: ChatThread, media: Media, part: Part, fields: dict[str, Any]
    ) -> int:
        """Send a video by its file id; 0 if it must be uploaded."""
        if not (file_id := await self._file_ids.find(media)):
            return 0
        again = partial(self._api.bot.send_video, video=file_id)
        try:
            return await self._sender.send(again, chat_thread, part, fields)
        except NotSent as error:
            if not errors.is_file_id_rejected(BadRequest(str(error))):
                raise
        await self._file_ids.forget(media)
        return 0

    async def replace(
        self,
        chat_thread: ChatThread,
        number: int,
        media: Media,
        part: Part,
        fields: dict[str, Any],
    ) -> None:
        """Put a video into a message in place of its file. Raises ``MediaTooLarge``."""
        await self._checked_size(media)
        with tempfile.TemporaryDirectory() as folder:
            stills = await asyncio.to_thread(
                make_stills, Path(media.path), Path(folder)
            )

            async def call(**fields: Any) -> Message | bool:
                with ExitStack() as stack:
                    video = _input_video(stack, media, stills, fields)
                    message = await self._api.bot.edit_message_media(
                        media=video, read_timeout=UPLOAD_SECONDS, **fields
                    )
                await self._file_ids.remember(media, message)
                return message

            await self._sender.edit(
                chat_thread,
                number,
                part,
                {**fields, "caption": ""},
                transient=False,
                call=call,
            )

    async def file_id(self, media: Media) -> str:
        """Telegram's file id of this video, "" if it is not known."""
        return await self._file_ids.find(media)

    async def _checked_size(self, media: Media) -> int:
        """Bytes of the file. Raises ``MediaTooLarge``."""
        size = await asyncio.to_thread(_size, media.path)
        if size > self.limit:
            raise MediaTooLarge(self.limit)
        return size

    async def _send(
        self, chat_thread: ChatThread, media: Media, part: Part, fields: dict[str, Any]
    ) -> int:
        if self._shared(media.path):
            try:
                by_path = self._call(media, lambda _, path: Path(path))
                return await self._sender.send(by_path, chat_thread, part, fields)
            except NotSent as error:
                if not errors.is_path_rejected(BadRequest(str(error))):
                    raise
        streamed = self._call(media, _streamed(media))
        return await self._sender.send(streamed, chat_thread, part, fields)

    def _shared(self, path: str) -> bool:
        """Whether the local server can read the file itself."""
        return bool(self._folder) and Path(path).resolve().is_relative_to(
            Path(self._folder or "").resolve()
        )

    def _call(self, media: Media, give: _FileArgument) -> Call:
        async def call(**fields: Any) -> Message:
            with ExitStack() as stack:
                message = await self._upload(media, give, stack, fields)
            await self._file_ids.remember(media, message)
            return message

        return call

    def _upload(
        self,
        media: Media,
        give: _FileArgument,
        stack: ExitStack,
        fields: dict[str, Any],
    ) -> Awaitable[Message]:
        bot, file = self._api.bot, give(stack, media.path)
        fields["read_timeout"] = UPLOAD_SECONDS
        match media.kind:
            case MediaKind.IMAGE:
                return bot.send_photo(photo=file, **fields)
            case MediaKind.FILE:
                fields["disable_content_type_detection"] = True
                return bot.send_document(document=file, **fields)
            case MediaKind.VIDEO:
                if media.cover and Path(media.cover).is_file():
                    fields["cover"] = _attached(stack, Path(media.cover))
                if thumbnail := fields.get("thumbnail"):
                    fields["thumbnail"] = _attached(stack, thumbnail)
                return bot.send_video(
                    video=file,
                    width=media.width or None,
                    height=media.height or None,
                    duration=round(media.seconds) or None,
                    supports_streaming=True,
                    **fields,
                )


def _input_video(
    stack: ExitStack, media: Media, stills: Stills | None, fields: dict[str, Any]
) -> InputMediaVideo:
    """The new content of a message; takes the caption out of ``fields``.

    Without a cover: python-telegram-bot 22.8 uploads none with an ``InputMedia``.
    """
    return InputMediaVideo(
        _attached(stack, Path(media.path), media.name),
        caption=fields.pop("caption"),
        parse_mode=fields.pop("parse_mode"),
        width=media.width or None,
        height=media.height or None,
        duration=round(media.seconds) or None,
        supports_streaming=True,
        thumbnail=_attached(stack, stills.thumbnail) if stills else None,
    )


def _streamed(media: Media) -> _FileArgument:
    """Stream the file: by default the library reads it into memory."""

    def give(stack: ExitStack, path: str) -> InputFile:
        handle = stack.enter_context(Path(path).open("rb"))  # noqa: SIM115  # the stack's
        return InputFile(handle, filename=media.name, read_file_handle=False)

    return give


def _attached(stack: ExitStack, path: Path, name: str = "") -> InputFile:
    """Attach a file that another part of the request refers to."""
    handle = stack.enter_context(path.open("rb"))
    return InputFile(
        handle, filename=name or path.name, attach=True, read_file_handle=False
    )


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        raise ChatError("the file to post is gone") from None
