"""A Redis that is down, slow, full or read-only, and unreadable records in it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis.asyncio import Redis

from common.redis.embedded import EmbeddedRedis
from core.clients.store.connection import connect
from core.errors import (
    StoreDown,
)
from tests.core.harness import CHAT, CoreHarness, running_core
from tests.fakes.agent import FakeAgent


@dataclass
class OwnServer:
    """A Redis server for the core alone; the fake agent and chat are on another one."""

    server: EmbeddedRedis
    redis: Redis
    harness: CoreHarness


@asynccontextmanager
async def core_on_own_server(redis: Redis, tmp_path: Path) -> AsyncIterator[OwnServer]:
    server = EmbeddedRedis(tmp_path / "own")
    url = await server.start()
    own = connect(url, retries=1)
    agent = FakeAgent(redis)
    async with running_core(own, url, tmp_path, agent=agent, chat=redis) as harness:
        yield OwnServer(server, own, harness)
    await own.aclose()
    await server.stop()


async def test_an_absence_of_redis_only_delays_the_turn(
    redis: Redis, tmp_path: Path
) -> None:
    """The fake agent and chat are on another server, which stays up."""
    async with core_on_own_server(redis, tmp_path) as here:
        harness = here.harness
        with harness.agent.busy():
            await harness.say("cut it", "a.mp4")
            await harness.until(harness.sent)
            await here.server.stop()
        with pytest.raises(StoreDown):
            await harness.say("never received")
        await asyncio.sleep(2)
        await here.server.start()
        await harness.say("received", "b.mp4")
        await harness.over()
        assert await harness.sent() == ["cut it", "received"]
        assert "cut it, received" in (await harness.chat.videos(CHAT))[-1]["text"]


async def test_a_slow_redis_is_waited_for(harness: CoreHarness, redis: Redis) -> None:
    await harness.say("cut it", "a.mp4")
    await redis.client_pause(1500, all=True)
    await harness.over()
    assert await harness.sent() == ["cut it"]
    assert len(await harness.chat.videos(CHAT)) == 1


@pytest.mark.parametrize("trouble", ["full", "read-only"])
async def test_a_redis_that_takes_no_writes_in_the_middle_of_a_turn_loses_nothing(
    redis: Redis, tmp_path: Path, trouble: str
) -> None:
    async with core_on_own_server(redis, tmp_path) as here:
        harness = here.harness
        with harness.agent.busy():
            await harness.say("cut it", "a.mp4")
            await harness.until(harness.sent)
            if trouble == "full":
                await here.redis.config_set("maxmemory", "1")
            else:
                await here.redis.slaveof("127.0.0.1", 1)
            with pytest.raises(StoreDown):
                await harness.say("never received", "b.mp4")
        await asyncio.sleep(1.5)
        if trouble == "full":
            await here.redis.config_set("maxmemory", "0")
        else:
            await here.redis.slaveof()
        await harness.over()
        assert await harness.sent() == ["cut it"]
        assert len(await harness.chat.videos(CHAT)) == 1


async def test_a_malformed_turn_is_set_aside_and_the_chat_continues(
    harness: CoreHarness, redis: Redis
) -> None:
    with harness.agent.busy():
        await harness.say("first", "a.mp4")
        await harness.say("second")
        await harness.say("third")
        (_, second, _) = await harness.core.store.pending_turns(CHAT)
        await redis.hset(f"{{vm}}:t:{second.id}", "asked", '{"kind": "dance"}')
    await harness.over()
    assert await harness.sent() == ["first", "third"]


async def test_marks_of_newer_versions_are_left_alone(
    harness: CoreHarness, redis: Redis
) -> None:
    with harness.agent.busy():
        await harness.say("first", "a.mp4")
        await harness.say("second")
        (_, second) = await harness.core.store.pending_turns(CHAT)
        key = f"{{vm}}:t:{second.id}"
        request = json.loads(await redis.hget(key, "asked") or "") | {"mood": "sunny"}
        request["asker"]["mood"] = "sunny"
        await redis.hset(key, "asked", json.dumps(request))
        await redis.hset(key, "marks", '{"mood": 3}')
    await harness.over()
    assert await harness.sent() == ["first", "second"]
