"""The stream of an agent's reply is read to its end: closing it aborts the run that is paid for."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from core.clients.store.connection import connect
from core.model.agent import AgentSessionId, Token
from core.model.event import AgentEvent, Text
from tests.core.agent.scripted_agent import DRAFT, ScriptedAgent
from tests.core.harness import CHAT, running_core
from tests.fakes.relay import Relay


class AbortedAgent(ScriptedAgent):
    """Makes its edit when ``goes_on``, unless somebody closes the stream before."""

    def __init__(self, redis: Redis) -> None:
        super().__init__(redis)
        self.goes_on, self.ended = asyncio.Event(), asyncio.Event()

    async def instruct(
        self, token: Token, session: AgentSessionId, text: str, **about: Any
    ) -> AsyncIterator[AgentEvent]:
        await self._redis.rpush(f"agent:log:{session}", f'["{text}", 0]')
        try:
            yield Text("On it.")
            await self.goes_on.wait()
            yield Text("Almost there.")
            self.raw = {"draft": DRAFT}
        finally:
            self.ended.set()


@pytest.mark.parametrize("leases", [0.2, 4.0])
async def test_an_outage_of_redis_does_not_abort_the_run(
    redis: Redis, redis_url: str, tmp_path: Path, leases: float
) -> None:
    """It lasts for a part of the lease, or for several leases."""
    agent, lease = AbortedAgent(redis), 0.5
    async with Relay(redis_url, tmp_path) as relay:
        own = connect(relay.url, retries=0)
        async with running_core(
            own, relay.url, tmp_path, agent=agent, chat=redis, lease=lease
        ) as harness:
            harness.redis = redis
            await harness.say("cut it", "a.mp4")
            await harness.until(harness.sent)
            relay.cut()
            await asyncio.sleep(leases * lease)
            agent.goes_on.set()
            await agent.ended.wait()
            assert agent.raw
            await relay.__aenter__()
            await harness.over()
            assert await harness.sent() == ["cut it"]
            (video,) = await harness.chat.videos(CHAT)
            assert "Video: 1 shot" in video["text"]
        await own.aclose()


async def test_a_turn_that_another_worker_takes_over_does_not_abort_the_run(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent = AbortedAgent(redis)
    async with Relay(redis_url, tmp_path) as relay:
        own = connect(relay.url, retries=0)
        options = dict[str, Any](agent=agent, lease=0.5, reconcile=(0.1,) * 60)
        async with running_core(
            own, relay.url, tmp_path, chat=redis, **options
        ) as first:
            first.redis = redis
            await first.say("cut it", "a.mp4")
            await first.until(first.sent)
            relay.cut()
            async with running_core(redis, redis_url, tmp_path, **options) as second:

                async def looks() -> bool:
                    (turn,) = await second.core.store.pending_turns(CHAT)
                    return turn.progress.polls > 0

                await second.until(looks)
                agent.goes_on.set()
                await second.over()
                assert await second.sent() == ["cut it"]
                assert len(await second.chat.videos(CHAT)) == 1
        await own.aclose()


async def test_a_cancel_closes_the_stream(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent = AbortedAgent(redis)
    async with running_core(redis, redis_url, tmp_path, agent=agent) as harness:
        await harness.say("cut it", "a.mp4")
        await harness.until(harness.sent)
        await harness.say("cancel")
        await harness.over()
        await agent.ended.wait()
        assert not agent.raw


async def test_a_worker_that_ends_closes_the_stream(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent = AbortedAgent(redis)
    async with running_core(redis, redis_url, tmp_path, agent=agent) as harness:
        await harness.say("cut it", "a.mp4")
        await harness.until(harness.sent)
    assert agent.ended.is_set()
    assert not agent.raw
