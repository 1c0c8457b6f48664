"""A fake Discord, and an inbound handler that records events."""

from collections.abc import AsyncIterator

import pytest

from tests.bots.discord.recording_handler import RecordingHandler
from tests.fakes.discord.server import FakeDiscord


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as fake:
        yield fake
        assert fake.rest.complaints == []


@pytest.fixture
def handler() -> RecordingHandler:
    return RecordingHandler()
