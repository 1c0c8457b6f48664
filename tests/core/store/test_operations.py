"""Operations of operators: list workers and waiting turns, drain, wake a chat."""

from pathlib import Path

from redis.asyncio import Redis

from core.clients.store.turns.store import RedisTurnStore
from core.model.chat import ChatId
from core.model.turn import Step
from tests.core.harness import CHAT, running_core


async def test_a_drained_worker_ends_its_turn_and_begins_no_other(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(redis, redis_url, tmp_path, report=0.05) as harness:
        store = harness.core.store
        await harness.until(store.workers)
        with harness.agent.busy():
            await harness.say("cut it", "a.mp4")
            await harness.until(lambda: harness.core.worker.steps().total())
            await harness.say("undo")
            await store.set_draining(on=True)
            await harness.until(lambda: harness.core.worker._draining)

        async def only_the_second_waits() -> bool:
            turns = await store.pending_turns(CHAT)
            return [one.step for one in turns] == [Step.QUEUED] and not (
                harness.core.worker.steps()
            )

        await harness.until(only_the_second_waits)
        (waiting,) = await store.pending_turns(CHAT)
        assert await store.is_draining()
        assert set(await store.chats_with_work()) == {CHAT}
        await store.set_draining(on=False)
        await harness.over()
        ended = await store.turn(waiting.id)
        assert ended is not None
        assert ended.step is Step.DONE


async def test_a_worker_that_stops_or_falls_silent_is_no_longer_counted(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    store = RedisTurnStore(redis)
    async with running_core(redis, redis_url, tmp_path, report=0.05) as harness:
        await harness.until(store.workers)
    assert await store.workers() == []
    await redis.hset("{vm}:workers", "gone:1", "1000 2")
    await redis.expire("{vm}:workers", 60)
    assert await store.workers() == []
    assert not await redis.exists("{vm}:workers")


async def test_only_a_waiting_chat_is_woken(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(redis, redis_url, tmp_path, report=0.05) as harness:
        store, worker = harness.core.store, harness.core.worker
        assert not await store.wake_chat(ChatId("fake:nobody"))
        await store.set_draining(on=True)
        await harness.until(lambda: worker._draining)
        await harness.say("cut it", "a.mp4")
        (turn,) = await store.pending_turns(CHAT)
        assert await store.wake_chat(turn.chat)
        assert (await store.chats_with_work())[CHAT] <= 0.0
        await store.set_draining(on=False)
        await harness.until(lambda: not worker._draining)
        await harness.over()
