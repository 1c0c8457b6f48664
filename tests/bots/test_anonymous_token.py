"""The token of ``vidmuse make`` with a hosted agent: one a week, never in plain text."""

import json
import time
from pathlib import Path

from bots.app.anonymous_token import anonymous_token
from core.clients.agent.client import NemoAgent
from core.settings import Settings
from tests.fakes.byte_server import ByteServer, answer, byte_server
from tests.http_client import http_client
from tests.settings import read_settings

_SECRET = "nmv_usr_secret99"


def _settings(folder: Path, url: str) -> Settings:
    return read_settings(Settings, nemo_api_url=url, vidmuse_data=folder)


def _issue(fake: ByteServer) -> None:
    data = {"token": _SECRET, "user_id": "a", "expires_at": "2099-01-01T00:00:00Z"}
    body = json.dumps({"code": 0, "data": data}).encode()
    fake.route = lambda _: answer(body)


async def test_a_token_is_stored_encrypted_and_used_again(tmp_path: Path) -> None:
    async with byte_server() as fake, http_client() as client:
        _issue(fake)
        agent, settings = NemoAgent(client, fake.url), _settings(tmp_path, fake.url)
        for _ in range(2):
            assert await anonymous_token(settings, agent) == _SECRET
        assert len(fake.got) == 1
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert "secret99" not in path.read_text()


async def test_a_plain_token_of_an_older_release_is_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "anonymous-token"
    path.write_text(f"{_SECRET}\n{time.time() + 86_400}")
    async with byte_server() as fake, http_client() as client:
        agent, settings = NemoAgent(client, fake.url), _settings(tmp_path, fake.url)
        assert await anonymous_token(settings, agent) == _SECRET
        assert fake.got == []
    assert "secret99" not in path.read_text()


async def test_a_token_that_cannot_be_read_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "anonymous-token").write_text("garbage")
    async with byte_server() as fake, http_client() as client:
        _issue(fake)
        agent, settings = NemoAgent(client, fake.url), _settings(tmp_path, fake.url)
        assert await anonymous_token(settings, agent) == _SECRET
