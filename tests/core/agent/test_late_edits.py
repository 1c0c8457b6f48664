"""Edits that the agent completes after their turn has ended."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from core.clients.store.connection import connect
from core.errors import AgentBusy, AgentDown, TokenExpired, TurnUncertain
from core.model.agent import AgentSessionId, AgentState, Token
from core.model.event import Text
from tests.core.agent.scripted_agent import DRAFT, ScriptedAgent
from tests.core.harness import CHAT, CoreHarness, running_core
from tests.fakes.relay import Relay


async def late_edit(harness: CoreHarness, agent: ScriptedAgent) -> None:
    """Let a turn end without a change; its edit is made afterwards."""
    agent.faults["stream"] = [TurnUncertain("cut")]
    await harness.say("add a title", "a.mp4")
    await harness.over()
    assert "did not finish" in (await harness.texts())[-1]
    agent.raw = {"draft": DRAFT}


async def test_trying_again_after_a_late_edit_does_not_pay_twice(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent = ScriptedAgent(redis)
    async with running_core(redis, redis_url, tmp_path, agent=agent) as harness:
        await late_edit(harness, agent)
        await harness.press("Try again")
        await harness.over()
        assert await harness.sent() == ["add a title"]
        (video,) = await harness.chat.videos(CHAT)
        assert "Video: 1 shot" in video["text"]


async def test_trying_again_without_a_late_edit_says_it_again(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent = ScriptedAgent(redis)
    async with running_core(redis, redis_url, tmp_path, agent=agent) as harness:
        await late_edit(harness, agent)
        agent.raw = {}
        await harness.press("Try again")
        await harness.over()
        assert await harness.sent() == ["add a title", "add a title"]


async def test_the_words_of_a_late_edit_come_with_the_next_request(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent = ScriptedAgent(redis, Text("Made it faster."))
    async with running_core(redis, redis_url, tmp_path, agent=agent) as harness:
        agent.events = ()
        await late_edit(harness, agent)
        agent.events = (Text("Made it faster."),)
        await harness.say("make it faster")
        await harness.over()
        text = (await harness.texts())[-1]
        assert text.startswith(
            "Your earlier request “add a title” was carried out after all"
        )
        assert "Made it faster." in text
        assert await harness.sent() == ["add a title", "make it faster"]


@pytest.mark.parametrize(
    "error",
    [AgentDown("503", 503), AgentBusy("slow down"), TokenExpired("", 1001), KeyError()],
)
async def test_trying_again_after_the_state_could_not_be_asked_does_not_pay_twice(
    redis: Redis, redis_url: str, tmp_path: Path, error: Exception
) -> None:
    """Whatever ends a turn whose instruction may have been carried out."""
    agent = ScriptedAgent(redis)
    async with running_core(
        redis, redis_url, tmp_path, agent=agent, agent_patience=0.05
    ) as harness:
        agent.faults["stream"] = [TurnUncertain("cut")]
        agent.faults["state"] = [None, *[error] * 9]
        await harness.say("add a title", "a.mp4")
        await harness.over()
        agent.faults.clear()
        agent.raw = {"draft": DRAFT}
        await harness.press("Try again")
        await harness.over()
        assert await harness.sent() == ["add a title"]
        (video,) = await harness.chat.videos(CHAT)
        assert "Video: 1 shot" in video["text"]


class WatchedAgent(ScriptedAgent):
    """Calls ``at_state`` after it gave the state to the turn that tries again."""

    at_state: Callable[[], None] | None = None

    async def state(self, token: Token, session: AgentSessionId) -> AgentState:
        state = await super().state(token, session)
        if self.at_state:
            call, self.at_state = self.at_state, None
            call()
        return state


@pytest.mark.parametrize("answers", range(5))
async def test_a_worker_that_dies_while_it_takes_up_a_late_edit_does_not_pay_twice(
    redis: Redis, redis_url: str, tmp_path: Path, answers: int
) -> None:
    """Its connection ends after so many answers of the store."""
    agent, options = WatchedAgent(redis), dict[str, Any](lease=0.5)
    async with Relay(redis_url, tmp_path) as relay:
        own = connect(relay.url, retries=0)

        async def die() -> None:
            relay.cut()

        async with running_core(
            own, relay.url, tmp_path, agent=agent, chat=redis, **options
        ) as first:
            first.redis = redis
            await late_edit(first, agent)
            agent.at_state = lambda: relay.lose_next_answer(answers, between=die)
            await first.press("Try again")
            await first.until(lambda: agent.at_state is None)
        await own.aclose()
    async with running_core(
        redis, redis_url, tmp_path, agent=agent, **options
    ) as second:
        await second.over()
        assert await second.sent() == ["add a title"]
        assert len(await second.chat.videos(CHAT)) == 1


async def test_a_later_request_ends_the_wait_for_an_unsettled_edit(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent = ScriptedAgent(redis)
    async with running_core(redis, redis_url, tmp_path, agent=agent) as harness:
        await late_edit(harness, agent)
        await harness.say("make it faster")
        await harness.over()
        await harness.say("add a title")
        await harness.over()
        assert await harness.sent() == ["add a title", "make it faster", "add a title"]
