"""Turns in a cluster: their keys are spread by chat, and each script stays in one slot."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from redis.asyncio import Redis
from redis.crc import key_slot

from core.clients.store.connection import connect
from core.clients.store.turns.keys import TurnKeys
from core.clients.store.turns.store import RedisTurnStore
from core.errors import LeaseLost
from core.model.chat import ChatId, MessageRef, SenderId, UpdateId
from core.model.turn import AmendResult, CancelResult, Step, TurnId, TurnProgress
from core.model.turn_posts import OutboxRow, PostState, ReplyPart, StrayCard
from tests.core.harness import MIA, instruction
from tests.patience import PATIENCE

CHATS = [ChatId(f"test:{number}") for number in range(40)]
KEYS = TurnKeys(16)


@pytest.fixture
async def client(cluster_url: str) -> AsyncIterator[Redis]:
    client = connect(cluster_url)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
def store(client: Redis) -> RedisTurnStore:
    return RedisTurnStore(client)


async def submit(store: RedisTurnStore, chat: ChatId, name: str) -> TurnId:
    message = MessageRef(f"m:{name}")
    request = instruction(name, messages=(message,), words=(name,))
    return (await store.submit(UpdateId(name), chat, request)).turn


@settings(max_examples=50, deadline=None)
@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_keys_of_one_script_are_in_one_cluster_slot(one: str, other: str) -> None:
    chat, to = ChatId(one), ChatId(other)
    turn = KEYS.new_turn(chat)
    together = {
        KEYS.leases(chat),
        KEYS.strays(turn),
        KEYS.seen(UpdateId("u"), chat),
        KEYS.message(chat, MessageRef("m")),
        KEYS.mailbox(chat),
        KEYS.chat(chat),
        KEYS.turn(turn),
        KEYS.votes(turn),
    }
    assert len({key_slot(key.encode()) for key in together}) == 1
    moved = KEYS.moved_turn(turn, to)
    assert KEYS.prefix(moved) == KEYS.prefix(to)
    assert moved == KEYS.moved_turn(turn, to)


def test_a_server_alone_keeps_the_keys_that_it_has() -> None:
    keys, chat, turn = TurnKeys(), ChatId("test:1"), TurnId("abc")
    assert keys.prefixes == ["{vm}:"]
    assert (keys.leases(chat), keys.turn(turn)) == ("{vm}:lease", "{vm}:t:abc")
    assert keys.seen(UpdateId("u")) == keys.seen(UpdateId("u"), chat) == "{vm}:seen:u"


async def test_chats_are_spread_and_all_of_them_are_looked_at(
    client: Redis, store: RedisTurnStore
) -> None:
    for chat in CHATS:
        await submit(store, chat, f"u:{chat}")
    slots = {key_slot(key.encode()) async for key in client.scan_iter("{vm*}:t:*")}
    assert len(slots) > 8
    assert set(await store.chats_due()) == set(CHATS)
    assert set(await store.chats_with_work()) == set(CHATS)
    assert (await store.backlog())[0] == len(CHATS)
    assert len(await store.turns_of(SenderId(MIA.id))) == len(CHATS)
    leases = [(await store.claim_next_turn(chat)).lease for chat in CHATS]
    held = [lease for lease in leases if lease]
    assert len(held) == len(CHATS)
    assert await store.renew_leases(held) == {}
    assert await store.chats_due() == []
    turn = await store.turn(held[0].turn)
    assert turn
    assert await store.cancel(turn, "me") is CancelResult.RUNNING
    assert await store.renew_leases(held) == {held[0].chat: "cancel"}


async def test_an_update_counts_once_and_leads_to_its_turn(
    client: Redis, store: RedisTurnStore
) -> None:
    for chat in CHATS[:5]:
        name = f"u:{chat}"
        turn = await submit(store, chat, name)
        await client.delete(KEYS.seen(UpdateId(name)))  # its writer died before
        assert await submit(store, chat, name) == turn
        assert await store.turn_of(UpdateId(name)) == turn
        assert await store.is_seen(UpdateId(name))
        stored = await store.turn_of_message(chat, MessageRef(f"m:{name}"))
        assert stored
        assert stored[0] == turn
        (waiting,) = await store.pending_turns(chat)
        more = UpdateId(f"more:{chat}")
        assert await store.amend(more, waiting, instruction("b")) is AmendResult.DONE
        assert (
            await store.amend(more, waiting, instruction("b")) is AmendResult.REPEATED
        )
        assert await store.turn_of(more) == turn


async def test_a_turn_is_fenced_and_ends(store: RedisTurnStore) -> None:
    chat = CHATS[0]
    await submit(store, chat, "one")
    second = await submit(store, chat, "two")
    lease = (await store.claim_next_turn(chat)).lease
    assert lease
    await store.checkpoint(lease, Step.QUEUED, Step.FETCHING, TurnProgress())
    await store.claim_post(lease, ReplyPart.ANSWER)
    row = OutboxRow(PostState.SENT, MessageRef("1"))
    await store.set_outbox_row(lease, ReplyPart.ANSWER, row)
    assert (await store.outbox_row(lease.turn, ReplyPart.ANSWER)) == row
    await store.register_card(lease.turn, MessageRef("card"))
    assert await store.finish(lease, Step.DONE, StrayCard(lease.turn, MessageRef("x")))
    with pytest.raises(LeaseLost):
        await store.finish(lease, Step.DONE)
    waiting = await store.turn(second)
    assert waiting
    assert await store.cancel(waiting, "me") is CancelResult.DEQUEUED
    await store.cast_vote(lease.turn, MIA.id, 1)
    assert await store.votes(lease.turn) == {1: 1}
    ended = await store.turn(lease.turn)
    assert ended
    await store.erase(ended)
    assert await store.turn(lease.turn) is None


async def test_messages_that_are_left_are_found_in_every_part(client: Redis) -> None:
    store = RedisTurnStore(client, lease=0.0)
    strays = {StrayCard(KEYS.new_turn(chat), MessageRef("m")) for chat in CHATS[:8]}
    for stray in strays:
        await store.add_stray(stray)
    assert set(await store.claim_strays()) == strays
    for stray in strays:
        await store.settle_stray(stray)
    assert await store.claim_strays() == []


async def test_a_chat_migrated_to_another_slot_keeps_its_queue(
    client: Redis, store: RedisTurnStore
) -> None:
    old = CHATS[0]
    to = next(chat for chat in CHATS if KEYS.prefix(chat) != KEYS.prefix(old))
    first, second = [await submit(store, old, name) for name in ("one", "two")]
    lease = (await store.claim_next_turn(old)).lease
    assert lease
    await store.checkpoint(
        lease, Step.QUEUED, Step.FETCHING, TurnProgress(instructions_before=3)
    )
    assert await store.migrate_chat(old, to) == 2
    assert await store.migrate_chat(old, to) == 0
    with pytest.raises(LeaseLost):
        await store.finish(lease, Step.DONE)
    assert (await store.claim_next_turn(old)).lease is None
    assert list(await store.chats_with_work()) == [to]
    moved = await store.pending_turns(to)
    assert [turn.id for turn in moved] == [
        KEYS.moved_turn(t, to) for t in (first, second)
    ]
    begun = await store.claim_next_turn(to)
    assert begun.turn
    assert (begun.turn.chat, begun.turn.request.text) == (to, "one")
    assert begun.turn.step is Step.FETCHING
    assert begun.turn.progress.instructions_before == 3
    assert await store.turn(first) is None


async def test_a_move_that_was_cut_off_moves_nothing_twice(
    client: Redis, store: RedisTurnStore
) -> None:
    old = CHATS[0]
    to = next(chat for chat in CHATS if KEYS.prefix(chat) != KEYS.prefix(old))
    first = await submit(store, old, "one")
    row: dict[Any, Any] = await client.hgetall(KEYS.turn(first))
    await store.migrate_chat(old, to)
    # As if its process had died before it took the turn out of the old queue.
    await client.hset(KEYS.turn(first), mapping=row)
    await client.rpush(KEYS.mailbox(old), first)
    async with asyncio.timeout(PATIENCE):
        assert await store.migrate_chat(old, to) == 1
    assert len(await store.pending_turns(to)) == 1
    assert await store.pending_turns(old) == []
