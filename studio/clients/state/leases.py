"""Leases of studios: of a single one in its folder, or of all that share a Redis."""

import secrets
import time

from redis.asyncio import Redis

from common.redis.lua import Script
from studio.clients.state.redis.errors import translated

LEASE_SECONDS = 10.0
"""Seconds without renewal after which another studio takes over the instructions."""
_FORGOTTEN_SECONDS = 3600
_KEY = "studio:leases"

_RENEW = Script(
    """
local now = tonumber(redis.call('TIME')[1])
redis.call('ZADD', leases, now, own)
redis.call('ZREMRANGEBYSCORE', leases, '-inf', now - forgotten)
if trusting == '1' then return redis.call('ZRANGE', leases, 0, -1) end
return redis.call('ZRANGEBYSCORE', leases, now - lease, '+inf')
""",
    keys="leases",
    args="own lease forgotten trusting",
)


class SoleStudioLease:
    """``StudioLease`` of a folder that this process has locked."""

    def __init__(self) -> None:
        self.own_id = secrets.token_hex(8)

    async def renew(self) -> frozenset[str]:
        return frozenset({self.own_id})

    async def release(self) -> None:
        """Do nothing: the next process that locks the folder continues."""


class RedisStudioLease:
    """``StudioLease`` by the clock of Redis.

    While Redis is down nobody can renew, so after an outage all leases count as valid at first.
    """

    def __init__(self, redis: Redis) -> None:
        self.own_id = secrets.token_hex(8)
        self._redis = redis
        self._renew = _RENEW.bind(redis)
        self._renewed = time.monotonic()
        self._trusting_until = 0.0

    async def renew(self) -> frozenset[str]:
        async with translated():
            now = time.monotonic()
            if now - self._renewed > LEASE_SECONDS / 2:
                self._trusting_until = now + LEASE_SECONDS
            renewed = await self._renew(
                leases=_KEY,
                own=self.own_id,
                lease=LEASE_SECONDS,
                forgotten=_FORGOTTEN_SECONDS,
                trusting=int(now < self._trusting_until),
            )
            self._renewed = time.monotonic()
            return frozenset(renewed)

    async def release(self) -> None:
        async with translated():
            await self._redis.zrem(_KEY, self.own_id)
