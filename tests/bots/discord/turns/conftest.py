"""A bot between a fake Discord and a fake agent."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from tests.bots.discord.turns.running_bot import Bot
from tests.fakes.agent import FakeAgent
from tests.fakes.discord.server import FakeDiscord


@pytest.fixture
async def discord(discord: FakeDiscord) -> AsyncIterator[FakeDiscord]:
    yield discord
    assert discord.rest.limiter.refused == 0


@pytest.fixture
def agent(redis: Redis) -> FakeAgent:
    return FakeAgent(redis)


@pytest.fixture
def bot(
    discord: FakeDiscord, redis: Redis, redis_url: str, tmp_path: Path, agent: FakeAgent
) -> Bot:
    return Bot(discord, redis, redis_url, tmp_path, agent)
