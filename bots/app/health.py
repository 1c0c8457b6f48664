"""Serve ``/healthz``, ``/readyz``, ``/metrics`` and webhook routes over HTTP."""

import asyncio
import socket
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from core import metrics
from core.errors import StoreDown
from core.ports import TurnStore

_STORE_TIMEOUT = 3.0


def build_app(
    store: TurnStore,
    steps: Callable[[], Mapping[str, int]] = dict,
    routes: Sequence[BaseRoute] = (),
) -> Starlette:
    """``steps`` counts this process's running turns by step; ``routes`` are extra."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_: Request) -> Response:
        try:
            async with asyncio.timeout(_STORE_TIMEOUT):
                await store.ping()
        except StoreDown as error:
            return PlainTextResponse(f"{error}\n", 503)
        except TimeoutError:
            return PlainTextResponse("Redis does not answer in time\n", 503)
        return PlainTextResponse("ready\n")

    async def measured(_: Request) -> Response:
        metrics.REDIS.set(0)
        with suppress(StoreDown, TimeoutError):
            async with asyncio.timeout(_STORE_TIMEOUT):
                chats, late = await store.backlog()
                metrics.CHATS.set(chats)
                metrics.AGE.set(late)
                metrics.REDIS.set(1)
        metrics.RUNNING.clear()
        for step, count in steps().items():
            metrics.RUNNING.labels(step).set(count)
        return Response(
            generate_latest(metrics.REGISTRY), media_type=CONTENT_TYPE_LATEST
        )

    return Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", measured),
            *routes,
        ]
    )


def bind(address: str) -> socket.socket:
    """Take ``host:port``. Raises ``OSError`` if it is taken, ``ValueError`` if garbled."""
    host, _, port = address.rpartition(":")
    return socket.create_server((host.strip("[]") or "127.0.0.1", int(port)))


async def serve(listener: socket.socket, application: Starlette) -> None:
    """Answer until cancelled."""
    config = uvicorn.Config(
        application,
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=2,
    )
    # Signals belong to the process, not to one of its parts.
    await uvicorn.Server(config)._serve([listener])  # noqa: SLF001
