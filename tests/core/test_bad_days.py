"""Redis, the agent and people on bad days: each has an outcome that one can understand."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from core.clients.embedded import EmbeddedRedis
from core.clients.store.connection import connect
from core.errors import (
    AgentDown,
    AgentRefused,
    LeaseLost,
    NoCredits,
    StoreDown,
    TurnUncertain,
)
from core.flows.turn.context import TurnContext
from core.model.chat import Clip
from core.model.event import Text
from core.model.turn import Lease, Step, Turn, TurnId, TurnKind, TurnRequest
from tests.core.room import CHAT, MIA, TOM, Room, opened
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
    agent = FakeAgent(redis, takes=1.5)
    async with opened(own, url, tmp_path, agent=agent, chat=redis) as room:
        await room.say("cut it", "a.mp4")
        await room.until(room.sent)
        await server.stop()
        with pytest.raises(StoreDown):
            await room.say("never received")
        await asyncio.sleep(2)
        await server.start()
        await room.say("received", "b.mp4")
        await room.over()
        assert await room.sent() == ["cut it", "received"]
        assert len(await room.chat.videos(CHAT)) == 2
    await own.aclose()
    await server.stop()


async def test_a_slow_redis_is_waited_for(room: Room, redis: Redis) -> None:
    await room.say("cut it", "a.mp4")
    await redis.client_pause(1500, all=True)
    await room.over()
    assert await room.sent() == ["cut it"]
    assert len(await room.chat.videos(CHAT)) == 1


@pytest.mark.parametrize("trouble", ["full", "read-only"])
async def test_a_redis_that_takes_no_writes_in_the_middle_of_a_turn_loses_nothing(
    redis: Redis, tmp_path: Path, trouble: str
) -> None:
    server = EmbeddedRedis(tmp_path / "own")
    url = await server.start()
    own = connect(url, retries=1)
    agent = FakeAgent(redis, takes=0.5)
    async with opened(own, url, tmp_path, agent=agent, chat=redis) as room:
        await room.say("cut it", "a.mp4")
        await room.until(room.sent)
        if trouble == "full":
            await own.config_set("maxmemory", "1")
        else:
            await own.execute_command("REPLICAOF", "127.0.0.1", "1")
        with pytest.raises(StoreDown):
            await room.say("never received", "b.mp4")
        await asyncio.sleep(1.5)
        if trouble == "full":
            await own.config_set("maxmemory", "0")
        else:
            await own.execute_command("REPLICAOF", "NO", "ONE")
        await room.over()
        assert await room.sent() == ["cut it"]
        assert len(await room.chat.videos(CHAT)) == 1
    await own.aclose()
    await server.stop()


async def test_a_garbled_turn_is_put_aside_and_the_chat_goes_on(
    room: Room, redis: Redis
) -> None:
    room.agent.takes = 0.5
    await room.say("first", "a.mp4")
    await room.say("second")
    await room.say("third")
    (_, second, _) = await room.office.store.pending_turns(CHAT)
    await redis.hset(f"{{vm}}:t:{second.id}", "asked", '{"kind": "dance"}')
    await room.over()
    assert await room.sent() == ["first", "third"]


async def test_marks_of_newer_versions_are_left_alone(room: Room, redis: Redis) -> None:
    room.agent.takes = 0.5
    await room.say("first", "a.mp4")
    await room.say("second")
    (_, second) = await room.office.store.pending_turns(CHAT)
    key = f"{{vm}}:t:{second.id}"
    asked = json.loads(await redis.hget(key, "asked")) | {"mood": "sunny"}
    asked["asker"]["mood"] = "sunny"
    await redis.hset(key, mapping={"asked": json.dumps(asked), "marks": '{"mood": 3}'})
    await room.over()
    assert await room.sent() == ["first", "second"]


# the agent


@pytest.mark.parametrize(
    "call", ["open_session", "upload", "state", "render", "credits"]
)
async def test_an_agent_that_is_down_for_a_moment_is_asked_again(
    room: Room, call: str
) -> None:
    room.agent.faults[call] = [AgentDown("502 <html>", 502)] * 2
    await room.say("cut it", "a.mp4")
    await room.over()
    assert await room.sent() == ["cut it"]
    assert len(await room.chat.videos(CHAT)) == 1


async def test_an_agent_that_stays_down_is_told_in_words(room: Room) -> None:
    room.agent.faults["state"] = [AgentDown("<html>502 Bad Gateway", 502)] * 9
    await room.say("剪一下", "a.mp4")
    await room.over()
    (told,) = await room.texts()
    assert told.startswith("智能体暂时没有响应")
    assert "<" not in told


async def test_an_agent_that_is_down_after_the_edit_says_to_look_first(
    room: Room,
) -> None:
    room.agent.faults["state"] = [None, *[AgentDown("x", 500)] * 9]
    await room.say("cut it", "a.mp4")
    await room.over()
    assert "may be made all the same" in (await room.texts())[-1]


async def test_an_error_in_the_stream_is_read_to_its_end_and_looked_after(
    room: Room,
) -> None:
    room.agent.fault_in_stream = True
    await room.say("cut it", "a.mp4")
    await room.over()
    assert await room.sent() == ["cut it"]
    assert len(await room.chat.videos(CHAT)) == 1


async def test_an_answer_without_a_word_is_told_from_what_changed(room: Room) -> None:
    room.agent.silent = True
    await room.say("cut it", "a.mp4")
    await room.over()
    (told, _) = await room.texts()
    assert told.startswith(
        "Video: 1 shots\nLength: 1 s\nSize: 1920x1080\nTimeline (1 track)"
    )


async def test_an_agent_that_cannot_count_is_looked_at_never_told_again(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent = FakeAgent(redis, counts=False)
    async with opened(redis, redis_url, tmp_path, agent=agent) as room:
        agent.faults["instruct"] = [TurnUncertain("cut")]
        await room.say("cut it", "a.mp4")
        await room.over()
        assert await room.sent() == []
        assert "did not send it twice" in (await room.texts())[-1]


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
    room: Room, reason: str, told: str
) -> None:
    room.agent.faults["instruct"] = [AgentRefused(reason, 777)]
    await room.say("cut it", "a.mp4")
    await room.over()
    assert (await room.texts())[-1].startswith(told)


async def test_free_credits_that_end_lead_to_the_registration(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with opened(
        redis, redis_url, tmp_path, token="", web_url="https://nemo.test"
    ) as room:
        room.agent.faults["instruct"] = [NoCredits("x", 2001)]
        await room.say("cut it", "a.mp4")
        await room.over()
        last = (await room.chat.posts(CHAT))[-1]
        link = "https://nemo.test/register?bind=anon"
        assert link in last["text"]
        assert ["Register", "", link] in last["buttons"]


async def test_a_clock_that_is_wrong_mints_no_token_twice(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    clock = Shifted()
    clock.ahead = 30 * 86_400
    async with opened(redis, redis_url, tmp_path, token="", clock=clock) as room:
        room.agent.faults["mint"] = [None, AgentDown("only one a week", 429)]
        for number in range(3):
            await room.say(f"cut {number} now", "a.mp4")
            await room.over()
        assert len(await room.sent()) == 3


# people


async def test_updates_late_and_out_of_order_count_once(room: Room) -> None:
    one, two, three = (room.said(f"words number {n}", "a.mp4") for n in range(3))
    for said in (two, one, two, three, one):
        await room.office.inbound.handle_inbound(said)
    await room.over()
    for said in (three, one):
        assert not (await room.office.inbound.handle_inbound(said)).fresh
    await room.over()
    assert await room.sent() == [two.text, one.text, three.text]


async def test_twenty_messages_at_once_are_all_answered_in_order(
    room: Room,
) -> None:
    said = [room.said(f"words number {n}") for n in range(20)]
    for each in said:
        await room.office.inbound.handle_inbound(each)
    await room.over()
    assert await room.sent() == [each.text for each in said]


async def test_a_later_turn_is_seen_to_be_in_line(room: Room) -> None:
    room.agent.takes = 0.8
    await room.say("first", "a.mp4")
    await room.say("second")
    await room.office.inbound.drain()
    cards = [post["text"] for post in await room.chat.posts(CHAT) if post["card"]]
    assert "Queued #2. Your turn comes by itself." in cards
    await room.over()


async def test_a_cancel_in_the_middle_of_an_edit_says_that_it_may_be_made(
    room: Room,
) -> None:
    room.agent.takes = 30
    await room.say("a long one", "a.mp4")
    await room.at(Step.INSTRUCTING)
    await room.until(room.sent)
    await room.press("Cancel")
    await room.over()
    assert "may have made the edit already" in (await room.texts())[-1]
    room.agent.takes = 0.02
    await room.press("Undo")
    await room.over()
    assert (await room.sent())[-1] == "Undo the last change"


async def test_a_cancelled_render_is_stopped_at_the_agent(
    room: Room, redis: Redis
) -> None:
    await room.say("cut it", "a.mp4")
    await room.over()
    room.agent.renders_take = 30
    await room.say("export")
    await room.at(Step.RENDERING)
    await room.press("Cancel")
    await room.over()
    assert len(await redis.smembers("agent:cancelled")) == 1
    assert len(await room.chat.videos(CHAT)) == 1


async def test_a_clip_with_the_word_export_is_kept_and_then_exported(
    room: Room,
) -> None:
    await room.say("cut it", "a.mp4")
    await room.over()
    await room.say("export", "b.mp4")
    await room.over()
    assert await room.sent() == ["cut it"]
    assert await room.agent.files() == ["a.mp4", "b.mp4"]
    assert len(await room.chat.videos(CHAT)) == 2


async def test_a_control_word_that_answers_a_clip_is_one(room: Room) -> None:
    said = room.said("status")
    await room.office.inbound.handle_inbound(
        replace(said, quoted=(Clip("a.mp4", "a.mp4"),))
    )
    assert (await room.texts())[-1].startswith("No video yet")
    assert await room.sent() == []


async def test_vague_wishes_get_three_concrete_ones(room: Room) -> None:
    await room.say("make it cool")
    await room.texts()
    (post,) = await room.chat.posts(CHAT)
    assert [label for label, _, _ in post["buttons"]] == [
        "Sync to the beat",
        "30-second vertical video",
        "Add a title",
    ]
    assert await room.sent() == []


async def test_status_shows_the_timeline_as_a_picture(room: Room) -> None:
    await room.say("cut it", "a.mp4")
    await room.over()
    await room.say("status", sender=TOM)
    await room.office.inbound.drain()
    (post,) = [p for p in await room.chat.videos(CHAT) if "Project" in p["text"]]
    assert bytes.fromhex(post["media"]).startswith(b"\x89PNG")
    assert "1 cut it" in post["text"]
    assert list((room.office.inbound._deps.config.data / "pictures").iterdir()) == []


async def test_a_turn_of_two_minutes_costs_a_group_few_calls(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    """Card, receipts, answers and the video: the allowance is for all of a chat."""
    scale = 0.05  # a minute takes three seconds
    agent = FakeAgent(redis, takes=50 * scale)
    async with opened(
        redis, redis_url, tmp_path, agent=agent, still_working=120 * scale
    ) as room:
        room.chat.pace = 3.2 * scale
        await room.say("cut it", "a.mp4")
        await room.over()
        calls = room.chat.calls
        assert sum(calls.values()) - calls["open"] <= 12, calls


async def test_a_silent_agent_is_heard_to_go_on(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    class Silent(FakeAgent):
        async def instruct(self, token, session, text):
            await self._redis.rpush(f"agent:log:{session}", json.dumps([text, 0]))
            await asyncio.sleep(6)
            yield Text("Done at last")

    async with opened(
        redis, redis_url, tmp_path, agent=Silent(redis), still_working=2.0
    ) as room:
        await room.say("cut it", "a.mp4")
        await room.over()
        assert any("⏳ Still working…" in text for text in room.chat.edits)


async def test_a_worker_that_may_have_lost_its_lease_sends_nothing(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with opened(redis, redis_url, tmp_path) as room:
        turn = Turn(TurnId("t"), CHAT, TurnRequest(TurnKind.INSTRUCT, MIA))
        deps = room.office.worker._deps
        context = TurnContext(deps, Lease(CHAT, turn.id, 1), turn)
        context.assert_lease()
        context.renewed_at -= deps.config.lease
        with pytest.raises(LeaseLost):
            context.assert_lease()


async def test_a_retry_brings_the_clips_that_the_first_try_never_noted(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with opened(redis, redis_url, tmp_path, token="") as room:
        room.agent.faults["mint"] = [AgentRefused("no more", 429)]
        await room.say("cut it", "a.mp4")
        await room.over()
        assert "No free credits" in (await room.texts())[-1]
        await redis.delete("{vm}:mint:no")
        await room.press("Try again")
        await room.over()
        assert await room.agent.files() == ["a.mp4"]
        assert await room.sent() == ["cut it"]
