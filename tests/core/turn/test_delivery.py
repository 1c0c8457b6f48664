"""How a video is delivered: as a file, a link, a smaller file, or only told."""

import json
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from redis.asyncio import Redis

from core.errors import AgentRefused, RenderFailed
from core.model.chat import ChatId
from core.rules.draft.downscale import downscale_draft, draft_size, smaller_side
from core.rules.intake.links import is_public, registration_url
from tests.core.harness import CHAT, CoreHarness, running_core
from tests.fakes.agent import FakeAgent


@pytest.mark.parametrize(
    ("url", "of_use"),
    [
        ("https://cdn.nemovideo.com/x.mp4", True),
        ("http://203.0.114.9/x.mp4", True),
        ("http://127.0.0.1:8000/x.mp4", False),
        ("http://localhost/x.mp4", False),
        ("http://studio:8080/x.mp4", False),
        ("http://10.0.0.4/x.mp4", False),
        ("http://[::1]/x.mp4", False),
        ("http://[", False),
        ("file:///x.mp4", False),
        ("", False),
    ],
)
def test_only_addresses_that_others_can_open_are_shown(url: str, of_use: bool) -> None:
    assert is_public(url) is of_use


def test_the_way_to_register_carries_who_it_is() -> None:
    link = registration_url("https://nemo.test/", "anon_a b")
    assert link == "https://nemo.test/register?bind=anon_a%20b"
    assert registration_url("", "anon") == ""
    assert registration_url("https://nemo.test", "") == "https://nemo.test/register"


@given(st.integers(2, 4000), st.integers(2, 4000), st.sampled_from([720, 540, 240]))
def test_a_smaller_draft_keeps_its_shape_in_even_pixels(
    width: int, height: int, side: int
) -> None:
    draft = {"t": [], "m": {"width": width, "height": height, "title": "x"}}
    small = downscale_draft(draft, side)
    size = draft_size(small)
    if side >= min(width, height):
        assert small == draft
        return
    assert all(each % 2 == 0 for each in size)
    assert abs(min(size) - side) <= 1
    assert abs(size[0] * height - size[1] * width) <= 2 * max(width, height)
    assert small["m"]["title"] == "x"


@given(st.integers(240, 2160), st.integers(1, 10**9), st.integers(1, 10**9))
def test_smaller_is_smaller_or_nothing(short: int, size: int, limit: int) -> None:
    assert smaller_side(short, size, limit) < short


async def test_a_video_too_big_for_the_chat_is_made_smaller_where_there_is_no_link(
    harness: CoreHarness,
) -> None:
    harness.agent.url = "http://127.0.0.1:9/files/x.mp4"
    harness.agent.size, harness.chat.upload = 60 << 20, 10 << 20
    await harness.say("cut it", "a.mp4")
    await harness.over()
    (video,) = await harness.chat.videos(CHAT)
    assert 1_000_000 < len(video["media"]) // 2 <= 10 << 20
    assert "240p" in video["text"]
    assert "is 60 MB, and this chat takes 10 MB" in video["text"]
    assert len(harness.agent.renders) == 2
    assert not any(
        "127.0.0.1" in json.dumps(post) for post in await harness.chat.posts()
    )


async def test_a_video_that_no_size_helps_says_so_and_what_would(
    harness: CoreHarness,
) -> None:
    harness.agent.url, harness.agent.size = "http://127.0.0.1:9/x.mp4", 60 << 20
    harness.chat.upload = 100_000
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert await harness.chat.videos(CHAT) == []
    last = (await harness.texts())[-1]
    assert "60 MB" in last
    assert "127.0.0.1" not in last
    await harness.press("Make it shorter")
    await harness.over()
    assert (await harness.sent())[-1] == "Make it 30 seconds long"


async def test_an_expired_link_is_replaced_by_a_new_one(harness: CoreHarness) -> None:
    harness.agent.faults["download"] = [RenderFailed("403")]
    harness.chat.upload = 3
    await harness.say("cut it", "a.mp4")
    await harness.over()
    last = (await harness.chat.posts(CHAT))[-1]
    assert "https://cdn.test/x.mp4" in last["text"]
    assert [b for b in last["buttons"] if b[2].startswith("https://nemo.test/")]


async def test_a_render_that_fails_is_tried_once_more_with_a_new_id(
    harness: CoreHarness,
) -> None:
    harness.agent.faults["render_status"] = [RenderFailed("x")]
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert "render failed" in (await harness.texts())[-1]
    await harness.press("Export")
    await harness.over()
    assert await harness.sent() == ["cut it"]  # a finished render is not paid again
    assert len(await harness.chat.videos(CHAT)) == 1


async def test_an_agent_that_never_knows_a_render_is_given_up(
    harness: CoreHarness,
) -> None:
    harness.agent.faults["render_status"] = [AgentRefused("no such render", 404)] * 9
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert "The agent says: no such render" in (await harness.texts())[-1]


async def test_two_turns_of_one_millisecond_have_two_videos(
    harness: CoreHarness,
) -> None:
    for number in range(3):
        await harness.say("cut it", f"{number}.mp4", chat=f"fake:{number}")
    for number in range(3):
        await harness.over(ChatId(f"fake:{number}"))
    videos = await harness.chat.videos()
    assert len({video["media"] for video in videos}) == 3


async def test_a_video_that_is_not_kept_any_more_can_be_made_again(
    harness: CoreHarness,
) -> None:
    await harness.chat.mishaps("lost")
    await harness.say("cut it", "a.mp4")
    await harness.over()
    harness.agent.faults["render_status"] = [AgentRefused("no such render", 404)] * 2
    await harness.press("Send again")
    await harness.over()
    assert "no longer stored" in (await harness.texts())[-1]
    await harness.press("Export")
    await harness.over()
    assert len(await harness.chat.videos(CHAT)) == 2
    assert await harness.sent() == ["cut it"]


async def test_a_chat_that_takes_no_files_is_named_as_the_reason(
    harness: CoreHarness,
) -> None:
    harness.chat.upload = 0
    await harness.say("sync to the beat", "a.mp4")
    await harness.over()
    last = (await harness.texts())[-1]
    assert "not allowed to send files here" in last
    assert "MB" not in last


@pytest.mark.parametrize("shown", [True, False])
async def test_a_video_whose_worker_died_at_its_post_is_shown_once_where_repeats_are_known(
    redis: Redis, redis_url: str, tmp_path: Path, shown: bool
) -> None:
    agent = FakeAgent(redis)
    first = running_core(redis, redis_url, tmp_path, agent=agent, idempotent=True)
    async with first as dying:
        dying.chat.die_after_media, dying.chat.die_before_media = shown, not shown
        await dying.say("cut it", "a.mp4")
        await dying.chat.died.wait()
    second = running_core(redis, redis_url, tmp_path, agent=agent, idempotent=True)
    async with second as alive:
        await alive.over()
        assert len(await alive.chat.videos(CHAT)) == 1
        assert not any("may have" in text for text in await alive.texts())
