"""The store: order, fences, repeats, waits; every script against a real server."""

import asyncio

import pytest
from redis.asyncio import Redis

from core.clients.store.connection import connect
from core.clients.store.turns.keys import TurnKeys
from core.clients.store.turns.store import RedisTurnStore
from core.errors import LeaseLost, StoreDown
from core.model.chat import ChatId, MessageRef, UpdateId
from core.model.turn import (
    AmendResult,
    CancelResult,
    Step,
    Turn,
    TurnProgress,
)
from core.model.turn_posts import OutboxRow, PostState, ReplyPart, StrayCard
from tests.core.harness import instruction

CHAT = ChatId("test:1")


async def put(store: RedisTurnStore, number: int, chat: ChatId = CHAT) -> Turn:
    done = await store.submit(
        UpdateId(f"u:{number}"), chat, instruction(f"text {number}")
    )
    turn = await store.turn(done.turn)
    assert turn is not None
    return turn


async def _claimed(store: RedisTurnStore) -> Turn:
    """The chat's next turn, as soon as it may begin."""
    while (begun := await store.claim_next_turn(CHAT)).turn is None:
        await asyncio.sleep(0.01)
    return begun.turn


async def test_turns_of_a_chat_run_in_their_order(redis: Redis) -> None:
    store = RedisTurnStore(redis)
    ids = [(await put(store, number)).id for number in range(5)]
    turns = []
    while (begun := await store.claim_next_turn(CHAT)).lease:
        turns.append(begun.lease.turn)
        await store.finish(begun.lease, Step.DONE)
    assert turns == ids
    assert await store.chats_due() == []


async def test_one_worker_at_a_time(redis: Redis) -> None:
    one, two = RedisTurnStore(redis), RedisTurnStore(redis)
    await put(one, 1)
    assert (await one.claim_next_turn(CHAT)).lease
    assert (await two.claim_next_turn(CHAT)).lease is None


async def test_an_update_counts_once(redis: Redis) -> None:
    store = RedisTurnStore(redis)
    first = await store.submit(UpdateId("u:1"), CHAT, instruction())
    again = await store.submit(UpdateId("u:1"), CHAT, instruction())
    assert (first.fresh, again.fresh, again.turn) == (True, False, first.turn)
    assert len(await store.pending_turns(CHAT)) == 1


async def test_a_silent_worker_is_replaced_and_can_write_nothing(redis: Redis) -> None:
    old, new = RedisTurnStore(redis, lease=0.05), RedisTurnStore(redis, lease=5)
    await put(old, 1)
    lost = (await old.claim_next_turn(CHAT)).lease
    assert lost
    await asyncio.sleep(0.06)
    assert await new.chats_due() == [CHAT]
    held = (await new.claim_next_turn(CHAT)).lease
    assert held
    assert held.fence > lost.fence
    with pytest.raises(LeaseLost):
        await old.checkpoint(lost, Step.QUEUED, Step.FETCHING, TurnProgress())
    with pytest.raises(LeaseLost):
        await old.finish(lost, Step.DONE)
    with pytest.raises(LeaseLost):
        await old.set_outbox_row(lost, ReplyPart.ANSWER, OutboxRow(PostState.SENDING))
    with pytest.raises(LeaseLost):
        await old.claim_post(lost, ReplyPart.ANSWER)
    assert await old.renew_leases([lost]) == {CHAT: "lost"}
    assert await new.renew_leases([held]) == {}
    await old.release(lost)
    assert (await RedisTurnStore(redis).claim_next_turn(CHAT)).lease is None


async def test_renewing_extends_the_lease(redis: Redis) -> None:
    store = RedisTurnStore(redis, lease=60)
    await put(store, 1)
    lease = (await store.claim_next_turn(CHAT)).lease
    assert lease
    ends = await redis.zscore("{vm}:lease", CHAT)
    await asyncio.sleep(0.01)
    await store.renew_leases([lease])
    later = await redis.zscore("{vm}:lease", CHAT)
    assert ends
    assert later
    assert later > ends
    assert (await store.claim_next_turn(CHAT)).lease is None


async def test_a_checkpoint_is_stored_and_may_be_repeated(redis: Redis) -> None:
    store = RedisTurnStore(redis)
    turn = await put(store, 1)
    lease = (await store.claim_next_turn(CHAT)).lease
    assert lease
    progress = TurnProgress(project="p", instructions_before=3, replies=("a", "b"))
    for _ in range(2):
        await store.checkpoint(
            lease, Step.QUEUED, Step.FETCHING, progress, {"before": '{"a":1}'}
        )
    stored = await store.turn(turn.id)
    assert stored
    assert (stored.step, stored.progress, stored.before) == (
        Step.FETCHING,
        progress,
        {"a": 1},
    )


async def test_a_step_out_of_the_table_is_refused(redis: Redis) -> None:
    store = RedisTurnStore(redis)
    await put(store, 1)
    lease = (await store.claim_next_turn(CHAT)).lease
    assert lease
    with pytest.raises(ValueError, match="cannot go"):
        await store.checkpoint(lease, Step.QUEUED, Step.READING, TurnProgress())


async def test_a_released_turn_waits_and_blocks_its_chat_only(redis: Redis) -> None:
    store = RedisTurnStore(redis)
    await put(store, 1)
    await put(store, 2)
    await put(store, 3, ChatId("test:2"))
    lease = (await store.claim_next_turn(CHAT)).lease
    assert lease
    await store.release(lease, 60)
    begun = await store.claim_next_turn(CHAT)
    assert begun.lease is None
    assert begun.wait
    assert (await store.claim_next_turn(ChatId("test:2"))).lease


async def test_a_released_turn_comes_again_first(redis: Redis) -> None:
    store = RedisTurnStore(redis)
    await put(store, 1)
    await put(store, 2)
    lease = (await store.claim_next_turn(CHAT)).lease
    assert lease
    await store.release(lease, 0.05)
    assert (await _claimed(store)).request.text == "text 1"


async def test_a_held_turn_may_ask_for_more_until_it_begins(redis: Redis) -> None:
    store = RedisTurnStore(redis)
    done = await store.submit(UpdateId("a"), CHAT, instruction(), hold=60)
    assert (await store.claim_next_turn(CHAT)).lease is None
    turn = await store.turn(done.turn)
    assert turn
    amended = await store.amend(UpdateId("b"), turn, instruction("more"), 0.05)
    assert amended is AmendResult.DONE
    assert not await store.amend(UpdateId("c"), turn, instruction("stale"), 0.05)
    begun = await _claimed(store)
    assert begun.request.text == "more"
    assert not await store.amend(UpdateId("d"), begun, instruction("late"))
    assert await store.is_seen(UpdateId("b"))
    assert not await store.is_seen(UpdateId("d"))


async def test_cancel_takes_a_waiting_turn_out_and_tells_a_running_one(
    redis: Redis,
) -> None:
    store = RedisTurnStore(redis)
    first, second = await put(store, 1), await put(store, 2)
    lease = (await store.claim_next_turn(CHAT)).lease
    assert lease
    assert await store.cancel(second, "mia") is CancelResult.DEQUEUED
    assert await store.cancel(second, "mia") is CancelResult.ENDED
    assert await store.cancel(first, "mia") is CancelResult.RUNNING
    assert await store.renew_leases([lease]) == {CHAT: "cancel"}
    assert await store.finish(lease, Step.CANCELLED) is False


async def test_only_one_card_counts(redis: Redis) -> None:
    store = RedisTurnStore(redis)
    turn = await put(store, 1)
    assert await store.register_card(turn.id, MessageRef("a")) == "a"
    assert await store.register_card(turn.id, MessageRef("b")) == "a"


async def test_a_card_that_is_posted_after_the_turn_is_still_to_be_ended(
    redis: Redis,
) -> None:
    """A platform may make its post wait until the turn has ended, and nobody found it."""
    store = RedisTurnStore(redis, lease=0.0)
    turn = await put(store, 1)
    lease = (await store.claim_next_turn(CHAT)).lease
    assert lease
    await store.finish(lease, Step.DONE)
    assert await store.claim_strays() == []
    assert await store.register_card(turn.id, MessageRef("late")) == "late"
    assert await store.claim_strays() == [StrayCard(turn.id, MessageRef("late"))]


async def test_a_migrated_chat_keeps_its_queue(redis: Redis) -> None:
    store, to = RedisTurnStore(redis), ChatId("test:-100")
    await put(store, 1)
    await put(store, 2)
    lease = (await store.claim_next_turn(CHAT)).lease
    assert lease
    assert await store.migrate_chat(CHAT, to) == 2
    with pytest.raises(LeaseLost):
        await store.finish(lease, Step.DONE)
    begun = await store.claim_next_turn(to)
    assert begun.turn
    assert (begun.turn.chat, begun.turn.request.text) == (to, "text 1")


async def test_a_chat_that_moves_to_where_it_is_keeps_its_queue(redis: Redis) -> None:
    store = RedisTurnStore(redis)
    turns = [await put(store, number) for number in (1, 2)]
    assert await store.migrate_chat(CHAT, CHAT) == 0
    left = await store.pending_turns(CHAT)
    assert [turn.id for turn in left] == [turn.id for turn in turns]


async def test_every_key_has_an_end_or_a_reason(redis: Redis) -> None:
    store = RedisTurnStore(redis)
    for number in range(3):
        await put(store, number)
    for _ in range(2):
        lease = (await store.claim_next_turn(CHAT)).lease
        assert lease
        await store.finish(lease, Step.DONE)
    lasting = {key async for key in redis.scan_iter() if await redis.ttl(key) < 0}
    assert lasting == {"{vm}:lease", f"{{vm}}:mb:{CHAT}"}


async def test_an_idle_chat_is_small(redis: Redis) -> None:
    store = RedisTurnStore(redis)
    await put(store, 1)
    lease = (await store.claim_next_turn(CHAT)).lease
    assert lease
    await store.finish(lease, Step.DONE)
    size = await redis.memory_usage(f"{{vm}}:c:{CHAT}")
    assert size
    assert size < 1024


def test_ids_are_short_and_differ() -> None:
    ids = {TurnKeys().new_turn(CHAT) for _ in range(1000)}
    assert len(ids) == 1000
    assert {len(id_) for id_ in ids} == {14}


async def test_a_missing_redis_is_named_as_the_reason() -> None:
    client = connect("redis://127.0.0.1:1/0", retries=0)
    with pytest.raises(StoreDown, match="cannot be reached"):
        await RedisTurnStore(client).submit(UpdateId("u"), CHAT, instruction())
    await client.aclose()


async def test_a_full_redis_is_explained_in_words(redis: Redis) -> None:
    await redis.config_set("maxmemory", "1")
    try:
        with pytest.raises(StoreDown, match="out of memory"):
            await RedisTurnStore(redis).submit(
                UpdateId("u"), CHAT, instruction("x" * 10_000)
            )
    finally:
        await redis.config_set("maxmemory", "0")


async def test_a_wrong_password_is_explained_in_words(
    redis: Redis, redis_url: str
) -> None:
    await redis.acl_setuser("bob", enabled=True, passwords=["+right"], keys=["*"])
    path = redis_url.removeprefix("unix://")
    stranger = connect(f"unix://bob:wrong@{path}", retries=0)
    with pytest.raises(StoreDown, match="password"):
        await RedisTurnStore(stranger).submit(UpdateId("u"), CHAT, instruction())
    await stranger.aclose()


async def test_a_read_only_replica_is_reported(redis: Redis) -> None:
    store = RedisTurnStore(redis)
    await redis.slaveof("127.0.0.1", 1)
    try:
        with pytest.raises(StoreDown, match="read-only"):
            await store.submit(UpdateId("u"), CHAT, instruction())
    finally:
        await redis.slaveof()
