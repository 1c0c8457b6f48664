"""In groups people talk to one another: the bot takes only what is meant for it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from core.model.chat import Clip
from core.model.inbound import MessageReceived
from tests.core.harness import CHAT, MIA, TOM, CoreHarness, running_core


def dropped(harness: CoreHarness, name: str, **more: Any) -> MessageReceived:
    """A clip that people see in the group and that does not mention the bot."""
    message = harness.message(addressed=False, **more)
    clip = Clip(name, name, source=message.message, owner=message.sender.id)
    return replace(message, clips=(clip,))


async def hear(harness: CoreHarness, *messages: MessageReceived) -> None:
    for message in messages:
        await harness.core.inbound.handle_inbound(message)
    await harness.over()


async def test_friends_clips_and_remarks_get_no_answer(harness: CoreHarness) -> None:
    await hear(
        harness,
        dropped(harness, "party.mp4"),
        dropped(harness, "cat.mp4", sender=TOM, text="look at this"),
        harness.message("make it faster", addressed=False),
        harness.message("export", addressed=False),
    )
    assert await harness.texts() == []
    assert await harness.agent.files() == []


async def test_clips_come_in_while_the_persons_wish_waits_for_them(
    harness: CoreHarness,
) -> None:
    await harness.say("sync to the beat")
    await harness.over()
    await hear(
        harness,
        dropped(harness, "toms.mp4", sender=TOM),
        dropped(harness, "mias.mp4", text="haha"),
    )
    assert await harness.agent.files() == ["mias.mp4"]
    assert await harness.sent() == ["sync to the beat"]


async def test_clips_come_in_while_the_persons_tray_is_open(
    harness: CoreHarness,
) -> None:
    mine = Clip("a.mp4", "a.mp4", owner=MIA.id)
    await harness.say(clips=(mine,))
    await harness.over()
    await hear(
        harness,
        dropped(harness, "b.mp4"),
        dropped(harness, "toms.mp4", sender=TOM),
    )
    assert await harness.agent.files() == ["a.mp4", "b.mp4"]


@pytest.mark.parametrize("place", [0, 1, 2])
async def test_an_album_with_one_mention_comes_in_whole(
    harness: CoreHarness, place: int
) -> None:
    parts = [dropped(harness, f"{part}.mp4", album="g1") for part in range(3)]
    parts[place] = replace(parts[place], text="sync to the beat", addressed=True)
    await hear(harness, *parts)
    assert await harness.agent.files() == ["0.mp4", "1.mp4", "2.mp4"]
    assert await harness.sent() == ["sync to the beat"]


async def test_an_open_question_takes_the_persons_next_words(
    harness: CoreHarness,
) -> None:
    await harness.say("sync to the beat", "a.mp4")
    await harness.over()
    await harness.say("hi")
    await harness.over()
    await harness.press("Add a title")
    await hear(
        harness,
        harness.message("nice one", addressed=False, sender=TOM),
        harness.message("Summer", addressed=False),
    )
    assert (await harness.sent())[1:] == ["Summer"]


async def test_a_refusal_comes_once_for_an_album_with_the_ids_for_the_owner(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(redis, redis_url, tmp_path, allow=(TOM.id,)) as harness:
        inbound = harness.core.inbound
        album = [harness.message("", f"{part}.mp4", album="g1") for part in range(3)]
        notices = [(await inbound.handle_inbound(each)).notice for each in album]
        assert [bool(notice) for notice in notices] == [True, False, False]
        assert MIA.id in notices[0]
        assert CHAT in notices[0]
        alone = await inbound.handle_inbound(harness.message("hi", private=True))
        assert MIA.id in alone.notice
        assert CHAT not in alone.notice
        aside = harness.message("hi all", addressed=False)
        assert (await inbound.handle_inbound(aside)).notice == ""


@pytest.mark.parametrize(
    ("allow", "heard"), [("fake:guild:7", True), ("fake:guild:77", False)]
)
async def test_an_allowed_server_lets_its_channels_in(
    redis: Redis, redis_url: str, tmp_path: Path, allow: str, heard: bool
) -> None:
    async with running_core(redis, redis_url, tmp_path, allow=(allow,)) as harness:
        message = harness.message("cut it", "a.mp4", within=("fake:guild:7", "fake:9"))
        assert (
            bool((await harness.core.inbound.handle_inbound(message)).notice) != heard
        )
        await harness.over()
