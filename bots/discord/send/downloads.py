"""Resolve the current URL of a clip and stream its bytes."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus

import aiohttp

from bots.discord.transport.api import Api, ApiError
from bots.discord.wire import attachments as cdn
from core.errors import ClipUnavailable, NotSent, Unavailability
from core.model.chat import Clip
from core.ports import ByteStream

_CHUNK = 1 << 18
_PASSING = {HTTPStatus.TOO_MANY_REQUESTS, *(each for each in HTTPStatus if each >= 500)}


class Downloads:
    """``clock`` gives unix seconds."""

    def __init__(self, api: Api, clock: Callable[[], float]) -> None:
        self._api = api
        self._clock = clock

    async def locate(self, clip: Clip) -> str | None:
        """Return a valid URL, None if there is none any more.

        That of an attachment expires after a day; its message has a new one. Raises
        ``NotSent`` if Discord cannot be asked now.
        """
        handle = cdn.handle_of(clip)
        if handle is None:
            return clip.url
        if cdn.is_fresh(handle["u"], self._clock()):
            return handle["u"]
        if not (handle.get("c") and handle.get("m")):
            return None  # an attachment of a command belongs to no message
        try:
            message = await self._api.call(
                "GET",
                "/channels/{channel}/messages/{message}",
                {"channel": handle["c"], "message": handle["m"]},
            )
        except ApiError:
            return None
        attachments = cdn.attachments_of(message)
        return cdn.find_url(attachments, handle.get("a", ""), handle["u"])

    @asynccontextmanager
    async def open(self, clip: Clip) -> AsyncIterator[ByteStream]:
        """Open a file hosted by Discord; the agent itself fetches other links.

        Raises ``ClipUnavailable``; ``NotSent``, also while it is read: try again later.
        """
        url = await self.locate(clip)
        if url is None:
            raise ClipUnavailable(clip.name, Unavailability.EXPIRED)
        if not cdn.is_hosted_by_discord(url, self._api.base):
            raise ClipUnavailable(clip.name, Unavailability.LINK)
        seconds = aiohttp.ClientTimeout(total=None, sock_connect=15, sock_read=60)
        with _broken_connections():
            answer = await self._api.session.get(url, timeout=seconds)
        async with answer:
            detail = f"Discord answers {answer.status}"
            if answer.status in _PASSING:
                raise NotSent(detail)
            if answer.status >= 300:
                raise ClipUnavailable(clip.name, detail=detail)
            size = answer.content_length
            yield ByteStream(clip.name, clip.mime, size, _chunks(answer))


async def _chunks(answer: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    with _broken_connections():
        async for chunk in answer.content.iter_chunked(_CHUNK):
            yield chunk


@contextmanager
def _broken_connections() -> Iterator[None]:
    """Raise ``NotSent`` for a connection that cannot be opened or breaks."""
    try:
        yield
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise NotSent(type(error).__name__) from error
