"""The health pages: alive, ready only with a Redis that takes writes, numbers."""

from collections.abc import AsyncIterator

import httpx
import pytest
from redis.asyncio import Redis

from bots.app import health
from core.clients.store.connection import connect
from core.clients.store.turns import RedisTurnStore
from core.model.chat import ChatId, Sender, SenderId, UpdateId
from core.model.turn import TurnKind, TurnRequest


@pytest.fixture
async def dead() -> AsyncIterator[Redis]:
    client = connect("redis://127.0.0.1:1/0", retries=0)
    yield client
    await client.aclose()


def client(store: RedisTurnStore) -> httpx.AsyncClient:
    application = health.build_app(store, lambda: {"rendering": 2})
    transport = httpx.ASGITransport(application)
    return httpx.AsyncClient(transport=transport, base_url="http://here")


async def test_with_redis_it_is_ready_and_counts(redis: Redis) -> None:
    store = RedisTurnStore(redis)
    asked = TurnRequest(TurnKind.INSTRUCT, Sender(SenderId("fake:mia"), "Mia"), "cut")
    await store.submit(UpdateId("u"), ChatId("fake:1"), asked)
    async with client(store) as http:
        assert (await http.get("/healthz")).status_code == 200
        assert (await http.get("/readyz")).status_code == 200
        text = (await http.get("/metrics")).text
    assert "vidmuse_chats_with_work 1.0" in text
    assert 'vidmuse_turns_running{step="rendering"} 2.0' in text
    assert "vidmuse_redis_up 1.0" in text


async def test_without_redis_it_is_alive_but_not_ready(dead: Redis) -> None:
    async with client(RedisTurnStore(dead)) as http:
        assert (await http.get("/healthz")).status_code == 200
        answer = await http.get("/readyz")
        assert answer.status_code == 503
        assert "cannot be reached" in answer.text
        assert "vidmuse_redis_up 0.0" in (await http.get("/metrics")).text
