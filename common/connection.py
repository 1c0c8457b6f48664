"""Connect to Redis by its URL, and say what is wrong when it fails."""

import asyncio
from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    ConnectionError as RedisConnectionError,
    OutOfMemoryError,
    ReadOnlyError,
    TimeoutError as RedisTimeoutError,
)

from common.errors import UnreadableUrl

URL_FORMS = (
    "Write it as redis://:password@host:6379/0 (rediss:// with TLS, unix:///path for a "
    "socket), or leave it empty for the bundled server."
)
_GARBLED_URL = f"REDIS_URL cannot be read. {URL_FORMS}"
RETRIES = 4
SCHEMES = ("redis://", "rediss://", "unix://")
"""redis-py takes ``redis:/host``, too, and connects to this machine."""
_ATTEMPT_SECONDS = 5.0


def connect(url: str, *, connections: int = 64, retries: int = RETRIES) -> Redis:
    """A client for ``redis://``, ``rediss://`` or ``unix://``; close it with ``aclose``.

    The pool waits for a free connection: redis-py's own raises instead beyond 100. A
    call rides out a hiccup of about a second, then fails: callers decide what next.
    Raises ``UnreadableUrl``.
    """
    if not url.startswith(SCHEMES):
        raise UnreadableUrl(_GARBLED_URL)
    try:
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=connections,
            timeout=20,
            decode_responses=True,
            health_check_interval=15,
            socket_connect_timeout=_ATTEMPT_SECONDS,
            socket_timeout=_ATTEMPT_SECONDS,
            retry=Retry(ExponentialWithJitterBackoff(cap=0.5, base=0.05), retries),
            retry_on_error=[RedisConnectionError, RedisTimeoutError],
        )
    except ValueError as error:  # its text may hold the password
        raise UnreadableUrl(_GARBLED_URL) from error
    return CancellationSafeRedis.from_pool(pool)


class CancellationSafeRedis(Redis):
    """Redis client that does not lose a cancellation.

    redis-py sends inside ``asyncio.wait_for``, which loses a cancellation that comes as
    the sending is done (Python 3.11): whoever was told to stop would just go on.
    """

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        task = asyncio.current_task()
        before = task.cancelling() if task else 0
        try:
            return await super().execute_command(*args, **options)  # type: ignore[no-untyped-call]
        finally:
            if task and task.cancelling() > before:
                raise asyncio.CancelledError


def reason(error: BaseException) -> str:
    """Describe a Redis error for an operator, without address or password."""
    if "username-password" in str(error):  # redis-py says it as a lost connection
        return "Redis refuses the password: check REDIS_URL"
    match error:
        case AuthenticationError() | AuthorizationError():
            return "Redis refuses the password: check REDIS_URL"
        case ReadOnlyError():
            return "this Redis is a read-only replica: give REDIS_URL the primary"
        case OutOfMemoryError():
            return "Redis is out of memory: raise maxmemory, keep noeviction"
        case RedisTimeoutError():
            return "Redis does not answer in time"
        case RedisConnectionError():
            return "Redis cannot be reached: is it running, is REDIS_URL right?"
        case _:
            text = str(error).partition("\n")[0]
            return f"Redis refuses to work: {text[:120]}"
