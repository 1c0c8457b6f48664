"""``vidmuse up`` and its parts: listeners, workers, servers and the pages about them."""

import asyncio
import logging
import signal
import socket
import time
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from pathlib import Path

from bots.app import health, log, platforms, runtime
from bots.app.platforms import Listener
from core.errors import ChatError, StoreDown, UserError
from core.settings import Settings

_log = logging.getLogger(__name__)
WORKER = "worker"
_AGAIN = 60.0
_PATIENCE = 5.0
_DAY = 86_400


async def serve(settings: Settings, roles: Sequence[str]) -> int:
    """Run the roles until SIGTERM or Ctrl-C, then give back what is in hand.

    Raises ``UserError`` where a setting is missing.
    """
    _check(settings, roles)
    log.start(settings.vidmuse_log, _secrets(settings))
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    while not stop.is_set():
        try:
            await _serve(settings, roles, stop)
        except ExceptionGroup as group:  # the first one brought the others down
            raise group.exceptions[0] from group
        except StoreDown as error:
            _log.error("waiting for Redis: %s", error)  # it says it all
            await _either(stop, 2.0)
    return 0


async def _serve(settings: Settings, roles: Sequence[str], stop: asyncio.Event) -> None:
    data = settings.vidmuse_data
    async with runtime.house(settings, data, platforms.adapters(settings)) as house:
        listeners = platforms.listeners(settings, house, roles)
        desk, worker = house.office.inbound, house.office.worker
        routes = platforms.routes(listeners)
        pages = health.app(house.office.store, worker.steps, routes)
        await asyncio.to_thread(_sweep, data / "results")
        async with asyncio.TaskGroup() as group:

            def start(work: Awaitable[None]) -> asyncio.Task[None]:
                return group.create_task(_of(work))

            behind = [start(each.keep()) for each in house.keepers]
            if listening := _bind(settings.vidmuse_http, needed=bool(routes)):
                behind.append(start(health.serve(listening, pages)))
            ears = [
                start(_listen(name, each, house, alone=len(listeners) == 1))
                for name, each in listeners.items()
            ]
            hands = [start(worker.run())] if WORKER in roles else []
            parts = [*listeners, *([WORKER] if hands else [])]
            _log.info("VidMuse is up: %s", ", ".join(parts))
            await stop.wait()
            _log.info("stopping: what is in hand goes back into the line")
            await _end(ears)
            with suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE):
                    await desk.drain()
            await _end(hands)
            await _end(behind)
        for adapter in house.adapters.values():
            if close := getattr(adapter, "aclose", None):
                await close()


def _bind(address: str, *, needed: bool) -> socket.socket | None:
    """Several parts on one machine share one setting: the first one has the pages."""
    try:
        return health.bind(address)
    except (OSError, ValueError) as error:
        reason = f"cannot listen on VIDMUSE_HTTP={address} ({error})"
        if needed:
            raise UserError(f"{reason}: the webhook needs it.") from error
        _log.warning("%s: no health pages of this process", reason)
        return None


async def _of(work: Awaitable[None]) -> None:
    await work


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _listen(
    name: str, listener: Listener, house: runtime.House, *, alone: bool
) -> None:
    """A platform that refuses us does not take the other one along."""
    while True:
        try:
            await listener.run(house.office.inbound)
        except ChatError as error:
            if alone:
                raise UserError(str(error)) from error
            _log.error("%s: %s; trying again in a minute", name, error)
            await asyncio.sleep(_AGAIN)


async def _either(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()


def _check(settings: Settings, roles: Sequence[str]) -> None:
    tokens = {
        platforms.TELEGRAM: settings.telegram_bot_token,
        platforms.DISCORD: settings.discord_bot_token,
    }
    missing = [name for name in roles if name in tokens and not tokens[name]]
    if len(missing) == len([name for name in roles if name in tokens]) > 0:
        names = " or ".join(f"{name.upper()}_BOT_TOKEN" for name in missing)
        raise UserError(
            f"There is no bot yet: put {names} into .env (see .env.example)."
        )


def _secrets(settings: Settings) -> list[str]:
    found = [
        settings.telegram_bot_token,
        settings.discord_bot_token,
        settings.nemo_token,
        settings.redis_url,
        settings.telegram_webhook_secret,
        settings.vidmuse_secret_key,
    ]
    return [secret.get_secret_value() for secret in found]


def _sweep(results: Path) -> None:
    """Videos whose worker was killed while it sent them, and that nobody came back to."""
    for path in results.glob("*.mp4"):
        with suppress(OSError):
            if path.stat().st_mtime < time.time() - _DAY:
                path.unlink()
