"""Quotas: what counts, what counts once, and what is given back."""

from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from core import metrics
from core.errors import AgentRefused
from core.model.agent import AgentSessionId, AgentState, Token
from core.model.chat import ChatId, Clip, MessageRef
from core.model.inbound import MessageReceived
from core.model.session import Quota
from core.model.turn import Step
from tests.core.harness import CHAT, TOM, CoreHarness, running_core
from tests.fakes.agent import FakeAgent

MEGA = 1_000_000


def dropped(
    harness: CoreHarness, name: str, size: int, **more: object
) -> MessageReceived:
    message = harness.message("", **more)
    clip = Clip(name, name, size=size, source=MessageRef(message.message))
    return MessageReceived(
        message.update, CHAT, message.sender, message.message, clips=(clip,),
        album=message.album,
    )  # fmt: skip


async def used(redis: Redis, field: str) -> float:
    total = 0.0
    async for key in redis.scan_iter("{vm}:day:*:fake:mia"):
        total += float(await redis.hget(key, field) or 0)
    return total


async def test_clips_merged_into_a_waiting_turn_are_held_against_the_quota(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(
        redis, redis_url, tmp_path, quota=Quota(megabytes=5), gather=0.5
    ) as harness:
        for name, size in (("a.mp4", 3 * MEGA), ("b.mp4", 3 * MEGA)):
            message = dropped(harness, name, size, album="one")
            await harness.core.inbound.handle_inbound(message)
        await harness.over()
        assert await harness.agent.files() == ["a.mp4"]
        assert any("used today's quota" in text for text in await harness.texts())
        assert await used(redis, "bytes") == 3 * MEGA


async def test_a_repeated_update_counts_its_bytes_once(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(
        redis, redis_url, tmp_path, quota=Quota(megabytes=50), gather=0.5
    ) as harness:
        first = dropped(harness, "a.mp4", MEGA, album="one")
        second = dropped(harness, "b.mp4", MEGA, album="one")
        for message in (first, second, second, first):
            await harness.core.inbound.handle_inbound(message)
        await harness.over()
        assert await used(redis, "bytes") == 2 * MEGA


@pytest.mark.parametrize("refused", [True, False])
async def test_a_request_that_made_nothing_is_given_back(
    redis: Redis, redis_url: str, tmp_path: Path, refused: bool
) -> None:
    class Puzzled(FakeAgent):
        async def state(self, token: Token, session: AgentSessionId) -> AgentState:
            state = await super().state(token, session)
            return replace(state, draft={}, raw={**state.raw, "draft": {}})

    agent = Puzzled(redis)
    if refused:
        agent.faults["instruct"] = [AgentRefused("I do not know that word", 777)]
    async with running_core(
        redis, redis_url, tmp_path, agent=agent, quota=Quota(turns=1)
    ) as harness:
        for _ in range(2):
            await harness.say("blorp the clip", "a.mp4")
            await harness.over()
        assert await used(redis, "turns") == 0
        assert not any("used today's quota" in text for text in await harness.texts())


async def test_an_edit_counts(redis: Redis, redis_url: str, tmp_path: Path) -> None:
    async with running_core(
        redis, redis_url, tmp_path, quota=Quota(turns=1)
    ) as harness:
        await harness.say("cut it", "a.mp4")
        await harness.over()
        assert await used(redis, "turns") == 1
        await harness.say("cut it again")
        assert any("used today's quota" in text for text in await harness.texts())


async def test_cancelled_turns_are_counted_in_the_metrics(harness: CoreHarness) -> None:
    def cancelled() -> float:
        return sum(
            sample.value
            for family in metrics.ENDED.collect()
            for sample in family.samples
            if sample.name.endswith("_total")
            and Step.CANCELLED in sample.labels.values()
        )

    before = cancelled()
    harness.agent.takes = 30
    await harness.say("a long one", "a.mp4")
    await harness.until(harness.sent)
    await harness.press("Cancel")
    await harness.over()
    assert cancelled() == before + 1


async def test_a_person_who_floods_waits_and_the_others_of_the_chat_do_not(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(
        redis, redis_url, tmp_path, most_waiting=3, report=0.05
    ) as harness:
        store = harness.core.store
        await store.set_draining(on=True)
        await harness.until(lambda: harness.core.worker._draining)
        for number in range(6):
            await harness.say(f"cut every {number + 1} beats")
        waiting = await store.pending_turns(CHAT)
        assert len(waiting) == 3
        notices = [
            text for text in await harness.texts() if "3 requests waiting" in text
        ]
        assert len(notices) == 3
        await harness.say("make it vertical", sender=TOM)
        await harness.say("faster", chat=ChatId("fake:2"))
        assert len(await store.pending_turns(CHAT)) == 4
        assert len(await store.pending_turns(ChatId("fake:2"))) == 1
        await store.set_draining(on=False)
        harness.core.worker._draining = False
        await harness.over()
        await harness.over(ChatId("fake:2"))
