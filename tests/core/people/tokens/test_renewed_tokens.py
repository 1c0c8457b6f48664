"""After one answer of 1001 (token expired) the token is kept, after two it is replaced."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from redis.asyncio import Redis

from core.clients.store.sessions import RedisSessions
from core.errors import NeedsWallet, TokenExpired
from core.flows.turn.expired_tokens import with_token
from core.model.agent import Credits, Token
from core.model.chat import ChatId
from tests.core.harness import CHAT as HARNESS_CHAT, running_core
from tests.core.people.tokens.token_issuer import ANN, CHAT, OTHER, TokenIssuer


async def renewed(sessions: RedisSessions, chat: ChatId) -> Token:
    access = await sessions.access(await sessions.current(chat, ANN), ANN)
    while True:
        again = await sessions.renew(access, ANN)
        if again.token != access.token:
            return again.token


async def test_one_1001_keeps_the_token_and_a_second_one_replaces_it(
    sessions: RedisSessions, issuer: TokenIssuer
) -> None:
    access = await sessions.access(await sessions.current(CHAT, ANN), ANN)
    assert (await sessions.renew(access, ANN)).token == access.token
    issuer.forbidden.clear()
    assert (await sessions.renew(access, ANN)).token != access.token
    assert len(set(issuer.clients)) == 1


async def test_the_old_token_stays_until_the_new_one_is_there(
    sessions: RedisSessions, issuer: TokenIssuer
) -> None:
    access = await sessions.access(await sessions.current(CHAT, ANN), ANN)
    await sessions.renew(access, ANN)
    with pytest.raises(NeedsWallet):  # its client id has had its token this week
        await sessions.renew(access, ANN)
    assert (await sessions.wallet(ANN.id)).token == access.token


async def test_two_chats_that_renew_at_once_both_get_the_new_token(
    sessions: RedisSessions, issuer: TokenIssuer
) -> None:
    await sessions.wallet(ANN.id)
    issuer.forbidden.clear()
    issuer.delay = 0.05
    one, two = await asyncio.gather(renewed(sessions, CHAT), renewed(sessions, OTHER))
    assert one == two
    assert len(issuer.clients) == 2


async def test_only_anonymous_tokens_are_replaced(sessions: RedisSessions) -> None:
    await sessions.set_token(ANN.id, Token("nmv_usr_mine"))
    access = await sessions.access(await sessions.current(CHAT, ANN), ANN)
    assert (await sessions.renew(access, ANN)).token == "nmv_usr_mine"
    with pytest.raises(TokenExpired):
        await sessions.renew(access, ANN)


async def test_a_command_survives_one_stray_1001(
    sessions: RedisSessions, issuer: TokenIssuer
) -> None:
    wallet = await sessions.wallet(ANN.id)
    answers: list[Exception | None] = [TokenExpired("", 1001), None]

    async def flaky_credits(token: Token) -> Credits:
        if error := answers.pop(0):
            raise error
        return await issuer.credits(token)

    call: Callable[[Token], Awaitable[Credits]] = flaky_credits
    await with_token(sessions, ANN.id, wallet.token, call)
    assert len(issuer.clients) == 1


async def test_a_turn_survives_one_stray_1001_with_the_token_it_has(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    issuer = TokenIssuer(redis)
    issuer.faults["state"] = [TokenExpired("", 1001)]
    async with running_core(
        redis,
        redis_url,
        tmp_path,
        token="",
        agent=issuer,
    ) as harness:
        await harness.say("make it faster", "a.mp4")
        await harness.over()
        assert len(issuer.clients) == 1
        assert await harness.chat.videos(HARNESS_CHAT)
