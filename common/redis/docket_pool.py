"""Give pydocket a connection pool that waits and survives an outage of Redis."""

from typing import Any

import docket._redis as docket_redis
from redis.asyncio import BlockingConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import (
    ConnectionError as RedisConnectionError,
    TimeoutError as RedisTimeoutError,
)


class PatientPool(BlockingConnectionPool):
    """Connection pool for docket that waits for a connection and survives an outage.

    docket's own raises beyond 100 connections, and after an outage waits for all work
    in flight before it reconnects. Its name in docket is private: a test looks that it
    is still there. Through Sentinels docket uses a pool of its own.
    """

    def __init__(self, **options: Any) -> None:
        given = {
            "max_connections": 100,
            "timeout": 30,
            "health_check_interval": 15,
            "retry": Retry(ExponentialWithJitterBackoff(cap=1, base=0.05), 40),
            "retry_on_error": [RedisConnectionError, RedisTimeoutError],
        }
        super().__init__(**(options | given))


def patch() -> None:
    """Give docket the patient pool. Raises ``AttributeError`` if it has none to replace."""
    if not hasattr(docket_redis, "ConnectionPool"):
        raise AttributeError("docket keeps its pool elsewhere now: look at PatientPool")
    docket_redis.ConnectionPool = PatientPool
