"""Exports: waiting edits are applied first, one draft is rendered once, for its chat."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from core.errors import AgentRefused, RenderFailed
from core.model.chat import MessageRef, UpdateId
from core.model.inbound import Command, MessageDeleted
from core.model.reply import Receipt
from core.model.turn import Step, TurnKind, TurnRequest
from tests.core.harness import CHAT, MIA, CoreHarness, running_core
from tests.fakes.agent import FakeAgent
from tests.patience import PATIENCE


async def test_waiting_edits_are_applied_first_and_rendered_once(
    harness: CoreHarness,
) -> None:
    with harness.agent.busy():
        for number in range(3):
            await harness.say(f"edit {number} please do", "a.mp4")
    await harness.over()
    assert len(await harness.sent()) == 3
    assert len(harness.agent.renders) == 1
    (video,) = await harness.chat.videos(CHAT)
    assert "Did: edit 2" in video["text"]
    texts = await harness.texts()
    assert any("Did: edit 0" in text for text in texts), "each edit has its answer"


async def test_a_worker_that_dies_before_it_noted_its_render_doubles_no_video(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    """The worker dies before it records the render: that record is undone by hand."""
    agent = FakeAgent(redis)
    agent.renders_take = 3600.0
    async with running_core(redis, redis_url, tmp_path, agent=agent) as first:
        await first.say("cut it", "a.mp4")
        await first.at(Step.RENDERING)
        await first.until(lambda: agent.renders)
        project = await first.sessions.current(CHAT, MIA)
    await first.sessions.save(replace(project, export_owed=True, renders=()))
    agent.renders_take = 0.0
    async with running_core(redis, redis_url, tmp_path, agent=agent) as second:
        await second.over()
        assert len(await second.chat.videos(CHAT)) == 1
        after = await second.sessions.current(CHAT, MIA)
        assert (after.export_owed, len(after.renders)) == (False, 1)


async def test_the_video_comes_though_the_last_waiting_edit_fails(
    harness: CoreHarness,
) -> None:
    with harness.agent.busy():
        await harness.say("edit one please", "a.mp4")
        await harness.until(harness.sent)
        harness.agent.faults["instruct"] = [AgentRefused("no way to do that", 777)]
        await harness.say("edit two please")
    await harness.over()
    assert await harness.sent() == ["edit one please"]
    assert len(await harness.chat.videos(CHAT)) == 1


async def test_the_video_comes_though_the_waiting_edit_is_cancelled(
    harness: CoreHarness,
) -> None:
    with harness.agent.busy():
        await harness.say("edit one please", "a.mp4")
        await harness.until(harness.sent)
        await harness.say("edit two please")
        await harness.say("cancel")
    await harness.over()
    assert await harness.sent() == ["edit one please"]
    assert len(await harness.chat.videos(CHAT)) == 1


async def test_the_same_draft_is_sent_again_without_a_render(
    harness: CoreHarness,
) -> None:
    await harness.say("cut it", "a.mp4")
    await harness.over()
    await harness.say("export")
    await harness.over()
    first, second = await harness.chat.videos(CHAT)
    assert first["media"] == second["media"]
    assert len(harness.agent.renders) == 1
    await harness.say("cut more")
    await harness.over()
    assert len(harness.agent.renders) == 2


async def test_a_deleted_video_is_rendered_again(harness: CoreHarness) -> None:
    await harness.say("cut it", "a.mp4")
    await harness.over()
    harness.agent.faults["download"] = [RenderFailed("gone")] * 2
    await harness.say("export")
    await harness.over()
    assert len(harness.agent.renders) == 2
    assert len(await harness.chat.videos(CHAT)) == 2


async def test_the_first_render_is_made_for_the_limit_once_the_size_is_known(
    harness: CoreHarness,
) -> None:
    harness.agent.url = "http://127.0.0.1:9/files/x.mp4"
    harness.agent.size, harness.chat.upload = 60_000_000, 30_000_000
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert len(harness.agent.renders) == 2, "nobody knew how large it would be"
    harness.agent.takes = 0.02
    await harness.say("cut more")
    await harness.over()
    assert len(harness.agent.renders) == 3
    assert "for this chat" in (await harness.chat.videos(CHAT))[-1]["text"] or (
        "fit this chat" in (await harness.chat.videos(CHAT))[-1]["text"]
    )


async def test_a_long_video_is_made_for_a_small_limit_at_the_first_render(
    harness: CoreHarness,
) -> None:
    harness.agent.url = "http://127.0.0.1:9/files/x.mp4"
    harness.agent.size, harness.chat.upload = 700_000, 300_000
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert len(harness.agent.renders) == 1
    assert harness.agent.renders[0]["m"]["height"] < 1080


@pytest.mark.parametrize("way", ["cancel", "delete"])
async def test_the_video_comes_though_the_waiting_edit_is_taken_out_of_the_queue(
    harness: CoreHarness, way: str
) -> None:
    """A delayed edit owes the video of an earlier one."""
    await harness.say("", "a.mp4")
    await harness.over()
    with harness.agent.busy():
        await harness.say("one")
        project = await harness.sessions.project(CHAT, MIA)
        ref = MessageRef("m-two")
        two = TurnRequest(
            TurnKind.INSTRUCT, MIA, "two", messages=(ref,), project=project.id
        )
        await harness.core.store.submit(UpdateId("two"), CHAT, two, hold=600.0)

    async def owed() -> bool:
        return (await harness.sessions.project(CHAT, MIA)).export_owed

    await harness.until(owed)
    if way == "cancel":
        await harness.say("", command=Command("cancel"))
    else:
        event = MessageDeleted(UpdateId("gone"), CHAT, ref)
        await harness.core.inbound.handle_inbound(event)
    await harness.over()
    assert await harness.sent() == ["one"]
    assert len(await harness.chat.videos(CHAT)) == 1


async def test_a_worker_that_dies_at_the_end_of_an_edit_loses_no_owed_video(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(redis, redis_url, tmp_path, lease=0.5) as first:
        first.chat.die_at_receipt = Receipt.FAILED
        with first.agent.busy():
            await first.say("edit one please", "a.mp4")
            await first.until(first.sent)
            first.agent.faults["instruct"] = [AgentRefused("no way to do that", 777)]
            await first.say("edit two please")
        async with asyncio.timeout(PATIENCE):
            await first.chat.died.wait()
    async with running_core(redis, redis_url, tmp_path) as second:
        await second.over()
        assert len(await second.chat.videos(CHAT)) == 1


async def test_an_agent_that_holds_a_question_is_asked_once_for_each_news(
    harness: CoreHarness,
) -> None:
    harness.agent.longest_wait, harness.agent.tells_progress = 25.0, True
    harness.agent.renders_take = 1.0
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert len(await harness.chat.videos(CHAT)) == 1
    steps_of_progress = 10
    assert harness.agent.questions <= steps_of_progress + 2


async def test_a_newer_edit_ends_a_held_question(
    harness: CoreHarness, redis: Redis
) -> None:
    harness.agent.previews = True
    harness.agent.longest_wait, harness.agent.renders_take = PATIENCE, PATIENCE
    await harness.say("cut it", "a.mp4")
    await harness.until(lambda: _started(harness))
    await harness.say("make it longer")
    async with asyncio.timeout(PATIENCE):
        while not await redis.scard("agent:cancelled"):
            await asyncio.sleep(0.05)
    harness.agent.renders_take = 0.0
    await harness.over()
    assert await harness.sent() == ["cut it", "make it longer"]
    assert len(harness.agent.renders) == 2


async def _started(harness: CoreHarness) -> bool:
    return bool(harness.agent.renders)


async def test_a_video_that_comes_later_says_which_version_it_is(
    harness: CoreHarness,
) -> None:
    """After three requests nobody could tell which one it answers."""
    harness.agent.versions = True
    await harness.say("cut it", "a.mp4")
    await harness.say("faster")
    await harness.over()
    await harness.say("export")
    await harness.over()
    video = (await harness.chat.videos(CHAT))[-1]
    assert video["text"] == "Your video is ready: version 2."


async def test_undo_below_an_exported_video_takes_the_last_edit_back(
    harness: CoreHarness,
) -> None:
    """The version before it need not be what the last edit was made of."""
    harness.agent.versions = True
    await harness.say("cut it", "a.mp4")
    await harness.say("faster")
    await harness.say("export")
    await harness.over()
    await harness.press("Undo")
    await harness.over()
    assert (await harness.sent())[-1] == "Undo the last change"
