"""The hints: they reach a worker, survive a restart of it, and the patch still fits."""

import asyncio
import logging

import pytest
from docket import _redis as docket_redis
from redis.exceptions import ConnectionError as RedisConnectionError

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


def test_an_outage_of_redis_is_a_line_of_the_log_and_any_other_error_a_trace(
    caplog: pytest.LogCaptureFixture,
) -> None:
    patch()
    outage = RedisConnectionError("gone")
    errors = [outage, ExceptionGroup("both", [outage, OSError()]), ValueError("bug")]
    for error in errors:
        try:
            raise error
        except Exception:
            logging.getLogger("docket.worker").exception("Redis is unavailable")
    assert [bool(record.exc_info) for record in caplog.records] == [False, False, True]
