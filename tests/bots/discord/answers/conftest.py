"""A channel on a fake Discord; the tests fail if a call was invalid or over a limit."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from bots.discord.send.adapter import DiscordAdapter
from bots.discord.transport.channel_cache import RedisCache
from tests.bots.discord.answers.channel import ChannelWithInteraction
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.state import TOKEN


@pytest.fixture
async def discord(discord: FakeDiscord) -> AsyncIterator[FakeDiscord]:
    yield discord
    assert discord.rest.limiter.refused == 0


@pytest.fixture
async def adapter(discord: FakeDiscord, redis: Redis) -> AsyncIterator[DiscordAdapter]:
    cache = RedisCache(redis)
    adapter = DiscordAdapter(TOKEN, discord.api_url, cache, clock=discord.now)
    yield adapter
    await adapter.aclose()


@pytest.fixture
def here(discord: FakeDiscord, adapter: DiscordAdapter) -> ChannelWithInteraction:
    return ChannelWithInteraction(discord, adapter)
