"""HTTP handlers of the API, each a thin function from request to response."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from studio.api import operations, wire
from studio.api.parts import receive
from studio.api.services import (
    Services,
    authenticated_account,
    requested_project,
    services_of,
)
from studio.errors import BadRequest, ExportLocked, NotFound, UserFault
from studio.flows.intake import LARGEST
from studio.media.fetch import Guard, fetch
from studio.media.files import safe_name
from studio.model.media import Asset
from studio.rules.plan.render_plan import plan
from studio.rules.serial.draft_json import from_wire

_ATTRIBUTION = ("x-skill-source", "x-skill-version", "x-skill-platform")
_LONGEST_JSON = 8 * 1024 * 1024
_LONGEST_TEXT = 20_000
_MOST_URLS = 20


async def _json(request: Request) -> dict[str, Any]:
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > _LONGEST_JSON:
            raise BadRequest("The body is too long.")
    try:
        body = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadRequest("The body is not JSON.") from error
    if not isinstance(body, dict):
        raise BadRequest("The body is not a JSON object.")
    return body


async def mint(request: Request) -> Response:
    """Issue an anonymous token."""
    address = request.client.host if request.client else ""
    client_id = request.headers.get("x-client-id", "")
    return JSONResponse(
        wire.ok(await services_of(request).accounts.mint(client_id, address))
    )


async def open_session(request: Request) -> Response:
    """Create a project and return its session and task ids."""
    account = await authenticated_account(request)
    body = await _json(request)
    name, language = (
        str(body.get("task_name") or "project"),
        str(body.get("language") or "en").encode("ascii", "replace").decode(),
    )
    project = await services_of(request).projects.open(account.user_id, name, language)
    return JSONResponse(
        wire.ok({"task_id": project.task_id, "session_id": project.session_id})
    )


async def claim(request: Request) -> Response:
    """Issue a token for the link by which a user takes over the project."""
    body = await _json(request)
    project = await requested_project(request, str(body.get("session_id") or ""))
    if str(body.get("task_id") or project.task_id) != project.task_id:
        raise NotFound("There is no such task.")
    token = await services_of(request).accounts.claim(
        project.session_id, project.task_id
    )
    return JSONResponse(wire.ok({"claim_token": token}))


async def run_sse(request: Request) -> Response:
    """Run an instruction and stream its events; a disconnect does not stop the run."""
    account = await authenticated_account(request)
    body = await _json(request)
    services = services_of(request)
    session_id = str(_snake_or_camel(body, "session_id", "sessionId") or "")
    project = await services.projects.get(session_id, account.user_id)
    message = _snake_or_camel(body, "new_message", "newMessage")
    parts = message.get("parts") if isinstance(message, dict) else None
    text = "\n".join(
        str(part["text"]).encode("utf-8", "replace").decode()
        for part in (parts if isinstance(parts, list) else ())
        if isinstance(part, dict) and part.get("text")
    )
    if not text.strip():
        raise BadRequest("The message has no text.")
    silent = services.silent or request.headers.get("x-studio-silent") == "1"
    run = await services.runs.start(
        account, project.session_id, text[:_LONGEST_TEXT], silent=silent
    )

    async def body_() -> AsyncIterator[bytes]:
        events = wire.Events()
        async for step in run.events(services.heartbeat):
            if step is None:
                yield wire.HEARTBEAT
            elif frame := events.frame(step):
                yield frame

    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return StreamingResponse(body_(), media_type="text/event-stream", headers=headers)


def _snake_or_camel(body: dict[str, Any], snake: str, camel: str) -> Any:
    return body.get(snake) if body.get(snake) is not None else body.get(camel)


async def upload(request: Request) -> Response:
    """Accept files as multipart or URLs as JSON; usable ones are added."""
    services = services_of(request)
    session_id = (
        await requested_project(request, request.path_params["session"])
    ).session_id
    if request.headers.get("content-type", "").startswith("application/json"):
        return JSONResponse(wire.ok(await _from_urls(request, services, session_id)))
    length_header = request.headers.get("content-length", "")
    size = int(length_header) if length_header.isdigit() else 0
    await services.housekeeper.require_room(min(size, LARGEST))
    incoming = await receive(
        request, lambda name: services.uploads.open_file(session_id, name, size)
    )
    results = await asyncio.gather(
        *(services.uploads.accept(session_id, file) for file in incoming),
        return_exceptions=True,
    )
    return JSONResponse(wire.ok(_upload_result(results)))


async def _from_urls(
    request: Request, services: Services, session_id: str
) -> wire.Json:
    urls = (await _json(request)).get("urls")
    if not isinstance(urls, list) or not 1 <= len(urls) <= _MOST_URLS:
        raise BadRequest(f"Give urls, a list of 1 to {_MOST_URLS} addresses.")
    await services.housekeeper.require_room()
    guard = Guard(LARGEST, loopback=services.loopback)
    return _upload_result(
        await asyncio.gather(
            *(_from_url(services, session_id, str(url), guard) for url in urls),
            return_exceptions=True,
        )
    )


async def _from_url(
    services: Services, session_id: str, url: str, guard: Guard
) -> Asset:
    async with aclosing(fetch(url, guard)) as pieces:
        name, first = await anext(pieces, ("clip", b""))

        async def rest() -> AsyncIterator[bytes]:
            yield first
            async for _, chunk in pieces:
                yield chunk

        return await services.uploads.receive(session_id, name, rest())


def _upload_result(results: Sequence[Asset | BaseException]) -> wire.Json:
    """List the accepted files and the errors of others; raise if none was accepted."""
    faults = [one for one in results if isinstance(one, UserFault)]
    for one in results:
        if isinstance(one, BaseException) and not isinstance(one, UserFault):
            raise one
    files = [
        wire.uploaded(one) for one in results if not isinstance(one, BaseException)
    ]
    if faults and not files:
        raise faults[0]
    out: wire.Json = {"files": files}
    if faults:
        out["errors"] = [{"code": fault.code, "message": fault.say} for fault in faults]
    return out


async def credits_(request: Request) -> Response:
    """Return the account's credits: available, frozen, total."""
    account = await authenticated_account(request)
    data = {
        "available": account.available,
        "frozen": account.frozen,
        "total": account.total - account.spent,
    }
    return JSONResponse(wire.ok(data))


async def state(request: Request) -> Response:
    """Return the session's latest state."""
    project = await requested_project(request, request.path_params["session"])
    return JSONResponse(wire.ok(wire.state(project)))


async def render(request: Request) -> Response:
    """Queue a render of the draft; a repeated id returns the same job."""
    if not all(request.headers.get(name) for name in _ATTRIBUTION):
        raise ExportLocked("Register or upgrade your plan to unlock export.")
    account = await authenticated_account(request)
    body = await _json(request)
    render_id = str(body.get("id") or "")
    if not 1 <= len(render_id) <= 200:
        raise BadRequest("Give the render an id, such as render_<milliseconds>.")
    project = await requested_project(
        request, str(_snake_or_camel(body, "sessionId", "session_id") or "")
    )
    sent = body.get("draft")
    draft = from_wire(sent) if isinstance(sent, dict) and sent else project.draft
    try:
        planned = plan(draft, {asset.id: asset for asset in project.assets})
    except ValueError as error:
        raise BadRequest(str(error)) from error
    services = services_of(request)
    await services.housekeeper.require_room()
    await services.projects.touch(project.session_id)
    title = str(draft.meta.get("title") or "video")[:80]
    name = safe_name(f"{title}.mp4")
    job = await services.renders.submit(
        account.user_id, render_id, planned, name, project.session_id
    )
    return JSONResponse(wire.ok({"id": job.id, "status": job.state}) | {"id": job.id})


async def render_status(request: Request) -> Response:
    """Return a render's status and, when it is complete, its link."""
    account = await authenticated_account(request)
    renders = services_of(request).renders
    job = renders.get(account.user_id, request.path_params["render"])
    base = f"{request.url.scheme}://{request.url.netloc}"
    url = f"{base}/files/{job.key}-{job.secret}/{quote(job.name, safe='')}"
    data = wire.render_status(job, renders.position(job), url)
    return JSONResponse(wire.ok(data) | data)


async def cancel(request: Request) -> Response:
    """Cancel a render."""
    account = await authenticated_account(request)
    renders = services_of(request).renders
    job = renders.get(account.user_id, request.path_params["render"])
    await renders.cancel(job)
    return JSONResponse(wire.ok({"id": job.id, "status": job.state}))


async def download(request: Request) -> Response:
    """Serve a completed render to its owner."""
    account = await authenticated_account(request)
    renders = services_of(request).renders
    job = renders.get(account.user_id, request.path_params["render"])
    return FileResponse(renders.file(job), media_type="video/mp4", filename=job.name)


async def file(request: Request) -> Response:
    """Serve a result by its secret link, with byte ranges for immediate playback."""
    renders = services_of(request).renders
    key, _, secret = request.path_params["ticket"].partition("-")
    job = renders.by_secret(key, secret)
    return FileResponse(
        renders.file(job), media_type="video/mp4", filename=job.name,
        content_disposition_type="inline",
    )  # fmt: skip


ROUTES = [
    Route("/api/auth/anonymous-token", mint, methods=["POST"]),
    Route("/api/tasks/me/with-session/nemo_agent", open_session, methods=["POST"]),
    Route("/api/auth/claim-token", claim, methods=["POST"]),
    Route("/run_sse", run_sse, methods=["POST"]),
    Route("/api/upload-video/nemo_agent/me/{session}", upload, methods=["POST"]),
    Route("/api/credits/balance/simple", credits_),
    Route("/api/state/nemo_agent/me/{session}/latest", state),
    Route("/api/render/proxy/lambda", render, methods=["POST"]),
    Route("/api/render/proxy/lambda/{render}", render_status),
    Route("/api/render/proxy/lambda/{render}/cancel", cancel, methods=["POST"]),
    Route("/api/render/proxy/{render}/download", download),
    Route("/files/{ticket}/{name}", file, methods=["GET", "HEAD"]),
    Route(
        "/api/sessions/nemo_agent/me/{session}",
        operations.delete_session,
        methods=["DELETE"],
    ),
    Route("/healthz", operations.health),
    Route("/readyz", operations.ready),
    Route("/metrics", operations.measurements),
]
