"""The drop page over real HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from tests.bots.web.harness import PageHarness, page_on


@pytest.fixture
async def page(
    redis: Redis, redis_url: str, tmp_path: Path
) -> AsyncIterator[PageHarness]:
    async with page_on(redis, redis_url, tmp_path) as running:
        yield running
