"""Hold locks in Redis that expire some seconds after their process was killed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.exceptions import LockError, RedisError
from redis.utils import str_if_bytes

from core.clients.store.connection import translate_redis_errors

LOCK_SECONDS = 6.0
"""Seconds without renewal after which another process can take the lock. Shorter than the
lease of a turn: the worker that resumes the turn of a killed process finds the lock
free."""


class _Lock(Lock):
    """A lock that is ours also if the client has repeated the command that took it."""

    async def do_acquire(self, token: str | bytes) -> bool:
        if await super().do_acquire(token):
            return True
        holder = await self.redis.get(self.name)
        return holder is not None and str_if_bytes(holder) == str_if_bytes(token)


@asynccontextmanager
async def renewed_lock(redis: Redis, name: str, patience: float) -> AsyncIterator[bool]:
    """Wait ``patience`` seconds for a lock and renew it while the block runs.

    Yields False if another process still holds it. Raises ``StoreDown`` if Redis is down
    when the lock is requested.
    """
    lock = redis.lock(
        name, timeout=LOCK_SECONDS, blocking_timeout=patience, lock_class=_Lock
    )
    async with translate_redis_errors():
        is_ours = await lock.acquire()
    if not is_ours:
        yield False
        return
    renewing = asyncio.create_task(_keep_renewed(lock))
    try:
        yield True
    finally:
        renewing.cancel()
        await asyncio.gather(renewing, return_exceptions=True)
        with suppress(RedisError, OSError):  # it expires by itself
            await lock.release()


async def _keep_renewed(lock: Lock) -> None:
    """Renew until cancelled, or until the lock is lost because Redis was down for too long."""
    while True:
        await asyncio.sleep(LOCK_SECONDS / 3)
        try:
            await lock.reacquire()
        except LockError:
            return
        except (RedisError, OSError):
            continue
