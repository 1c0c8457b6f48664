"""A fake Telegram and its newest update."""

import pytest

from tests.bots.telegram.wire.last_update import LastUpdate
from tests.fakes.telegram.people import TelegramPeople


@pytest.fixture
def last_update() -> LastUpdate:
    return LastUpdate()


@pytest.fixture
def world(last_update: LastUpdate) -> TelegramPeople:
    return last_update.world
