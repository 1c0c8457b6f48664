"""Anonymous tokens: who gets one, when it is replaced, and what a refusal means."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from core.clients.store.sessions import RedisSessions
from core.clients.vault import Vault
from core.composition import Config
from core.errors import AgentBusy, AgentDown, AgentRefused, NeedsWallet
from core.model.chat import Sender
from core.model.session import WalletKind
from tests.core.people.tokens.token_issuer import (
    ANN,
    BOB,
    WEEK,
    RecordingClock,
    TokenIssuer,
    sessions_of,
)

LOCK = f"{{vm}}:mint:lock:{ANN.id}"


async def expire(redis: Redis, sessions: RedisSessions, owner: Sender) -> None:
    """Let the person's token end in half a minute by the store's clock."""
    vault = Vault(["one"])
    sealed = await redis.hget(f"{{vm}}:w:{owner.id}", "anonymous")
    facts = vault.open(f"anonymous:{owner.id}", str(sealed))
    assert facts
    facts["expires"] = time.time() + 30
    resealed = vault.seal(f"anonymous:{owner.id}", facts)
    await redis.hset(f"{{vm}}:w:{owner.id}", "anonymous", resealed)


# issuing


async def test_a_token_is_stored_sealed_and_used_again(
    sessions: RedisSessions, issuer: TokenIssuer, redis: Redis
) -> None:
    one = await sessions.wallet(ANN.id)
    assert one.kind is WalletKind.ANONYMOUS
    assert await sessions.wallet(ANN.id) == one
    assert one.token not in str(await redis.hgetall(f"{{vm}}:w:{ANN.id}"))
    assert len(issuer.clients) == 1


async def test_simultaneous_first_requests_share_one_token(
    sessions: RedisSessions, issuer: TokenIssuer
) -> None:
    issuer.delay = 0.05
    wallets = await asyncio.gather(*(sessions.wallet(ANN.id) for _ in range(8)))
    assert len({wallet.token for wallet in wallets}) == 1
    assert len(issuer.clients) == 1


@asynccontextmanager
async def held_lock(
    sessions: RedisSessions, issuer: TokenIssuer, redis: Redis, *, for_good: bool
) -> AsyncIterator[float]:
    """Hold the lock of a token request that never ends; yields the lock's remaining seconds.

    ``for_good`` removes its expiry. If the machine stalls for longer than the lock
    lives, it is taken again.
    """
    issuer.delay = 600.0
    while True:
        calls = issuer.calls
        asking = asyncio.create_task(sessions.wallet(ANN.id))
        while issuer.calls == calls and not asking.done():
            await asyncio.sleep(0.01)
        left = await redis.pttl(LOCK) / 1000
        if left > 0 and (not for_good or await redis.persist(LOCK)):
            break
        await cancelled(asking)
    yield left
    await cancelled(asking)


async def cancelled(task: asyncio.Task[Any]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_the_lock_of_a_killed_process_is_free_before_its_turn_is_resumed(
    sessions: RedisSessions, issuer: TokenIssuer, redis: Redis
) -> None:
    async with held_lock(sessions, issuer, redis, for_good=False) as left:
        assert left < Config("", Path(), b"").lease
    assert not await redis.exists(LOCK)


async def test_the_lock_is_renewed_while_the_agent_is_slow(
    sessions: RedisSessions, issuer: TokenIssuer, redis: Redis
) -> None:
    async with held_lock(sessions, issuer, redis, for_good=True):
        while await redis.pttl(LOCK) == -1:  # no end
            await asyncio.sleep(0.05)
    assert issuer.clients == []


async def test_a_refusal_of_one_client_id_does_not_bar_other_people(
    sessions: RedisSessions, issuer: TokenIssuer
) -> None:
    issuer.faults["mint"] = [AgentBusy("limit"), AgentBusy("limit")]
    with pytest.raises(NeedsWallet):
        await sessions.wallet(ANN.id)
    assert (await sessions.wallet(BOB.id)).token
    with pytest.raises(NeedsWallet):
        await sessions.wallet(ANN.id)
    assert len(issuer.clients) == 1, "the refused id is not asked for again at once"


async def test_after_429_the_token_is_asked_for_again_once_in_half_a_minute(
    sessions: RedisSessions, issuer: TokenIssuer, clock: RecordingClock
) -> None:
    issuer.faults["mint"] = [AgentBusy("limit")]
    assert (await sessions.wallet(ANN.id)).token
    assert clock.slept == [30.0]


async def test_a_refused_client_id_is_replaced_by_a_new_one_once(
    sessions: RedisSessions, issuer: TokenIssuer, redis: Redis
) -> None:
    await redis.hset(f"{{vm}}:w:{ANN.id}", "client", "old")
    await redis.expire(f"{{vm}}:w:{ANN.id}", 1000)
    missing = AgentRefused("missing X-Client-Id", 400)
    issuer.faults["mint"] = [missing]
    assert (await sessions.wallet(ANN.id)).token
    uuid.UUID(issuer.clients[0])
    issuer.faults["mint"] = [missing, missing]
    with pytest.raises(NeedsWallet):
        await sessions.wallet(BOB.id)


async def test_a_studio_of_our_own_never_refuses_for_lack_of_tokens(
    redis: Redis, issuer: TokenIssuer, clock: RecordingClock
) -> None:
    sessions = sessions_of(redis, issuer, clock, own_studio=True)
    first = await sessions.wallet(ANN.id)
    issuer.revoked.add(first.token)
    await expire(redis, sessions, ANN)  # the studio forgot it before its week was over
    second = await sessions.wallet(ANN.id)
    assert second.token != first.token
    assert clock.slept == []


async def test_an_agent_that_is_down_is_not_a_refusal(
    sessions: RedisSessions, issuer: TokenIssuer
) -> None:
    issuer.faults["mint"] = [AgentDown("no answer")]
    with pytest.raises(AgentDown):
        await sessions.wallet(ANN.id)
    assert (await sessions.wallet(ANN.id)).token


async def test_the_client_id_of_the_operator_stands_for_one_token_of_all(
    redis: Redis, issuer: TokenIssuer, clock: RecordingClock
) -> None:
    sessions = sessions_of(redis, issuer, clock, client="c-1")
    ann = await sessions.wallet(ANN.id)
    assert await sessions.wallet(BOB.id) == ann
    assert issuer.clients == ["c-1"]


# the end of a token


async def test_a_token_in_its_last_hour_is_used_without_asking_for_another(
    redis: Redis, issuer: TokenIssuer, clock: RecordingClock
) -> None:
    issuer.lasts = WEEK
    sessions = sessions_of(redis, issuer, clock)
    one = await sessions.wallet(ANN.id)
    issuer.faults["mint"] = [AgentBusy("limit")] * 2
    await expire(redis, sessions, ANN)
    assert await sessions.wallet(ANN.id) != one, "its end is stored"
    assert (await sessions.wallet(ANN.id)).token == one.token
    assert (await sessions.wallet(BOB.id)).token, "nobody else is barred"


async def test_an_expired_token_is_replaced_under_the_same_client_id(
    sessions: RedisSessions, issuer: TokenIssuer, redis: Redis
) -> None:
    one = await sessions.wallet(ANN.id)
    await expire(redis, sessions, ANN)
    issuer.forbidden.clear()  # its week is over
    two = await sessions.wallet(ANN.id)
    assert two.token != one.token
    assert len(set(issuer.clients)) == 1


@pytest.mark.parametrize("ahead", [9 * 86_400.0, -9 * 86_400.0])
async def test_a_wrong_clock_of_the_bot_does_not_expire_tokens(
    redis: Redis, issuer: TokenIssuer, ahead: float
) -> None:
    clock = RecordingClock(ahead)
    sessions = sessions_of(redis, issuer, clock)
    one = await sessions.wallet(ANN.id)
    assert await sessions.wallet(ANN.id) == one
    assert len(issuer.clients) == 1
