"""Fixtures of tokens: the agent that issues them, the bot's clock, the store of wallets."""

import pytest
from redis.asyncio import Redis

from core.clients.store.sessions import RedisSessions
from tests.core.people.tokens.token_issuer import (
    RecordingClock,
    TokenIssuer,
    sessions_of,
)


@pytest.fixture
def issuer(redis: Redis) -> TokenIssuer:
    return TokenIssuer(redis)


@pytest.fixture
def clock() -> RecordingClock:
    return RecordingClock()


@pytest.fixture
def sessions(redis: Redis, issuer: TokenIssuer, clock: RecordingClock) -> RedisSessions:
    return sessions_of(redis, issuer, clock)
