"""A chat for every test that asks for one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from tests.core.room import Room, opened


@pytest.fixture
async def room(redis: Redis, redis_url: str, tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(redis, redis_url, tmp_path) as made:
        yield made
