"""Whole turns over the durable core: intake, instruction, export, delivery; and failures."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bots.app.runtime import SystemClock
from core.clients.store.connection import connect
from core.clients.store.sessions import RedisSessions
from core.composition import build
from core.errors import (
    AgentBusy,
    AgentDown,
    NoCredits,
    SessionGone,
    StoreDown,
    TurnUncertain,
    UnsupportedFile,
)
from core.model.agent import Token
from core.model.inbound import Command
from core.model.turn import Step
from tests.core.harness import CHAT, MIA, CoreHarness, config
from tests.fakes.agent import FakeAgent
from tests.fakes.chat import FakeChat


async def test_clips_and_words_give_one_video(harness: CoreHarness) -> None:
    await harness.say("cut it to the beat", "a.mp4", "b.mp4")
    await harness.over()
    assert await harness.sent() == ["cut it to the beat"]
    assert await harness.agent.files() == ["a.mp4", "b.mp4"]
    videos = await harness.chat.videos(CHAT)
    assert len(videos) == 1
    assert bytes.fromhex(videos[0]["media"]).startswith(b"mp4:render_")
    texts = await harness.chat.texts(CHAT)
    assert [text.partition("\n\n")[0] for text in texts] == ["Did: cut it to the beat"]
    assert "Timeline" in texts[0]
    assert not [post for post in await harness.chat.posts(CHAT) if post["card"]]


async def test_a_repeat_is_no_second_turn(harness: CoreHarness) -> None:
    message = await harness.say("cut it", "a.mp4")
    assert not (await harness.core.inbound.handle_inbound(message)).fresh
    await harness.over()
    assert not (await harness.core.inbound.handle_inbound(message)).fresh
    await harness.over()
    assert await harness.sent() == ["cut it"]


async def test_an_album_and_the_words_after_it_are_one_turn(
    harness: CoreHarness,
) -> None:
    for part in ("2.mp4", "1.mp4"):
        await harness.say("", part, album="al")
    await harness.say("to the beat")
    await harness.over()
    assert await harness.sent() == ["to the beat"]
    assert sorted(await harness.agent.files()) == ["1.mp4", "2.mp4"]


async def test_clips_alone_are_kept_and_asked_about(harness: CoreHarness) -> None:
    await harness.say("", "a.mp4")
    await harness.over()
    assert (await harness.chat.texts(CHAT))[0].startswith("1 clip\n")
    assert await harness.sent() == []
    await harness.press("Cut it")
    await harness.over()
    assert await harness.sent() == ["Sync to the beat"]
    assert await harness.agent.files() == ["a.mp4"]


async def test_turns_of_a_chat_keep_their_order(harness: CoreHarness) -> None:
    for number in range(4):
        await harness.say(f"edit {number} please do", "a.mp4")
    await harness.over()
    assert await harness.sent() == [f"edit {number} please do" for number in range(4)]
    assert (await harness.chat.videos(CHAT))[-1]["text"].startswith("Did: edit 3")


async def test_words_that_ask_for_the_export_never_reach_the_agent(
    harness: CoreHarness,
) -> None:
    await harness.say("cut it", "a.mp4")
    await harness.over()
    await harness.say("export please")
    await harness.over()
    assert await harness.sent() == ["cut it"]
    assert len(await harness.chat.videos(CHAT)) == 2


async def test_an_export_of_nothing_says_so(harness: CoreHarness) -> None:
    await harness.say("", command=Command("export"))
    await harness.over()
    assert "nothing to export" in (await harness.chat.texts(CHAT))[0]


async def test_a_broken_stream_is_looked_after_never_sent_again(
    harness: CoreHarness,
) -> None:
    harness.agent.faults["stream"] = [TurnUncertain("cut")]
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert await harness.sent() == ["cut it"]
    assert len(await harness.chat.videos(CHAT)) == 1


async def test_an_instruction_in_doubt_is_not_sent_again_without_a_press(
    harness: CoreHarness,
) -> None:
    harness.agent.counts = False  # otherwise the count shows that it was not received
    harness.agent.faults["instruct"] = [TurnUncertain("cut")]
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert await harness.sent() == []
    assert "did not send it twice" in (await harness.chat.texts(CHAT))[-1]
    await harness.press("Try again")
    await harness.over()
    assert await harness.sent() == ["cut it"]


@pytest.mark.parametrize("fault", [TurnUncertain("cut"), AgentDown("503")])
async def test_what_the_agent_has_not_counted_is_sent_again(
    harness: CoreHarness, fault: Exception
) -> None:
    """A studio that dies or cannot reach its Redis delays the video only."""
    harness.agent.faults["instruct"] = [fault]
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert await harness.sent() == ["cut it"]
    assert len(await harness.chat.videos(CHAT)) == 1
    assert "Try again" not in "".join(await harness.chat.texts(CHAT))


@pytest.mark.parametrize("fault", [AgentDown("refused", sent=False), AgentBusy()])
async def test_what_was_surely_not_sent_is_sent_again(
    harness: CoreHarness, fault: Exception
) -> None:
    harness.agent.faults["instruct"] = [fault]
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert await harness.sent() == ["cut it"]


@pytest.mark.parametrize("own", [False, True])
async def test_missing_credits_are_explained_to_who_can_add_some(
    harness: CoreHarness, own: bool
) -> None:
    """The operator's account is not that of the person who asks."""
    if own:
        await harness.sessions.set_token(MIA.id, Token("nmv_usr_own"))
    harness.agent.faults["instruct"] = [NoCredits("x", 2001)]
    await harness.say("cut it", "a.mp4")
    await harness.over()
    text = (await harness.chat.texts(CHAT))[0]
    assert "Top up credits in your account." in text
    assert ("this bot's owner pays" in text) is not own


async def test_a_session_that_is_gone_is_made_anew_with_its_clips(
    harness: CoreHarness,
) -> None:
    await harness.say("one cut", "a.mp4")
    await harness.over()
    harness.agent.faults["instruct"] = [SessionGone("gone", 1002)]
    await harness.say("two cuts")
    await harness.over()
    assert await harness.sent() == ["one cut"], "nothing is paid for an empty timeline"
    assert "lost this session" in (await harness.texts())[-1]
    await harness.press("Try again")
    await harness.over()
    assert await harness.sent() == ["one cut", "two cuts"] or set(
        await harness.sent()
    ) == {
        "one cut",
        "two cuts",
    }
    assert await harness.agent.files() == ["a.mp4", "a.mp4"]
    assert any("opened a new one" in text for text in await harness.chat.texts(CHAT))


async def test_a_bad_clip_does_not_stop_the_others(harness: CoreHarness) -> None:
    harness.agent.faults["upload"] = [UnsupportedFile("x", 4001)]
    await harness.say("cut it", "notes.txt", "gone.mp4", "b.mp4")
    await harness.over()
    texts = await harness.chat.texts(CHAT)
    assert "“notes.txt” is not a format" in texts[0]
    assert "“gone.mp4” is no longer available" in texts[0]
    assert await harness.agent.files() == ["b.mp4"]
    assert len(await harness.chat.videos(CHAT)) == 1


async def test_a_lost_answer_to_the_video_is_not_posted_again(
    harness: CoreHarness,
) -> None:
    await harness.chat.mishaps("lost")
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert len(await harness.chat.videos(CHAT)) == 1
    assert "may have sent" in (await harness.chat.texts(CHAT))[0]
    await harness.press("Send again")
    await harness.over()
    assert len(await harness.chat.videos(CHAT)) == 2


async def test_refused_and_flooded_posts_arrive_in_the_end(
    harness: CoreHarness,
) -> None:
    await harness.chat.mishaps("refused", "flood", "refused")
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert len(await harness.chat.videos(CHAT)) == 1
    assert len(await harness.chat.texts(CHAT)) == 1


async def test_a_video_too_big_for_the_chat_comes_as_a_link(
    harness: CoreHarness,
) -> None:
    await harness.chat.mishaps("big")
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert "https://cdn.test/x.mp4" in (await harness.chat.texts(CHAT))[-1]


async def test_a_closed_chat_stops_quietly(harness: CoreHarness) -> None:
    await harness.chat.mishaps("gone")
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert await harness.chat.texts(CHAT) == []


async def test_long_and_odd_words_go_through(harness: CoreHarness) -> None:
    text = "make it nice " * 800 + "\ud83d"
    await harness.say(text, "a.mp4")
    await harness.over()
    assert len((await harness.sent())[0]) > 10_000


async def test_no_redis_means_not_received(redis_url: str, tmp_path: Path) -> None:
    dead = connect("redis://127.0.0.1:1/0", retries=0)
    live = connect(redis_url)
    agent, chat, clock = FakeAgent(live), FakeChat(live), SystemClock()
    sessions = RedisSessions(dead, agent, clock, Token("t"))
    async with build(
        dead, agent, {"fake": chat}, sessions, clock, config(redis_url, tmp_path)
    ) as core:
        with pytest.raises(StoreDown):
            await core.inbound.handle_inbound(
                CoreHarness(core, agent, chat, sessions).message("cut it")
            )
    await dead.aclose()
    await live.aclose()


async def test_a_stopped_worker_gives_its_turn_back_at_once(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent, chat, clock = FakeAgent(redis, takes=1.0), FakeChat(redis), SystemClock()
    sessions = RedisSessions(redis, agent, clock, Token("t"))
    settings = replace(config(redis_url, tmp_path), reconcile=(0.5,) * 5)
    async with build(redis, agent, {"fake": chat}, sessions, clock, settings) as core:
        harness = CoreHarness(core, agent, chat, sessions)
        work = asyncio.create_task(core.worker.run())
        with agent.busy():
            await harness.say("cut it", "a.mp4")
            while not await harness.sent():
                await asyncio.sleep(0.01)
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            (turn,) = await core.store.pending_turns(CHAT)
            assert turn.step is Step.INSTRUCTING
        work = asyncio.create_task(core.worker.run())
        await harness.over()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        assert await harness.sent() == ["cut it"]
        assert len(await chat.videos(CHAT)) == 1


async def test_words_about_uploading_never_reach_the_agent(
    harness: CoreHarness,
) -> None:
    await harness.say("我想上传视频")
    await harness.say("upload my video", "a.mp4")
    await harness.over()
    texts = await harness.texts()
    assert any("发到这里" in text for text in texts)
    assert await harness.sent() == []
    assert await harness.agent.files() == ["a.mp4"]
