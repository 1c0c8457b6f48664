"""Tokens, credits and claim links over real HTTP."""

import time
import uuid
from pathlib import Path

import httpx
import pytest

from core.clients.agent.client import NemoAgent
from core.errors import (
    AgentError,
    NoCredits,
    SessionGone,
    TokenExpired,
)
from core.model.agent import AgentSession, AgentSessionId, Token
from studio.errors import BadToken, NoCredits as NoCreditsLeft, TooMany
from studio.flows.accounts import WEEK, Accounts
from tests.studio_server import stream


async def test_one_token_a_client_a_week(agent: NemoAgent) -> None:
    client = str(uuid.uuid4())
    minted = await agent.mint(client)
    assert minted.credits == 5
    assert abs(minted.expires_at - time.time() - 7 * 86400) < 60
    with pytest.raises(AgentError) as caught:
        await agent.mint(client)
    assert caught.value.code == 429


async def test_without_a_client_id_there_is_no_token(server: str) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{server}/api/auth/anonymous-token")
    assert answer.json()["code"] == 400


async def test_strangers_are_told_apart(
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


async def test_a_refused_address_costs_the_client_nothing(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path, credits_each=5, per_address=1)
    await accounts.mint("first", "203.0.113.9")
    with pytest.raises(TooMany) as caught:
        await accounts.mint("second", "203.0.113.9")
    assert WEEK - 60 < caught.value.wait <= WEEK
    assert (await accounts.mint("second", "203.0.113.10"))["credits"] == 5


async def test_ones_own_machine_has_no_limit(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path, credits_each=5, per_address=1)
    for number in range(3):
        await accounts.mint(f"client {number}", "127.0.0.1")


async def test_what_was_set_aside_is_free_after_a_crash(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path, credits_each=5, per_address=1)
    header = f"Bearer {(await accounts.mint('one', '::1'))['token']}"
    key, account = accounts.authenticate(header)
    accounts.reserve(account, 1)
    accounts.settle(key, account, 1, spend=True)
    accounts.reserve(account, 3)
    assert (account.available, account.frozen) == (1, 3)
    with pytest.raises(NoCreditsLeft):
        accounts.reserve(account, 2)
    _, again = Accounts(tmp_path, credits_each=5, per_address=1).authenticate(header)
    assert (again.available, again.frozen, again.spent) == (4, 0, 1)


async def test_no_token_is_kept_in_clear(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path, credits_each=5, per_address=1)
    token = (await accounts.mint("one", "::1"))["token"]
    claim = accounts.claim("1" * 19, "task_1")
    assert claim.startswith("clm_")
    with pytest.raises(BadToken):
        accounts.authenticate(f"Bearer {claim}")
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert path.stat().st_mode & 0o077 == 0
            assert token not in path.name + path.read_text()
            assert claim not in path.name + path.read_text()


async def test_a_refusal_says_when_to_try_again(server: str) -> None:
    headers = {"X-Client-Id": str(uuid.uuid4())}
    async with httpx.AsyncClient(headers=headers) as client:
        await client.post(f"{server}/api/auth/anonymous-token")
        answer = await client.post(f"{server}/api/auth/anonymous-token")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 6 * 86400
