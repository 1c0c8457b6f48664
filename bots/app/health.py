"""Serve ``/healthz``, ``/readyz``, ``/metrics`` and webhook routes over HTTP."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bots.app.studio_health import (
    StudioAway,
    StudioStatus,
    studio_metrics,
    studio_state,
)
from common.disk import free_bytes, full_disk
from common.http_server import HttpServer
from core import metrics
from core.clients.disk import DiskLevel, disk_level
from core.errors import StoreDown
from core.ports import TurnStore

_STORE_TIMEOUT = 3.0


class NotReady(Exception):
    """The bot is not ready; the text gives the reason and the fix."""


def build_app(
    store: TurnStore,
    steps: Callable[[], Mapping[str, int]] = dict,
    routes: Sequence[BaseRoute] = (),
    *,
    data: Path | None = None,
    studio_url: str = "",
    studio_numbers: bool = True,
    worker_alive: Callable[[], bool] | None = None,
) -> Starlette:
    """Build the HTTP application.

    ``steps`` counts this process's running turns by step; ``routes`` are extra.
    ``studio_url`` is that of our own studio: its state is shown too, and with
    ``studio_numbers`` its metrics. ``worker_alive`` tells whether the worker of this
    process, if there is one, still polls the queue.
    """

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_: Request) -> Response:
        try:
            disk = _check_disk(data)  # first: it may be why the others fail
            workers = await _check_store(store)
            if worker_alive and not worker_alive():
                raise NotReady("the worker of this process hangs: restart it")
            warnings = [disk, await _check_studio(studio_url), workers]
        except NotReady as error:
            return PlainTextResponse(f"{error}\n", 503)
        lines = ["ready", *(f"warning: {one}" for one in warnings if one)]
        return PlainTextResponse("\n".join(lines) + "\n")

    async def measured(_: Request) -> Response:
        await _measure_store(store)
        _measure_process(steps(), data)
        numbers = generate_latest(metrics.REGISTRY)
        if studio_numbers and studio_url:
            numbers += await studio_metrics(studio_url)
        return Response(numbers, media_type=CONTENT_TYPE_LATEST)

    return Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", measured),
            *routes,
        ]
    )


def _measure_process(steps: Mapping[str, int], data: Path | None) -> None:
    """Set the metrics of this process's turns and of its disk."""
    metrics.RUNNING.clear()
    for step, count in steps.items():
        metrics.RUNNING.labels(step).set(count)
    if data:
        metrics.DISK.set(free_bytes(data))


async def _measure_store(store: TurnStore) -> None:
    """Set the metrics of the queue, and whether Redis answers."""
    metrics.REDIS.set(0)
    with suppress(StoreDown, TimeoutError):
        async with asyncio.timeout(_STORE_TIMEOUT):
            chats, late = await store.backlog()
            metrics.CHATS.set(chats)
            metrics.AGE.set(late)
            metrics.WORKERS.set(len(await store.workers()))
            metrics.REDIS.set(1)


async def _check_store(store: TurnStore) -> str:
    """Return a warning or "". Raises ``NotReady`` when Redis accepts no writes."""
    try:
        async with asyncio.timeout(_STORE_TIMEOUT):
            await store.ping()
            workers, draining = await store.workers(), await store.is_draining()
    except StoreDown as error:
        raise NotReady(str(error)) from error
    except TimeoutError as error:
        raise NotReady("Redis does not answer in time") from error
    if draining:
        return (
            "the workers start no new turns: `vidmuse admin drain --off` ends the drain"
        )
    if not workers:
        return "no worker is running: start `vidmuse worker` or `vidmuse up`"
    return ""


def _check_disk(data: Path | None) -> str:
    """Return a warning or "". Raises ``NotReady`` when the disk is full."""
    if data is None:
        return ""
    free = free_bytes(data)
    match disk_level(free):
        case DiskLevel.FULL:
            raise NotReady(full_disk(data))
        case DiskLevel.LOW:
            return f"only {free / 1e9:.1f} GB are free in {data}"
        case DiskLevel.OK:
            return ""


async def _check_studio(url: str) -> str:
    """Return a warning or "". Raises ``NotReady`` when the studio is down or full."""
    if not url:
        return ""
    try:
        state = await studio_state(url)
    except StudioAway as error:
        raise NotReady("the studio does not answer") from error
    match state.status:
        case StudioStatus.FULL:
            raise NotReady(
                f"the studio has no space left ({state.free_gb:.2f} GB): free some, or "
                "raise STUDIO_DISK_GB"
            )
        case StudioStatus.NO_REDIS:
            raise NotReady(
                "the studio cannot reach its Redis: see its log and REDIS_URL"
            )
        case StudioStatus.LOW:
            return f"the studio has only {state.free_gb:.1f} GB of space left"
        case StudioStatus.OK:
            return ""


async def serve(listener: socket.socket, application: Starlette) -> None:
    """Serve until cancelled."""
    # The process handles signals, not its HTTP server.
    await HttpServer(application, "off")._serve([listener])  # noqa: SLF001


@asynccontextmanager
async def served(
    listener: socket.socket, application: Starlette
) -> AsyncIterator[None]:
    """Serve within the block; the address is free again after it."""
    server = HttpServer(application, "off", grace=0)
    task = asyncio.create_task(server._serve([listener]))  # noqa: SLF001  # as in serve
    try:
        yield
    finally:
        server.stop()
        await task
