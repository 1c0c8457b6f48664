"""From clips dropped on Telegram to the video posted there: alone, and three in a group."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bots.telegram.wire import ids as names
from tests.bots.telegram.rendered import labels, visible_messages
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import USERNAME
from tests.journeys.bot_with_studio import BotWithStudio, run_bot_with_studio
from tests.media.footage import picture_size


@pytest.fixture
async def scene(
    redis: Redis, redis_url: str, studio_server: str, tmp_path: Path
) -> AsyncIterator[BotWithStudio]:
    async with (
        FakeTelegram() as telegram,
        run_bot_with_studio(
            telegram, redis, redis_url, studio_server, tmp_path
        ) as running,
    ):
        yield running
        assert telegram.complaints == []
        assert telegram.limiter.refused == []


@pytest.mark.journey
async def test_someone_who_never_saw_the_bot_makes_a_video(
    scene: BotWithStudio,
) -> None:
    telegram = scene.telegram
    chat = names.chat_id(telegram.private["id"])
    await telegram.say("/start")
    await telegram.until(lambda: visible_messages(telegram, telegram.private))
    assert (
        "Send me your video clips now"
        in visible_messages(telegram, telegram.private)[0].text
    )
    for clip in scene.clips:
        await telegram.drop(clip, album="a1", name="clip.mp4")
    await telegram.drop(scene.song, "audio", name="song.wav", mime="audio/wav")
    words = await telegram.say("sync it to the beat, 3 seconds, 360p")
    video = await scene.wait_for_video(telegram.private)
    await scene.wait_until_idle(chat)
    assert scene.bytes_of(video)[4:8] == b"ftyp"
    fields = video["_fields"]
    assert fields["supports_streaming"]
    assert (fields["width"] > 0, fields["height"] > 0) == (True, True)
    assert fields["duration"] in {2, 3, 4}
    message = (telegram.private["id"], words["message_id"])
    assert telegram.reactions[message] == "👍"
    texts = [each.text for each in visible_messages(telegram, telegram.private)]
    assert any("Timeline" in text for text in texts), texts
    menu = next(m for m in telegram.seen(telegram.private) if "Vertical" in labels(m))
    await telegram.answered(await telegram.press(menu, "Vertical"))
    upright = await scene.wait_for_video(telegram.private, 2)
    assert upright["_fields"]["height"] > upright["_fields"]["width"]
    await scene.wait_until_idle(chat)


@pytest.mark.journey
async def test_the_preview_becomes_the_video_in_the_same_message(
    scene: BotWithStudio,
) -> None:
    telegram, private = scene.telegram, scene.telegram.private
    for clip in scene.clips:
        await telegram.drop(clip, album="a1", name="clip.mp4")
    await telegram.say("cut it, 2 seconds, 720p, no music")
    preview = await scene.wait_for_video(private)
    assert "Preview." in preview["caption"]
    shown = scene.bytes_of(preview)
    await scene.wait_until_idle(names.chat_id(private["id"]))
    (video,) = [m for m in telegram.seen(private) if "video" in m]
    assert video["message_id"] == preview["message_id"]
    assert "Preview." not in video["caption"]
    assert "Undo" in labels(video)
    assert [picture_size(data) for data in (shown, scene.bytes_of(video))] == [
        (960, 540),
        (1280, 720),
    ]


@pytest.mark.journey
async def test_one_of_three_versions_is_chosen_by_its_preview(
    scene: BotWithStudio,
) -> None:
    telegram, private = scene.telegram, scene.telegram.private
    chat = names.chat_id(private["id"])
    for clip in scene.clips:
        await telegram.drop(clip, album="a1", name="clip.mp4")
    await telegram.drop(scene.song, "audio", name="song.wav", mime="audio/wav")
    await telegram.say("sync it to the beat, 3 seconds, 240p")
    await scene.wait_for_video(private)
    await scene.wait_until_idle(chat)
    await telegram.say("show me three versions")
    question = await telegram.until(
        lambda: [m for m in telegram.seen(private) if "Option 3" in labels(m)]
    )
    previews = [m for m in telegram.seen(private) if "video" in m][1:]
    captions = [message["caption"].partition(": ") for message in previews]
    assert [label for label, _, _ in captions] == ["Option 1", "Option 2", "Option 3"]
    about = [line for _, _, line in captions]
    assert len(set(about)) == 3
    assert all(" clip " in line for line in about)
    assert len({scene.bytes_of(message) for message in previews}) == 3
    await scene.wait_until_idle(chat)
    await telegram.answered(await telegram.press(question[0], "Option 2"))
    chosen = await scene.wait_for_video(private, 5)
    await scene.wait_until_idle(chat)
    assert "Now using option" in chosen["caption"]


@pytest.mark.journey
async def test_a_group_of_three_makes_a_video_together(scene: BotWithStudio) -> None:
    """In a topic under privacy mode: only replies, mentions and captions reach the bot."""
    telegram = scene.telegram
    group, topic = telegram.group, 77
    chat = names.chat_id(group["id"], topic)
    await telegram.say("what shall we do tonight?", chat=group, topic=topic)
    await telegram.say(f"/start@{USERNAME}", telegram.bob, group, topic=topic)
    await telegram.until(lambda: visible_messages(telegram, group))
    hello = telegram.seen(group)[0]
    assert "only messages for me" in hello["text"]
    first, second, *_ = scene.clips
    await telegram.drop(
        first, user=telegram.bob, chat=group, topic=topic, answers=hello
    )
    await telegram.drop(
        second, user=telegram.alice, chat=group, topic=topic, answers=hello
    )
    await telegram.drop(
        scene.song,
        "audio",
        f"@{USERNAME} 按节拍剪辑，3秒，360p",
        telegram.carol,
        group,
        topic=topic,
        name="song.wav",
        mime="audio/wav",
    )
    video = await scene.wait_for_video(group)
    await scene.wait_until_idle(chat)
    assert video["message_thread_id"] == topic
    assert "个镜头" in video["caption"]
    assert scene.bytes_of(video)[4:8] == b"ftyp"
    assert all(m.get("message_thread_id") == topic for m in telegram.seen(group))
    await telegram.say("/status", telegram.bob, group, topic=topic)
    status = await telegram.until(
        lambda: [
            s for s in visible_messages(telegram, group) if "3" in s.text and s.answered
        ]
    )
    assert status
