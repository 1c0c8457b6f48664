"""HTTP handlers of the studio's own calls: deletion, health and metrics."""

from contextlib import suppress
from dataclasses import asdict

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from studio import metrics
from studio.api import response_bodies
from studio.api.services import Services, requested_project, services_of
from studio.errors import JobsUnavailable, ServiceUnavailable
from studio.flows.upkeep.housekeeping import DiskLevel
from studio.model.jobs.job import JobKind

_STATES = ("running", "waiting")


async def delete_session(request: Request) -> Response:
    """Delete a session with all its data; report the counts. An extension of the API."""
    project = await requested_project(request, request.path_params["session"])
    deleted = await services_of(request).deletion.delete(project)
    return JSONResponse(response_bodies.ok(asdict(deleted)))


async def health(_: Request) -> Response:
    """Answer liveness checks."""
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> Response:
    """Answer readiness checks: 503 while the disk is full or Redis is down."""
    try:
        services = services_of(request)
    except ServiceUnavailable:
        return JSONResponse({"status": "no_redis"}, 503)
    room = await services.housekeeper.measure()
    full = room.level is DiskLevel.FULL
    body = {"status": str(room.level), "room": room.left, "used": room.used}
    try:
        await services.jobs.counts(JobKind.RENDER)
    except JobsUnavailable:
        return JSONResponse(body | {"status": "no_redis"}, 503)
    return JSONResponse(body, 503 if full else 200)


async def measurements(request: Request) -> Response:
    """Serve the metrics for Prometheus."""
    with suppress(ServiceUnavailable):
        services = services_of(request)
        await services.housekeeper.measure()
        await _measure_jobs(services)
    return Response(generate_latest(metrics.REGISTRY), media_type=CONTENT_TYPE_LATEST)


async def _measure_jobs(services: Services) -> None:
    """Count the jobs of all processes. Raises ``JobsUnavailable``."""
    renders = await services.renders.counts()
    for state, count in zip(_STATES, renders, strict=True):
        metrics.RENDERS.labels(state).set(count)
    for kind in JobKind:
        for state, count in zip(_STATES, await services.jobs.counts(kind), strict=True):
            metrics.JOBS.labels(kind, state).set(count)
        metrics.JOBS_LATE.labels(kind).set(await services.jobs.age(kind))
