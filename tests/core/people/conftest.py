"""Fixtures of people: their store, their agent and its clock."""

import pytest
from redis.asyncio import Redis

from core.clients.store.sessions import RedisSessions
from core.clients.vault import Vault
from tests.core.people.stored_people import Clock, TokenIssuingAgent


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def agent(redis: Redis, clock: Clock) -> TokenIssuingAgent:
    return TokenIssuingAgent(redis, clock)


@pytest.fixture
def people(redis: Redis, agent: TokenIssuingAgent, clock: Clock) -> RedisSessions:
    return RedisSessions(redis, agent, clock, None, Vault(["one"]))
