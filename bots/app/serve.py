"""Run ``vidmuse up`` and its roles: listeners, workers, child servers, health pages."""

import asyncio
import logging
import signal
import socket
import sys
import time
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from starlette.applications import Starlette

from bots.app import disk_watch, health, runtime
from bots.app.drop import drop_page, terminal_link
from bots.app.platforms import registry
from bots.app.platforms.chat_platform import Listener
from bots.app.platforms.names import WEB, WORKER
from bots.app.redis_wait import wait_for_redis
from common import log, tracing
from common.errors import MissingExtra, first_of
from common.http_address import bind
from core.errors import ChatError, StoreDown, UserError
from core.settings import Settings

_log = logging.getLogger(__name__)
_RETRY_SECONDS = 60.0
_DRAIN_SECONDS = 5.0
_DAY = 86_400


async def serve(settings: Settings, roles: Sequence[str]) -> int:
    """Run the roles until SIGTERM or Ctrl-C, then return running turns to the queue.

    Waits while Redis is down or the disk is full. Raises ``UserError`` where a setting is
    missing or wrong, or the data folder is not writable.
    """
    no_bot = missing_bot(settings, roles, in_terminal=sys.stdout.isatty())
    log.configure(settings.vidmuse_log, settings.secrets())
    if no_bot:
        _log.warning(no_bot)
    try:
        part = roles[0] if len(roles) == 1 else "up"
        tracing.configure(settings.otel_exporter_otlp_endpoint, f"vidmuse-{part}")
    except MissingExtra as error:
        raise UserError(str(error)) from error
    stop, reported = asyncio.Event(), ""
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    while not stop.is_set():
        try:
            await _serve(settings, roles, stop)
        except (ExceptionGroup, StoreDown) as error:
            first = first_of(error)  # the error that cancelled the other tasks
            if not isinstance(first, StoreDown):
                raise first from error
            if str(first) != reported:
                reported = str(first)
                _log.error("not started, waiting for Redis: %s", reported)
            await wait_for_redis(settings, stop)
    return 0


async def _serve(settings: Settings, roles: Sequence[str], stop: asyncio.Event) -> None:
    data = settings.vidmuse_data
    async with runtime.open_services(
        settings,
        data,
        registry.adapters(settings),
        page=drop_page.address(settings, registry.app_links(settings)),
    ) as services:
        await services.core.store.ping()
        listening = _bind_http(settings, roles)
        served_roles = [role for role in roles if listening or role != WEB]
        listeners = registry.listeners(settings, services, served_roles)
        worker = services.core.worker
        chats = len(listeners.keys() - {WEB})
        await asyncio.to_thread(_delete_stale_results, data / "results")
        async with asyncio.TaskGroup() as group:

            def start(work: Awaitable[None]) -> asyncio.Task[None]:
                return group.create_task(_run(work))

            background = [start(each) for each in _background(settings, services)]
            if listening:
                pages = _health_pages(settings, roles, services, listeners)
                background.append(start(health.serve(listening, pages)))
            listener_tasks = [
                start(_listen(name, each, services, only_platform=chats == 1))
                for name, each in listeners.items()
            ]
            worker_tasks = [start(worker.run())] if WORKER in roles else []
            roles_running = [*listeners, *([WORKER] if worker_tasks else [])]
            _log.info("VidMuse is up: %s", ", ".join(roles_running))
            if WEB in listeners and services.drop:
                language = settings.vidmuse_lang or "en"
                await terminal_link.show(services.drop, services.sessions, language)
            await stop.wait()
            _log.info("stopping: running turns go back to the queue")
            await _cancel(listener_tasks)
            with suppress(TimeoutError):
                async with asyncio.timeout(_DRAIN_SECONDS):
                    await services.core.inbound.drain()
            await _cancel(worker_tasks)
            await _cancel(background)
        for adapter in services.adapters.values():
            if close := getattr(adapter, "aclose", None):
                await close()


def _background(
    settings: Settings, services: runtime.Services
) -> Sequence[Awaitable[None]]:
    """Keep child servers running, and watch the disks of this machine and the studio."""
    notices = disk_watch.AdminNotices(
        services.core.store,
        services.adapters,
        settings.vidmuse_admins,
        settings.vidmuse_lang or "en",
    )
    work = [each.keep() for each in services.supervisors]
    work.append(disk_watch.watch_disk(settings.vidmuse_data, notices.send))
    if url := services.studio_url:
        work.append(disk_watch.watch_studio(url, notices.send))
    return work


def _health_pages(
    settings: Settings,
    roles: Sequence[str],
    services: runtime.Services,
    listeners: Mapping[str, Listener],
) -> Starlette:
    """The health pages of this process, and the routes of its listeners."""
    worker = services.core.worker
    return health.build_app(
        services.core.store,
        worker.steps,
        registry.routes(listeners),
        data=settings.vidmuse_data,
        studio_url=services.studio_url,
        studio_numbers=not settings.studio_url,
        worker_alive=worker.is_alive if WORKER in roles else None,
    )


def _bind_http(settings: Settings, roles: Sequence[str]) -> socket.socket | None:
    """Bind the HTTP address; of several processes only the first can, and serves the pages."""
    address = settings.vidmuse_http
    try:
        return bind(address)
    except (OSError, ValueError) as error:
        reason = f"cannot listen on VIDMUSE_HTTP={address} ({error})"
        if setting := registry.setting_that_needs_http(settings, roles):
            raise UserError(f"{reason}: {setting} needs it.") from error
        _log.warning("%s: no health pages of this process", reason)
        return None


async def _run(work: Awaitable[None]) -> None:
    await work


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _listen(
    name: str, listener: Listener, services: runtime.Services, *, only_platform: bool
) -> None:
    """Run one listener; a platform that refuses the bot does not stop the others."""
    while True:
        try:
            await listener.run(services.core.inbound)
        except ChatError as error:
            if only_platform:
                raise UserError(str(error)) from error
            _log.error("%s: %s; trying again in a minute", name, error)
            await asyncio.sleep(_RETRY_SECONDS)


def missing_bot(settings: Settings, roles: Sequence[str], *, in_terminal: bool) -> str:
    """Return what is missing for a bot, "" if nothing is.

    The page alone is useful, too: where others reach it, and for a person at a terminal,
    which shows its link. Raises ``UserError`` where there would be neither.
    """
    tokens = registry.tokens(settings)
    missing = [name for name in roles if name in tokens and not tokens[name]]
    if WEB in roles and settings.vidmuse_public_url:
        return ""
    if len(missing) < len([name for name in roles if name in tokens]) or not missing:
        return ""
    names = " or ".join(f"{name.upper()}_BOT_TOKEN" for name in missing)
    sentence = f"There is no bot yet: put {names} into .env (see .env.example)."
    if in_terminal and {WEB, WORKER} <= {*roles} and drop_page.address(settings):
        return sentence
    raise UserError(sentence)


def _delete_stale_results(results: Path) -> None:
    """Delete videos that were left by workers killed while sending."""
    for path in results.glob("*.mp4"):
        with suppress(OSError):
            if path.stat().st_mtime < time.time() - _DAY:
                path.unlink()
