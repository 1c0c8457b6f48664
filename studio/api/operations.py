"""HTTP handlers of the studio's own calls: deletion, health and numbers."""

from dataclasses import asdict

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from studio import metrics
from studio.api import wire
from studio.api.services import requested_project, services_of
from studio.flows.upkeep.housekeeping import DiskLevel


async def delete_session(request: Request) -> Response:
    """Delete a session with all its data; report what went. An extension of ours."""
    project = await requested_project(request, request.path_params["session"])
    deleted = await services_of(request).deletion.delete(project)
    return JSONResponse(wire.ok(asdict(deleted)))


async def health(_: Request) -> Response:
    """Answer liveness checks."""
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> Response:
    """Answer readiness checks: 503 while the disk takes nothing more."""
    room = await services_of(request).housekeeper.measure()
    full = room.level is DiskLevel.FULL
    body = {"status": room.level, "room": room.left, "used": room.used}
    return JSONResponse(body, 503 if full else 200)


async def measurements(request: Request) -> Response:
    """Serve the numbers for Prometheus."""
    services = services_of(request)
    await services.housekeeper.measure()
    for state, count in zip(
        ("running", "waiting"), await services.renders.counts(), strict=True
    ):
        metrics.RENDERS.labels(state).set(count)
    return Response(generate_latest(metrics.REGISTRY), media_type=CONTENT_TYPE_LATEST)
