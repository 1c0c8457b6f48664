"""Files, threads and channels of answers: what is too large, archived, locked or deleted."""

import tracemalloc
from pathlib import Path

import pytest
from aiohttp import web
from redis.asyncio import Redis

from bots.discord.send.adapter import DiscordAdapter
from bots.discord.transport.api import Api
from bots.discord.wire import ids as names
from bots.discord.wire.ids import Ref
from bots.discord.wire.inbound import videos_of
from bots.discord.wire.outbound import Attachment
from core.errors import ChatGone, MediaTooLarge, NotSent
from core.model.inbound import RepliedMessage
from core.model.reply import Media, MediaKind, Receipt, Reply
from tests.bots.discord.answers.channel import DAY, ChannelWithInteraction, film
from tests.bots.discord.recording_handler import RecordingHandler, listening
from tests.bots.discord.rendered import visible_messages
from tests.fakes.discord.bodies import words_of
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.state import TOKEN


async def test_files_that_may_not_be_attached_become_a_link(
    here: ChannelWithInteraction, discord: FakeDiscord, tmp_path: Path
) -> None:
    discord.denied.add(here.id)
    with pytest.raises(MediaTooLarge):
        await here.post("Video", None, "k1", media=film(tmp_path))


async def test_a_boosted_guild_takes_more(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    discord.guild["premium_tier"] = 2
    assert (await here.adapter.limits(here.chat)).upload == 50 << 20


async def test_more_than_the_place_takes_is_not_even_tried(
    here: ChannelWithInteraction, discord: FakeDiscord, tmp_path: Path
) -> None:
    file = tmp_path / "big.mp4"
    with file.open("wb") as opened:
        opened.truncate(11 << 20)
    media = Media(MediaKind.VIDEO, str(file), "big.mp4", 11 << 20)
    with pytest.raises(MediaTooLarge) as refused:
        await here.post("Video", None, "k1", media=media)
    assert refused.value.limit == 10 << 20
    assert not any("POST" in route for route in discord.rest.calls)


async def test_an_archived_thread_is_opened_again(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    thread = discord.add_thread(discord.channel, "cut", discord.alice["id"])
    thread["thread_metadata"]["archived"] = True
    chat = names.chat_id(thread["id"])
    await here.adapter.post(chat, Reply("Back again"), "k1")
    assert not thread["thread_metadata"]["archived"]
    assert [each.text for each in visible_messages(discord, thread["id"])] == [
        "Back again"
    ]


async def test_a_locked_thread_is_left_for_its_channel(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    thread = discord.add_thread(discord.channel, "cut", discord.alice["id"])
    thread["thread_metadata"] |= {"archived": True, "locked": True}
    chat = names.chat_id(thread["id"])
    await here.adapter.post(chat, Reply("Your video"), "k1")
    assert here.texts() == ["Your video"]


async def test_a_deleted_channel_is_an_error_of_its_own(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    del discord.channels[here.id]
    with pytest.raises(ChatGone):
        await here.post("Hi", None, "k1")


async def test_a_deleted_question_is_answered_all_the_same(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    message = await discord.write("hello")
    await discord.remove(message)
    await here.post("Hi", Ref(here.id, message["id"]), "k1")
    assert here.texts() == ["Hi"]


@pytest.mark.parametrize(
    ("kind", "name"), [(MediaKind.IMAGE, "timeline.png"), (MediaKind.FILE, "cut.edl")]
)
async def test_pictures_and_files_are_posted_under_their_names(
    here: ChannelWithInteraction,
    discord: FakeDiscord,
    tmp_path: Path,
    kind: MediaKind,
    name: str,
) -> None:
    ref = await here.deferred("status")
    await here.post("The timeline", ref, "k1", media=film(tmp_path, kind, name))
    message = discord.seen(here.id, by=discord.alice["id"])[0]
    assert [each["filename"] for each in message["attachments"]] == [name]
    assert words_of(message) == "The timeline"


async def test_a_file_is_sent_from_the_disk_piece_by_piece(tmp_path: Path) -> None:
    file = tmp_path / "long.mp4"
    size = 48 << 20
    with file.open("wb") as opened:
        opened.truncate(size)
    got = 0

    async def take(request: web.Request) -> web.Response:
        nonlocal got
        async for chunk in request.content.iter_chunked(1 << 16):
            got += len(chunk)
        return web.json_response({"id": "1"})

    app = web.Application(client_max_size=size * 2)
    app.router.add_post("/channels/{id}/messages", take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    api = Api(TOKEN, f"http://127.0.0.1:{runner.addresses[0][1]}")
    tracemalloc.start()
    attached = Attachment(file, "long.mp4")
    body = {"content": "Your video"}
    path, ids = "/channels/{channel}/messages", {"channel": "1"}
    await api.call("POST", path, ids, body, attachments=(attached,))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    await api.aclose()
    await runner.cleanup()
    assert got > size
    assert peak < size / 4


async def test_a_clip_with_an_expired_address_is_looked_up_again(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    file = discord.attach(b"video")
    message = await discord.write("", files=(file,))
    clip = videos_of(message)[0]
    assert await here.adapter.locate(clip) == file["url"]
    discord.shift = 2 * DAY
    discord.content_intent = True
    fresh = await here.adapter.locate(clip)
    assert fresh not in (None, file["url"])
    async with here.adapter.open(clip) as stream:
        assert b"".join([chunk async for chunk in stream.chunks]) == b"video"


@pytest.mark.parametrize("mishap", ["busy", "cut"])
async def test_a_clip_that_cannot_be_read_right_now_is_not_given_up(
    here: ChannelWithInteraction, discord: FakeDiscord, mishap: str
) -> None:
    file = discord.attach(b"video" * 100_000)
    clip = videos_of(await discord.write("", files=(file,)))[0]
    discord.rest.cdn_mishaps.append(mishap)
    with pytest.raises(NotSent):
        async with here.adapter.open(clip) as stream:
            _ = [chunk async for chunk in stream.chunks]
    async with here.adapter.open(clip) as stream:
        assert b"".join([chunk async for chunk in stream.chunks]) == b"video" * 100_000


async def test_a_clip_whose_new_address_cannot_be_asked_for_is_not_given_up(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    clip = videos_of(await discord.write("", files=(discord.attach(b"video"),)))[0]
    discord.shift = 2 * DAY
    await here.adapter.api.aclose()
    with pytest.raises(NotSent):
        await here.adapter.locate(clip)


async def test_an_error_of_whoever_reads_a_clip_is_not_the_clips(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    clip = videos_of(await discord.write("", files=(discord.attach(b"video"),)))[0]
    with pytest.raises(OSError, match="No space left"):
        async with here.adapter.open(clip):
            raise OSError("No space left on device")


async def test_a_sign_says_seen_and_then_done(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    message = await discord.write("hello")
    ref = Ref(here.id, message["id"]).encode()
    await here.adapter.acknowledge(here.chat, ref, Receipt.SEEN)
    await here.adapter.acknowledge(here.chat, ref, Receipt.DONE)
    assert discord.reactions == [(message["id"], "✅")]


async def test_a_question_has_a_field_for_its_answer(
    discord: FakeDiscord, redis: Redis
) -> None:
    handler = RecordingHandler()
    async with listening(discord, redis, handler) as adapter:
        chat = names.chat_id(discord.channel["id"])
        reply = Reply("What should the title say?", ask="Title text")
        ref = await adapter.post(chat, reply, "k1")
        question = discord.seen(discord.channel["id"])[0]
        pressed = await discord.press(question, "✏️ Title text")
        await discord.fill(
            pressed.answer["data"], {"answer": "Summer"}, message=question
        )
        answer = (await handler.messages())[0]
        done = Reply("Done", to=answer.message)
        await adapter.post(chat, done, "k2")
    shown = [each["content"] for each in discord.seen(discord.channel["id"])]
    assert shown == ["What should the title say?", "Done"]
    assert pressed.answer["type"] == 9
    assert answer.text == "Summer"
    id_ = adapter.message_id(ref)
    assert answer.reply == RepliedMessage("What should the title say?", id=id_)


async def test_a_person_is_reached_in_a_direct_message(
    discord: FakeDiscord, adapter: DiscordAdapter
) -> None:
    chat = await adapter.direct_chat(names.sender_id(discord.alice["id"]))
    await adapter.post(chat, Reply("The disk is nearly full."), "k1")
    (shown,) = visible_messages(discord, names.channel_of(chat))
    assert shown.text == "The disk is nearly full."
