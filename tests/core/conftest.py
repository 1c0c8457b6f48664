"""The fixture of a chat with the whole core behind it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from tests.core.harness import CoreHarness, running_core


@pytest.fixture
async def harness(
    redis: Redis, redis_url: str, tmp_path: Path
) -> AsyncIterator[CoreHarness]:
    async with running_core(redis, redis_url, tmp_path) as running:
        yield running
