"""Provide the Redis of a process: the configured one, or the bundled server of a data folder."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from common.redis.embedded import EmbeddedRedis


@asynccontextmanager
async def redis_server(url: str, data: Path) -> AsyncIterator[str]:
    """Yield the URL of a Redis: the given one, else that of the bundled server of ``data``.

    The bundled one is started unless another process has done so, and restarted when it
    ends. Raises ``RedisUnavailable``.
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
