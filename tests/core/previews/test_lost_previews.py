"""Previews whose post was not recorded: the next worker continues in the same message."""

import asyncio
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from core.errors import LeaseLost
from core.flows.turn.context import TurnContext
from core.model.chat import MessageRef
from core.model.reply import Reply
from core.model.turn import (
    Lease,
    Step,
    Turn,
    TurnId,
    TurnKind,
    TurnProgress,
    TurnRequest,
)
from tests.core.harness import CHAT, MIA, CoreHarness, running_core
from tests.patience import PATIENCE

LONG = 3600.0
"""Seconds of a render that the test does not wait for."""


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (32, 18), "#c00000").save(out, "JPEG")
    return out.getvalue()


async def die_at_preview(harness: CoreHarness, *, still: bool) -> None:
    """Let the worker die when the preview, or its first pictures, are posted."""
    harness.agent.previews, harness.agent.renders_take = True, LONG
    if still:
        harness.agent.still_picture, harness.agent.preview_takes = jpeg(), LONG
    harness.chat.die_after_media = True
    await harness.say("cut it", "a.mp4")
    async with asyncio.timeout(PATIENCE):
        await harness.chat.died.wait()
    (post,) = [p for p in await harness.chat.posts(CHAT) if p["media"]]
    assert "will replace" in post["text"]


@pytest.mark.parametrize("still", [False, True])
async def test_a_newer_edit_ends_the_preview_of_a_worker_that_died(
    redis: Any, redis_url: str, tmp_path: Path, still: bool
) -> None:
    async with running_core(redis, redis_url, tmp_path) as first:
        await die_at_preview(first, still=still)
        await first.say("make it faster")
    async with running_core(redis, redis_url, tmp_path) as second:
        second.agent.previews = True
        await second.over()
        old, new = [p for p in await second.chat.posts(CHAT) if p["media"]]
        assert "Another message came" in old["text"]
        assert "will replace" not in old["text"]
        assert bytes.fromhex(new["media"]).startswith(b"mp4")
        assert await second.sent() == ["cut it", "make it faster"]


@pytest.mark.parametrize("still", [False, True])
async def test_a_cancel_ends_the_preview_of_a_worker_that_died(
    redis: Any, redis_url: str, tmp_path: Path, still: bool
) -> None:
    async with running_core(redis, redis_url, tmp_path) as first:
        await die_at_preview(first, still=still)
        await first.press("Cancel")
    async with running_core(redis, redis_url, tmp_path) as second:
        await second.over()
        (post,) = [p for p in await second.chat.posts(CHAT) if p["media"]]
        assert "you cancelled the" in post["text"]
        assert "will replace" not in post["text"]


async def test_the_video_takes_the_place_of_a_preview_whose_worker_died(
    redis: Any, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(redis, redis_url, tmp_path) as first:
        await die_at_preview(first, still=False)
        (preview,) = [p for p in await first.chat.posts(CHAT) if p["media"]]
    async with running_core(redis, redis_url, tmp_path) as second:
        await second.over()
        (video,) = await second.chat.posts(CHAT)
        assert video["ref"] == preview["ref"]
        assert bytes.fromhex(video["media"]).startswith(b"mp4")
        assert second.chat.calls["post"] == 0


async def test_a_worker_that_lost_its_lease_changes_no_message(
    redis: Any, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(redis, redis_url, tmp_path) as harness:
        await harness.chat.post(CHAT, Reply("The answer."), "t.card")
        message = MessageRef("fake-1")
        turn = Turn(
            TurnId("t"),
            CHAT,
            TurnRequest(TurnKind.INSTRUCT, MIA),
            step=Step.RENDERING,
            progress=TurnProgress(preview_message=message),
            card=message,
        )
        deps = harness.core.worker.deps
        context = TurnContext(deps, Lease(CHAT, turn.id, 1), turn)
        context.renewed_at -= deps.config.lease
        await context.update_card()
        for change in (
            lambda: context.conclude(Reply("Another one.")),
            lambda: context.card.move_to(turn, MessageRef("fake-2")),
            lambda: context.card.replace(turn, Reply("A video.")),
            lambda: context.card.remove(turn),
        ):
            with pytest.raises(LeaseLost):
                await change()
        assert await harness.texts() == ["The answer."]
        context.renewed_at += deps.config.lease
        await context.conclude(Reply("The same answer."))
        assert await harness.texts() == ["The same answer."]
