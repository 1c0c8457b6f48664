"""Connect to Redis by its URL, and explain failures."""

import asyncio
import time
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any, TypeVar, cast

from redis.asyncio import (
    BlockingConnectionPool,
    ConnectionPool,
    Redis,
    RedisCluster,
)
from redis.asyncio.client import Pipeline
from redis.asyncio.cluster import ClusterPipeline
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    ClusterError,
    ConnectionError as RedisConnectionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisClusterException,
    TimeoutError as RedisTimeoutError,
)

from common.errors import UnreadableUrl

T = TypeVar("T")
URL_FORMS = (
    "Write it as redis://:password@host:6379/0 (rediss:// with TLS, unix:///path for a "
    "socket, redis+sentinel://:password@host1:26379,host2:26379/service/0, "
    "redis+cluster://:password@host:6379), or leave it empty for the bundled server."
)
_GARBLED_URL = f"REDIS_URL cannot be read. {URL_FORMS}"
RETRIES = 4
_ALONE = ("redis://", "rediss://", "unix://")
"""redis-py accepts ``redis:/host`` too, and connects to this machine."""
_SENTINEL = ("redis+sentinel://", "rediss+sentinel://")
_CLUSTER = ("redis+cluster://", "rediss+cluster://")
_ATTEMPT_SECONDS = 5.0
_CHECK_SECONDS = 15
_PAUSES = (0.1, 0.3, 0.6)
"""Seconds between the attempts to find a cluster's servers."""
_HICCUP_SECONDS = 1.5
"""Seconds for which a command to a cluster is retried."""
_HICCUPS = (RedisConnectionError, ClusterError, RedisClusterException, AttributeError)


def connect(url: str, *, connections: int = 64, retries: int = RETRIES) -> Redis:
    """A client for one server, for Sentinels or for a cluster; close it with ``aclose``.

    The pool of one server waits for a free connection; redis-py's own raises beyond 100. A
    call survives an outage of about a second, then fails: callers decide how to continue.
    Raises ``UnreadableUrl``.
    """
    try:
        if url.startswith(_ALONE):
            return CancellationSafeRedis.from_pool(_pool(url, connections, retries))
        if url.startswith(_SENTINEL):
            return CancellationSafeRedis.from_pool(_sentinel_pool(url, retries))
        if url.startswith(_CLUSTER):
            return _cluster(url, retries)
    except (ValueError, TypeError) as error:  # its text may hold the password
        raise UnreadableUrl(_GARBLED_URL) from error
    raise UnreadableUrl(_GARBLED_URL)


def _pool(url: str, connections: int, retries: int) -> ConnectionPool:
    return BlockingConnectionPool.from_url(
        url,
        max_connections=connections,
        timeout=20,
        decode_responses=True,
        health_check_interval=_CHECK_SECONDS,
        socket_connect_timeout=_ATTEMPT_SECONDS,
        socket_timeout=_ATTEMPT_SECONDS,
        retry=_retry(retries),
        retry_on_error=[RedisConnectionError, RedisTimeoutError],
        driver_info=None,  # two commands a connection, to tell the library's name
    )


def _sentinel_pool(url: str, retries: int) -> ConnectionPool:
    """A pool that gets the primary from the Sentinels, as pydocket's pool does."""
    from docket._redis_sentinel import sentinel_connection_pool  # noqa: PLC0415  # slow

    pool = sentinel_connection_pool(
        url,
        decode_responses=True,
        socket_timeout=_ATTEMPT_SECONDS,
        socket_connect_timeout=_ATTEMPT_SECONDS,
    )
    pool.connection_kwargs |= {
        "health_check_interval": _CHECK_SECONDS,
        "retry": _retry(retries),
        "retry_on_error": [RedisConnectionError, RedisTimeoutError],
        "driver_info": None,
    }
    return pool


def _cluster(url: str, retries: int) -> Redis:
    client: Any = ClusterRedis.from_url(
        url.replace("+cluster", "", 1),
        decode_responses=True,
        health_check_interval=_CHECK_SECONDS,
        socket_connect_timeout=_ATTEMPT_SECONDS,
        socket_timeout=_ATTEMPT_SECONDS,
        retry=_retry(max(retries, 1)),
    )
    return cast(Redis, client)  # the commands that we use are the same


def _retry(retries: int) -> Retry:
    return Retry(ExponentialWithJitterBackoff(cap=0.5, base=0.05), retries)


def address(url: str) -> str:
    """Return the hosts and ports, or the path of the socket, without credentials."""
    rest = url.partition("://")[2].rpartition("@")[2].partition("?")[0]
    return rest if url.startswith("unix://") else rest.partition("/")[0]


class CancellationSafeRedis(Redis):
    """Redis client that does not lose a cancellation, nor do its pipelines.

    redis-py sends inside ``asyncio.wait_for``, which loses a cancellation that comes as
    the sending is done (Python 3.11): the task would just continue.
    """

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        return await _keeping_cancellation(super().execute_command(*args, **options))  # type: ignore[no-untyped-call]

    def pipeline(
        self,
        transaction: bool = True,  # noqa: FBT001, FBT002  # as in redis-py
        shard_hint: str | None = None,
    ) -> Pipeline:
        return _CancellationSafePipeline(
            self.connection_pool, self.response_callbacks, transaction, shard_hint
        )


class _CancellationSafePipeline(Pipeline):
    async def execute(self, *args: Any, **options: Any) -> list[Any]:
        return await _keeping_cancellation(super().execute(*args, **options))

    async def immediate_execute_command(self, *args: Any, **options: Any) -> Any:
        command = super().immediate_execute_command(*args, **options)  # type: ignore[no-untyped-call]
        return await _keeping_cancellation(command)


async def _keeping_cancellation(call: Awaitable[T]) -> T:
    """Wait for the call; raise ``CancelledError`` if a cancellation was lost in it."""
    task = asyncio.current_task()
    before = task.cancelling() if task else 0
    try:
        return await call
    finally:
        if task and task.cancelling() > before:
            raise asyncio.CancelledError


class ClusterRedis(RedisCluster):
    """Client of a cluster that reports an outage as the other clients do.

    redis-py raises an exception other than ``RedisError`` if no server of the cluster can
    be reached, or none has the key's slot. An outage of about a second is survived.
    """

    async def initialize(self, *args: Any, **options: Any) -> Any:
        for pause in _PAUSES:
            with suppress(RedisClusterException):
                return await super().initialize(*args, **options)
            await asyncio.sleep(pause)
        try:
            return await super().initialize(*args, **options)
        except RedisClusterException as error:
            raise RedisConnectionError(str(error)) from error

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        """Repeat a command that fails while slots move or another server takes over.

        redis-py repeats it a few times without a pause. When it looks for the servers
        again, it also closes connections that other tasks are opening, which then raise
        ``AttributeError``.
        """
        deadline = time.monotonic() + _HICCUP_SECONDS
        while True:
            try:
                command = super().execute_command(*args, **options)
                return await _keeping_cancellation(command)
            except _HICCUPS as error:
                if time.monotonic() < deadline:
                    await asyncio.sleep(_PAUSES[0])
                elif isinstance(error, RedisConnectionError):
                    raise
                else:
                    raise RedisConnectionError(str(error)) from error

    def pipeline(self, *args: Any, **options: Any) -> ClusterPipeline:
        return _ClusterPipeline(self, *args, **options)  # type: ignore[abstract]  # of a stub only


class _ClusterPipeline(ClusterPipeline):
    """A pipeline to a cluster whose failures are reported like those of single commands."""

    async def execute(self, *args: Any, **options: Any) -> Any:
        try:
            return await _keeping_cancellation(super().execute(*args, **options))
        except (RedisClusterException, AttributeError) as error:
            raise RedisConnectionError(str(error)) from error


def is_cluster(url: str) -> bool:
    """Whether a URL names a cluster."""
    return url.startswith(_CLUSTER)


def reason(error: BaseException) -> str:
    """Describe a Redis error for an operator, without address or password."""
    if "username-password" in str(error):  # redis-py reports it as a lost connection
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
