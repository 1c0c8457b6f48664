"""Cards whose post was not recorded: the next worker finds them and ends them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from core.errors import AgentRefused
from core.model.chat import MessageRef
from core.model.reply import Receipt
from core.model.turn import Step
from tests.core.harness import CHAT, CoreHarness, running_core
from tests.patience import PATIENCE


async def test_a_card_posted_by_a_worker_that_died_is_taken_over(
    redis: Any, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(redis, redis_url, tmp_path, lease=0.5) as first:
        first.chat.die_after_card = True
        await first.say("cut it", "a.mp4")
        async with asyncio.timeout(PATIENCE):
            await first.chat.died.wait()
    async with running_core(redis, redis_url, tmp_path) as second:
        (orphan,) = [p for p in await second.chat.posts(CHAT) if p["card"]]
        await second.over()
        posts = await second.chat.posts(CHAT)
        assert orphan["ref"] not in [post["ref"] for post in posts]
        assert [bool(post["media"]) for post in posts] == [True]


async def test_without_lost_cards_no_message_is_searched_for(
    harness: CoreHarness,
) -> None:
    await harness.say("cut it", "a.mp4")
    await harness.say("faster")
    await harness.over()
    assert harness.chat.calls["find"] == 0


async def test_a_button_of_a_card_that_outlived_its_turn_ends_the_card(
    harness: CoreHarness,
) -> None:
    async def shown() -> list[dict[str, Any]]:
        return [p for p in await harness.chat.posts(CHAT) if p["card"]]

    with harness.agent.busy():
        await harness.say("cut it", "a.mp4")
        await harness.until(shown)
        (card,) = await shown()
    (data,) = [data for label, data, _ in card["buttons"] if label == "Cancel"]
    await harness.over()
    await harness.chat.restore(card)
    ref = MessageRef(card["ref"])
    assert await harness.press_data(data, ref=ref) == "There is nothing to cancel."
    await harness.core.inbound.drain()
    (left,) = [p for p in await harness.chat.posts(CHAT) if p["ref"] == card["ref"]]
    assert left["text"] == "This request has ended."
    assert left["buttons"] == []


async def settled(harness: CoreHarness) -> None:
    """Wait until no message is left to be ended."""
    await harness.over()

    async def none_left() -> bool:
        return not await harness.redis.zcard("{vm}:strays")

    await harness.until(none_left)


@pytest.fixture
async def quick(
    redis: Any, redis_url: str, tmp_path: Path
) -> AsyncIterator[CoreHarness]:
    """A core that looks for cards left behind after a short time."""
    async with running_core(redis, redis_url, tmp_path, lease=0.5) as harness:
        yield harness


async def test_a_card_whose_deletion_fails_is_deleted_later(quick: CoreHarness) -> None:
    await quick.chat.delete_mishaps("refused", "refused")
    await quick.say("cut it", "a.mp4")
    await settled(quick)
    (video,) = await quick.chat.posts(CHAT)
    assert video["media"]


async def test_a_card_that_cannot_be_deleted_shows_how_the_turn_ended(
    quick: CoreHarness,
) -> None:
    await quick.chat.delete_mishaps("rejected", "rejected")
    await quick.say("cut it", "a.mp4")
    await settled(quick)
    card, video = await quick.chat.posts(CHAT)
    assert video["media"]
    assert (card["text"], card["buttons"]) == ("Done", [])


async def test_a_cancelled_turn_is_shown_so_though_the_platform_refused_at_first(
    quick: CoreHarness,
) -> None:
    with quick.agent.busy():
        await quick.say("one", "a.mp4")
        await quick.at(Step.INSTRUCTING)
        await quick.say("two")
        await quick.core.inbound.drain()
        await quick.chat.edit_mishaps("flood")
        await quick.press("Cancel")
    await settled(quick)
    (card,) = [p for p in await quick.chat.posts(CHAT) if not p["media"]]
    assert (card["text"], card["buttons"]) == ("Cancelled", [])


async def test_the_card_of_a_turn_whose_reason_is_refused_tells_that_it_stopped(
    quick: CoreHarness,
) -> None:
    await quick.chat.edit_mishaps("rejected")
    quick.agent.faults["instruct"] = [AgentRefused("no")] * 9
    await quick.say("cut it", "a.mp4")
    await settled(quick)
    (card,) = await quick.chat.posts(CHAT)
    assert card["text"] == "Stopped"
    assert [label for label, _, _ in card["buttons"]] == ["Try again"]


async def test_a_video_that_was_delivered_is_never_taken_for_a_card_left_behind(
    redis: Any, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(redis, redis_url, tmp_path, lease=0.5) as first:
        first.agent.previews = True
        first.chat.die_at_receipt = Receipt.DONE
        await first.say("cut it", "a.mp4")
        async with asyncio.timeout(PATIENCE):
            await first.chat.died.wait()
    async with running_core(redis, redis_url, tmp_path, lease=0.5) as second:
        await settled(second)
        (video,) = await second.chat.posts(CHAT)
        assert video["media"]
        assert "Did: cut it" in video["text"]
