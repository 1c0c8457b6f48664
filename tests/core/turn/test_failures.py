"""Failures of people, clocks and workers: each has a defined outcome that is told."""

import asyncio
import errno
import json
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from core.errors import (
    AgentFull,
    AgentRefused,
    LeaseLost,
    TurnUncertain,
)
from core.flows.turn.context import TurnContext
from core.flows.turn.failure_words import describe_error
from core.model.agent import AgentSessionId, Token
from core.model.chat import Clip
from core.model.event import AgentEvent
from core.model.turn import Lease, Step, Turn, TurnId, TurnKind, TurnRequest
from tests.core.harness import CHAT, MIA, TOM, CoreHarness, running_core
from tests.fakes.agent import FakeAgent
from tests.fakes.clocks import ShiftedClock


class _SlowDisk(AgentFull):
    """An error of a kind that has words."""


def test_an_error_is_said_in_the_words_of_the_kind_that_it_belongs_to() -> None:
    sentence = describe_error("en", AgentFull("no space"))
    assert describe_error("en", _SlowDisk("no space")) == sentence
    assert describe_error("en", AgentRefused("no space")) != sentence


async def test_updates_late_and_out_of_order_count_once(harness: CoreHarness) -> None:
    one, two, three = (harness.message(f"words number {n}", "a.mp4") for n in range(3))
    for message in (two, one, two, three, one):
        await harness.core.inbound.handle_inbound(message)
    await harness.over()
    for message in (three, one):
        assert not (await harness.core.inbound.handle_inbound(message)).fresh
    await harness.over()
    assert await harness.sent() == [two.text, one.text, three.text]


async def test_twenty_messages_at_once_are_all_answered_in_order(
    harness: CoreHarness,
) -> None:
    messages = [harness.message(f"words number {n}", "a.mp4") for n in range(20)]
    for each in messages:
        await harness.core.inbound.handle_inbound(each)
    await harness.over()
    assert await harness.sent() == [each.text for each in messages]


async def test_a_later_turn_is_seen_to_be_in_line(harness: CoreHarness) -> None:
    with harness.agent.busy():
        await harness.say("first", "a.mp4")
        await harness.say("second")
        await harness.core.inbound.drain()
    cards = [post["text"] for post in await harness.chat.posts(CHAT) if post["card"]]
    assert "I'll start this after your earlier request." in cards
    await harness.over()


async def test_a_cancel_in_the_middle_of_an_edit_says_that_it_may_be_made(
    harness: CoreHarness,
) -> None:
    harness.agent.takes = 30
    await harness.say("a long one", "a.mp4")
    await harness.at(Step.INSTRUCTING)
    await harness.until(harness.sent)
    await harness.press("Cancel")
    await harness.over()
    assert "may already have made the edit" in (await harness.texts())[-1]
    harness.agent.takes = 0.02
    await harness.press("Undo")
    await harness.over()
    assert (await harness.sent())[-1] == "Undo the last change"


async def test_a_full_disk_of_this_machine_is_named_as_the_reason(
    harness: CoreHarness,
) -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    harness.agent.faults["download"] = [full]
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert "disk is full" in (await harness.texts())[-1]
    await harness.press("Export")  # the finished edit is delivered when there is space
    await harness.over()
    assert len(await harness.chat.videos(CHAT)) == 1


async def test_a_clip_with_the_word_export_is_kept_and_then_exported(
    harness: CoreHarness,
) -> None:
    await harness.say("cut it", "a.mp4")
    await harness.over()
    await harness.say("export", "b.mp4")
    await harness.over()
    assert await harness.sent() == ["cut it"]
    assert await harness.agent.files() == ["a.mp4", "b.mp4"]
    assert len(await harness.chat.videos(CHAT)) == 2


async def test_a_control_word_that_answers_a_clip_is_one(harness: CoreHarness) -> None:
    message = harness.message("status")
    await harness.core.inbound.handle_inbound(
        replace(message, quoted=(Clip("a.mp4", "a.mp4"),))
    )
    assert (await harness.texts())[-1].startswith("No video yet")
    assert await harness.sent() == []


async def test_vague_wishes_get_three_concrete_ones(harness: CoreHarness) -> None:
    await harness.say("make it cool")
    await harness.texts()
    (post,) = await harness.chat.posts(CHAT)
    assert [label for label, _, _ in post["buttons"]] == [
        "Sync to the beat",
        "30-second vertical video",
        "Add a title",
    ]
    assert await harness.sent() == []


async def test_status_shows_the_timeline_as_a_picture(
    harness: CoreHarness, tmp_path: Path
) -> None:
    await harness.say("cut it", "a.mp4")
    await harness.over()
    await harness.say("status", sender=TOM)
    await harness.core.inbound.drain()
    (post,) = [p for p in await harness.chat.videos(CHAT) if "Project" in p["text"]]
    assert bytes.fromhex(post["media"]).startswith(b"\x89PNG")
    assert "1 a.mp4" in post["text"]
    assert list((tmp_path / "pictures").iterdir()) == []


async def test_a_turn_of_two_minutes_costs_a_group_few_calls(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    """The rate limit of a chat covers its card, receipts, answers and video."""
    scale = 0.05  # a minute takes three seconds
    agent = FakeAgent(redis, takes=50 * scale)
    async with running_core(
        redis, redis_url, tmp_path, agent=agent, still_working=120 * scale
    ) as harness:
        harness.chat.pace = 3.2 * scale
        await harness.say("cut it", "a.mp4")
        await harness.over()
        calls = harness.chat.calls
        assert sum(calls.values()) - calls["open"] <= 12, calls


async def test_a_worker_that_may_have_lost_its_lease_sends_nothing(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(redis, redis_url, tmp_path) as harness:
        turn = Turn(TurnId("t"), CHAT, TurnRequest(TurnKind.INSTRUCT, MIA))
        deps = harness.core.worker.deps
        context = TurnContext(deps, Lease(CHAT, turn.id, 1), turn)
        context.assert_lease()
        context.renewed_at -= deps.config.lease
        with pytest.raises(LeaseLost):
            context.assert_lease()


async def test_a_retry_brings_the_clips_that_the_first_try_never_noted(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(redis, redis_url, tmp_path, token="") as harness:
        harness.agent.faults["mint"] = [AgentRefused("no more", 429)]
        await harness.say("cut it", "a.mp4")
        await harness.over()
        assert "No free credits" in (await harness.texts())[-1]
        await redis.delete("{vm}:mint:no")
        await harness.press("Try again")
        await harness.over()
        assert await harness.agent.files() == ["a.mp4"]
        assert await harness.sent() == ["cut it"]


class SlowWire(FakeAgent):
    """Gets the first instruction long after its connection broke; ``clock`` leaps before."""

    def __init__(self, redis: Redis, clock: ShiftedClock) -> None:
        super().__init__(redis)
        self.clock = clock
        self.arrival: asyncio.Task[None] | None = None

    async def instruct(
        self, token: Token, session: AgentSessionId, text: str, **about: Any
    ) -> AsyncIterator[AgentEvent]:
        if self.arrival is None:
            self.arrival = asyncio.create_task(self._arrives(session, text))
            raise TurnUncertain("the connection broke")
        async for event in super().instruct(token, session, text, **about):
            yield event

    async def _arrives(self, session: AgentSessionId, text: str) -> None:
        await asyncio.sleep(0.3)
        self.clock.ahead += 3600.0
        await asyncio.sleep(2.0)
        await self._redis.rpush(f"agent:log:{session}", json.dumps([text, time.time()]))


async def test_a_clock_that_is_set_ahead_sends_no_instruction_twice(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    """While it may still arrive nobody concludes that it did not."""
    clock = ShiftedClock()
    agent = SlowWire(redis, clock)
    async with running_core(
        redis, redis_url, tmp_path, agent=agent, clock=clock, settle=30.0
    ) as harness:
        await harness.say("cut it", "a.mp4")
        await harness.over()
        assert agent.arrival is not None
        await agent.arrival
        assert await harness.sent() == ["cut it"]
        assert len(await harness.chat.videos(CHAT)) == 1
