"""The Redis of a process: the configured one, or the bundled server of a data folder."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from common.redis.embedded import EmbeddedRedis


@asynccontextmanager
async def redis_server(url: str, data: Path) -> AsyncIterator[str]:
    """The URL of a Redis: the given one, else of the server of the folder ``data``.

    That one is started where no other process has done so, and again when it ends.
    Raises ``RedisUnavailable``.
    """
    if url:
        yield url
        return
    server = EmbeddedRedis(data)
    async with server as bundled:
        keeper = asyncio.create_task(server.keep())
        try:
            yield bundled
        finally:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)
