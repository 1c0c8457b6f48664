"""Tokens, credits and claim links over real HTTP."""

import hashlib
import json
import os
import time
import uuid
from pathlib import Path

import pytest

from core.clients.agent.client import NemoAgent
from core.errors import (
    NoCredits,
    SessionGone,
    TokenExpired,
)
from core.model.agent import AgentSession, AgentSessionId, Token
from studio.clients.state.tokens import ADDRESS_SECONDS
from studio.errors import BadToken, NoCredits as NoCreditsLeft, TooMany
from tests.http_client import http_client
from tests.studio.state import accounts_in
from tests.studio_server import stream


async def test_a_client_id_is_one_user_and_never_refused(
    agent: NemoAgent, token: Token
) -> None:
    client = str(uuid.uuid4())
    first = await agent.mint(client)
    assert first.credits == 5
    assert abs(first.expires_at - time.time() - 7 * 86400) < 60
    session = await agent.open_session(first.token, "en")
    second = await agent.mint(client)
    assert second.user_id == first.user_id
    assert second.token != first.token
    for each in (first.token, second.token):
        await agent.state(each, session.session_id)
    with pytest.raises(SessionGone):
        await agent.state(token, session.session_id)


async def test_without_a_client_id_there_is_no_token(server: str) -> None:
    async with http_client() as client:
        answer = await client.post(f"{server}/api/auth/anonymous-token")
    assert answer.json()["code"] == 400


async def test_a_session_is_open_to_its_own_token_only(
    agent: NemoAgent, session: AgentSession
) -> None:
    with pytest.raises(TokenExpired):
        await agent.credits(Token("nmv_usr_wrong"))
    other = (await agent.mint(str(uuid.uuid4()))).token
    with pytest.raises(SessionGone):
        await agent.state(other, session.session_id)
    with pytest.raises(SessionGone):
        await agent.state(other, AgentSessionId("123"))


async def test_session_ids_are_nineteen_digits(session: AgentSession) -> None:
    assert len(session.session_id) == 19
    assert session.session_id.isdigit()


async def test_no_credits_no_work_and_words_are_free(
    agent: NemoAgent, token: Token, session: AgentSession, files: dict[str, Path]
) -> None:
    id_ = session.session_id
    await agent.upload(token, id_, [stream("one.mp4", files["one.mp4"].read_bytes())])
    [e async for e in agent.instruct(token, id_, "what can you do?")]
    assert (await agent.credits(token)).available == 5
    for number in range(5):
        [e async for e in agent.instruct(token, id_, f'title "{number}"')]
    with pytest.raises(NoCredits):
        [e async for e in agent.instruct(token, id_, "faster")]


async def test_a_refused_address_is_not_counted_against_the_client(
    tmp_path: Path,
) -> None:
    accounts = accounts_in(tmp_path, per_address=1)
    await accounts.mint("first", "203.0.113.9")
    with pytest.raises(TooMany) as caught:
        await accounts.mint("second", "203.0.113.9")
    assert ADDRESS_SECONDS - 60 < caught.value.wait <= ADDRESS_SECONDS
    assert (await accounts.mint("second", "203.0.113.10"))["credits"] == 5


async def test_ones_own_machine_has_no_limit(tmp_path: Path) -> None:
    accounts = accounts_in(tmp_path, per_address=1)
    for number in range(3):
        await accounts.mint(f"client {number}", "127.0.0.1")


async def test_what_was_set_aside_is_free_after_a_crash(tmp_path: Path) -> None:
    accounts = accounts_in(tmp_path, per_address=1)
    header = f"Bearer {(await accounts.mint('one', '::1'))['token']}"
    user = (await accounts.authenticate(header)).user_id
    await accounts.reserve(user, "one", 1)
    await accounts.settle(user, "one", 1, spend=True)
    await accounts.reserve(user, "two", 3)
    account = await accounts.authenticate(header)
    assert (account.available, account.frozen) == (1, 3)
    with pytest.raises(NoCreditsLeft):
        await accounts.reserve(user, "three", 2)
    again = await accounts_in(tmp_path, per_address=1).authenticate(header)
    assert (again.available, again.frozen, again.spent) == (4, 0, 1)


async def test_no_token_is_kept_in_clear(tmp_path: Path) -> None:
    accounts = accounts_in(tmp_path, per_address=1)
    token = (await accounts.mint("one", "::1"))["token"]
    claim = await accounts.claim("1" * 19, "task_1")
    assert claim.startswith("clm_")
    with pytest.raises(BadToken):
        await accounts.authenticate(f"Bearer {claim}")
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert path.stat().st_mode & 0o077 == 0
            assert token not in path.name + path.read_text()
            assert claim not in path.name + path.read_text()


async def test_a_refusal_says_when_to_try_again(tmp_path: Path) -> None:
    accounts = accounts_in(tmp_path, per_address=1)
    await accounts.mint("one", "8.8.8.8")
    with pytest.raises(TooMany, match="try again in") as caught:
        await accounts.mint("two", "8.8.8.8")
    assert caught.value.wait > 6 * 86400


async def test_a_network_of_ones_own_has_no_limit(tmp_path: Path) -> None:
    accounts = accounts_in(tmp_path, per_address=1)
    for address in ("192.168.0.7", "::ffff:10.1.2.3", "fd00::1", "127.0.0.1"):
        for number in range(3):
            await accounts.mint(f"client {number}", address)


def _age(folder: Path, seconds: float) -> None:
    """Make all that is stored older, as if time had gone by."""
    for path in folder.rglob("*.json"):
        data = json.loads(path.read_text())
        for name in ("expires", "since"):
            if isinstance(data, dict) and name in data:
                data[name] -= seconds
        path.write_text(json.dumps(data))
        os.utime(path, (time.time() - seconds,) * 2)


async def test_a_user_stays_the_same_when_the_token_ends_and_gets_new_credits(
    tmp_path: Path,
) -> None:
    accounts = accounts_in(tmp_path, per_address=0)
    first = await accounts.mint("me", "::1")
    account = await accounts.authenticate(f"Bearer {first['token']}")
    await accounts.reserve(account.user_id, "one", 5)
    await accounts.settle(account.user_id, "one", 5, spend=True)
    _age(tmp_path, 8 * 86400)
    accounts = accounts_in(tmp_path, per_address=0)
    with pytest.raises(BadToken):
        await accounts.authenticate(f"Bearer {first['token']}")
    second = await accounts.mint("me", "::1")
    assert second["user_id"] == first["user_id"]
    assert second["credits"] == 5


async def test_a_user_is_pruned_after_the_last_project_only(tmp_path: Path) -> None:
    month = 30 * 86400
    accounts = accounts_in(tmp_path, per_address=0)
    first = (await accounts.mint("me", "::1"))["user_id"]
    _age(tmp_path, 31 * 86400)
    accounts = accounts_in(tmp_path, per_address=0)
    assert await accounts.prune(time.time(), month) == 1  # the token
    assert (await accounts.mint("me", "::1"))["user_id"] == first
    _age(tmp_path, 60 * 86400)
    accounts = accounts_in(tmp_path, per_address=0)
    await accounts.prune(time.time(), month)
    assert (await accounts.mint("me", "::1"))["user_id"] != first


async def test_a_token_of_a_former_version_is_still_good(tmp_path: Path) -> None:
    key = hashlib.sha256(b"nmv_usr_old").hexdigest()
    old = {
        "user_id": "anon_0123456789abcdef",
        "expires": time.time() + 86400,
        "total": 100,
        "spent": 2,
        "frozen": 0,
    }
    (tmp_path / "token").mkdir()
    (tmp_path / "token" / f"{key}.json").write_text(json.dumps(old))
    accounts = accounts_in(tmp_path, per_address=0)
    account = await accounts.authenticate("Bearer nmv_usr_old")
    assert (account.user_id, account.available) == (old["user_id"], 98)
    assert await accounts.find(key) == account
