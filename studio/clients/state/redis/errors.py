"""Convert errors of the Redis that holds the studio's state."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.exceptions import RedisError

from common.redis.connection import reason
from studio.errors import StateUnavailable


@asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """Convert errors of Redis to ``StateUnavailable``."""
    try:
        yield
    except (RedisError, OSError) as error:
        raise StateUnavailable(reason(error)) from error
