"""Turns in a cluster whose servers fail and return and whose slots move."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
from redis.asyncio import Redis

from core.clients.store.connection import connect
from core.errors import StoreDown
from core.model.chat import UpdateId
from tests.core.harness import CHAT, CoreHarness, running_core
from tests.fakes.agent import FakeAgent
from tests.patience import PATIENCE
from tests.valkey import LargeCluster

pytestmark = pytest.mark.chaos
_updates = count()


@pytest.fixture
async def large(tmp_path: Path) -> AsyncIterator[LargeCluster]:
    async with LargeCluster(tmp_path / "servers") as servers:
        yield servers


@pytest.fixture
async def harness(
    large: LargeCluster, redis: Redis, tmp_path: Path
) -> AsyncIterator[CoreHarness]:
    """Only the turns are in the cluster; the fake agent and chat are on another server."""
    client, agent = connect(large.url), FakeAgent(redis)
    async with running_core(client, large.url, tmp_path, agent=agent, chat=redis) as h:
        yield h
    await client.aclose()


async def ride_out(action: Callable[[], Awaitable[object]]) -> None:
    """Repeat a call until the cluster accepts it, as a platform or a person would."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with suppress(StoreDown):
                await action()
                break
            await asyncio.sleep(0.1)


async def say(harness: CoreHarness, text: str, *clips: str) -> None:
    """Send a message; while it is not stored, it is repeated with the same id."""
    update = UpdateId(f"update:{next(_updates)}")
    await ride_out(lambda: harness.say(text, *clips, update=update))


async def over(harness: CoreHarness) -> None:
    await ride_out(harness.over)


async def test_absences_of_servers_only_delay_the_turn(
    harness: CoreHarness, large: LargeCluster
) -> None:
    with harness.agent.busy():
        await say(harness, "one", "a.mp4")
        await harness.until(harness.sent)
        await large.kill(1)
        asking = asyncio.create_task(say(harness, "two"))
        await large.wait_for(0, "cluster_state:fail", "CLUSTER", "INFO")
        await large.start(1)
        await asking
    await over(harness)
    with harness.agent.busy():
        await say(harness, "three")
        await large.kill(0)
        await large.take_over()
        await say(harness, "four")
    await over(harness)
    await large.start(0)
    await large.wait_for(0, "slave", "ROLE")
    await say(harness, "five")
    await over(harness)
    assert await harness.sent() == ["one", "two", "three", "four", "five"]
    videos = await harness.chat.videos(CHAT)
    assert len(videos) == 3, "what waits together becomes one video"


async def test_moved_cluster_slots_lose_and_double_nothing(
    harness: CoreHarness, large: LargeCluster
) -> None:
    await say(harness, "first", "a.mp4")
    await over(harness)
    requests = ["first"]

    async def arrived() -> bool:
        return await harness.sent() == requests

    for source, target in ((0, 1), (1, 0)):
        moving = asyncio.create_task(large.move_slots(source, target))
        while not moving.done():
            requests.append(f"more {len(requests)}")
            await say(harness, requests[-1])
            await harness.until(arrived)  # else it may wait with the next one
            await over(harness)
        assert await moving > 0
    assert await harness.sent() == requests
    videos = await harness.chat.videos(CHAT)
    answered = [post["text"].partition("\n")[0] for post in videos]
    assert answered == [f"Did: {words}" for words in requests], await harness.texts()
