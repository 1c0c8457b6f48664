"""The fake agent, a fake of the hosted service over HTTP, and the studio keep the contract."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis

from common.tls import tls_context
from core.clients.agent.client import NemoAgent
from tests.contracts.agent import AgentContract, AgentUnderTest
from tests.fakes.agent import FakeAgent
from tests.fakes.hosted_service import hosted_app
from tests.http_client import http_client
from tests.media import footage

BASE = "http://agent.test"


class TestFakeAgent(AgentContract):
    @pytest.fixture
    def agency(self, redis: Redis) -> AgentUnderTest:
        return AgentUnderTest(FakeAgent(redis), b"clip", "cut it")


class TestHostedAgentForm(AgentContract):
    @pytest.fixture
    async def agency(self, redis: Redis) -> AsyncIterator[AgentUnderTest]:
        app = hosted_app(FakeAgent(redis), BASE)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(
            verify=tls_context(), transport=transport
        ) as client:
            agent = NemoAgent(client, BASE)
            yield AgentUnderTest(agent, b"clip", "cut it", deletes=False)


@pytest.mark.media
class TestStudioAgent(AgentContract):
    @pytest.fixture
    async def agency(
        self, studio_server: str, tmp_path: Path
    ) -> AsyncIterator[AgentUnderTest]:
        clip = footage.write(tmp_path / "a.mp4", 1, seconds=2).read_bytes()
        async with http_client() as client:
            yield AgentUnderTest(
                NemoAgent(client, studio_server, web_url=""),
                clip,
                "make it 1 second, 240p",
            )
