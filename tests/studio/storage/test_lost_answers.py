"""Counts of accounts in Redis, where an answer is lost and the client repeats the command."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from common.redis.connection import connect
from studio.clients.state.redis.accounts import RedisAccounts
from studio.errors import NoCredits, TooMany
from tests.fakes.relay import Relay

ADDRESS = "203.0.113.7"


@pytest.fixture
async def relay(redis_url: str, tmp_path: Path) -> AsyncIterator[Relay]:
    async with Relay(redis_url, tmp_path) as relay:
        yield relay


@pytest.fixture
async def accounts(relay: Relay) -> AsyncIterator[RedisAccounts]:
    redis = connect(relay.url)
    yield RedisAccounts(redis, credits_each=1, per_address=1, keep=60)
    await redis.aclose()


async def test_the_last_credit_is_reserved_once(
    relay: Relay, accounts: RedisAccounts
) -> None:
    token = (await accounts.mint(str(uuid.uuid4()), ""))["token"]
    user = (await accounts.authenticate(f"Bearer {token}")).user_id
    await accounts.reserve(user, "loads the script", 1)
    await accounts.settle(user, "loads the script", 1, spend=False)
    relay.lose_next_answer()
    await accounts.reserve(user, "work", 1)
    with pytest.raises(NoCredits):
        await accounts.reserve(user, "other work", 1)


async def test_the_last_token_of_an_address_is_counted_once(
    relay: Relay, accounts: RedisAccounts
) -> None:
    await accounts.mint(str(uuid.uuid4()), "203.0.113.8")  # it loads the script
    relay.lose_next_answer()
    await accounts.mint(str(uuid.uuid4()), ADDRESS)
    with pytest.raises(TooMany):
        await accounts.mint(str(uuid.uuid4()), ADDRESS)
