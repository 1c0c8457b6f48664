"""The hosted service over HTTP, as documented: envelopes, codes under HTTP 200.

Its state is a ``FakeAgent``. It counts no instructions, and its forms differ from the
studio's wherever the description leaves it open: statuses under ``data``, ``outputUrl``.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from core.errors import AgentError
from core.model.agent import (
    AgentSession,
    AgentSessionId,
    RenderId,
    RenderState,
    TaskId,
    Token,
)
from core.model.event import Text
from core.ports import ByteStream
from tests.fakes.agent import FakeAgent

Handler = Callable[[Request], Awaitable[Response]]
_ATTRIBUTION = ("x-skill-source", "x-skill-version", "x-skill-platform")


def ok(data: Mapping[str, Any]) -> Response:
    return JSONResponse({"code": 0, "message": "success", "data": dict(data)})


def refused(handler: Handler) -> Handler:
    """Errors are codes, the status is 200 all the same."""

    async def safe(request: Request) -> Response:
        try:
            return await handler(request)
        except AgentError as error:
            return JSONResponse(
                {"code": error.code, "message": error.reason, "data": None}
            )

    return safe


class _HostedService:
    def __init__(self, memory: FakeAgent, base: str) -> None:
        self._memory = memory
        self._base = base

    async def mint(self, request: Request) -> Response:
        client = request.headers.get("x-client-id", "")
        if not client:
            return JSONResponse({"code": 400, "message": "missing X-Client-Id"}, 400)
        got = await self._memory.mint(client)
        return ok(
            {
                "token": got.token,
                "user_id": got.user_id,
                "expires_at": "2099-01-01T00:00:00Z",
                "credits": got.credits,
            }
        )

    async def open_session(self, request: Request) -> Response:
        body = await request.json()
        assert body["task_name"] == "project"
        got = await self._memory.open_session(_token(request), body["language"])
        return ok({"task_id": got.task_id, "session_id": got.session_id})

    async def claim(self, request: Request) -> Response:
        body = await request.json()
        one = AgentSession(AgentSessionId(body["session_id"]), TaskId(body["task_id"]))
        link = await self._memory.claim_link(_token(request), one)
        return ok({"claim_token": link.rpartition("=")[2]})

    async def run(self, request: Request) -> Response:
        body = await request.json()
        assert (body["app_name"], body["user_id"]) == ("nemo_agent", "me")
        text = body["new_message"]["parts"][0]["text"]
        events = self._memory.instruct(_token(request), body["session_id"], text)
        first = await anext(events)  # refusals come before the stream

        async def frames() -> AsyncIterator[bytes]:
            yield b"event: heartbeat\ndata: \n\n"
            async for event in _all(first, events):
                if isinstance(event, Text):
                    part = {"content": {"parts": [{"text": event.text}]}}
                    yield f"data: {json.dumps(part)}\n\n".encode()
                else:
                    yield b'data: {"type":"heartbeat"}\n\n'

        return StreamingResponse(frames(), media_type="text/event-stream")

    async def upload(self, request: Request) -> Response:
        done = []
        async with request.form() as form:
            for item in form.getlist("files"):
                assert not isinstance(item, str)
                one = ByteStream(str(item.filename), "", item.size, _chunks(item))
                done += await self._memory.upload(
                    _token(request), _session(request), [one]
                )
        return ok({"files": [{"filename": one.name, "cdn_url": ""} for one in done]})

    async def credits_(self, request: Request) -> Response:
        got = await self._memory.credits(_token(request))
        return ok(
            {"available": got.available, "frozen": got.frozen, "total": got.total}
        )

    async def state(self, request: Request) -> Response:
        got = await self._memory.state(_token(request), _session(request))
        hidden = {k: v for k, v in got.raw.items() if k != "instructions"}
        return ok({"state": hidden})

    async def render(self, request: Request) -> Response:
        if not all(request.headers.get(name) for name in _ATTRIBUTION):
            return JSONResponse({"code": 402, "message": "upgrade"}, 402)
        body = await request.json()
        assert body["output"] == {"format": "mp4", "quality": "high"}
        id_ = await self._memory.render(
            _token(request), body["sessionId"], RenderId(body["id"]), body["draft"]
        )
        return ok({"id": id_, "status": "pending"})

    async def status(self, request: Request) -> Response:
        got = await self._memory.render_status(
            _token(request), RenderId(request.path_params["render"])
        )
        data: dict[str, Any] = {"status": got.state.value, "progress": 40}
        if got.state is RenderState.COMPLETED:
            data["outputUrl"] = f"{self._base}/cdn/{request.path_params['render']}.mp4"
        return ok(data)

    async def cancel(self, request: Request) -> Response:
        await self._memory.cancel_render(
            _token(request), RenderId(request.path_params["render"])
        )
        return ok({})

    async def video(self, request: Request) -> Response:
        id_ = RenderId(request.path_params["render"].removesuffix(".mp4"))
        async with self._memory.download(_token(request), id_, "") as got:
            data = b"".join([chunk async for chunk in got.chunks])
        return Response(data, media_type="video/mp4")


def hosted_app(memory: FakeAgent, base: str) -> Starlette:
    """``base`` is where it is reached, for its links."""
    house = _HostedService(memory, base)
    api = "/api/render/proxy"
    me = "{session}"
    table: list[tuple[str, Handler, str]] = [
        ("/api/auth/anonymous-token", house.mint, "POST"),
        ("/api/tasks/me/with-session/nemo_agent", house.open_session, "POST"),
        ("/api/auth/claim-token", house.claim, "POST"),
        ("/run_sse", house.run, "POST"),
        (f"/api/upload-video/nemo_agent/me/{me}", house.upload, "POST"),
        ("/api/credits/balance/simple", house.credits_, "GET"),
        (f"/api/state/nemo_agent/me/{me}/latest", house.state, "GET"),
        (f"{api}/lambda", house.render, "POST"),
        (f"{api}/lambda/{{render}}", house.status, "GET"),
        (f"{api}/lambda/{{render}}/cancel", house.cancel, "POST"),
        (f"{api}/{{render}}/download", house.video, "GET"),
        ("/cdn/{render}", house.video, "GET"),
    ]
    return Starlette(
        routes=[
            Route(path, refused(handler), methods=[how]) for path, handler, how in table
        ]
    )


def _token(request: Request) -> Token:
    return Token(request.headers.get("authorization", "").removeprefix("Bearer "))


def _session(request: Request) -> AgentSessionId:
    return AgentSessionId(request.path_params["session"])


async def _all(first: Any, rest: AsyncIterator[Any]) -> AsyncIterator[Any]:
    yield first
    async for event in rest:
        yield event


async def _chunks(item: Any) -> AsyncIterator[bytes]:
    while chunk := await item.read(1 << 16):
        yield chunk
