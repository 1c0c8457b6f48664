"""Edits that the agent completes after their turn has ended."""

from pathlib import Path

from redis.asyncio import Redis

from core.errors import TurnUncertain
from core.model.event import (
    Text,
)
from tests.core.agent.scripted_agent import DRAFT, ScriptedAgent
from tests.core.harness import CHAT, CoreHarness, running_core


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
