"""Build the ASGI application: wire the services, run their lifespan, map errors."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from common.redis.server import redis_server
from studio.api.request_monitor import RequestMonitor
from studio.api.routes import ROUTES
from studio.api.services import Services, language_of_request
from studio.api.startup import open_services
from studio.clients.jobs.queue import open_job_queue
from studio.clients.media.open_store import open_media_store
from studio.clients.state.open_state import AccountLimits, State, open_state
from studio.errors import EngineError, StudioError, TooMany
from studio.flows.analysis import Analysis
from studio.flows.answer.answer import Reader
from studio.flows.instructions.runs import InstructionRuns
from studio.flows.jobs.handler import JobHandler, slots_of_machine
from studio.flows.jobs.run_render import RenderLimits
from studio.flows.projects import Projects
from studio.flows.proxies import Proxies
from studio.flows.rendering.former_jobs import move_former_jobs
from studio.flows.rendering.renders import Renders
from studio.flows.upkeep.deletion import Deletion
from studio.flows.upkeep.housekeeping import Housekeeper, Retention, Stores
from studio.flows.uploads import Uploads
from studio.media.files import TEMP_SUFFIX, last_change
from studio.ports.jobs import JobQueue
from studio.ports.media import MediaStore
from studio.settings import StateKind
from studio.words.catalogue import words

_log = logging.getLogger(__name__)
_ABANDONED_SECONDS = 3600.0
_STATUS = {
    1001: 401, 1002: 404, 2001: 402, 4001: 415, 4002: 413, 400: 400, 402: 402, 404: 404,
    429: 429, 503: 503, 507: 507,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Options:
    """Options of the application; an empty ``redis_url`` means the bundled server.

    Their defaults are those of the settings.
    """

    data: Path
    state: StateKind
    credits_each: int
    per_address: int
    redis_url: str
    bucket: str
    bucket_endpoint: str
    renders: RenderLimits
    renders_at_once: int
    open_renders: int
    retention: Retention
    loopback: bool
    silent: bool
    heartbeat: float
    previews: bool
    largest_upload: int


def build(options: Options, reader: Reader | None = None) -> Starlette:
    """Build the application; its services open and close with the server's lifespan."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Services]:
        data = options.data.resolve()
        limits = AccountLimits(
            options.credits_each, options.per_address, options.retention.projects
        )
        async with (
            redis_server(options.redis_url, data.parent) as url,
            open_job_queue(url) as jobs,
            open_state(options.state, url, data, limits) as state,
        ):
            media = open_media_store(data, options.bucket, options.bucket_endpoint)
            services = _services(options, state, media, jobs, reader)
            _remove_temp_files(data, alone=options.state is StateKind.FOLDER)
            await move_former_jobs(data, jobs)
            await services.runs.resume()
            handler = JobHandler(media, options.renders)
            slots = slots_of_machine(options.renders_at_once)
            background = [
                asyncio.create_task(jobs.run(slots, handler)),
                asyncio.create_task(services.housekeeper.run()),
                asyncio.create_task(services.runs.keep_resuming()),
            ]
            try:
                yield services
            finally:
                for task in background:
                    task.cancel()
                await asyncio.gather(*background, return_exceptions=True)
                await services.runs.close()
                await services.uploads.close()

    app = Starlette(
        routes=ROUTES,
        lifespan=lambda app: open_services(app, opened),
        middleware=[Middleware(RequestMonitor)],
    )
    app.add_exception_handler(StudioError, _on_studio_error)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(ClientDisconnect, _on_disconnect)
    app.add_exception_handler(Exception, _on_unexpected_error)
    return app


def _services(
    options: Options,
    state: State,
    media: MediaStore,
    jobs: JobQueue,
    reader: Reader | None,
) -> Services:
    data, accounts = media.data, state.accounts
    projects = Projects(state.projects, data / "sessions")
    analysis = Analysis(media, jobs)

    async def makes_proxies() -> bool:
        return options.previews and await housekeeper.has_room()

    proxies = Proxies(media, jobs, makes_proxies)
    uploads = Uploads(projects, analysis, proxies, media, options.largest_upload)
    runs = InstructionRuns(accounts, projects, state.lease, analysis, reader)
    renders = Renders(media, jobs, options.open_renders)
    deletion = Deletion(projects, runs, renders, analysis, proxies, media)
    stores = Stores(accounts, projects, renders, analysis, proxies, media)
    housekeeper = Housekeeper(data, options.retention, stores, deletion)
    return Services(
        accounts, projects, uploads, runs, jobs, renders, deletion, housekeeper, proxies,
        options.loopback, options.silent, options.heartbeat, options.previews,
    )  # fmt: skip


def _remove_temp_files(data: Path, *, alone: bool) -> None:
    """Remove partial files of a crash, but not those that other processes are writing."""
    oldest = time.time() - _ABANDONED_SECONDS
    for part in data.glob("sessions/*/assets/.in-*"):
        if alone or last_change(part) < oldest:
            part.unlink(missing_ok=True)
    for part in data.glob(f"**/.*{TEMP_SUFFIX}"):
        if last_change(part) < oldest:
            part.unlink(missing_ok=True)


async def _on_studio_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, StudioError):
        return await _on_unexpected_error(request, error)
    if isinstance(error, EngineError):
        _log.error("%s: %s", type(error).__name__, error)
    response = _envelope(
        error.code,
        error.say(language_of_request(request)),
        _STATUS.get(error.code, 500),
    )
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.wait)
    return response


async def _on_http_error(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _envelope(status, "There is no such call.", status)


async def _on_disconnect(_: Request, __: Exception) -> Response:
    return Response(status_code=499)  # nobody is there to read it


async def _on_unexpected_error(request: Request, error: Exception) -> Response:
    _log.error("API call: unexpected error", exc_info=error)
    sentence = words(language_of_request(request)).say("errors.internal")
    return _envelope(500, sentence, 500)


def _envelope(code: int, message: str, status: int) -> Response:
    return JSONResponse({"code": code, "message": message}, status_code=status)
