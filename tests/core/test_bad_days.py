"""Redis, the agent and people on bad days: each has an outcome that one can understand."""

import asyncio
import errno
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from common.redis.embedded import EmbeddedRedis
from core.clients.store.connection import connect
from core.errors import (
    AgentDown,
    AgentFull,
    AgentRefused,
    LeaseLost,
    NoCredits,
    StoreDown,
    TurnUncertain,
)
from core.flows.turn.context import TurnContext
from core.model.agent import AgentSession, AgentSessionId, AnonymousToken, Token
from core.model.chat import Clip
from core.model.event import AgentEvent, Text
from core.model.turn import Lease, Step, Turn, TurnId, TurnKind, TurnRequest
from tests.core.harness import CHAT, MIA, TOM, CoreHarness, running_core
from tests.core.test_together import Shifted
from tests.fakes.agent import FakeAgent

# Redis


async def test_a_redis_that_is_gone_for_a_while_costs_a_pause_and_nothing_else(
    redis: Redis, tmp_path: Path
) -> None:
    """The world outside is on another server: it does not go away."""
    server = EmbeddedRedis(tmp_path / "own")
    url = await server.start()
    own = connect(url, retries=1)
    agent = FakeAgent(redis)
    async with running_core(own, url, tmp_path, agent=agent, chat=redis) as harness:
        with agent.busy():
            await harness.say("cut it", "a.mp4")
            await harness.until(harness.sent)
            await server.stop()
        with pytest.raises(StoreDown):
            await harness.say("never received")
        await asyncio.sleep(2)
        await server.start()
        await harness.say("received", "b.mp4")
        await harness.over()
        assert await harness.sent() == ["cut it", "received"]
        assert "cut it, received" in (await harness.chat.videos(CHAT))[-1]["text"]
    await own.aclose()
    await server.stop()


async def test_a_slow_redis_is_waited_for(harness: CoreHarness, redis: Redis) -> None:
    await harness.say("cut it", "a.mp4")
    await redis.client_pause(1500, all=True)
    await harness.over()
    assert await harness.sent() == ["cut it"]
    assert len(await harness.chat.videos(CHAT)) == 1


@pytest.mark.parametrize("trouble", ["full", "read-only"])
async def test_a_redis_that_takes_no_writes_in_the_middle_of_a_turn_loses_nothing(
    redis: Redis, tmp_path: Path, trouble: str
) -> None:
    server = EmbeddedRedis(tmp_path / "own")
    url = await server.start()
    own = connect(url, retries=1)
    agent = FakeAgent(redis)
    async with running_core(own, url, tmp_path, agent=agent, chat=redis) as harness:
        with agent.busy():
            await harness.say("cut it", "a.mp4")
            await harness.until(harness.sent)
            if trouble == "full":
                await own.config_set("maxmemory", "1")
            else:
                await own.slaveof("127.0.0.1", 1)
            with pytest.raises(StoreDown):
                await harness.say("never received", "b.mp4")
        await asyncio.sleep(1.5)
        if trouble == "full":
            await own.config_set("maxmemory", "0")
        else:
            await own.slaveof()
        await harness.over()
        assert await harness.sent() == ["cut it"]
        assert len(await harness.chat.videos(CHAT)) == 1
    await own.aclose()
    await server.stop()


async def test_a_garbled_turn_is_put_aside_and_the_chat_goes_on(
    harness: CoreHarness, redis: Redis
) -> None:
    with harness.agent.busy():
        await harness.say("first", "a.mp4")
        await harness.say("second")
        await harness.say("third")
        (_, second, _) = await harness.core.store.pending_turns(CHAT)
        await redis.hset(f"{{vm}}:t:{second.id}", "asked", '{"kind": "dance"}')
    await harness.over()
    assert await harness.sent() == ["first", "third"]


async def test_marks_of_newer_versions_are_left_alone(
    harness: CoreHarness, redis: Redis
) -> None:
    with harness.agent.busy():
        await harness.say("first", "a.mp4")
        await harness.say("second")
        (_, second) = await harness.core.store.pending_turns(CHAT)
        key = f"{{vm}}:t:{second.id}"
        asked = json.loads(await redis.hget(key, "asked") or "") | {"mood": "sunny"}
        asked["asker"]["mood"] = "sunny"
        await redis.hset(key, "asked", json.dumps(asked))
        await redis.hset(key, "marks", '{"mood": 3}')
    await harness.over()
    assert await harness.sent() == ["first", "second"]


# the agent


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


async def test_an_agent_that_stays_down_is_told_in_words(harness: CoreHarness) -> None:
    harness.agent.faults["state"] = [AgentDown("<html>502 Bad Gateway", 502)] * 9
    await harness.say("剪一下", "a.mp4")
    await harness.over()
    (told,) = await harness.texts()
    assert told.startswith("剪辑服务暂时没有响应")
    assert "<" not in told


async def test_an_agent_that_is_down_after_the_edit_says_to_look_first(
    harness: CoreHarness,
) -> None:
    harness.agent.faults["state"] = [None, *[AgentDown("x", 500)] * 9]
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert "may still have been made" in (await harness.texts())[-1]


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


async def test_an_answer_without_a_word_is_told_from_what_changed(
    harness: CoreHarness,
) -> None:
    harness.agent.silent = True
    await harness.say("cut it", "a.mp4")
    await harness.over()
    (told,) = await harness.texts()
    assert told.startswith(
        "Video: 1 shot\nLength: 1 s\nSize: 1920x1080\nTimeline (1 track)"
    )


async def test_an_agent_that_cannot_count_is_looked_at_never_told_again(
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
    ("reason", "told"),
    [
        ("Titles may have 80 characters at most", "The agent says: Titles may have 80"),
        ("KeyError: 'sg' at /srv/app/x.py", "The agent refused this."),
        ('{"trace": ["a", "b", "c", "d"]}', "The agent refused this."),
        ("nope", "The agent refused this."),
        ("Click the Save button to go on", "The agent refused this."),
    ],
)
async def test_a_refusal_is_told_in_the_agents_words_if_they_are_for_people(
    harness: CoreHarness, reason: str, told: str
) -> None:
    harness.agent.faults["instruct"] = [AgentRefused(reason, 777)]
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert (await harness.texts())[-1].startswith(told)


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
        """Its token call names no user; its sessions do."""

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
    clock = Shifted()
    clock.ahead = 30 * 86_400
    async with running_core(
        redis, redis_url, tmp_path, token="", clock=clock
    ) as harness:
        harness.agent.faults["mint"] = [None, AgentDown("only one a week", 429)]
        for number in range(3):
            await harness.say(f"cut {number} now", "a.mp4")
            await harness.over()
        assert len(await harness.sent()) == 3


# people


async def test_updates_late_and_out_of_order_count_once(harness: CoreHarness) -> None:
    one, two, three = (harness.said(f"words number {n}", "a.mp4") for n in range(3))
    for said in (two, one, two, three, one):
        await harness.core.inbound.handle_inbound(said)
    await harness.over()
    for said in (three, one):
        assert not (await harness.core.inbound.handle_inbound(said)).fresh
    await harness.over()
    assert await harness.sent() == [two.text, one.text, three.text]


async def test_twenty_messages_at_once_are_all_answered_in_order(
    harness: CoreHarness,
) -> None:
    said = [harness.said(f"words number {n}", "a.mp4") for n in range(20)]
    for each in said:
        await harness.core.inbound.handle_inbound(each)
    await harness.over()
    assert await harness.sent() == [each.text for each in said]


async def test_a_later_turn_is_seen_to_be_in_line(harness: CoreHarness) -> None:
    with harness.agent.busy():
        await harness.say("first", "a.mp4")
        await harness.say("second")
        await harness.core.inbound.drain()
    cards = [post["text"] for post in await harness.chat.posts(CHAT) if post["card"]]
    assert "You're #2 in the queue. I'll start automatically." in cards
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


async def test_a_full_disk_of_the_agent_is_told_at_once(harness: CoreHarness) -> None:
    harness.agent.faults["upload"] = [AgentFull("no space", 507)]
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert "disk is full" in (await harness.texts())[-1]
    assert harness.agent.faults["upload"] == []  # it was asked once


async def test_a_full_disk_of_this_machine_is_told_as_such(
    harness: CoreHarness,
) -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    harness.agent.faults["download"] = [full]
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert "disk is full" in (await harness.texts())[-1]
    await harness.press("Export")  # what was made is delivered when there is space
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
    said = harness.said("status")
    await harness.core.inbound.handle_inbound(
        replace(said, quoted=(Clip("a.mp4", "a.mp4"),))
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
    """Card, receipts, answers and the video: the allowance is for all of a chat."""
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


async def test_a_silent_agent_is_heard_to_go_on(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    told = asyncio.Event()

    class Silent(FakeAgent):
        async def instruct(
            self, token: Token, session: AgentSessionId, text: str, **about: Any
        ) -> AsyncIterator[AgentEvent]:
            await self._redis.rpush(f"agent:log:{session}", json.dumps([text, 0]))
            await told.wait()
            yield Text("Done at last")

    async with running_core(
        redis, redis_url, tmp_path, agent=Silent(redis), still_working=0.5
    ) as harness:
        await harness.say("cut it", "a.mp4")
        await harness.until(lambda: "⏳ Still working…" in "".join(harness.chat.edits))
        told.set()
        await harness.over()


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
