"""Client of the NEMO API over HTTP, with typed errors and no unsafe retries.

A failed call tells whether the agent may have received it: not if the connection failed,
possibly after that. Nothing is retried here.
"""

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any
from urllib.parse import quote

import httpx

from core.clients.agent.answers import understood
from core.clients.agent.download import download
from core.clients.agent.instruct import StreamLimits, instruct
from core.clients.agent.multipart import LARGEST_HOSTED_FILE, multipart
from core.clients.agent.transport import Transport
from core.errors import AgentRefused, SessionGone
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
from core.model.event import AgentEvent
from core.ports import ByteStream
from core.rules.agent import responses

_NO_SUCH_CALL = (404, 405)
_CONFLICT = 409


class NemoAgent:
    """``VideoAgent``; the caller owns the client and closes it.

    ``web_url`` is the site where people claim their projects, "" if there is none.
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
        largest: int = LARGEST_HOSTED_FILE,
    ) -> None:
        self._transport = Transport(client, base_url, platform)
        self._web = web_url.rstrip("/")
        self._limits = StreamLimits(quiet, turn)
        self._largest = largest

    @property
    def base_url(self) -> str:
        """The agent's base URL without a trailing slash."""
        return self._transport.base

    async def mint(self, client_id: str) -> AnonymousToken:
        headers = {"X-Client-Id": client_id}
        body = await self._transport.call(
            "POST", "/api/auth/anonymous-token", None, headers=headers
        )
        return understood(lambda: responses.anonymous_token(body, time.time()))

    async def open_session(self, token: Token, language: str) -> AgentSession:
        sent = {"task_name": "project", "language": language}
        path = "/api/tasks/me/with-session/nemo_agent"
        body = await self._transport.call("POST", path, token, json=sent)
        return understood(lambda: responses.session(body))

    async def claim_link(self, token: Token, session: AgentSession) -> str:
        if not self._web:  # our own studio has no pages
            return ""
        sent = {"task_id": session.task_id, "session_id": session.session_id}
        body = await self._transport.call(
            "POST", "/api/auth/claim-token", token, json=sent
        )
        claim = responses.data_of(body).get("claim_token")
        return (
            f"{self._web}/workspace/claim?ct={quote(str(claim), safe='')}"
            if claim
            else ""
        )

    def instruct(
        self,
        token: Token,
        session: AgentSessionId,
        text: str,
        *,
        language: str = "",
        answers: bool = True,
        is_title: bool = False,
    ) -> AsyncIterator[AgentEvent]:
        """Send the text and read to the end; see ``core.clients.agent.instruct``."""
        about = {"X-Studio-Language": language} if language else {}
        about |= {} if answers else {"X-Studio-Answer": "0"}
        about |= {"X-Studio-Answer": "title"} if is_title else {}
        return instruct(self._transport, token, session, text, self._limits, about)

    async def upload(
        self, token: Token, session: AgentSessionId, files: Sequence[ByteStream]
    ) -> list[UploadedClip]:
        """Stream files; no file is held in memory.

        Raises ``FileTooLarge`` before sending if a size is known, else as soon as the bytes
        exceed the limit.
        """
        headers, content = multipart(files, self._largest)
        body = await self._transport.call(
            "POST",
            f"/api/upload-video/nemo_agent/me/{quote(session, safe='')}",
            token,
            content=content,
            headers=headers,
            patience=httpx.Timeout(60.0, read=300.0, write=300.0),
        )
        return responses.uploads(body)

    async def upload_urls(
        self, token: Token, session: AgentSessionId, urls: Sequence[str]
    ) -> list[UploadedClip]:
        body = await self._transport.call(
            "POST",
            f"/api/upload-video/nemo_agent/me/{quote(session, safe='')}",
            token,
            json={"urls": list(urls), "source_type": "url"},
            patience=httpx.Timeout(30.0, read=600.0),
        )
        return responses.uploads(body)

    async def thumbnail(
        self, token: Token, session: AgentSessionId, clip: UploadedClip
    ) -> bytes | None:
        """Only our own studio has this call."""
        if not clip.studio_asset:
            return None
        path = f"{quote(session, safe='')}/{quote(clip.studio_asset, safe='')}"
        return await self._picture(f"/api/thumbnail/nemo_agent/me/{path}", token)

    async def still(self, token: Token, render: RenderId) -> bytes | None:
        """Only our own studio has this call."""
        path = f"/api/render/proxy/lambda/{quote(render, safe='')}/still"
        return await self._picture(path, token)

    async def _picture(self, path: str, token: Token) -> bytes | None:
        try:
            return await self._transport.read(path, token)
        except AgentRefused as error:
            if error.code in _NO_SUCH_CALL:
                return None
            raise

    async def credits(self, token: Token) -> Credits:
        return responses.balance(
            await self._transport.call("GET", "/api/credits/balance/simple", token)
        )

    async def state(self, token: Token, session: AgentSessionId) -> AgentState:
        path = f"/api/state/nemo_agent/me/{quote(session, safe='')}/latest"
        return responses.state(await self._transport.call("GET", path, token))

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
            body = await self._transport.call(
                "POST", "/api/render/proxy/lambda", token, json=sent
            )
        except AgentRefused as error:
            if error.code != _CONFLICT:
                raise
            return render  # an earlier attempt of this call was accepted
        return responses.render_id(body, render)

    async def render_status(
        self, token: Token, render: RenderId, seen: RenderStatus | None = None
    ) -> RenderStatus:
        path = f"/api/render/proxy/lambda/{quote(render, safe='')}"
        wait = seen.longest_wait if seen else 0.0
        if seen and wait:
            path += f"?wait={wait:g}&status={seen.state}&progress={seen.progress or 0}"
            path += f"&still={seen.has_still:d}"
        body = await self._transport.call(
            "GET", path, token, patience=httpx.Timeout(30.0 + wait)
        )
        return responses.render_status(body)

    async def cancel_render(self, token: Token, render: RenderId) -> None:
        path = f"/api/render/proxy/lambda/{quote(render, safe='')}/cancel"
        await self._transport.call("POST", path, token)

    async def delete_session(
        self, token: Token, session: AgentSessionId
    ) -> DeletedSession | None:
        """Delete a session; None where the agent has no such call (404 or 405)."""
        path = f"/api/sessions/nemo_agent/me/{quote(session, safe='')}"
        try:
            body = await self._transport.call("DELETE", path, token)
        except SessionGone:
            return DeletedSession()
        except AgentRefused as error:
            if error.code in _NO_SUCH_CALL:
                return None
            raise
        return responses.deleted_session(body)

    def download(
        self, token: Token, render: RenderId, url: str
    ) -> AbstractAsyncContextManager[ByteStream]:
        """The MP4; see ``core.clients.agent.download``."""
        return download(self._transport, token, render, url)
