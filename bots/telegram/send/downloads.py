"""Stream a clip's bytes from Telegram or from the folder of a local server."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path, PurePosixPath

import httpx
from telegram import File
from telegram.error import BadRequest, TelegramError

from bots.telegram.transport import errors
from bots.telegram.transport.api import UPLOAD_SECONDS, Api
from bots.telegram.wire import limits
from common.backoff import Backoff
from core.errors import ClipTooLarge, ClipUnavailable, NotSent, Unavailability
from core.model.chat import Clip
from core.ports import ByteStream
from core.retry import count_retry

_CHUNK = 1 << 18
_TRIES = 4
_BACKOFF = Backoff(0.5, 5.0)
_log = logging.getLogger(__name__)


class Downloads:
    """``folder`` holds the files that a local server has fetched, None without one."""

    def __init__(self, api: Api, folder: Path | None) -> None:
        self._api = api
        self._folder = folder

    @property
    def limit(self) -> int | None:
        return None if self._folder else limits.CLOUD_DOWNLOAD

    @asynccontextmanager
    async def open(self, clip: Clip) -> AsyncIterator[ByteStream]:
        """Open the clip.

        Raises ``ClipTooLarge``, ``ClipUnavailable``; ``NotSent``: try again later.
        """
        if clip.url:
            raise ClipUnavailable(clip.name, Unavailability.LINK)
        file = await self._get_file(clip)
        path = self._api.path_of(file.file_path or "")
        size = file.file_size or clip.size
        if local := self._local_path(path):
            total = local.stat().st_size
            yield ByteStream(clip.name, clip.mime, total, _read(local))
        elif path.startswith("/") or not path:
            _log.warning("TELEGRAM_LOCAL_FILES does not hold what the server fetched")
            raise ClipUnavailable(clip.name, detail="not in the shared folder")
        else:
            first = await self._request(clip, path, 0)
            length = first.headers.get("content-length", "")
            if length.isdecimal():
                size = int(length)
            yield ByteStream(
                clip.name, clip.mime, size, self._bytes(clip, path, first, size)
            )

    async def _get_file(self, clip: Clip) -> File:
        try:
            return await self._api.bot.get_file(clip.ref, read_timeout=UPLOAD_SECONDS)
        except BadRequest as error:
            if "too big" in error.message.lower():
                raise ClipTooLarge(
                    clip.name, limits.CLOUD_DOWNLOAD, clip.size
                ) from None
            raise ClipUnavailable(clip.name, detail="Telegram refuses it") from None
        except TelegramError as error:
            raise NotSent(str(errors.to_chat_error(error))) from None

    def _local_path(self, path: str) -> Path | None:
        """Our path of a file of the local server, whose folder may be mounted elsewhere here.

        The server names it by an absolute path: ``…/<token>/videos/file_1.mp4``.
        """
        if self._folder is None:
            return None
        root, tail = self._folder.resolve(), PurePosixPath(path).parts[1:]
        for start in range(len(tail)):
            for candidate in (Path("/", *tail[start:]), root.joinpath(*tail[start:])):
                whole = candidate.resolve()
                if whole.is_relative_to(root) and whole.is_file():
                    return whole
        return None

    async def _request(self, clip: Clip, path: str, start: int) -> httpx.Response:
        headers = {"Range": f"bytes={start}-"} if start else {}
        client, address = self._api.http, self._api.file(path)
        request = client.build_request("GET", address, headers=headers)
        try:
            answer = await client.send(request, stream=True)
        except httpx.HTTPError as error:
            raise NotSent(type(error).__name__) from None
        if answer.is_success:
            return answer
        await answer.aclose()
        if answer.status_code in {404, 410}:
            raise ClipUnavailable(clip.name, detail="Telegram answers 404")
        raise NotSent(f"Telegram answers {answer.status_code}")

    async def _bytes(
        self, clip: Clip, path: str, answer: httpx.Response, size: int | None
    ) -> AsyncIterator[bytes]:
        """Yield all bytes in order; resume the download when the connection breaks."""
        at = 0
        for attempt in range(_TRIES):
            count_retry("telegram_download", attempt + 1)
            if attempt:
                await asyncio.sleep(_BACKOFF.delay(attempt))
                answer = await self._request(clip, path, at)
            skip = at if answer.status_code != httpx.codes.PARTIAL_CONTENT else 0
            try:
                async for chunk in answer.aiter_bytes(_CHUNK):
                    fresh = chunk[skip:]
                    skip -= len(chunk) - len(fresh)
                    at += len(fresh)
                    if fresh:
                        yield fresh
            except httpx.HTTPError as error:
                _log.info("Telegram download: interrupted: %s", type(error).__name__)
            finally:
                await answer.aclose()
            if size is None or at >= size:
                return
        raise NotSent("the download broke")


async def _read(path: Path) -> AsyncIterator[bytes]:
    file = await asyncio.to_thread(path.open, "rb")
    try:
        while chunk := await asyncio.to_thread(file.read, _CHUNK):
            yield chunk
    finally:
        await asyncio.to_thread(file.close)
