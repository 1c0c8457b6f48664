"""A preview comes first; the video takes its place in the same message."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bots.app.runtime import SystemClock
from core.clients.store.sessions import RedisSessions
from core.composition import build
from core.errors import AgentRefused, RenderFailed
from core.model.agent import Token
from core.model.chat import MessageRef, UpdateId
from core.model.inbound import ButtonPressed
from core.model.session import ChatSettings
from core.model.turn import Step
from tests.core.harness import (
    CHAT,
    MIA,
    CoreHarness,
    config,
    running_core,
)
from tests.core.previews.preview_posts import (
    ANNOUNCED,
    LONG,
    labels,
    media,
    preview_is_out,
    shown,
)
from tests.fakes.agent import FakeAgent
from tests.fakes.chat import FakeChat


async def test_the_video_replaces_the_preview_in_the_same_message(
    harness: CoreHarness,
) -> None:
    harness.agent.renders_take = LONG
    await harness.say("cut it", "a.mp4")
    preview = await preview_is_out(harness)
    harness.agent.renders_take = 0.1
    assert ANNOUNCED in preview["text"]
    assert "Did: cut it" in preview["text"]
    assert {"Undo", "Faster", "Cancel"} <= set(labels(preview))
    assert preview["notify"] == MIA.id
    assert not preview["silent"]
    await harness.over()
    (video,) = await harness.chat.posts(CHAT)
    assert video["ref"] == preview["ref"]
    assert media(video) == "mp4"
    assert video["text"].startswith("Did: cut it")
    assert ANNOUNCED not in video["text"]
    assert "Cancel" not in labels(video)


@pytest.mark.parametrize("galleries", [False, True])
async def test_the_timeline_comes_along_where_a_message_holds_several_files(
    harness: CoreHarness, tmp_path: Path, galleries: bool
) -> None:
    harness.chat.galleries = galleries
    await harness.say("cut it", "a.mp4")
    await harness.over()
    timelines = harness.chat.timelines
    assert [each[1:4] for each in timelines] == [b"PNG", b"PNG"] * galleries
    assert not list(tmp_path.rglob("*.png"))


async def test_an_edit_with_a_preview_takes_six_calls_at_most(
    harness: CoreHarness,
) -> None:
    harness.chat.pace = 10.0
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert await shown(harness) == ["mp4"]
    assert harness.chat.calls["replace_media"] == 1
    late = harness.chat.calls["receipt"] - 1  # the card was late on a slow machine
    assert harness.chat.calls.total() - harness.chat.calls["open"] - late <= 6


async def test_the_preview_shows_how_the_render_goes(harness: CoreHarness) -> None:
    harness.agent.renders_take, harness.chat.pace = LONG, 0.01
    await harness.say("cut it", "a.mp4")
    await harness.until(
        lambda: any(ANNOUNCED in text and "▰" in text for text in harness.chat.edits)
    )
    harness.agent.renders_take = 0.1
    await harness.over()


async def test_no_preview_where_the_agent_offers_none_or_the_chat_wants_none(
    harness: CoreHarness,
) -> None:
    harness.agent.previews = False  # an agent like the hosted one fails if asked
    await harness.say("cut it", "a.mp4")
    await harness.over()
    harness.agent.previews = True
    await harness.sessions.configure(CHAT, ChatSettings(preview=False))
    await harness.say("faster")
    await harness.over()
    assert await shown(harness) == ["mp4", "mp4"]
    assert harness.chat.calls["replace_media"] == 0


@pytest.mark.parametrize("trouble", ["refused", "failed", "slow", "unpostable"])
async def test_a_failed_preview_changes_nothing_else(
    redis: Redis, redis_url: str, tmp_path: Path, trouble: str
) -> None:
    async with running_core(
        redis, redis_url, tmp_path, preview_patience=1.0
    ) as harness:
        agent = harness.agent
        agent.previews = True
        match trouble:
            case "refused":
                agent.faults["render"] = [AgentRefused("no")]
            case "failed":
                agent.faults["download"] = [RenderFailed("cut off")]
            case "slow":
                agent.preview_takes = LONG
            case "unpostable":
                await harness.chat.mishaps("big")
            case _:
                pytest.fail(trouble)
        await harness.say("cut it", "a.mp4")
        await harness.over()
        (video,) = await harness.chat.posts(CHAT)
        assert media(video) == "mp4"


async def test_a_chat_that_takes_no_files_gets_no_preview(
    harness: CoreHarness,
) -> None:
    harness.chat.upload = 3
    await harness.say("cut it", "a.mp4")
    await harness.over()
    (answer,) = await harness.chat.posts(CHAT)
    assert media(answer) == ""
    assert "too big for this chat" in answer["text"]


async def test_a_video_too_big_for_the_chat_is_explained_under_its_preview(
    harness: CoreHarness,
) -> None:
    await harness.chat.replace_mishaps("big")
    await harness.say("cut it", "a.mp4")
    await harness.over()
    (answer,) = await harness.chat.posts(CHAT)
    assert media(answer) == "preview"
    assert "https://cdn.test/x.mp4" in answer["text"]
    assert ANNOUNCED not in answer["text"]


async def test_a_replacement_is_repeated_until_it_is_sure(
    harness: CoreHarness,
) -> None:
    await harness.chat.replace_mishaps("refused", "lost")
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert await shown(harness) == ["mp4"]
    assert harness.chat.calls["replace_media"] == 3


async def test_a_video_whose_preview_was_deleted_is_posted(
    harness: CoreHarness,
) -> None:
    harness.agent.renders_take = LONG
    await harness.say("cut it", "a.mp4")
    preview = await preview_is_out(harness)
    await harness.chat.delete(CHAT, preview["ref"])
    harness.agent.renders_take = 0.1
    await harness.over()
    (video,) = await harness.chat.posts(CHAT)
    assert media(video) == "mp4"


async def test_words_that_do_not_fit_under_a_video_are_not_cut_off(
    harness: CoreHarness,
) -> None:
    words = "make it nice " * 100
    harness.agent.renders_take = LONG
    await harness.say(words, "a.mp4")
    assert (await preview_is_out(harness))["text"] == f"Preview. {ANNOUNCED}"
    harness.agent.renders_take = 0.1
    await harness.over()
    (video,) = await harness.chat.posts(CHAT)
    assert media(video) == "mp4"
    assert words.strip() in video["text"]
    harness.agent.renders_take = LONG
    await harness.say(words)
    await preview_is_out(harness)
    await harness.at(Step.RENDERING)
    await harness.press("Cancel")
    await harness.over()
    assert await shown(harness) == ["mp4", ""]
    assert "you cancelled" in (await harness.texts())[-1]


async def test_another_worker_takes_over_between_preview_and_video(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent, chat, clock = FakeAgent(redis), FakeChat(redis), SystemClock()
    agent.previews, agent.renders_take = True, LONG
    sessions = RedisSessions(redis, agent, clock, Token("t"))
    settings = replace(config(redis_url, tmp_path), lease=1.0)
    async with build(redis, agent, {"fake": chat}, sessions, clock, settings) as core:
        harness = CoreHarness(core, agent, chat, sessions)
        first = asyncio.create_task(core.worker.run())
        await harness.say("cut it", "a.mp4")
        preview = await preview_is_out(harness)
        await harness.at(Step.RENDERING)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
    agent.renders_take = 0.1
    async with build(redis, agent, {"fake": chat}, sessions, clock, settings) as core:
        harness = CoreHarness(core, agent, chat, sessions)
        second = asyncio.create_task(core.worker.run())
        await harness.over()
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)
    (video,) = await chat.posts(CHAT)
    assert video["ref"] == preview["ref"]
    assert media(video) == "mp4"
    assert await harness.sent() == ["cut it"]


async def test_a_chat_switches_previews_off_and_on(harness: CoreHarness) -> None:
    await harness.say("settings", private=True)
    texts = await harness.texts()
    assert "Preview before each video: on" in texts[-1]
    assert "token" not in texts[-1]
    data = next(
        data
        for label, data, _ in (await harness.chat.posts(CHAT))[-1]["buttons"]
        if label == "Preview before each video: off"
    )
    pressed = ButtonPressed(UpdateId("p"), CHAT, MIA, MessageRef("p"), data, True)
    await harness.core.inbound.handle_inbound(pressed)
    assert "Preview before each video: off" in (await harness.texts())[-1]
    await harness.say("cut it", "a.mp4", private=True)
    await harness.over()
    assert harness.chat.calls["replace_media"] == 0
    await harness.say("settings preview on", private=True)
    await harness.say("faster", private=True)
    await harness.over()
    assert harness.chat.calls["replace_media"] == 1


async def test_with_the_hosted_agent_there_is_no_such_setting(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    web = "https://nemo.test"
    async with running_core(redis, redis_url, tmp_path, web_url=web) as harness:
        await harness.say("settings", private=True)
        assert "Preview" not in (await harness.texts())[-1]
        assert "Own NEMO token" in (await harness.texts())[-1]
        await harness.say("settings preview off", private=True)
        assert "don't know that setting" in (await harness.texts())[-1]
