"""Calls whose answer is lost, where other calls on the same key come before the repeated one."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bots.app.runtime import SystemClock
from core.clients.store.connection import connect
from core.clients.store.notes import RedisNotes
from core.clients.store.quotas import RedisQuotas
from core.clients.store.sessions import RedisSessions
from core.clients.store.turns.store import RedisTurnStore
from core.clients.store.wallets import Wallets
from core.clients.vault import Vault
from core.model.agent import Token
from core.model.chat import Clip, UpdateId
from core.model.session import NO_QUOTA, ProjectClip, Quota, Usage
from core.model.turn import AmendResult, CancelResult
from tests.core.harness import CHAT, MIA, instruction
from tests.fakes.agent import FakeAgent
from tests.fakes.relay import Relay

CLOCK = SystemClock()


@pytest.fixture
async def relay(redis_url: str, tmp_path: Path) -> AsyncIterator[Relay]:
    async with Relay(redis_url, tmp_path) as relay:
        yield relay


@pytest.fixture
async def relayed(relay: Relay) -> AsyncIterator[Redis]:
    """A connection whose answers may be lost; ``redis`` stands for another worker's."""
    connection = connect(relay.url)
    yield connection
    await connection.aclose()


def quotas(redis: Redis) -> RedisQuotas:
    return RedisQuotas(redis, CLOCK, Quota(turns=9), NO_QUOTA)


def wallets(redis: Redis) -> Wallets:
    return Wallets(redis, FakeAgent(redis), CLOCK, None, Vault(["one"]))


def sessions(redis: Redis) -> RedisSessions:
    return RedisSessions(redis, FakeAgent(redis), CLOCK, Token("operator"))


async def test_turns_of_one_person_in_two_chats_are_counted_once_each(
    relay: Relay, redis: Redis, relayed: Redis
) -> None:
    ours, others = quotas(relayed), quotas(redis)
    await ours.take(MIA.id, None, 1, 0)  # it loads the script
    relay.lose_next_answer(between=lambda: others.take(MIA.id, None, 1, 0))
    await ours.take(MIA.id, None, 1, 0)
    assert await others.usage(MIA.id) == Usage(3, 0, 0)


async def test_what_two_turns_spend_is_counted_once_each(
    relay: Relay, redis: Redis, relayed: Redis
) -> None:
    ours, others = quotas(relayed), quotas(redis)
    await ours.spend(MIA.id, None, "credits", 1)
    relay.lose_next_answer(between=lambda: others.spend(MIA.id, None, "credits", 2))
    await ours.spend(MIA.id, None, "credits", 4)
    assert await others.usage(MIA.id) == Usage(0, 0, 7)


async def test_a_turn_is_refunded_once_while_another_one_is(
    relay: Relay, redis: Redis, relayed: Redis
) -> None:
    ours, others = quotas(relayed), quotas(redis)
    await ours.spend(MIA.id, None, "turns", 5)
    await ours.refund_turn(MIA.id, None, CLOCK.now())
    relay.lose_next_answer(
        between=lambda: others.refund_turn(MIA.id, None, CLOCK.now())
    )
    await ours.refund_turn(MIA.id, None, CLOCK.now())
    assert await others.usage(MIA.id) == Usage(2, 0, 0)


async def test_clearing_a_note_leaves_the_one_that_was_written_meanwhile(
    relay: Relay, redis: Redis, relayed: Redis
) -> None:
    ours, others = RedisNotes(relayed, 60), RedisNotes(redis, 60)
    await ours.clear(MIA.id, "nothing", "")
    await others.write(MIA.id, "question", "the first")
    relay.lose_next_answer(between=lambda: others.write(MIA.id, "question", "the next"))
    await ours.clear(MIA.id, "question", "the first")
    assert await ours.read(MIA.id, "question") == "the next"


async def test_dropping_a_token_leaves_the_one_that_came_meanwhile(
    relay: Relay, redis: Redis, relayed: Redis
) -> None:
    ours, others = wallets(relayed), wallets(redis)
    await ours.drop(MIA.id)
    await others.keep(MIA.id, Token("old"))
    relay.lose_next_answer(between=lambda: others.keep(MIA.id, Token("new")))
    assert await ours.drop(MIA.id)
    assert (await others.wallet(MIA.id)).token == "new"


async def test_a_change_of_a_turn_is_done_though_the_next_one_came(
    relay: Relay, redis: Redis, relayed: Redis
) -> None:
    ours, others = RedisTurnStore(relayed), RedisTurnStore(redis)
    await others.submit(UpdateId("1"), CHAT, instruction())
    (turn,) = await others.pending_turns(CHAT)
    await ours.amend(UpdateId("2"), turn, instruction("load the script"))

    async def change_again() -> None:
        (changed,) = await others.pending_turns(CHAT)
        await others.amend(UpdateId("4"), changed, instruction("cut it twice"))

    (turn,) = await others.pending_turns(CHAT)
    relay.lose_next_answer(between=change_again)
    assert await ours.amend(UpdateId("3"), turn, instruction("cut")) is AmendResult.DONE
    (turn,) = await others.pending_turns(CHAT)
    assert turn.request.text == "cut it twice"


async def test_a_cancel_gives_its_result_though_somebody_else_cancels_too(
    relay: Relay, redis: Redis, relayed: Redis
) -> None:
    ours, others = RedisTurnStore(relayed), RedisTurnStore(redis)
    for number in (1, 2):
        await others.submit(UpdateId(str(number)), CHAT, instruction())
    first, second = await others.pending_turns(CHAT)
    await ours.cancel(first, MIA.id)
    relay.lose_next_answer(between=lambda: others.cancel(second, "fake:tom"))
    assert await ours.cancel(second, MIA.id) is CancelResult.DEQUEUED


async def test_a_new_project_keeps_the_clips_that_came_meanwhile(
    relay: Relay, redis: Redis, relayed: Redis
) -> None:
    ours, others = sessions(relayed), sessions(redis)
    await ours.new(CHAT, MIA, "loads the script")

    async def save_clip() -> None:
        project = await others.project(CHAT, MIA)
        await others.save(replace(project, clips=(ProjectClip(Clip("a", "a.mp4")),)))

    relay.lose_next_answer(1, between=save_clip)
    project = await ours.new(CHAT, MIA, "party")
    assert project.name == "party"
    assert [each.clip.name for each in project.clips] == ["a.mp4"]
    assert len(await others.projects(CHAT, MIA)) == 1
