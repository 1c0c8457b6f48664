"""The wake queue: hints reach a worker and survive a restart; our patch of docket still fits."""

import asyncio
import logging
from datetime import timedelta
from typing import Any

import pytest
from docket import _redis as docket_redis
from redis.exceptions import ConnectionError as RedisConnectionError

from common.redis.connection import connect
from common.redis.docket_pool import PatientPool, patch
from common.redis.quiet_docket import QuietQueue, QuietWorker
from core.clients.wake_queue import DocketWakeQueue
from core.model.chat import ChatId


def test_docket_still_has_the_pool_that_we_replace() -> None:
    patch()
    assert vars(docket_redis)["ConnectionPool"] is PatientPool


def test_no_connection_tells_the_name_of_redis_py() -> None:
    """It takes two commands, and docket connects for each new task."""
    pools: list[Any] = [connect("redis://localhost").connection_pool, PatientPool()]
    assert [pool.make_connection().driver_info for pool in pools] == [None, None]


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


async def test_a_worker_waits_for_a_cancellation_longer_than_docket_asks_it_to(
    redis_url: str,
) -> None:
    """Each worker of docket asks ten times a second."""
    async with QuietQueue("quiet", redis_url) as docket, docket._pubsub() as messages:
        await messages.psubscribe("cancel:*")
        options = {"ignore_subscribe_messages": False, "timeout": 0.01}
        while (await messages.get_message(**options) or {})["type"] != "psubscribe":
            pass
        waiting = asyncio.create_task(messages.get_message(**options))
        await asyncio.sleep(0.05)
        await docket._publish("cancel:1", "task")
        message = await waiting
        assert message is not None
        assert message["data"] == b"task"


async def test_a_worker_looks_for_a_free_slot_often_only_while_it_has_tasks(
    redis_url: str,
) -> None:
    often = timedelta(milliseconds=20)
    begun, done = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        await done.wait()

    async with QuietQueue("quiet", redis_url) as docket:
        docket.register(work)
        async with QuietWorker(docket, minimum_check_interval=often) as worker:
            assert worker.minimum_check_interval > often
            await docket.add(work)()
            running = asyncio.create_task(worker.run_forever())
            await begun.wait()
            assert worker.minimum_check_interval == often
            done.set()
            while worker.minimum_check_interval == often:
                await asyncio.sleep(0.01)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
