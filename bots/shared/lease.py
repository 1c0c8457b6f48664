"""Hold a lease in Redis so that one process works at a time."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable

from redis.asyncio import Redis
from redis.exceptions import RedisError

_log = logging.getLogger(__name__)
_RENEW = """
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2], 'NX') and 1 or 0
"""
_RELEASE = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""


class Lease:
    """A named lease that expires ``seconds`` after its holder's last renewal.

    The key ``{vm}:lease:<name>`` lives for those seconds only.
    """

    def __init__(self, redis: Redis, name: str, seconds: float) -> None:
        self._key = f"{{vm}}:lease:{name}"
        self._seconds = seconds
        self._owner = secrets.token_hex(8)
        self._renew = redis.register_script(_RENEW)
        self._release = redis.register_script(_RELEASE)

    async def hold(self, work: Callable[[], Awaitable[None]]) -> None:
        """Wait for the lease, then work; stops the work if the lease is lost.

        While Redis is down nobody else can take it, so the work goes on. Returns when the
        work has ended or was stopped.
        """
        while not await self._acquire():
            await asyncio.sleep(self._seconds / 3)
        task = asyncio.ensure_future(work())  # noqa: TID251  # ends with this method
        try:
            while not task.done():
                await asyncio.wait({task}, timeout=self._seconds / 3)
                if not task.done() and not await self._acquire(unsure=True):
                    _log.warning("listener lease lost: another process listens now")
                    return
            await task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await self._release_lease()

    async def _acquire(self, *, unsure: bool = False) -> bool:
        try:
            argument = int(self._seconds * 1000)
            return bool(await self._renew([self._key], [self._owner, argument]))
        except RedisError:
            return unsure

    async def _release_lease(self) -> None:
        try:
            await self._release([self._key], [self._owner])
        except RedisError:
            _log.info("listener lease: not released, it will expire")
