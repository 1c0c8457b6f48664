"""Download a video; the token is sent only to the API's own host."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote, urljoin, urlsplit

import httpx

from core.clients.agent.answers import body_of, json_of
from core.clients.agent.transport import Transport, translate_errors
from core.errors import AgentDown, AgentRefused, RenderFailed
from core.model.agent import RenderId, Token
from core.ports import ByteStream
from core.rules.agent.errors import error_of
from core.rules.agent.sse import envelope

_CHUNK = 1 << 18
_MOST_VIDEO = 4 << 30
_HOPS = 5


@asynccontextmanager
async def download(
    transport: Transport, token: Token, render: RenderId, url: str
) -> AsyncIterator[ByteStream]:
    """Stream the MP4 at ``url``, or from the API itself if that is ""."""
    fallback = f"{transport.base}/api/render/proxy/{quote(render, safe='')}/download"
    target = urljoin(f"{transport.base}/", url) if url else fallback
    response = await _fetch(transport, token, target)
    try:
        kind = response.headers.get("content-type", "")
        if not response.is_success or "html" in kind or "json" in kind:
            await _raise_refusal(transport, response)
        size = response.headers.get("content-length", "")
        mime = kind.partition(";")[0] or "video/mp4"
        length = int(size) if size.isdigit() else None
        yield ByteStream("video.mp4", mime, length, _chunks(response))
    finally:
        await response.aclose()


async def _raise_refusal(transport: Transport, response: httpx.Response) -> None:
    refused = envelope(json_of(await body_of(response)) or {})
    ours = _origin(str(response.url)) == _origin(transport.base)
    if ours and refused and refused.code > 0:
        error = error_of(refused.code, refused.message)
        if not isinstance(error, AgentRefused):
            raise error
    raise RenderFailed(f"download answered {response.status_code}")


async def _fetch(transport: Transport, token: Token, target: str) -> httpx.Response:
    """Follow redirects here, so that the token is not sent to other hosts."""
    with translate_errors():
        for _ in range(_HOPS):
            ours = _origin(target) == _origin(transport.base)
            request = transport.client.build_request(
                "GET",
                target,
                headers=transport.headers(token) if ours else {},
                timeout=httpx.Timeout(30.0, read=120.0),
            )
            response = await transport.client.send(
                request, stream=True, follow_redirects=False
            )
            if not response.has_redirect_location:
                return response
            await response.aclose()
            target = urljoin(target, response.headers["location"])
    raise RenderFailed("download is redirected for ever")


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname, port


async def _chunks(response: httpx.Response) -> AsyncIterator[bytes]:
    received = 0
    try:
        async for chunk in response.aiter_bytes(_CHUNK):
            received += len(chunk)
            if received > _MOST_VIDEO:
                raise RenderFailed("the video is larger than any we asked for")
            yield chunk
    except httpx.HTTPError as error:
        raise AgentDown(type(error).__name__) from error
