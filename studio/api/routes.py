"""HTTP handlers of the API, each a thin function from request to response."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from common.text.plain_text import plain_text
from studio.api import operations, rendering, response_bodies
from studio.api.multipart import receive
from studio.api.request_bodies import read_json, snake_or_camel
from studio.api.services import (
    Services,
    authenticated_account,
    requested_project,
    services_of,
)
from studio.errors import BadRequest, NotFound, UserFault
from studio.media.fetch import Guard, fetch
from studio.model.media import Asset, MediaKind
from studio.model.project import Project

_LONGEST_TEXT = 40_000
"""Most characters of an instruction: twice what the bots take, as they name clips in it."""
_LONGEST_TAG = 35
"""Characters of a language tag that are read."""
_MOST_URLS = 20


async def mint(request: Request) -> Response:
    """Issue an anonymous token."""
    address = request.client.host if request.client else ""
    client_id = request.headers.get("x-client-id", "")
    return JSONResponse(
        response_bodies.ok(await services_of(request).accounts.mint(client_id, address))
    )


async def open_session(request: Request) -> Response:
    """Create a project and return its session and task ids."""
    account = await authenticated_account(request)
    body = await read_json(request)
    name, language = (
        str(body.get("task_name") or "project"),
        str(body.get("language") or "en").encode("ascii", "replace").decode(),
    )
    project = await services_of(request).projects.open(account.user_id, name, language)
    return JSONResponse(
        response_bodies.ok(
            {"task_id": project.task_id, "session_id": project.session_id}
        )
    )


async def claim(request: Request) -> Response:
    """Issue a token for the link by which a user takes over the project."""
    body = await read_json(request)
    project = await requested_project(request, str(body.get("session_id") or ""))
    if str(body.get("task_id") or project.task_id) != project.task_id:
        raise NotFound("There is no such task.")
    token = await services_of(request).accounts.claim(
        project.session_id, project.task_id
    )
    return JSONResponse(response_bodies.ok({"claim_token": token}))


async def run_sse(request: Request) -> Response:
    """Run an instruction and stream its events; a disconnect does not stop the run."""
    account = await authenticated_account(request)
    body = await read_json(request)
    services = services_of(request)
    session_id = str(snake_or_camel(body, "session_id", "sessionId") or "")
    project = await services.projects.get(session_id, account.user_id)
    message = snake_or_camel(body, "new_message", "newMessage")
    parts = message.get("parts") if isinstance(message, dict) else None
    text = "\n".join(
        plain_text(str(part["text"]))
        for part in (parts if isinstance(parts, list) else ())
        if isinstance(part, dict) and part.get("text")
    )
    if not text.strip():
        raise BadRequest("The message has no text.")
    if len(text) > _LONGEST_TEXT:
        raise BadRequest(f"The message is longer than {_LONGEST_TEXT} characters.")
    silent = services.silent or request.headers.get("x-studio-silent") == "1"
    run = await services.runs.start(
        account,
        project.session_id,
        text,
        silent=silent,
        language=request.headers.get("x-studio-language", "")[:_LONGEST_TAG],
        answers=request.headers.get("x-studio-answer") != "0",
        is_title=request.headers.get("x-studio-answer") == "title",
    )

    async def body_() -> AsyncIterator[bytes]:
        events = response_bodies.Events()
        async for step in run.events(services.heartbeat):
            if step is None:
                yield response_bodies.HEARTBEAT
            elif frame := events.frame(step):
                yield frame

    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return StreamingResponse(body_(), media_type="text/event-stream", headers=headers)


async def upload(request: Request) -> Response:
    """Accept files as multipart or URLs as JSON; usable ones are added."""
    services = services_of(request)
    project = await requested_project(request, request.path_params["session"])
    session_id = project.session_id
    if request.headers.get("content-type", "").startswith("application/json"):
        return JSONResponse(
            response_bodies.ok(await _from_urls(request, services, project))
        )
    length_header = request.headers.get("content-length", "")
    size = int(length_header) if length_header.isdigit() else 0
    await services.housekeeper.require_room(min(size, services.uploads.largest))
    incoming = await receive(
        request, lambda name: services.uploads.open_file(session_id, name, size)
    )
    results = await asyncio.gather(
        *(services.uploads.accept(session_id, file) for file in incoming),
        return_exceptions=True,
    )
    return JSONResponse(response_bodies.ok(_upload_result(results, project.language)))


async def _from_urls(
    request: Request, services: Services, project: Project
) -> response_bodies.Json:
    urls = (await read_json(request)).get("urls")
    if not isinstance(urls, list) or not 1 <= len(urls) <= _MOST_URLS:
        raise BadRequest(f"Give urls, a list of 1 to {_MOST_URLS} addresses.")
    await services.housekeeper.require_room()
    guard = Guard(services.uploads.largest, loopback=services.loopback)
    return _upload_result(
        await asyncio.gather(
            *(_from_url(services, project.session_id, str(url), guard) for url in urls),
            return_exceptions=True,
        ),
        project.language,
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


def _upload_result(
    results: Sequence[Asset | BaseException], language: str
) -> response_bodies.Json:
    """List the accepted files and the errors of others; raise if none was accepted."""
    faults = [one for one in results if isinstance(one, UserFault)]
    for one in results:
        if isinstance(one, BaseException) and not isinstance(one, UserFault):
            raise one
    files = [
        response_bodies.uploaded(one)
        for one in results
        if not isinstance(one, BaseException)
    ]
    if faults and not files:
        raise faults[0]
    out: response_bodies.Json = {"files": files}
    if faults:
        out["errors"] = [
            {"code": fault.code, "message": fault.say(language)} for fault in faults
        ]
    return out


async def thumbnail(request: Request) -> Response:
    """Return a small JPEG of a clip of the session."""
    project = await requested_project(request, request.path_params["session"])
    asset_id = request.path_params["asset"]
    asset = next((each for each in project.assets if each.id == asset_id), None)
    picture = await services_of(request).uploads.thumbnail(asset) if asset else b""
    if not picture:
        raise NotFound("There is no picture of it.")
    return Response(picture, media_type="image/jpeg")


async def credits_(request: Request) -> Response:
    """Return the account's credits: available, frozen, total."""
    account = await authenticated_account(request)
    data = {
        "available": account.available,
        "frozen": account.frozen,
        "total": account.total - account.spent,
    }
    return JSONResponse(response_bodies.ok(data))


async def state(request: Request) -> Response:
    """Return the session's latest state."""
    project = await requested_project(request, request.path_params["session"])
    services, tempos = services_of(request), {}
    for asset in project.assets:
        if asset.kind is MediaKind.AUDIO:
            tempo = await services.uploads.known_tempo(asset)
            if tempo is not None:
                tempos[asset.id] = tempo
    reply = await services.projects.reply(project.session_id)
    body = response_bodies.state(
        project, previews=services.previews, tempos=tempos, reply=reply
    )
    return JSONResponse(response_bodies.ok(body))


ROUTES = [
    Route("/api/auth/anonymous-token", mint, methods=["POST"]),
    Route("/api/tasks/me/with-session/nemo_agent", open_session, methods=["POST"]),
    Route("/api/auth/claim-token", claim, methods=["POST"]),
    Route("/run_sse", run_sse, methods=["POST"]),
    Route("/api/upload-video/nemo_agent/me/{session}", upload, methods=["POST"]),
    Route("/api/thumbnail/nemo_agent/me/{session}/{asset}", thumbnail),
    Route("/api/credits/balance/simple", credits_),
    Route("/api/state/nemo_agent/me/{session}/latest", state),
    Route("/api/render/proxy/lambda", rendering.render, methods=["POST"]),
    Route("/api/render/proxy/lambda/{render}", rendering.render_status),
    Route(
        "/api/render/proxy/lambda/{render}/cancel", rendering.cancel, methods=["POST"]
    ),
    Route("/api/render/proxy/lambda/{render}/still", rendering.still),
    Route("/api/render/proxy/{render}/download", rendering.download),
    Route("/files/{ticket}/{name}", rendering.file, methods=["GET", "HEAD"]),
    Route(
        "/api/sessions/nemo_agent/me/{session}",
        operations.delete_session,
        methods=["DELETE"],
    ),
    Route("/healthz", operations.health),
    Route("/readyz", operations.ready),
    Route("/metrics", operations.measurements),
]
