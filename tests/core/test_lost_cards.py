"""Cards whose post was not recorded: the next worker finds them and ends them."""

import asyncio
from pathlib import Path
from typing import Any

from core.model.chat import MessageRef
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


async def test_no_platform_is_searched_on_a_good_day(harness: CoreHarness) -> None:
    await harness.say("cut it", "a.mp4")
    await harness.say("faster")
    await harness.over()
    assert harness.chat.calls["find"] == 0


async def test_a_button_of_a_card_that_outlived_its_turn_ends_the_card(
    harness: CoreHarness,
) -> None:
    harness.agent.takes = 0.5
    await harness.say("cut it", "a.mp4")

    async def shown() -> list[dict[str, Any]]:
        return [p for p in await harness.chat.posts(CHAT) if p["card"]]

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
