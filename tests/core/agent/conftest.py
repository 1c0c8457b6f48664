"""The fixture of an HTTP client for the agent's client."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.http_client import http_client


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with http_client() as opened:
        yield opened
