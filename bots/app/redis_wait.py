"""Wait until Redis answers, and serve health pages meanwhile that report the outage."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from bots.app import health
from common.http_address import bind
from core.clients.store.connection import connect
from core.clients.store.turns.store import RedisTurnStore
from core.errors import StoreDown
from core.settings import Settings

_RETRY_SECONDS = 2.0


async def wait_for_redis(settings: Settings, stop: asyncio.Event) -> None:
    """Return once Redis accepts writes, or at ``stop``; for the bundled one after a while."""
    url = settings.redis_url.get_secret_value()
    async with AsyncExitStack() as stack:
        store: RedisTurnStore | None = None
        if url:
            redis = connect(url)
            stack.push_async_callback(redis.aclose)
            store = RedisTurnStore(redis)
            await stack.enter_async_context(_pages(settings, store))
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(_RETRY_SECONDS):
                    await stop.wait()
            if store is None or stop.is_set():
                return
            with suppress(StoreDown):
                await store.ping()
                return


@asynccontextmanager
async def _pages(settings: Settings, store: RedisTurnStore) -> AsyncIterator[None]:
    """Serve the health pages within the block, unless another process has the address."""
    listener: socket.socket | None = None
    with suppress(OSError, ValueError):
        listener = bind(settings.vidmuse_http)
    if listener is None:
        yield
        return
    pages = health.build_app(store, data=settings.vidmuse_data)
    async with health.served(listener, pages):
        yield
