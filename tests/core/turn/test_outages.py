"""Outages of the chat platform: finished work is delivered later and never paid twice."""

from pathlib import Path

import pytest
from redis.asyncio import Redis

from common.backoff import Backoff
from core.errors import AgentDown, NotSent, PostRejected, RateLimited
from core.model.turn import Step
from core.retry import Retry
from tests.core.harness import CHAT, CoreHarness, running_core
from tests.fakes.agent import FakeAgent


async def test_a_platform_that_takes_no_posts_gets_the_finished_edit_later(
    harness: CoreHarness,
) -> None:
    with harness.agent.busy():
        await harness.say("cut it", "a.mp4")
        await harness.until(harness.sent)
        harness.chat.down = True

    async def failed_often() -> bool:
        (turn,) = await harness.core.store.pending_turns(CHAT)
        return turn.progress.post_failures >= 3

    await harness.until(failed_often)
    harness.chat.down = False
    await harness.over()
    assert await harness.sent() == ["cut it"]
    assert len(await harness.chat.videos(CHAT)) == 1
    assert (await harness.texts())[0].startswith("Did: cut it\n")


async def test_an_outage_at_delivery_ends_with_the_video_and_no_second_render(
    harness: CoreHarness,
) -> None:
    harness.agent.renders_take = 3600.0
    await harness.say("cut it", "a.mp4")
    await harness.at(Step.RENDERING)
    harness.chat.down = True
    harness.agent.renders_take = 0.1
    await harness.at(Step.DELIVERING)

    async def failed_often() -> bool:
        (turn,) = await harness.core.store.pending_turns(CHAT)
        return turn.progress.post_failures >= 2

    await harness.until(failed_often)
    harness.chat.down = False
    await harness.over()
    assert len(await harness.chat.videos(CHAT)) == 1
    assert len(harness.agent.renders) == 1
    assert not [post for post in await harness.chat.posts(CHAT) if post["card"]]


async def test_the_wait_for_the_platform_survives_a_restart(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent = FakeAgent(redis)
    async with running_core(redis, redis_url, tmp_path, agent=agent) as first:
        with agent.busy():
            await first.say("cut it", "a.mp4")
            await first.until(first.sent)
            first.chat.down = True

        async def waits() -> bool:
            (turn,) = await first.core.store.pending_turns(CHAT)
            return turn.progress.post_failures > 0

        await first.until(waits)
    async with running_core(redis, redis_url, tmp_path, agent=agent) as second:
        await second.over()
        assert await second.sent() == ["cut it"]
        assert len(await second.chat.videos(CHAT)) == 1


async def test_a_render_outlives_any_number_of_short_outages_of_the_agent(
    harness: CoreHarness,
) -> None:
    harness.agent.renders_take = 3600.0
    down = [AgentDown("ReadError")] * 5
    outages: list[Exception | None] = [None, *[*down, None] * 6]
    harness.agent.faults["render_status"] = outages
    await harness.say("cut it", "a.mp4")

    async def are_over() -> bool:
        return not outages

    await harness.until(are_over)
    harness.agent.renders_take = 0.1
    await harness.over()
    assert len(await harness.chat.videos(CHAT)) == 1
    assert len(harness.agent.renders) == 1


async def test_an_outage_has_an_end_after_which_the_turn_is_given_up(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(redis, redis_url, tmp_path, post_patience=0.3) as harness:
        harness.chat.down = True
        await harness.say("cut it", "a.mp4")
        await harness.over()
        assert await harness.chat.posts(CHAT) == []


async def test_a_post_that_is_refused_for_good_does_not_hold_up_the_chat(
    harness: CoreHarness,
) -> None:
    await harness.chat.mishaps(*["rejected"] * 9)
    await harness.say("cut it", "a.mp4")
    await harness.over()
    await harness.say("and faster now")
    await harness.over()
    assert await harness.sent() == ["cut it", "and faster now"]


async def test_an_edit_that_could_not_be_posted_is_exported_not_paid_again(
    harness: CoreHarness,
) -> None:
    await harness.chat.mishaps(*["rejected"] * harness_attempts(harness))
    await harness.say("cut it", "a.mp4")
    await harness.over()
    labels = [b[0] for post in await harness.chat.posts(CHAT) for b in post["buttons"]]
    assert "Try again" not in labels
    await harness.press("Export")
    await harness.over()
    assert await harness.sent() == ["cut it"]
    assert len(await harness.chat.videos(CHAT)) == 1


def harness_attempts(harness: CoreHarness) -> int:
    return harness.core.worker.deps.config.attempts


# the retry


async def test_a_retry_waits_longer_each_time_and_gives_up() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def call() -> None:
        raise NotSent("no")

    retry = Retry("test", Backoff(1.0, 8.0), attempts=6)
    with pytest.raises(NotSent):
        await retry.run(call, lambda error: isinstance(error, NotSent), sleep)
    assert len(slept) == 5
    for seconds, full in zip(slept, (1, 2, 4, 8, 8), strict=True):
        assert full / 2 <= seconds <= full


async def test_a_retry_waits_as_long_as_it_is_asked_to_and_no_longer_than_it_may() -> (
    None
):
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    answers: list[Exception | None] = [RateLimited(7.0), None]

    async def call() -> str:
        if error := answers.pop(0):
            raise error
        return "sent"

    def requested(error: Exception) -> float:
        return error.retry_after if isinstance(error, RateLimited) else 0.0

    retry = Retry("test", Backoff(0.1, 1.0), attempts=3, patience=60, wait_of=requested)
    assert await retry.run(call, lambda _: True, sleep) == "sent"
    assert slept == [7.0]
    answers = [RateLimited(3600.0)]
    with pytest.raises(RateLimited):
        await retry.run(call, lambda _: True, sleep)
    answers = [PostRejected("no")]
    with pytest.raises(PostRejected):
        await retry.run(call, lambda error: not isinstance(error, PostRejected), sleep)
    assert slept == [7.0]
