"""A fake Telegram, an adapter for it, and a whole bot."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bots.telegram.send.adapter import TelegramAdapter
from bots.telegram.wire import ids as names
from core.model.chat import ChatId
from tests.bots.telegram.harness import TelegramHarness, harness
from tests.bots.telegram.recording_handler import QUICK
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import TOKEN


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(strict=False) as fake:
        yield fake
        assert fake.complaints == []


@pytest.fixture
async def adapter(telegram: FakeTelegram) -> AsyncIterator[TelegramAdapter]:
    running = TelegramAdapter(TOKEN, telegram.url, rates=QUICK)
    yield running
    await running.aclose()


@pytest.fixture
def chat(telegram: FakeTelegram) -> ChatId:
    return names.chat_id(telegram.private["id"])


@pytest.fixture
async def here(
    telegram: FakeTelegram, redis: Redis, redis_url: str, tmp_path: Path
) -> AsyncIterator[TelegramHarness]:
    async with harness(telegram, redis, redis_url, tmp_path) as running:
        yield running
