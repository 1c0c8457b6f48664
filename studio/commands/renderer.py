"""``renderer``: run the jobs of studios that share this Redis and these files."""

import argparse
import asyncio
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

from prometheus_client import start_http_server

from common import log, tracing
from common.errors import MissingExtra, RedisUnavailable, UnreadableUrl
from common.http_address import host_and_port
from common.process.parent import stop_with_parent
from common.redis.server import redis_server
from studio import metrics
from studio.clients.jobs.queue import open_job_queue
from studio.clients.media.open_store import open_media_store
from studio.errors import MediaUnavailable, ServiceUnavailable
from studio.flows.jobs.handler import JobHandler, slots_of_machine
from studio.flows.jobs.run_render import RenderLimits
from studio.flows.upkeep.housekeeping import CACHED_SECONDS
from studio.model.jobs.job import JobKind
from studio.ports.media import MediaStore
from studio.settings import Settings

_ROUND = 600.0
_RETRY_SECONDS = 2.0
_log = logging.getLogger(__name__)


def main(argv: list[str]) -> int:
    """Run jobs until SIGTERM or Ctrl-C, then return running ones to the queue.

    Return the exit code.
    """
    parser = argparse.ArgumentParser(
        prog="vidmuse renderer",
        description="Do renders, previews and analyses of a studio. It needs the "
        "studio's REDIS_URL and its VIDMUSE_DATA, shared between the machines.",
    )
    parser.add_argument(
        "--kinds",
        nargs="+",
        type=JobKind,
        choices=list(JobKind),
        default=list(JobKind),
        metavar="KIND",
        help=f"only these kinds: {', '.join(JobKind)}",
    )
    parser.add_argument(
        "--die-with-parent", action="store_true", help=argparse.SUPPRESS
    )
    arguments = parser.parse_args(argv)
    settings = Settings()
    data = settings.vidmuse_data / "studio"
    if fault := _find_fault(settings, data):
        sys.stderr.write(f"{fault}\n")
        return 2
    os.environ["STUDIO_GPU"] = str(int(settings.studio_gpu))  # children read both
    os.environ["STUDIO_MODELS"] = str(settings.vidmuse_data / "models")
    log.configure(settings.vidmuse_log, settings.secrets())
    up = threading.Event()
    try:
        tracing.configure(settings.otel_exporter_otlp_endpoint, "vidmuse-renderer")
        _serve_numbers(settings.renderer_http, up)
    except (MissingExtra, OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if arguments.die_with_parent:
        threading.Thread(target=stop_with_parent, daemon=True).start()
    try:
        asyncio.run(_work_when_redis_is_there(settings, data, arguments.kinds, up))
    except UnreadableUrl as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _find_fault(settings: Settings, data: Path) -> str:
    """Return the missing settings of a renderer, or ""."""
    if not (data.is_dir() or settings.studio_bucket):
        return (
            f"There is no studio's folder {data}: set VIDMUSE_DATA to the folder of "
            "the studio, shared between the machines, or STUDIO_BUCKET."
        )
    if not settings.studio_renders:
        return "STUDIO_RENDERS is 0: set how many renders run here."
    return ""


async def _work_when_redis_is_there(
    settings: Settings, data: Path, kinds: list[JobKind], up: threading.Event
) -> None:
    """Work; wait while Redis cannot be reached. SIGTERM and Ctrl-C end both."""
    stop, reported = asyncio.Event(), ""
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    while not stop.is_set():
        try:
            await _work(settings, data, kinds, stop, up)
        except (RedisUnavailable, ServiceUnavailable) as error:
            up.clear()
            reason = getattr(error, "reason", str(error))
            if reason != reported:
                reported = reason
                _log.error("not started, waiting for Redis: %s", reason)
            with suppress(TimeoutError):
                async with asyncio.timeout(_RETRY_SECONDS):
                    await stop.wait()


async def _work(
    settings: Settings,
    data: Path,
    kinds: list[JobKind],
    stop: asyncio.Event,
    up: threading.Event,
) -> None:
    """Work until ``stop``; set ``up`` once it has begun."""
    slots = slots_of_machine(settings.studio_renders)
    slots = {kind: slots[kind] for kind in kinds}
    limits = RenderLimits(
        settings.studio_render_minutes * 60, settings.studio_stall_seconds
    )
    url = settings.redis_url.get_secret_value()
    async with (
        redis_server(url, settings.vidmuse_data) as address,
        open_job_queue(address) as jobs,
    ):
        bucket, endpoint = settings.studio_bucket, settings.studio_bucket_endpoint
        media = open_media_store(data.resolve(), bucket, endpoint)
        handler = JobHandler(media, limits)
        cleaning = asyncio.create_task(_delete_old_copies(media))
        up.set()
        _log.info("the renderer is up: %s", ", ".join(kinds))
        work = asyncio.create_task(jobs.run(slots, handler))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({work, stopping}, return_when=asyncio.FIRST_COMPLETED)
        for task in (work, stopping, cleaning):
            task.cancel()
        with suppress(asyncio.CancelledError):
            await work


async def _delete_old_copies(media: MediaStore) -> None:
    """Delete copies of the bucket's files some time after their last use."""
    while True:
        with suppress(MediaUnavailable):
            async for _ in media.evict(time.time() - CACHED_SECONDS):
                pass
        await asyncio.sleep(_ROUND)


def _serve_numbers(address: str, up: threading.Event) -> None:
    """Serve the metrics for Prometheus, on every path but ``/readyz``.

    That one is 503 until ``up``. Raises ``OSError``, ``ValueError``.
    """
    if not address:
        return
    host, port = host_and_port(address)
    server, _ = start_http_server(port, host, metrics.REGISTRY)
    numbers = server.get_app()
    if numbers is None:
        raise ValueError("the server of the metrics has no pages")

    def pages(request: WSGIEnvironment, respond: StartResponse) -> Iterable[bytes]:
        if request["PATH_INFO"] != "/readyz":
            return numbers(request, respond)
        status = "200 OK" if up.is_set() else "503 Service Unavailable"
        respond(status, [("Content-Type", "text/plain")])
        return [b"ready\n" if up.is_set() else b"waiting for Redis\n"]

    server.set_app(pages)
