"""Calls of Redis can be cancelled at any moment."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from redis.asyncio import Redis

from core.clients.store.connection import connect
from tests.patience import PATIENCE

_MOMENTS = 40


async def one_command(client: Redis) -> None:
    await client.incr("n")


async def pipeline(client: Redis) -> None:
    pipe: Any = client.pipeline(transaction=False)
    await pipe.incr("n").expire("n", 60).execute()


async def transaction(client: Redis) -> None:
    pipe: Any
    async with client.pipeline() as pipe:
        await pipe.watch("n")
        pipe.multi()
        pipe.incr("n")
        await pipe.execute()


@pytest.mark.parametrize("ask", [one_command, pipeline, transaction])
async def test_a_cancellation_is_never_lost(
    redis_url: str, ask: Callable[[Redis], Awaitable[None]]
) -> None:
    went_on: list[int] = []

    async def work(client: Redis, moment: int) -> None:
        await ask(client)
        went_on.append(moment)
        await asyncio.Event().wait()

    for moment in range(_MOMENTS):
        client = connect(redis_url)
        task = asyncio.create_task(work(client, moment))
        for _ in range(moment):
            await asyncio.sleep(0)
        if moment not in went_on:
            task.cancel()
            await asyncio.wait({task}, timeout=PATIENCE)
            assert task.cancelled(), moment
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await client.aclose()
