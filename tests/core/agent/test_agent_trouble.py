"""An agent that is down, silent, interrupted or refusing: the person is told each outcome."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from core.errors import (
    AgentDown,
    AgentFull,
    AgentRefused,
    NoCredits,
    TurnUncertain,
)
from core.model.agent import AgentSession, AgentSessionId, AnonymousToken, Token
from core.model.event import AgentEvent, Text
from core.model.turn import Step
from tests.core.harness import CHAT, CoreHarness, running_core
from tests.fakes.agent import FakeAgent
from tests.fakes.clocks import ShiftedClock


@pytest.mark.parametrize(
    "call", ["open_session", "upload", "state", "render", "credits"]
)
async def test_an_agent_that_is_down_for_a_moment_is_asked_again(
    harness: CoreHarness, call: str
) -> None:
    harness.agent.faults[call] = [AgentDown("502 <html>", 502)] * 2
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert await harness.sent() == ["cut it"]
    assert len(await harness.chat.videos(CHAT)) == 1


async def test_an_agent_that_stays_down_is_explained_in_words(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(redis, redis_url, tmp_path, agent_patience=0.0) as harness:
        harness.agent.away = AgentDown("<html>502 Bad Gateway", 502)
        await harness.say("剪一下", "a.mp4")
        await harness.over()
        (reply,) = await harness.texts()
        assert reply.startswith("剪辑服务暂时没有响应")
        assert "<" not in reply


async def test_an_agent_that_is_down_after_the_edit_says_to_look_first(
    harness: CoreHarness,
) -> None:
    harness.agent.faults["state"] = [None, *[AgentDown("x", 500)] * 9]
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert "may still have been made" in (await harness.texts())[-1]


async def test_an_agent_that_is_down_once_the_edit_is_seen_says_that_it_is_made(
    harness: CoreHarness,
) -> None:
    harness.agent.faults["state"] = [None, None, *[AgentDown("x", 500)] * 9]
    await harness.say("cut it", "a.mp4")
    await harness.over()
    last = (await harness.chat.posts(CHAT))[-1]
    assert "but your edit is made" in last["text"]
    assert [label for label, *_ in last["buttons"]] == ["Export"]


async def test_an_edit_that_was_made_is_not_called_doubtful_above_its_video(
    harness: CoreHarness,
) -> None:
    """The agent told of a fault of its own in the stream, and made the edit all the same."""
    harness.agent.fault_in_stream = True
    await harness.say("cut it", "a.mp4")
    await harness.over()
    (video,) = await harness.chat.videos(CHAT)
    assert video["text"].startswith("Did: cut it\n\n")
    assert "does not answer" not in video["text"]


async def test_words_whose_stream_broke_come_late_rather_than_never(
    harness: CoreHarness,
) -> None:
    harness.agent.keeps_replies = True
    harness.agent.faults["stream"] = [TurnUncertain("cut")]
    await harness.say("cut it", "a.mp4")
    await harness.over()
    (video,) = await harness.chat.videos(CHAT)
    assert video["text"].startswith("Did: cut it")


async def test_an_error_in_the_stream_is_read_to_its_end_and_looked_after(
    harness: CoreHarness,
) -> None:
    harness.agent.fault_in_stream = True
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert await harness.sent() == ["cut it"]
    assert len(await harness.chat.videos(CHAT)) == 1


async def test_an_answer_without_words_is_made_from_what_changed(
    harness: CoreHarness,
) -> None:
    harness.agent.silent = True
    await harness.say("cut it", "a.mp4")
    await harness.over()
    (reply,) = await harness.texts()
    assert reply.startswith(
        "Video: 1 shot\nLength: 1 s\nSize: 1920x1080\nTimeline (1 track)"
    )


async def test_an_agent_that_cannot_count_is_looked_at_and_never_asked_again(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent = FakeAgent(redis, counts=False)
    async with running_core(redis, redis_url, tmp_path, agent=agent) as harness:
        agent.faults["instruct"] = [TurnUncertain("cut")]
        await harness.say("cut it", "a.mp4")
        await harness.over()
        assert await harness.sent() == []
        assert "did not send it twice" in (await harness.texts())[-1]


@pytest.mark.parametrize(
    ("reason", "reply"),
    [
        ("Titles may have 80 characters at most", "The agent says: Titles may have 80"),
        ("KeyError: 'sg' at /srv/app/x.py", "The agent refused this."),
        ('{"trace": ["a", "b", "c", "d"]}', "The agent refused this."),
        ("nope", "The agent refused this."),
        ("Click the Save button to go on", "The agent refused this."),
    ],
)
async def test_a_refusal_uses_the_agents_words_if_they_are_for_people(
    harness: CoreHarness, reason: str, reply: str
) -> None:
    harness.agent.faults["instruct"] = [AgentRefused(reason, 777)]
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert (await harness.texts())[-1].startswith(reply)


async def test_free_credits_that_end_lead_to_the_registration(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(
        redis, redis_url, tmp_path, token="", web_url="https://nemo.test"
    ) as harness:
        harness.agent.faults["instruct"] = [NoCredits("x", 2001)]
        await harness.say("cut it", "a.mp4")
        await harness.over()
        last = (await harness.chat.posts(CHAT))[-1]
        link = "https://nemo.test/register?bind=anon"
        assert link in last["text"]
        assert ["Register", "", link] in last["buttons"]


async def test_the_registration_names_the_account_of_the_session(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    class Quiet(FakeAgent):
        """The token endpoint names no user; the sessions endpoint does."""

        async def mint(self, client_id: str) -> AnonymousToken:
            return replace(await super().mint(client_id), user_id="")

        async def open_session(self, token: Token, language: str) -> AgentSession:
            session = await super().open_session(token, language)
            return replace(session, user_id="anon_9")

    async with running_core(
        redis,
        redis_url,
        tmp_path,
        token="",
        agent=Quiet(redis),
        web_url="https://nemo.test",
    ) as harness:
        harness.agent.faults["instruct"] = [NoCredits("x", 2001)]
        await harness.say("cut it", "a.mp4")
        await harness.over()
        link = "https://nemo.test/register?bind=anon_9"
        assert link in (await harness.texts())[-1]


async def test_a_clock_that_is_wrong_mints_no_token_twice(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    clock = ShiftedClock()
    clock.ahead = 30 * 86_400
    async with running_core(
        redis, redis_url, tmp_path, token="", clock=clock
    ) as harness:
        harness.agent.faults["mint"] = [None, AgentDown("only one a week", 429)]
        for number in range(3):
            await harness.say(f"cut {number} now", "a.mp4")
            await harness.over()
        assert len(await harness.sent()) == 3


async def test_a_cancelled_render_is_stopped_at_the_agent(
    harness: CoreHarness, redis: Redis
) -> None:
    await harness.say("cut it", "a.mp4")
    await harness.over()
    harness.agent.renders_take = 600
    await harness.say("export")
    await harness.at(Step.RENDERING)
    await harness.press("Cancel")
    await harness.over()
    assert len(await redis.smembers("agent:cancelled")) == 1
    assert len(await harness.chat.videos(CHAT)) == 1


async def test_a_render_that_does_not_move_is_given_up_and_cancelled(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(redis, redis_url, tmp_path, stuck=0.3) as harness:
        await harness.say("cut it", "a.mp4")
        await harness.over()
        harness.agent.renders_take = 600
        await harness.say("export")
        await harness.over()
        assert "render failed" in (await harness.texts())[-1]
    assert len(await redis.smembers("agent:cancelled")) == 1


async def test_a_full_disk_of_the_agent_is_reported_at_once(
    harness: CoreHarness,
) -> None:
    harness.agent.faults["upload"] = [AgentFull("no space", 507)]
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert "disk is full" in (await harness.texts())[-1]
    assert harness.agent.faults["upload"] == []  # it was asked once


async def test_the_card_says_that_a_silent_agent_is_still_working(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    card_shown = asyncio.Event()

    class Silent(FakeAgent):
        async def instruct(
            self, token: Token, session: AgentSessionId, text: str, **about: Any
        ) -> AsyncIterator[AgentEvent]:
            await self._redis.rpush(f"agent:log:{session}", json.dumps([text, 0]))
            await card_shown.wait()
            yield Text("Done at last")

    async with running_core(
        redis, redis_url, tmp_path, agent=Silent(redis), still_working=0.5
    ) as harness:
        await harness.say("cut it", "a.mp4")
        await harness.until(lambda: "⏳ Still working…" in "".join(harness.chat.edits))
        card_shown.set()
        await harness.over()
