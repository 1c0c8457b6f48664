"""A newer edit or a cancellation drops a video; its preview stays and says so."""

from redis.asyncio import Redis

from core.errors import AgentRefused
from core.model.turn import Step
from tests.core.harness import (
    CHAT,
    CoreHarness,
)
from tests.core.previews.preview_posts import (
    ANNOUNCED,
    LONG,
    labels,
    media,
    preview_is_out,
    shown,
)


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
    with harness.agent.busy():
        await harness.say("make it faster")
        await harness.at(Step.INSTRUCTING)
        harness.agent.preview_takes = 0.1
    await harness.over()
    old, new = await harness.chat.posts(CHAT)
    assert (media(old), media(new)) == ("", "mp4")
    assert "Did: cut it" in old["text"]


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
