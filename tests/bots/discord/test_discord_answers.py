"""How answers reach people: through a token, as ordinary messages, or in private."""

import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from redis.asyncio import Redis

from bots.discord.send.adapter import DiscordAdapter
from bots.discord.transport.api import Api
from bots.discord.transport.channel_cache import RedisCache
from bots.discord.wire import ids as names
from bots.discord.wire.ids import Ref, decode
from bots.discord.wire.inbound import videos_of
from bots.discord.wire.interactions import parse
from bots.discord.wire.outbound import Attachment
from core.errors import ChatGone, MediaTooLarge, MessageGone, NotSent
from core.model.chat import Media, MediaKind, Receipt, RepliedMessage, Reply
from tests.bots.discord.recording_handler import RecordingHandler, listening
from tests.bots.discord.rendered import visible_messages
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_handlers import words_of
from tests.fakes.discord_state import LOADING, TOKEN, Json

HOUR, DAY = 3600, 86_400


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as fake:
        yield fake
        assert fake.rest.complaints == []
        assert fake.rest.limiter.refused == 0


@pytest.fixture
async def adapter(discord: FakeDiscord, redis: Redis) -> AsyncIterator[DiscordAdapter]:
    shelf = RedisCache(redis)
    made = DiscordAdapter(TOKEN, discord.api_url, shelf, clock=discord.now)
    yield made
    await made.aclose()


class Here:
    """The channel, with an interaction that was promised an answer."""

    def __init__(self, discord: FakeDiscord, adapter: DiscordAdapter) -> None:
        self.discord, self.adapter = discord, adapter
        self.id = discord.channel["id"]
        self.chat = names.chat_id(self.id)

    async def promised(self, name: str = "edit", **where: Any) -> Ref:
        """Someone asked; we said that an answer will come."""
        data: Json = {"id": "1", "name": name, "type": 1, "options": []}
        event = await self.discord.asked(2, data, **where)
        asked = parse(event)
        assert asked is not None
        flags = {"flags": 64} if asked.ref.ephemeral else {}
        await self.adapter.interaction_replies.respond(
            asked.id, asked.ref.token, 5, flags
        )
        if asked.ref.token_only:
            await self.adapter.channel_cache.set_interaction_channel(
                asked.ref, asked.user
            )
        return asked.ref

    async def post(self, text: str, ref: Ref | None, key: str, **more: Any) -> Ref:
        to = ref.encode() if ref else None
        made = await self.adapter.post(self.chat, Reply(text, to=to, **more), key)
        found = decode(made)
        assert found is not None
        return found

    async def edit(self, ref: Ref, text: str) -> Ref:
        reply = Reply(text, card=True)
        found = decode(await self.adapter.edit(self.chat, ref.encode(), reply))
        assert found is not None
        return found

    def texts(self, by: str = "") -> list[str]:
        return [each.text for each in visible_messages(self.discord, self.id, by)]

    def loading(self) -> bool:
        there = self.discord.messages[self.id].values()
        return any(message["flags"] & LOADING for message in there)


@pytest.fixture
def here(discord: FakeDiscord, adapter: DiscordAdapter) -> Here:
    return Here(discord, adapter)


def film(
    folder: Path, kind: MediaKind = MediaKind.VIDEO, name: str = "cut.mp4"
) -> Media:
    file = folder / name
    file.write_bytes(b"\x00\x00\x00\x18ftypmp42" + bytes(2000))
    return Media(kind, str(file), name, file.stat().st_size)


# the promise and what follows


async def test_the_first_post_keeps_the_promise_the_next_is_a_message(
    here: Here,
) -> None:
    ref = await here.promised()
    card = await here.post("Working", ref, "t1.card", card=True)
    await here.edit(card, "Done")
    result = await here.post("Your video", ref, "t1.v")
    assert here.texts() == ["Done", "Your video"]
    assert not result.token
    assert not here.loading()


async def test_a_repeated_first_post_changes_what_it_said(here: Here) -> None:
    ref = await here.promised()
    await here.post("Working", ref, "t1.card")
    await here.post("Working still", ref, "t1.card")
    assert here.texts() == ["Working still"]


async def test_a_repeated_post_is_shown_once(here: Here) -> None:
    limits = await here.adapter.limits(here.chat)
    assert limits.idempotent_posts
    for _ in range(2):
        await here.post("Your video", None, "t1.v")
    assert here.texts() == ["Your video"]


async def test_a_post_repeated_after_a_long_absence_is_shown_once(
    here: Here, discord: FakeDiscord, tmp_path: Path
) -> None:
    """Discord has forgotten the nonce; we look before we repeat."""
    video = film(tmp_path)
    first = await here.post("Your video", None, "t1.v", media=video)
    discord.shift = 3 * HOUR
    assert await here.post("Your video", None, "t1.v", media=video) == first
    await here.post("Something else", None, "t1.w")
    assert here.texts() == ["Your video", "Something else"]


async def test_a_post_that_never_arrived_is_made_after_a_long_absence(
    here: Here, discord: FakeDiscord
) -> None:
    discord.rest.mishaps.append("refused")
    with pytest.raises(NotSent):
        await here.post("Your video", None, "t1.v")
    discord.shift = 3 * HOUR
    await here.post("Your video", None, "t1.v")
    assert here.texts() == ["Your video"]


async def test_a_card_moves_out_of_the_token_before_it_dies(
    here: Here, discord: FakeDiscord
) -> None:
    card = await here.post("10 %", await here.promised(), "t1.card", card=True)
    discord.shift = 14 * 60
    moved = await here.edit(card, "50 %")
    discord.shift = 16 * 60
    last = await here.edit(moved, "90 %")
    assert here.texts() == ["90 %"]
    assert moved == last
    assert not moved.token


async def test_a_token_that_dies_unseen_is_survived(
    here: Here, discord: FakeDiscord
) -> None:
    ref = await here.promised()
    card = await here.post("10 %", ref, "t1.card", card=True)
    discord.interactions[card.token].born -= HOUR  # Discord's clock is ahead of ours
    moved = await here.edit(card, "50 %")
    await here.post("Your video", ref, "t1.v")
    assert not moved.token
    assert here.texts()[-2:] == ["50 %", "Your video"]


async def test_an_answer_after_the_tokens_life_is_an_ordinary_message(
    here: Here, discord: FakeDiscord
) -> None:
    ref = await here.promised()
    discord.shift = HOUR
    await here.post("Sorry for the wait", ref, "t1.r")
    assert here.texts() == ["Sorry for the wait"]


async def test_a_card_older_than_an_hour_is_posted_anew(
    here: Here, discord: FakeDiscord
) -> None:
    card = await here.post("10 %", None, "t1.card", card=True)
    discord.shift = HOUR + 60
    moved = await here.edit(card, "50 %")
    assert moved != card
    assert here.texts() == ["50 %"]


async def test_a_personal_matter_is_for_one_person_only(
    here: Here, discord: FakeDiscord
) -> None:
    ref = await here.promised("credits")
    await here.post("10 credits", ref, "k1")
    await here.post("And 5 more", ref, "k2", private_to=names.sender_id("1"))
    assert here.texts() == []
    assert here.texts(discord.alice["id"]) == ["10 credits", "And 5 more"]


async def test_a_refusal_after_a_promise_to_all_is_for_one(
    here: Here, discord: FakeDiscord
) -> None:
    ref = await here.promised()
    who = names.sender_id(discord.alice["id"])
    await here.post("Only Bob may do that.", ref, "k1", private_to=who)
    assert here.texts() == []
    assert here.texts(discord.alice["id"]) == ["Only Bob may do that."]
    assert not here.loading()


async def test_a_personal_matter_asked_in_a_channel_is_answered_in_private(
    here: Here, discord: FakeDiscord
) -> None:
    said = await discord.write("credits")
    who = names.sender_id(discord.alice["id"])
    ref = Ref(here.id, said["id"])
    await here.post("10 credits", ref, "k1", private_to=who)
    direct = discord.add_direct(discord.alice)
    assert here.texts() == []
    assert [each.text for each in visible_messages(discord, direct["id"])] == [
        "10 credits"
    ]


async def test_a_personal_matter_stays_private_after_the_tokens_life(
    here: Here, discord: FakeDiscord
) -> None:
    ref = await here.promised("credits")
    discord.shift = HOUR
    who = names.sender_id(discord.alice["id"])
    await here.post("10 credits", ref, "k1", private_to=who)
    assert here.texts() == []


async def test_a_command_cannot_be_deleted_but_its_answer_stays(
    here: Here, discord: FakeDiscord
) -> None:
    """What was typed into a command is seen by nobody, a token too."""
    ref = await here.promised("settings")
    await here.post("Never post a token here", ref, "k1")
    await here.adapter.delete(here.chat, ref.encode())
    assert here.texts(discord.alice["id"]) == ["Never post a token here"]


async def test_nobody_is_called_by_what_we_say(
    here: Here, discord: FakeDiscord
) -> None:
    ref = await here.promised()
    loud = f"@everyone <@{discord.alice['id']}> <@&{discord.guild['id']}>"
    card = await here.post(loud, ref, "k1")
    await here.edit(card, loud)
    await here.post(loud, ref, "k2")
    for message in discord.seen(here.id):
        assert message["mentions"] == []
        assert not message["mention_everyone"]


# where the bot itself is not


async def test_where_only_a_token_opens_the_door(
    here: Here, discord: FakeDiscord
) -> None:
    discord.outside.add(here.id)
    ref = await here.promised()
    card = await here.post("10 %", ref, "t1.card", card=True)
    await here.edit(card, "50 %")
    await here.post("Your video", ref, "t1.v")
    assert here.texts() == ["50 %", "Your video"]
    assert not (await here.adapter.limits(here.chat)).idempotent_posts


async def test_behind_a_closed_door_a_result_comes_in_private(
    here: Here, discord: FakeDiscord
) -> None:
    discord.outside.add(here.id)
    ref = await here.promised()
    card = await here.post("10 %", ref, "t1.card", card=True)
    discord.shift = HOUR
    with pytest.raises(MessageGone):
        await here.edit(card, "50 %")
    await here.post("Your video", ref, "t1.v")
    direct = discord.add_direct(discord.alice)
    assert [each.text for each in visible_messages(discord, direct["id"])] == [
        "Your video"
    ]


async def test_follow_ups_used_up_go_on_in_private(
    here: Here, discord: FakeDiscord
) -> None:
    discord.outside.add(here.id)
    ref = await here.promised()
    for number in range(8):
        await here.post(f"Part {number}", ref, f"k{number}")
    direct = discord.add_direct(discord.alice)
    told = [each.text for each in visible_messages(discord, direct["id"])]
    assert here.texts() + told == [f"Part {number}" for number in range(8)]
    assert told


async def test_a_secret_goes_to_its_person_or_to_nobody(
    here: Here, discord: FakeDiscord
) -> None:
    direct = discord.add_direct(discord.alice)
    alice = names.sender_id(discord.alice["id"])
    link = Reply("the link", secret=True, private_to=alice)
    await here.adapter.post(here.chat, link, "k1")
    told = [each.text for each in visible_messages(discord, direct["id"])]
    assert told == ["the link"]
    discord.outside.add(direct["id"])
    with pytest.raises(ChatGone):
        await here.adapter.post(here.chat, link, "k2")
    assert here.texts() == []


# what Discord refuses


async def test_a_forbidden_place_is_answered_through_the_token(
    here: Here, discord: FakeDiscord
) -> None:
    discord.denied.add(here.id)
    ref = await here.promised()
    await here.post("Working", ref, "k1")
    await here.post("Your video", ref, "k2")
    assert here.texts() == ["Working", "Your video"]


async def test_who_cannot_be_answered_is_told_in_private(
    here: Here, discord: FakeDiscord
) -> None:
    discord.denied.add(here.id)
    said = await discord.write("hello")
    for number in range(2):
        with pytest.raises(ChatGone):
            await here.post("Hi", Ref(here.id, said["id"]), f"k{number}")
    told = visible_messages(discord, discord.add_direct(discord.alice)["id"])
    assert len(told) == 1
    assert "Send Messages" in told[0].text
    assert here.id in told[0].text


async def test_files_that_may_not_be_attached_become_a_link(
    here: Here, discord: FakeDiscord, tmp_path: Path
) -> None:
    discord.denied.add(here.id)
    with pytest.raises(MediaTooLarge):
        await here.post("Video", None, "k1", media=film(tmp_path))


async def test_a_boosted_guild_takes_more(here: Here, discord: FakeDiscord) -> None:
    discord.guild["premium_tier"] = 2
    assert (await here.adapter.limits(here.chat)).upload == 50 << 20


async def test_more_than_the_place_takes_is_not_even_tried(
    here: Here, discord: FakeDiscord, tmp_path: Path
) -> None:
    file = tmp_path / "big.mp4"
    with file.open("wb") as made:
        made.truncate(11 << 20)
    media = Media(MediaKind.VIDEO, str(file), "big.mp4", 11 << 20)
    with pytest.raises(MediaTooLarge) as refused:
        await here.post("Video", None, "k1", media=media)
    assert refused.value.limit == 10 << 20
    assert not any("POST" in route for route in discord.rest.calls)


async def test_an_archived_thread_is_opened_again(
    here: Here, discord: FakeDiscord
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
    here: Here, discord: FakeDiscord
) -> None:
    thread = discord.add_thread(discord.channel, "cut", discord.alice["id"])
    thread["thread_metadata"] |= {"archived": True, "locked": True}
    chat = names.chat_id(thread["id"])
    await here.adapter.post(chat, Reply("Your video"), "k1")
    assert here.texts() == ["Your video"]


async def test_a_deleted_channel_is_told_apart(
    here: Here, discord: FakeDiscord
) -> None:
    del discord.channels[here.id]
    with pytest.raises(ChatGone):
        await here.post("Hi", None, "k1")


async def test_a_deleted_question_is_answered_all_the_same(
    here: Here, discord: FakeDiscord
) -> None:
    said = await discord.write("hello")
    await discord.remove(said)
    await here.post("Hi", Ref(here.id, said["id"]), "k1")
    assert here.texts() == ["Hi"]


# files


@pytest.mark.parametrize(
    ("kind", "name"), [(MediaKind.IMAGE, "timeline.png"), (MediaKind.FILE, "cut.edl")]
)
async def test_pictures_and_files_are_posted_under_their_names(
    here: Here, discord: FakeDiscord, tmp_path: Path, kind: MediaKind, name: str
) -> None:
    ref = await here.promised("status")
    await here.post("The timeline", ref, "k1", media=film(tmp_path, kind, name))
    message = discord.seen(here.id, by=discord.alice["id"])[0]
    assert [each["filename"] for each in message["attachments"]] == [name]
    assert words_of(message) == "The timeline"


async def test_a_file_is_sent_from_the_disk_piece_by_piece(tmp_path: Path) -> None:
    file = tmp_path / "long.mp4"
    size = 48 << 20
    with file.open("wb") as made:
        made.truncate(size)
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


async def test_a_clip_whose_address_died_is_found_again(
    here: Here, discord: FakeDiscord
) -> None:
    file = discord.attach(b"video")
    said = await discord.write("", files=(file,))
    clip = videos_of(said)[0]
    assert await here.adapter.locate(clip) == file["url"]
    discord.shift = 2 * DAY
    discord.content_intent = True
    fresh = await here.adapter.locate(clip)
    assert fresh not in (None, file["url"])
    async with here.adapter.open(clip) as stream:
        assert b"".join([chunk async for chunk in stream.chunks]) == b"video"


async def test_a_sign_says_seen_and_then_done(here: Here, discord: FakeDiscord) -> None:
    said = await discord.write("hello")
    ref = Ref(here.id, said["id"]).encode()
    await here.adapter.acknowledge(here.chat, ref, Receipt.SEEN)
    await here.adapter.acknowledge(here.chat, ref, Receipt.DONE)
    assert discord.reactions == [(said["id"], "✅")]


async def test_a_question_has_a_field_for_its_answer(
    discord: FakeDiscord, redis: Redis
) -> None:
    handler = RecordingHandler()
    async with listening(discord, redis, handler) as adapter:
        chat = names.chat_id(discord.channel["id"])
        reply = Reply("What should the title say?", ask="Title text")
        await adapter.post(chat, reply, "k1")
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
    assert answer.reply == RepliedMessage("What should the title say?")


async def test_a_person_is_reached_in_a_direct_message(
    discord: FakeDiscord, adapter: DiscordAdapter
) -> None:
    chat = await adapter.direct_chat(names.sender_id(discord.alice["id"]))
    await adapter.post(chat, Reply("The disk is nearly full."), "k1")
    (shown,) = visible_messages(discord, names.channel_of(chat))
    assert shown.text == "The disk is nearly full."
