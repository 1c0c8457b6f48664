"""Keep the services open while the server runs; wait while Redis is down.

Until they are open each call is answered with 503, so that ``/readyz`` tells it.
"""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

from starlette.applications import Starlette

from common.errors import RedisUnavailable
from studio.api.services import Services
from studio.errors import ServiceUnavailable

Open = Callable[[], AbstractAsyncContextManager[Services]]
_RETRY_SECONDS = 2.0
_log = logging.getLogger(__name__)


@asynccontextmanager
async def open_services(app: Starlette, open_: Open) -> AsyncIterator[None]:
    """Return once the services of the application are open, or Redis is known to be down.

    They are opened and closed in one task, as their task groups need it. Raises what
    another failure of the first attempt raised.
    """
    attempted, stop = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(_keep_open(app, open_, attempted, stop))
    first = asyncio.create_task(attempted.wait())
    await asyncio.wait({task, first}, return_when=asyncio.FIRST_COMPLETED)
    first.cancel()
    if task.done():
        task.result()
    try:
        yield
    finally:
        stop.set()
        if app.state.services is None:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _keep_open(
    app: Starlette, open_: Open, attempted: asyncio.Event, stop: asyncio.Event
) -> None:
    """Open the services, with retries until Redis answers; close them at ``stop``."""
    app.state.services, reported = None, ""
    while True:
        try:
            async with open_() as app.state.services:
                if attempted.is_set():
                    _log.info("the studio is up")
                attempted.set()
                await stop.wait()
                return
        except (RedisUnavailable, ServiceUnavailable) as error:
            if app.state.services is not None:  # it went away as we stop
                raise
            reason = getattr(error, "reason", str(error))
            if reason != reported:
                reported = reason
                _log.error("not started, waiting for Redis: %s", reason)
            attempted.set()
        except Exception:
            if attempted.is_set():  # nobody waits for us any more
                _log.exception("not started: unexpected error")
                os.kill(os.getpid(), signal.SIGTERM)
            raise
        await asyncio.sleep(_RETRY_SECONDS)
