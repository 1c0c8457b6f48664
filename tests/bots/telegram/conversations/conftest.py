"""A played Telegram with the durable core behind it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from tests.bots.telegram.harness import TelegramHarness, harness
from tests.fakes.telegram.server import FakeTelegram


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(strict=False) as fake:
        yield fake
        assert fake.complaints == []


@pytest.fixture
async def here(
    telegram: FakeTelegram, redis: Redis, redis_url: str, tmp_path: Path
) -> AsyncIterator[TelegramHarness]:
    async with harness(telegram, redis, redis_url, tmp_path) as made:
        yield made
