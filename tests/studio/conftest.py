"""Fixtures of the API's tests: a studio, a client with a token, and files to upload."""

import uuid
from collections.abc import AsyncIterator
from fractions import Fraction
from pathlib import Path

import pytest

from core.clients.agent.client import NemoAgent
from core.model.agent import AgentSession, Token
from tests.http_client import http_client
from tests.media import footage

BEATS = [n * 0.5 for n in range(1, 16)]


@pytest.fixture(scope="session")
def server(studio_server: str) -> str:
    return studio_server


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("files")
    return {
        "one.mp4": footage.write(folder / "one.mp4", 1, seconds=4),
        "two.mp4": footage.write(folder / "two.mp4", 2, seconds=4, fps=Fraction(25)),
        "song.wav": footage.wav(folder / "song.wav", footage.clicks(BEATS, 8.0)),
    }


@pytest.fixture
async def agent(server: str) -> AsyncIterator[NemoAgent]:
    async with http_client() as client:
        yield NemoAgent(client, server)


@pytest.fixture
async def token(agent: NemoAgent) -> Token:
    return (await agent.mint(str(uuid.uuid4()))).token


@pytest.fixture
async def session(agent: NemoAgent, token: Token) -> AgentSession:
    return await agent.open_session(token, "en")
