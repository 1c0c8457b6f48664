"""The hints: they reach a worker, survive a restart of it, and the patch still fits."""

import asyncio

from docket import _redis as docket_redis

from common.redis.docket_pool import PatientPool, patch
from core.clients.engine import DocketWakeQueue
from core.model.chat import ChatId


def test_docket_still_has_the_pool_that_we_replace() -> None:
    patch()
    assert vars(docket_redis)["ConnectionPool"] is PatientPool


async def test_a_hint_arrives_wherever_it_was_given(redis_url: str) -> None:
    got: asyncio.Queue[ChatId] = asyncio.Queue()
    async with DocketWakeQueue(redis_url) as here, DocketWakeQueue(redis_url) as there:
        await here.wake(ChatId("test:early"))
        work = asyncio.create_task(there.run(got.put))
        await here.wake(ChatId("test:1"))
        await here.wake(ChatId("test:2"), 0.3)
        assert {await got.get() for _ in range(3)} == {"test:early", "test:1", "test:2"}
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
