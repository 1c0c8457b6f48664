"""Redis connections of the core, and their errors as ``StoreDown`` and ``UserError``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis
from redis.exceptions import RedisError

from common.errors import RedisUnavailable, UnreadableUrl
from common.redis import connection
from core.errors import StoreDown, UserError


def connect(url: str, *, retries: int = connection.RETRIES) -> Redis:
    """A client for ``REDIS_URL``; raises ``UserError`` if that cannot be parsed."""
    try:
        return connection.connect(url, retries=retries)
    except UnreadableUrl as error:
        raise UserError(str(error)) from error


@asynccontextmanager
async def translate_redis_errors() -> AsyncIterator[None]:
    """Convert errors of Redis raised in the block to ``StoreDown``."""
    try:
        yield
    except RedisUnavailable as error:
        raise StoreDown(str(error)) from error
    except (RedisError, OSError) as error:
        raise StoreDown(connection.reason(error)) from error
