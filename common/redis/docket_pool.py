"""Give pydocket connections that wait and survive an outage of Redis."""

import logging
from typing import Any

import docket._redis as docket_redis
from redis.asyncio import BlockingConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import (
    ConnectionError as RedisConnectionError,
    RedisError,
    TimeoutError as RedisTimeoutError,
)

from common.redis.connection import ClusterRedis


class PatientPool(BlockingConnectionPool):
    """Connection pool for docket that waits for a connection and survives an outage.

    docket's own raises beyond 100 connections, and after an outage waits for all work in
    flight before it reconnects. Its name in docket is private: a test checks that it still
    exists. Through Sentinels docket uses a pool of its own.
    """

    def __init__(self, **options: Any) -> None:
        arguments = {
            "max_connections": 100,
            "timeout": 30,
            "health_check_interval": 15,
            "retry": Retry(ExponentialWithJitterBackoff(cap=1, base=0.05), 40),
            "retry_on_error": [RedisConnectionError, RedisTimeoutError],
            "driver_info": None,
        }
        super().__init__(**(options | arguments))


class OutageFilter(logging.Filter):
    """Log filter that keeps docket's line about an outage of Redis without its long traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if isinstance(error, BaseExceptionGroup):
            is_outage = error.split((RedisError, OSError))[1] is None
        else:
            is_outage = isinstance(error, (RedisError, OSError))
        if is_outage:
            record.exc_info = None
        return True


_OUTAGE_FILTER = OutageFilter()


def patch() -> None:
    """Give docket the patient pool, our client of a cluster, and its log our filter.

    Raises ``AttributeError`` if docket has changed.
    """
    for name in ("docket.worker", "docket.strikelist", "docket._redelivery"):
        logging.getLogger(name).addFilter(_OUTAGE_FILTER)
    for name, ours in (
        ("ConnectionPool", PatientPool),
        ("RedisCluster", ClusterRedis),
    ):
        if not hasattr(docket_redis, name):
            raise AttributeError(
                f"docket keeps its {name} elsewhere now: look at patch"
            )
        setattr(docket_redis, name, ours)
