"""HTTP handlers of renders: queue, status, cancel, download."""

import asyncio
import math
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from studio.api import response_bodies
from studio.api.request_bodies import read_json, snake_or_camel
from studio.api.services import (
    Services,
    authenticated_account,
    requested_project,
    services_of,
)
from studio.errors import BadRequest, ExportLocked, NoSession
from studio.flows.rendering.renders import Renders
from studio.media.files import safe_name
from studio.model.draft import Draft, TrackType
from studio.model.jobs.job import Job
from studio.model.plan import RenderPlan
from studio.model.project import Project
from studio.rules.plan.preview_plan import preview_plan
from studio.rules.plan.render_plan import plan
from studio.rules.serial.draft_json import from_wire

PREVIEW = "preview"
"""The quality in ``output`` of a preview; any other one means the video."""
LONGEST_WAIT = 25.0
"""Seconds for which a status request is held; proxies time out after 30 or more."""
_STEP = 0.1
"""Smallest difference of progress that ends a held request."""
_ATTRIBUTION = ("x-skill-source", "x-skill-version", "x-skill-platform")


async def render(request: Request) -> Response:
    """Queue a render of the draft; a repeated id returns the same job."""
    if not all(request.headers.get(name) for name in _ATTRIBUTION):
        raise ExportLocked("export_locked")
    account = await authenticated_account(request)
    body = await read_json(request)
    render_id = str(body.get("id") or "")
    if not 1 <= len(render_id) <= 200:
        raise BadRequest("Give the render an id, such as render_<milliseconds>.")
    project = await requested_project(
        request, str(snake_or_camel(body, "sessionId", "session_id") or "")
    )
    sent = body.get("draft")
    draft = from_wire(sent) if isinstance(sent, dict) and sent else project.draft
    services = services_of(request)
    output = body.get("output")
    preview = isinstance(output, dict) and output.get("quality") == PREVIEW
    try:
        planned = await _planned(services, project, draft, preview=preview)
    except ValueError as error:
        raise BadRequest(str(error)) from error
    await services.housekeeper.require_room()
    await services.projects.touch(project.session_id)
    title = str(draft.meta.get("title") or "video")[:80]
    name = safe_name(f"{title}.mp4")
    job = await services.renders.submit(
        account.user_id, render_id, planned, name, project.session_id, preview=preview
    )
    return JSONResponse(
        response_bodies.ok({"id": job.id, "status": job.state}) | {"id": job.id}
    )


async def _planned(
    services: Services, project: Project, draft: Draft, *, preview: bool
) -> RenderPlan:
    """Plan the video, or its preview from proxies. Raises ``ValueError``."""
    assets = {asset.id: asset for asset in project.assets}
    if not preview:
        return plan(draft, assets)
    used = {segment.source for segment in draft.segments(TrackType.VIDEO)}
    shown = [asset for asset in project.assets if asset.id in used]
    proxies = await services.proxies.ready(project.session_id, shown)
    return preview_plan(draft, assets, proxies)


async def render_status(request: Request) -> Response:
    """Return a render's status and, when it is complete, its link.

    With ``wait`` (seconds) it is returned once it differs from ``status``, ``progress``
    and ``still``, which the client saw last, or when the time is over.
    """
    account = await authenticated_account(request)
    renders = services_of(request).renders
    job = await renders.get(account.user_id, request.path_params["render"])
    job = await _changed(renders, job, request.query_params)
    base = f"{request.url.scheme}://{request.url.netloc}"
    ticket = f"{job.key}-{job.payload['secret']}"
    url = f"{base}/files/{ticket}/{quote(job.payload['name'], safe='')}"
    language = await _language(request, job) if job.error else ""
    data = response_bodies.render_status(
        job, await renders.position(job), url, LONGEST_WAIT, language
    )
    if await renders.has_still(job):
        data["still"] = True
    return JSONResponse(response_bodies.ok(data) | data)


async def _language(request: Request, job: Job) -> str:
    """The language of the render's project; "" where the project is gone."""
    with suppress(NoSession):
        return (await requested_project(request, job.session_id)).language
    return ""


async def _changed(renders: Renders, job: Job, query: Mapping[str, str]) -> Job:
    """The job; if the client waits, once it differs from what the client saw last."""
    seen = _number(query, "progress")
    clock = asyncio.get_running_loop().time
    end = clock() + min(_number(query, "wait"), LONGEST_WAIT)
    while (
        job.is_open
        and job.state == query.get("status", "")
        and job.progress < seen + _STEP
        and not (query.get("still") == "0" and await renders.has_still(job))
        and (left := end - clock()) > 0
    ):
        job = await renders.wait(job, left)
    return job


def _number(query: Mapping[str, str], name: str) -> float:
    """A number of the query; 0 if it is missing. Raises ``BadRequest``."""
    try:
        number = float(query.get(name, "0"))
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise BadRequest(f"Give {name} as a number of 0 or more.")
    return number


async def still(request: Request) -> Response:
    """Serve the picture of a preview that may not be complete yet."""
    account = await authenticated_account(request)
    renders = services_of(request).renders
    job = await renders.get(account.user_id, request.path_params["render"])
    return Response(await renders.still(job), media_type="image/jpeg")


async def cancel(request: Request) -> Response:
    """Cancel a render."""
    account = await authenticated_account(request)
    renders = services_of(request).renders
    job = await renders.get(account.user_id, request.path_params["render"])
    job = await renders.cancel(job)
    return JSONResponse(response_bodies.ok({"id": job.id, "status": job.state}))


async def download(request: Request) -> Response:
    """Serve a completed render to its owner."""
    account = await authenticated_account(request)
    renders = services_of(request).renders
    job = await renders.get(account.user_id, request.path_params["render"])
    name = job.payload["name"]
    return FileResponse(await renders.file(job), media_type="video/mp4", filename=name)


async def file(request: Request) -> Response:
    """Serve a result by its secret link, with byte ranges for immediate playback."""
    renders = services_of(request).renders
    key, _, secret = request.path_params["ticket"].partition("-")
    job = await renders.by_secret(key, secret)
    return FileResponse(
        await renders.file(job), media_type="video/mp4", filename=job.payload["name"],
        content_disposition_type="inline",
    )  # fmt: skip
