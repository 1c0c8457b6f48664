"""Outages of the agent: a turn waits for a limited time and says so on its card."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from core import metrics
from core.errors import AgentBusy, AgentDown
from core.model.turn import Step, Turn
from core.retry_policy import AGENT_PATIENCE
from tests.core.harness import CHAT, CoreHarness, running_core
from tests.fakes.agent import FakeAgent
from tests.fakes.clocks import ShiftedClock

AWAY = "The agent is not available right now. I'll go on as soon as it is back"
GONE = AgentDown("ConnectError", sent=False)


@pytest.fixture
def clock() -> ShiftedClock:
    return ShiftedClock()


@pytest.fixture
async def chat(
    redis: Redis, redis_url: str, tmp_path: Path, clock: ShiftedClock
) -> AsyncIterator[CoreHarness]:
    async with running_core(redis, redis_url, tmp_path, clock=clock) as harness:
        yield harness


async def first_turn(harness: CoreHarness) -> Turn:
    (turn, *_) = await harness.core.store.pending_turns(CHAT)
    return turn


async def failed(harness: CoreHarness, times: int) -> None:
    async def so_often() -> bool:
        return (await first_turn(harness)).progress.agent_failures >= times

    await harness.until(so_often)


@pytest.mark.parametrize("error", [GONE, AgentDown("503", 503), AgentBusy("too many")])
async def test_a_turn_waits_for_an_agent_that_is_away_for_minutes(
    chat: CoreHarness, clock: ShiftedClock, error: Exception
) -> None:
    chat.agent.away = error
    await chat.say("cut it", "a.mp4")
    await failed(chat, 2)
    for minutes in range(5, 30, 5):
        clock.ahead = minutes * 60.0
        await failed(chat, 2 + minutes)
    chat.agent.away = None
    await chat.over()
    assert await chat.sent() == ["cut it"]
    assert len(await chat.chat.videos(CHAT)) == 1


async def test_a_turn_that_waits_is_not_counted_as_one_of_a_dead_worker(
    chat: CoreHarness,
) -> None:
    def resumed() -> float:
        (family,) = metrics.RESUMED.collect()
        return sum(s.value for s in family.samples if s.name.endswith("_total"))

    before = resumed()
    chat.agent.away = GONE
    await chat.say("cut it", "a.mp4")
    await failed(chat, 4)
    chat.agent.away = None
    await chat.over()
    assert resumed() == before


async def test_a_person_learns_once_that_the_agent_was_away_too_long(
    chat: CoreHarness, clock: ShiftedClock
) -> None:
    chat.agent.away = GONE
    await chat.say("cut it", "a.mp4")
    await failed(chat, 4)
    clock.ahead = AGENT_PATIENCE + 1.0
    await chat.over()
    assert (await chat.texts())[-1].startswith("The agent does not answer right now.")
    chat.agent.away = None
    await chat.press("Try again")
    await chat.over()
    assert await chat.sent() == ["cut it"]


async def test_the_card_says_that_the_agent_is_away_until_it_is_back(
    chat: CoreHarness,
) -> None:
    chat.agent.away = GONE
    await chat.say("cut it", "a.mp4")
    await chat.until(lambda: AWAY in "".join(chat.chat.edits))
    edits = len(chat.chat.edits)
    await failed(chat, (await first_turn(chat)).progress.agent_failures + 3)
    assert all(AWAY in text for text in chat.chat.edits[edits:])
    with chat.agent.busy():
        chat.agent.away = None
        await chat.until(lambda: "Working on your edit" in chat.chat.edits[-1])
    await chat.over()
    assert AWAY not in "".join(await chat.texts())


async def test_a_turn_that_waits_for_the_agent_can_be_cancelled(
    chat: CoreHarness,
) -> None:
    chat.agent.away = GONE
    await chat.say("cut it", "a.mp4")
    await failed(chat, 2)
    await chat.press("Cancel")
    await chat.over()
    assert (await chat.texts())[-1].startswith("Cancelled")
    chat.agent.away = None
    assert await chat.sent() == []


async def test_an_instruction_in_doubt_is_not_sent_again_when_the_agent_is_back(
    chat: CoreHarness,
) -> None:
    """The agent received the instruction, then was away for minutes: its count shows that."""
    with chat.agent.busy():
        await chat.say("cut it", "a.mp4")
        await chat.until(chat.sent)
        chat.agent.away = AgentDown("ReadError")
        chat.agent.faults["stream"] = []
    await failed(chat, 6)
    chat.agent.away = None
    await chat.over()
    assert await chat.sent() == ["cut it"]
    assert len(await chat.chat.videos(CHAT)) == 1


async def test_the_wait_for_the_agent_survives_a_restart(
    redis: Redis, redis_url: str, tmp_path: Path, clock: ShiftedClock
) -> None:
    agent = FakeAgent(redis)
    agent.away = GONE
    async with running_core(
        redis, redis_url, tmp_path, agent=agent, clock=clock
    ) as first:
        await first.say("cut it", "a.mp4")
        await failed(first, 4)
        since = (await first_turn(first)).progress.agent_away_since
    clock.ahead = AGENT_PATIENCE - 60.0
    async with running_core(
        redis, redis_url, tmp_path, agent=agent, clock=clock
    ) as second:
        progress = (await first_turn(second)).progress
        await failed(second, progress.agent_failures + 1)
        assert (await first_turn(second)).progress.agent_away_since == since
        clock.ahead = AGENT_PATIENCE + 1.0
        await second.over()
        assert "does not answer" in (await second.texts())[-1]
    assert await agent.received() == {}


async def test_outages_far_apart_are_not_one(
    chat: CoreHarness, clock: ShiftedClock
) -> None:
    """Each uploaded clip and each answer about a render resets the outage."""
    chat.agent.faults["upload"] = [GONE, None, GONE, GONE, GONE, GONE]
    chat.agent.renders_take = 3600.0
    await chat.say("cut it", "a.mp4", "b.mp4")
    await chat.at(Step.RENDERING)
    assert (await first_turn(chat)).progress.agent_away_since == 0.0
    for _ in range(3):
        chat.agent.away = GONE
        await failed(chat, 4)
        chat.agent.away = None

        async def is_back() -> bool:
            return (await first_turn(chat)).progress.agent_failures == 0

        await chat.until(is_back)
        clock.ahead += AGENT_PATIENCE - 60.0
    chat.agent.renders_take = 0.1
    await chat.over()
    assert len(await chat.chat.videos(CHAT)) == 1


async def test_an_agent_that_fails_at_just_this_is_not_waited_for(
    chat: CoreHarness,
) -> None:
    """An internal error is permanent: the person is told after a few tries."""
    chat.agent.away = AgentDown("internal error", 500)
    await chat.say("cut it", "a.mp4")
    await chat.over()
    assert "does not answer" in (await chat.texts())[-1]


async def test_the_hosted_service_is_asked_once_more_when_it_is_busy(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(
        redis, redis_url, tmp_path, web_url="https://nemo.test"
    ) as harness:
        harness.agent.away = AgentBusy("slow down", retry_after=600.0)
        await harness.say("cut it", "a.mp4")
        await harness.over()
        assert "busy" in (await harness.texts())[-1]


async def test_a_render_outlives_the_hosted_service_being_busy_now_and_then(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    """Its rule of one more attempt counts for each call."""
    async with running_core(
        redis, redis_url, tmp_path, web_url="https://nemo.test"
    ) as harness:
        harness.agent.renders_take = 3600.0
        busy: list[Exception | None] = [AgentBusy("slow down"), None] * 4
        harness.agent.faults["render_status"] = busy
        await harness.say("cut it", "a.mp4")
        await harness.until(lambda: not busy)
        harness.agent.renders_take = 0.0
        await harness.over()
        assert len(await harness.chat.videos(CHAT)) == 1
        assert len(harness.agent.renders) == 1
