"""Client of the NEMO API over HTTP, with typed errors and no unsafe retries.

A call that fails says whether it may have landed: a connection that was never made has
not; anything later may have. Nothing here retries.
"""

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import quote, urljoin, urlsplit

import httpx

from core.clients.agent.multipart import multipart, part_head
from core.errors import (
    AgentDown,
    AgentError,
    AgentRefused,
    FileTooLarge,
    RenderFailed,
    SessionGone,
    TurnUncertain,
)
from core.model.agent import (
    AgentSession,
    AgentSessionId,
    AgentState,
    AnonymousToken,
    Credits,
    DeletedSession,
    RenderId,
    RenderQuality,
    RenderStatus,
    Token,
    UploadedClip,
)
from core.model.event import AgentEvent, ErrorEnvelope, Heartbeat
from core.ports import ByteStream
from core.rules.agent import responses
from core.rules.agent.errors import error_of
from core.rules.agent.sse import FrameReader, TurnReader, envelope

_Read = TypeVar("_Read")

VERSION = "1.0.0"
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
)
_NO_SUCH_CALL = (404, 405)
_CHUNK = 1 << 18
LARGEST_FILE = 500 << 20
"""Bytes of a file that the agent takes."""
_MOST_BODY = 64 << 20
_MOST_VIDEO = 4 << 30
_HOPS = 5
_CONFLICT = 409


class NemoAgent:
    """``VideoAgent``; the caller owns the client and closes it.

    ``web_url`` is where people claim what they made, "" if there is no such place.
    ``quiet`` seconds without progress and ``turn`` seconds in all end a stream. Files over
    ``largest`` bytes are not sent.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        base_url: str,
        *,
        web_url: str = "https://nemovideo.com",
        platform: str = "unknown",
        quiet: float = 600.0,
        turn: float = 900.0,
        largest: int = LARGEST_FILE,
    ) -> None:
        self._client = client
        self._base = base_url.rstrip("/")
        self._web = web_url.rstrip("/")
        self._attribution = {
            "X-Skill-Source": "vidmuse-ai",
            "X-Skill-Version": VERSION,
            "X-Skill-Platform": platform,
        }
        self._quiet = quiet
        self._turn = turn
        self._largest = largest

    @property
    def base_url(self) -> str:
        """Where the agent is, without a slash at the end."""
        return self._base

    async def mint(self, client_id: str) -> AnonymousToken:
        headers = {"X-Client-Id": client_id}
        body = await self._call(
            "POST", "/api/auth/anonymous-token", None, headers=headers
        )
        return _understood(lambda: responses.anonymous_token(body, time.time()))

    async def open_session(self, token: Token, language: str) -> AgentSession:
        sent = {"task_name": "project", "language": language}
        path = "/api/tasks/me/with-session/nemo_agent"
        body = await self._call("POST", path, token, json_=sent)
        return _understood(lambda: responses.session(body))

    async def claim_link(self, token: Token, session: AgentSession) -> str:
        if not self._web:  # an agent of our own has no pages
            return ""
        sent = {"task_id": session.task_id, "session_id": session.session_id}
        body = await self._call("POST", "/api/auth/claim-token", token, json_=sent)
        claim = responses.data_of(body).get("claim_token")
        return (
            f"{self._web}/workspace/claim?ct={quote(str(claim), safe='')}"
            if claim
            else ""
        )

    async def instruct(
        self, token: Token, session: AgentSessionId, text: str
    ) -> AsyncIterator[AgentEvent]:
        """Say it and read to the end.

        Refusals and what was surely not sent are raised as they are, before the first
        event; whatever breaks later is ``TurnUncertain``.
        """
        sent = {
            "app_name": "nemo_agent",
            "user_id": "me",
            "session_id": session,
            "new_message": {"parts": [{"text": text}]},
        }
        request = self._client.build_request(
            "POST",
            f"{self._base}/run_sse",
            content=json.dumps(sent, ensure_ascii=False).encode("utf-8", "replace"),
            headers=self._headers(token)
            | {"Accept": "text/event-stream", "Content-Type": "application/json"},
            timeout=httpx.Timeout(30.0, read=None),  # our own limits end the reading
        )
        over = asyncio.get_running_loop().time() + self._turn
        try:
            async with asyncio.timeout_at(over):
                response = await self._client.send(request, stream=True)
            try:
                async with asyncio.timeout_at(over):
                    await _accepted(response)
                async for event in self._read(response, over):
                    yield event
            finally:
                await response.aclose()
        except _NOT_SENT as error:
            raise AgentDown(type(error).__name__, sent=False) from error
        except (TimeoutError, httpx.HTTPError) as error:
            raise TurnUncertain(type(error).__name__) from error

    async def _read(
        self, response: httpx.Response, over: float
    ) -> AsyncIterator[AgentEvent]:
        """Events until the stream ends; limits cover our waiting, not the caller's."""
        frames, turn, clock = FrameReader(), TurnReader(), asyncio.get_running_loop()
        chunks, moved, silent = response.aiter_bytes(), clock.time(), True
        chunk: bytes | None = b""
        while chunk is not None:
            until = min(over, moved + self._quiet)
            if clock.time() >= until:
                raise TurnUncertain("no progress")
            async with asyncio.timeout_at(until):
                chunk = await anext(chunks, None)
            for event in _events(frames, turn, chunk):
                if isinstance(event, ErrorEnvelope) and silent:
                    raise error_of(event.code, event.message)
                if not isinstance(event, Heartbeat):
                    moved, silent = clock.time(), False
                yield event
        if turn.is_cut:
            raise TurnUncertain("the stream ended in the middle of an event")

    async def upload(
        self, token: Token, session: AgentSessionId, files: Sequence[ByteStream]
    ) -> list[UploadedClip]:
        """Stream files as they come; none is ever held whole.

        Raises ``FileTooLarge`` before anything is sent if a size is known, else as soon
        as the bytes exceed the limit.
        """
        if any((file.size or 0) > self._largest for file in files):
            raise FileTooLarge(code=4002)
        files = [replace(f, chunks=_at_most(self._largest, f.chunks)) for f in files]
        boundary = secrets.token_hex(16)
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        sizes = [file.size for file in files]
        if all(size is not None for size in sizes):
            overhead = sum(len(part_head(boundary, file)) + 2 for file in files)
            total = sum(size or 0 for size in sizes) + overhead + len(boundary) + 6
            headers["Content-Length"] = str(total)
        body = await self._call(
            "POST",
            f"/api/upload-video/nemo_agent/me/{quote(session, safe='')}",
            token,
            content=multipart(boundary, files),
            headers=headers,
            patience=httpx.Timeout(60.0, read=300.0, write=300.0),
        )
        return responses.uploads(body)

    async def upload_urls(
        self, token: Token, session: AgentSessionId, urls: Sequence[str]
    ) -> list[UploadedClip]:
        body = await self._call(
            "POST",
            f"/api/upload-video/nemo_agent/me/{quote(session, safe='')}",
            token,
            json_={"urls": list(urls), "source_type": "url"},
            patience=httpx.Timeout(30.0, read=600.0),
        )
        return responses.uploads(body)

    async def credits(self, token: Token) -> Credits:
        return responses.balance(
            await self._call("GET", "/api/credits/balance/simple", token)
        )

    async def state(self, token: Token, session: AgentSessionId) -> AgentState:
        path = f"/api/state/nemo_agent/me/{quote(session, safe='')}/latest"
        return responses.state(await self._call("GET", path, token))

    async def render(
        self,
        token: Token,
        session: AgentSessionId,
        render: RenderId,
        draft: Mapping[str, Any],
        quality: RenderQuality = RenderQuality.HIGH,
    ) -> RenderId:
        sent = {
            "id": render,
            "sessionId": session,
            "draft": dict(draft),
            "output": {"format": "mp4", "quality": quality.value},
        }
        try:
            body = await self._call(
                "POST", "/api/render/proxy/lambda", token, json_=sent
            )
        except AgentRefused as error:
            if error.code != _CONFLICT:
                raise
            return render  # an earlier try of this call was accepted
        return responses.render_id(body, render)

    async def render_status(self, token: Token, render: RenderId) -> RenderStatus:
        path = f"/api/render/proxy/lambda/{quote(render, safe='')}"
        return responses.render_status(await self._call("GET", path, token))

    async def cancel_render(self, token: Token, render: RenderId) -> None:
        path = f"/api/render/proxy/lambda/{quote(render, safe='')}/cancel"
        await self._call("POST", path, token)

    async def delete_session(
        self, token: Token, session: AgentSessionId
    ) -> DeletedSession | None:
        """Delete a session; None where the agent has no such call (404 or 405)."""
        path = f"/api/sessions/nemo_agent/me/{quote(session, safe='')}"
        try:
            body = await self._call("DELETE", path, token)
        except SessionGone:
            return DeletedSession()
        except AgentRefused as error:
            if error.code in _NO_SUCH_CALL:
                return None
            raise
        return responses.deleted_session(body)

    @asynccontextmanager
    async def download(
        self, token: Token, render: RenderId, url: str
    ) -> AsyncIterator[ByteStream]:
        """The MP4. The token goes to the API's own host only, never to another."""
        fallback = f"{self._base}/api/render/proxy/{quote(render, safe='')}/download"
        target = urljoin(f"{self._base}/", url) if url else fallback
        response = await self._fetch(token, target)
        try:
            kind = response.headers.get("content-type", "")
            if not response.is_success or "html" in kind or "json" in kind:
                refused = envelope(_json(await _body(response)) or {})
                ours = _origin(str(response.url)) == _origin(self._base)
                if ours and refused and refused.code > 0:
                    error = error_of(refused.code, refused.message)
                    if not isinstance(error, AgentRefused):
                        raise error
                raise RenderFailed(f"download answered {response.status_code}")
            size = response.headers.get("content-length", "")
            mime = kind.partition(";")[0] or "video/mp4"
            known = int(size) if size.isdigit() else None
            yield ByteStream("video.mp4", mime, known, _chunks(response))
        finally:
            await response.aclose()

    async def _fetch(self, token: Token, target: str) -> httpx.Response:
        """Follow redirects by hand, so that the token never goes along to others."""
        try:
            for _ in range(_HOPS):
                ours = _origin(target) == _origin(self._base)
                request = self._client.build_request(
                    "GET",
                    target,
                    headers=self._headers(token) if ours else {},
                    timeout=httpx.Timeout(30.0, read=120.0),
                )
                response = await self._client.send(
                    request, stream=True, follow_redirects=False
                )
                if not response.has_redirect_location:
                    return response
                await response.aclose()
                target = urljoin(target, response.headers["location"])
        except _NOT_SENT as error:
            raise AgentDown(type(error).__name__, sent=False) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise AgentDown(type(error).__name__) from error
        raise RenderFailed("download is redirected for ever")

    def _headers(self, token: Token | None) -> dict[str, str]:
        bearer = {"Authorization": f"Bearer {token}"} if token else {}
        return self._attribution | bearer

    async def _call(
        self,
        method: str,
        path: str,
        token: Token | None,
        *,
        json_: object = None,
        content: AsyncIterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        patience: httpx.Timeout | None = None,
    ) -> Mapping[str, Any]:
        """One call; its envelope is opened, a code other than 0 is raised."""
        try:
            response = await self._client.request(
                method,
                f"{self._base}{path}",
                json=json_,
                content=content,
                headers=self._headers(token) | dict(headers or {}),
                timeout=patience or httpx.Timeout(30.0),
                follow_redirects=False,
            )
        except _NOT_SENT as error:
            raise AgentDown(type(error).__name__, sent=False) from error
        except httpx.HTTPError as error:
            raise AgentDown(type(error).__name__) from error
        body = _json(response.content)
        if body is None or response.status_code >= 400 or envelope(body):
            raise _refusal(response, response.content)
        return body


def _understood(read: Callable[[], _Read]) -> _Read:
    try:
        return read()
    except (KeyError, ValueError, TypeError) as error:
        raise AgentDown("an answer that makes no sense") from error


def _json(content: bytes) -> Mapping[str, Any] | None:
    try:
        body = json.loads(content)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _refusal(response: httpx.Response, content: bytes) -> AgentError:
    """The error of an answer: by its code, else by its status, else garbage."""
    body = _json(content) or {}
    said = response.headers.get("retry-after", "")
    retry = float(said) if said.isdigit() else None
    if refused := envelope(body):
        code = refused.code
        if code == -1 and response.status_code >= 400:
            code = response.status_code
        return error_of(code, refused.message, retry)
    detail = str(body.get("detail") or body.get("error") or body.get("message") or "")
    status = response.status_code
    if status == 401:
        return error_of(1001, detail)
    if status == 404 and "session" in detail.lower():
        return error_of(1002, detail)
    if status >= 400:
        return error_of(status, detail, retry)
    return AgentDown(detail or "an answer that makes no sense", status)


async def _at_most(limit: int, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Pass the bytes on. Raises ``FileTooLarge`` when they exceed ``limit``."""
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise FileTooLarge(code=4002)
        yield chunk


async def _body(response: httpx.Response) -> bytes:
    """At most so much of a body that should have been short."""
    out = bytearray()
    async for chunk in response.aiter_bytes():
        out += chunk
        if len(out) > _MOST_BODY:
            break
    return bytes(out)


async def _accepted(response: httpx.Response) -> None:
    """Raise what the answer says where it is no stream."""
    kind = response.headers.get("content-type", "")
    if response.is_success and "html" not in kind and "json" not in kind:
        return
    refused = _refusal(response, await _body(response))
    # A proxy's own error page does not tell whether the agent got it.
    raise (
        TurnUncertain(refused.reason, refused.code)
        if isinstance(refused, AgentDown)
        else refused
    )


def _events(
    frames: FrameReader, turn: TurnReader, chunk: bytes | None
) -> Iterator[AgentEvent]:
    """What a piece of the body says; ``None`` is its end."""
    for frame in frames.end() if chunk is None else frames.feed(chunk):
        yield from turn.read(frame)
    if chunk is None:
        yield from turn.end()


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname, port


async def _chunks(response: httpx.Response) -> AsyncIterator[bytes]:
    got = 0
    try:
        async for chunk in response.aiter_bytes(_CHUNK):
            got += len(chunk)
            if got > _MOST_VIDEO:
                raise RenderFailed("the video is larger than any we asked for")
            yield chunk
    except httpx.HTTPError as error:
        raise AgentDown(type(error).__name__) from error
