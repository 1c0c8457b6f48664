"""A preview comes first; the video takes its place in the same message."""

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from redis.asyncio import Redis

from bots.app.runtime import SystemClock
from core.clients.store.sessions import RedisSessions
from core.composition import build
from core.errors import AgentRefused, RenderFailed
from core.model.agent import Token
from core.model.chat import ButtonPressed, MessageRef, UpdateId
from core.model.session import ChatSettings
from core.model.turn import Step
from tests.core.harness import (
    CHAT,
    MIA,
    CoreHarness,
    config,
    running_core,
)
from tests.fakes.agent import FakeAgent
from tests.fakes.chat import FakeChat

LONG = 3600.0
"""Seconds of a render that is there until the test has seen it."""
PICTURES = "First pictures."
ANNOUNCED = "The full-quality video will replace it here."


@pytest.fixture
async def harness(
    redis: Redis, redis_url: str, tmp_path: Path
) -> AsyncIterator[CoreHarness]:
    async with running_core(redis, redis_url, tmp_path) as made:
        made.agent.previews = True
        yield made


def media(post: dict[str, Any]) -> str:
    """What the file of a message is: preview, mp4 or nothing."""
    return bytes.fromhex(post["media"]).decode("latin-1").partition(":")[0]


async def shown(harness: CoreHarness) -> list[str]:
    return [media(post) for post in await harness.chat.posts(CHAT)]


async def preview_is_out(harness: CoreHarness) -> dict[str, Any]:
    async def there() -> bool:
        return "preview" in await shown(harness)

    await harness.until(there)
    return next(p for p in await harness.chat.posts(CHAT) if media(p) == "preview")


def labels(post: dict[str, Any]) -> list[str]:
    return [label for label, _, _ in post["buttons"]]


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


@pytest.fixture
def still(harness: CoreHarness) -> bytes:
    """A still of the preview, a red picture, that the agent has before the preview."""
    out = io.BytesIO()
    Image.new("RGB", (32, 18), "#c00000").save(out, "JPEG")
    harness.agent.still_picture = out.getvalue()
    harness.agent.preview_takes = LONG
    return out.getvalue()


async def pictures_are_out(harness: CoreHarness) -> dict[str, Any]:
    async def there() -> bool:
        return any(PICTURES in p["text"] for p in await harness.chat.posts(CHAT))

    await harness.until(there)
    return next(p for p in await harness.chat.posts(CHAT) if PICTURES in p["text"])


@pytest.mark.usefixtures("still")
async def test_first_pictures_become_the_preview_and_then_the_video(
    harness: CoreHarness, tmp_path: Path
) -> None:
    harness.agent.renders_take = LONG
    await harness.say("cut it", "a.mp4")
    pictures = await pictures_are_out(harness)
    picture = Image.open(io.BytesIO(bytes.fromhex(pictures["media"])))
    shown = np.asarray(picture.convert("RGB"))[40, picture.width // 2]
    assert shown[0] > 150
    assert shown[1:].max() < 60
    assert {"Undo", "Faster", "Cancel"} <= set(labels(pictures))
    assert pictures["notify"] == MIA.id
    harness.agent.preview_takes = 0.1
    preview = await preview_is_out(harness)
    assert preview["ref"] == pictures["ref"]
    assert ANNOUNCED in preview["text"]
    harness.agent.renders_take = 0.1
    await harness.over()
    (video,) = await harness.chat.posts(CHAT)
    assert video["ref"] == pictures["ref"]
    assert media(video) == "mp4"
    assert harness.chat.calls["replace_media"] == 2
    assert not list(tmp_path.rglob("*.png"))


@pytest.mark.usefixtures("still")
@pytest.mark.parametrize("trouble", ["slow", "unreadable", "refused", "unpostable"])
async def test_first_pictures_without_a_preview_become_the_video(
    harness: CoreHarness, trouble: str
) -> None:
    harness.agent.faults["download"] = [RenderFailed("cut off")]
    harness.agent.preview_takes = 0.4
    match trouble:
        case "unreadable":
            harness.agent.still_picture = b"no picture"
        case "refused":
            harness.agent.faults["still"] = [AgentRefused("no")]
        case "unpostable":
            await harness.chat.mishaps("big")
        case _:
            pass
    await harness.say("cut it", "a.mp4")
    await harness.over()
    (video,) = await harness.chat.posts(CHAT)
    assert media(video) == "mp4"
    assert harness.chat.calls["replace_media"] == (trouble == "slow")


@pytest.mark.usefixtures("still")
@pytest.mark.parametrize(
    ("ends", "words"),
    [("faster", "Another message came"), ("cancel", "you cancelled the video")],
)
async def test_pictures_whose_video_is_not_made_say_so(
    harness: CoreHarness, ends: str, words: str
) -> None:
    await harness.say("cut it", "a.mp4")
    pictures = await pictures_are_out(harness)
    if ends == "cancel":
        await harness.press("Cancel")
    else:
        await harness.say(ends)
        await harness.at(Step.INSTRUCTING)
        harness.agent.preview_takes = 0.1
    await harness.over()
    post = (await harness.chat.posts(CHAT))[0]
    assert post["ref"] == pictures["ref"]
    assert "only the first pictures" in post["text"]
    assert words in post["text"]


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


async def test_a_newer_edit_drops_the_older_video_and_the_preview_says_so(
    harness: CoreHarness, redis: Redis
) -> None:
    harness.agent.renders_take = LONG
    await harness.say("cut it", "a.mp4")
    first = await preview_is_out(harness)
    await harness.at(Step.RENDERING)
    await harness.say("make it faster")
    await harness.until(lambda: redis.scard("agent:cancelled"))
    harness.agent.renders_take = 0.1
    await harness.over()
    old, new = await harness.chat.posts(CHAT)
    assert old["ref"] == first["ref"]
    assert media(old) == "preview"
    assert "only the preview. Another message came" in old["text"]
    assert ANNOUNCED not in old["text"]
    assert {"Export", "Undo"} <= set(labels(old))
    assert media(new) == "mp4"
    assert await harness.sent() == ["cut it", "make it faster"]
    assert len(await redis.smembers("agent:cancelled")) == 1


async def test_a_dropped_video_is_made_after_all_if_the_newer_edit_fails(
    harness: CoreHarness, redis: Redis
) -> None:
    harness.agent.renders_take = LONG
    await harness.say("cut it", "a.mp4")
    await preview_is_out(harness)
    await harness.at(Step.RENDERING)
    harness.agent.faults["instruct"] = [AgentRefused("no")]
    await harness.say("make it impossible")
    await harness.until(lambda: redis.scard("agent:cancelled"))
    harness.agent.renders_take = 0.1
    await harness.over()
    assert sorted(await shown(harness)) == ["", "mp4", "preview"]


async def test_words_that_come_during_the_preview_itself_make_it_needless(
    harness: CoreHarness,
) -> None:
    harness.agent.preview_takes = LONG
    await harness.say("cut it", "a.mp4")
    await harness.at(Step.PREVIEWING)
    await harness.say("make it faster")
    await harness.at(Step.INSTRUCTING)
    harness.agent.preview_takes = 0.1
    await harness.over()
    old, new = await harness.chat.posts(CHAT)
    assert (media(old), media(new)) == ("", "mp4")
    assert "Did: cut it" in old["text"]


@pytest.mark.parametrize("trouble", ["refused", "failed", "slow", "unpostable"])
async def test_a_preview_that_fails_costs_nothing_but_itself(
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


async def test_a_video_too_big_for_the_chat_is_told_under_its_preview(
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


async def test_a_cancelled_render_leaves_its_preview_with_a_way_to_the_video(
    harness: CoreHarness,
) -> None:
    harness.agent.renders_take = LONG
    await harness.say("cut it", "a.mp4")
    await preview_is_out(harness)
    await harness.at(Step.RENDERING)
    await harness.press("Cancel")
    await harness.over()
    (post,) = await harness.chat.posts(CHAT)
    assert media(post) == "preview"
    assert "you cancelled the full video" in post["text"]
    assert "Did: cut it" in post["text"]
    harness.agent.renders_take = 0.1
    await harness.press("Export")
    await harness.over()
    assert await shown(harness) == ["preview", "mp4"]


async def test_another_worker_takes_over_between_preview_and_video(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent, chat, clock = FakeAgent(redis), FakeChat(redis), SystemClock()
    agent.previews, agent.renders_take = True, LONG
    sessions = RedisSessions(redis, agent, clock, Token("t"))
    given = replace(config(redis_url, tmp_path), lease=1.0)
    async with build(redis, agent, {"fake": chat}, sessions, clock, given) as core:
        harness = CoreHarness(core, agent, chat, sessions)
        first = asyncio.create_task(core.worker.run())
        await harness.say("cut it", "a.mp4")
        preview = await preview_is_out(harness)
        await harness.at(Step.RENDERING)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
    agent.renders_take = 0.1
    async with build(redis, agent, {"fake": chat}, sessions, clock, given) as core:
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
