"""What people do on Discord reaches the desk, and they are answered in time."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from bots.discord.receive.listener import DiscordListener, ListenerWaits
from bots.discord.send.adapter import DiscordAdapter
from bots.discord.wire import ids as names
from core.errors import ChatError
from core.model.chat import (
    BotRemoved,
    Button,
    ButtonPressed,
    ChatId,
    ClipKind,
    Command,
    MessageDeleted,
    MessageEdited,
    RepliedMessage,
    Reply,
    Sender,
)
from tests.bots.discord.recording_handler import RecordingHandler, listening, until
from tests.bots.discord.rendered import visible_messages
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_state import BOT, EPHEMERAL

ME = f"<@{BOT}>"


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as fake:
        yield fake
        assert fake.rest.complaints == []


@pytest.fixture
def handler() -> RecordingHandler:
    return RecordingHandler()


async def test_edit_with_clips_is_promised_and_told(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    clip, song = discord.attach(b"video"), discord.attach(b"s", "s.mp3", "audio/mpeg")
    async with listening(discord, redis, handler):
        options = {"instruction": "sync to the beat", "clip": clip, "clip2": song}
        asked = await discord.command("edit", options)
        said = (await handler.messages())[0]
    assert asked.answer["type"] == 5
    assert said.text == "sync to the beat"
    assert [each.kind for each in said.clips] == [ClipKind.VIDEO, ClipKind.AUDIO]
    assert said.clips[0].url == clip["url"]
    assert said.sender.name == "Alice"
    assert said.sender.language == "en-US"
    assert said.chat == f"discord:{discord.channel['id']}"
    assert said.place == "edits"
    assert not said.private


async def test_a_link_is_a_clip(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    async with listening(discord, redis, handler):
        options = {"instruction": "cut this", "url": "https://x.org/a%20b.mp4"}
        await discord.command("edit", options)
        said = (await handler.messages())[0]
    assert said.text == "cut this"
    assert [each.url for each in said.clips] == ["https://x.org/a%20b.mp4"]
    assert said.clips[0].name == "a b.mp4"


@pytest.mark.parametrize(
    ("name", "quiet"),
    [("credits", True), ("forget", True), ("start", True), ("export", False)],
)
async def test_personal_answers_are_promised_to_one(
    discord: FakeDiscord,
    handler: RecordingHandler,
    redis: Redis,
    name: str,
    quiet: bool,
) -> None:
    async with listening(discord, redis, handler):
        asked = await discord.command(name)
        said = (await handler.messages())[0]
    assert asked.quiet is quiet
    assert said.command == Command(name)


async def test_a_command_brings_its_argument(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    async with listening(discord, redis, handler):
        await discord.command("language", {"language": "zh"})
        assert (await handler.messages())[0].command == Command("language", "zh")


async def test_a_menu_takes_the_clips_of_a_message(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    bob = discord.add_user("Bob")
    file = discord.attach(b"video")
    async with listening(discord, redis, handler):
        message = await discord.write("look", bob, files=(file,))
        await discord.menu("Sync to the beat", message, locale="zh-CN")
        await discord.menu("Add to project", message)
        synced, added = await handler.messages(2)
    assert synced.text == "卡点剪辑"
    assert added.text == ""
    assert [each.owner for each in synced.clips] == [f"discord:{bob['id']}"]
    assert json.loads(synced.clips[0].ref)["m"] == message["id"]


@pytest.mark.parametrize("hosted", [False, True])
async def test_menus_say_what_they_are_for(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis, hosted: bool
) -> None:
    song = discord.attach(b"song", "kick.mp3", "audio/mpeg")
    async with listening(discord, redis, handler, hosted=hosted):
        message = await discord.write("listen", discord.add_user("Bob"), files=(song,))
        for menu in ("Use as the song", "What's the beat?", "Vertical version"):
            await discord.menu(menu, message)
        uses, asks, upright = await handler.messages(3)
    assert uses.text == "Use this as the song"
    assert [clip.name for clip in uses.quoted] == ["kick.mp3"]
    assert uses.clips == ()
    assert asks.text == ("What is the tempo of this song?" if hosted else "")
    assert [clip.name for clip in asks.clips] == ["kick.mp3"]
    assert (upright.text, len(upright.clips)) == ("Make it 9:16", 1)


async def test_a_vertical_version_of_our_own_video_takes_it_for_no_footage(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    async with listening(discord, redis, handler) as adapter:
        chat = names.chat_id(discord.channel["id"])
        undo = Button("Undo", "undo:t1")
        await adapter.post(chat, Reply("Here it is", ((undo,),)), "k1")
        result = discord.seen(discord.channel["id"])[0]
        await discord.menu("Vertical version", result)
        asked = (await handler.messages())[0]
    assert (asked.text, asked.clips) == ("Make this version 9:16", ())
    assert asked.reply == RepliedMessage("Here it is", ("undo:t1",))


async def test_a_menu_takes_forwarded_clips(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    inner = {"message": {"content": "", "attachments": [discord.attach(b"video")]}}
    async with listening(discord, redis, handler):
        message = await discord.write(message_snapshots=[inner])
        await discord.menu("Sync to the beat", message)
        assert len((await handler.messages())[0].clips) == 1


async def test_a_menu_on_mere_words_says_so_privately(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    async with listening(discord, redis, handler):
        message = await discord.write("hello")
        await discord.menu("Add to project", message)
    assert "no video" in discord.quiet()[0]
    assert handler.inbox == []


async def test_edit_without_words_opens_a_form(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    clip, song = discord.attach(b"video"), discord.attach(b"s", "s.mp3", "audio/mpeg")
    async with listening(discord, redis, handler):
        asked = await discord.command("edit", {"clip": clip})
        assert asked.answer["type"] == 9
        form = asked.answer["data"]
        values = {"instruction": "Fast cuts", "length": "20 s", "aspect": "9:16"}
        values["instruction"] += " https://x.org/song.mp3"
        values["extras"] = "faces,sound"
        filled = await discord.fill(form, values, (song,))
        said = (await handler.messages())[0]
    assert filled.answer["type"] == 5
    wishes = "Keep the faces in frame, Keep the sound of the clips"
    assert said.text == f"Fast cuts, 20 seconds long, 9:16, {wishes}"
    assert [each.kind for each in said.clips] == [
        ClipKind.VIDEO,
        ClipKind.AUDIO,
        ClipKind.AUDIO,
    ]


async def test_suggestions_follow_what_is_typed(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    async def projects(chat: ChatId, sender: Sender) -> list[tuple[str, str]]:
        return [("p1", "Beach"), ("p2", "Berlin"), ("p3", "Wedding")]

    async with listening(discord, redis, handler, projects=projects):
        asked = await discord.type("projects", "name", "be")
        edit = await discord.type("edit", "instruction", "faster")
    found = [each["value"] for each in asked.answer["data"]["choices"]]
    assert found == ["p1", "p2"]
    typed = [each["value"] for each in edit.answer["data"]["choices"]]
    assert typed[:2] == ["faster", "Faster cuts"]


async def test_what_is_typed_is_completed_by_examples(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    async with listening(discord, redis, handler):
        edit = await discord.type("edit", "instruction", "slow")
    typed = [each["value"] for each in edit.answer["data"]["choices"]]
    assert "slow motion on the drop" in typed


async def test_a_mention_with_a_file_needs_no_intent(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    async with listening(discord, redis, handler):
        await discord.write("chatter", files=(discord.attach(b"not for us"),))
        said = await discord.write(f"{ME} make it fast", files=(discord.attach(b"v"),))
        heard = (await handler.messages())[0]
    assert heard.text == "make it fast"
    assert heard.message == names.Ref(discord.channel["id"], said["id"]).encode()
    assert len(heard.clips) == 1
    assert len(handler.inbox) == 1


async def test_a_direct_message_is_for_us(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    channel = discord.add_direct(discord.alice)
    async with listening(discord, redis, handler):
        await discord.write("", channel=channel, files=(discord.attach(b"v"),))
        heard = (await handler.messages())[0]
    assert heard.private
    assert len(heard.clips) == 1


async def test_a_reply_brings_the_clips_it_answers(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    discord.content_intent = True
    bob = discord.add_user("Bob")
    async with listening(discord, redis, handler):
        earlier = await discord.write("mine", bob, files=(discord.attach(b"v"),))
        await discord.write(f"{ME} cut this", answers=earlier)
        heard = (await handler.messages())[0]
    assert [each.owner for each in heard.quoted] == [f"discord:{bob['id']}"]


async def test_an_answer_to_us_is_for_us(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    async with listening(discord, redis, handler):
        ours = discord.add_message(discord.channel["id"], discord.bot, content="Done")
        await discord.write("faster please", answers=ours)
        assert (await handler.messages())[0].text == "faster please"


async def test_calling_us_without_words_asks_for_help(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    async with listening(discord, redis, handler):
        await discord.write(ME)
        assert (await handler.messages())[0].command == Command("hint")


async def test_bots_are_not_heard(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    other = discord.add_user("Robot", bot=True)
    async with listening(discord, redis, handler):
        await discord.write(f"{ME} loop", other)
        await discord.write(f"{ME} hello")
        assert (await handler.messages())[0].sender.name == "Alice"


async def test_edits_and_deletions_of_what_was_said(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    async with listening(discord, redis, handler):
        message = await discord.write(f"{ME} fast cuts")
        await handler.messages()
        await discord.rewrite(message, f"{ME} calm cuts")
        edited = await handler.next_event(MessageEdited)
        await discord.remove(message)
        deleted = await handler.next_event(MessageDeleted)
    assert edited.text == "calm cuts"
    assert edited.message == deleted.message


async def test_recent_footage_is_found_where_it_may_be_read(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    discord.content_intent = True
    async with listening(discord, redis, handler):
        await discord.write("my clip", files=(discord.attach(b"v"),))
        await discord.command("edit", {"instruction": "sync to the beat"})
        await discord.command("edit", {"instruction": "faster"})
        first, second = await handler.messages(2)
    assert len(first.quoted) == 1
    assert second.quoted == ()


async def test_in_a_thread_of_ours_only_what_is_for_us_is_an_instruction(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    discord.content_intent = True
    async with listening(discord, redis, handler):
        options = {"instruction": "sync to the beat", "thread": True}
        await discord.command("edit", options)
        said = (await handler.messages())[0]
        thread = discord.channels[names.channel_of(said.chat)]
        await discord.write("haha, what a night", channel=thread)
        await discord.write(channel=thread, files=(discord.attach(b"v"),))
        ours = discord.add_message(thread["id"], discord.bot, content="Done")
        await discord.write("faster", channel=thread, answers=ours, pings=False)
        _, remark, clip, second = await handler.messages(4)
    assert not remark.addressed
    assert clip.addressed
    assert clip.clips
    assert second.addressed
    assert thread["type"] == 11
    assert thread["parent_id"] == discord.channel["id"]
    assert (
        visible_messages(discord, discord.channel["id"])[0].text
        == "🎬 Alice: sync to the beat\n"
        "In the thread, mention me, reply to my messages or use /edit."
    )
    assert second.text == "faster"
    assert second.chat == said.chat
    assert second.within == said.within
    assert f"discord:{discord.channel['id']}" in said.within


async def test_a_thread_that_may_not_be_opened_changes_nothing(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    discord.denied.add(discord.channel["id"])
    async with listening(discord, redis, handler):
        await discord.command("edit", {"instruction": "go", "thread": True})
        assert (await handler.messages())[0].chat == f"discord:{discord.channel['id']}"


async def test_a_button_is_pressed_and_noticed(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    from core.model.chat import Button

    handler.notice = "Only Bob may do that."
    async with listening(discord, redis, handler) as adapter:
        chat = names.chat_id(discord.channel["id"])
        reply = Reply("Next?", ((Button("Export", "v1.export.sig"),),))
        await adapter.post(chat, reply, "k1")
        message = discord.seen(discord.channel["id"])[0]
        asked = await discord.press(message, "Export")
        pressed = await handler.next_event(ButtonPressed)
        await discord.until(discord.quiet)
    assert asked.answer["type"] == 6
    assert pressed.data == "v1.export.sig"
    assert discord.quiet() == ["Only Bob may do that."]


async def test_what_the_desk_says_to_a_message_is_told(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    handler.notice = "There is nothing to cancel."
    async with listening(discord, redis, handler):
        await discord.write(f"{ME} /cancel")
        await discord.until(lambda: discord.seen(discord.channel["id"]))
    assert visible_messages(discord, discord.channel["id"])[0].text == handler.notice


async def test_a_blank_answer_to_us_is_explained(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    """An answer to what we said in answer to a command mentions nobody."""
    async with listening(discord, redis, handler):
        ours = discord.add_message(discord.channel["id"], discord.bot, content="Done")
        await discord.write("faster please", answers=ours, pings=False)
        await discord.until(lambda: len(discord.seen(discord.channel["id"])) == 2)
    assert "mention me" in visible_messages(discord, discord.channel["id"])[1].text
    assert handler.inbox == []


async def test_a_question_that_is_hidden_from_us_is_explained(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    bob = discord.add_user("Bob")
    async with listening(discord, redis, handler):
        earlier = await discord.write("mine", bob, files=(discord.attach(b"v"),))
        await discord.write(f"{ME} cut this", answers=earlier)
        await discord.until(lambda: discord.seen(discord.channel["id"]))
    assert handler.inbox == []
    assert (
        "Sync to the beat" in visible_messages(discord, discord.channel["id"])[0].text
    )


async def test_a_forwarded_link_is_a_clip(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    inner = {"message": {"content": "https://x.org/a.mp4 and https://x.org/about"}}
    channel = discord.add_direct(discord.alice)
    async with listening(discord, redis, handler):
        await discord.write(channel=channel, message_snapshots=[inner])
        clips = (await handler.messages())[0].clips
    assert [clip.url for clip in clips] == ["https://x.org/a.mp4"]


async def test_an_application_for_guilds_only_has_commands_too(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    discord.rest.mishaps.append("refused")
    async with listening(discord, redis, handler):
        pass
    assert {tuple(each["integration_types"]) for each in discord.commands} == {(0,)}


async def test_many_choices_are_a_list(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    from core.model.chat import Button

    async with listening(discord, redis, handler) as adapter:
        rows = tuple((Button(f"Project {n}", f"p{n}"),) for n in range(14))
        await adapter.post(names.chat_id(discord.channel["id"]), Reply("?", rows), "k")
        message = discord.seen(discord.channel["id"])[0]
        await discord.press(message, "Project 11")
        assert (await handler.next_event(ButtonPressed)).data == "p11"


async def test_a_store_that_is_down_is_said_plainly(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    handler.failures_left = 2
    async with listening(discord, redis, handler):
        await discord.command("edit", {"instruction": "go"})
        await discord.until(discord.quiet)
    assert "try again" in discord.quiet()[0]
    assert handler.inbox == []


async def test_being_thrown_out_is_told_for_each_channel(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    async with listening(discord, redis, handler) as adapter:
        await discord.write(f"{ME} hello")
        await handler.messages()
        guild = discord.guild["id"]
        await until(lambda: adapter.channel_cache.remembered_channels(guild))
        await discord.kick()
        assert (
            await handler.next_event(BotRemoved)
        ).chat == f"discord:{discord.channel['id']}"


async def test_commands_are_written_only_when_they_changed(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    for _ in range(2):
        async with listening(discord, redis, handler):
            pass
    assert discord.command_writes == 1
    by_name = {each["name"]: each for each in discord.commands}
    names_ = {"zh-CN": "剪辑", "zh-TW": "剪輯"}
    assert by_name["edit"]["name_localizations"] == names_
    assert all(each["contexts"] == [0, 1, 2] for each in discord.commands)
    assert all(each["integration_types"] == [0, 1] for each in discord.commands)


async def test_a_dropped_gateway_is_resumed(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    async with listening(discord, redis, handler):
        await discord.gateway.drop()
        await discord.write(f"{ME} said meanwhile")
        assert (await handler.messages())[0].text == "said meanwhile"
    assert discord.gateway.resumed == 1
    assert discord.gateway.identified == 1


async def test_what_was_said_while_we_were_away_is_read_up(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    channel = discord.add_direct(discord.alice)
    async with listening(discord, redis, handler) as adapter:
        await discord.write("first", channel=channel)
        await until(lambda: adapter.channel_cache.remembered_channels(""))
    await discord.gateway.forget()
    await discord.write("second", channel=channel)
    async with listening(discord, redis, handler):
        assert [each.text for each in await handler.messages(2)] == ["first", "second"]


async def test_one_process_listens_and_another_takes_over(
    discord: FakeDiscord, redis: Redis
) -> None:
    first, second = RecordingHandler(), RecordingHandler()
    adapter = _adapter(discord)
    async with listening(discord, redis, first):
        task = asyncio.create_task(DiscordListener(adapter, redis).run(second))
        await discord.write(f"{ME} one")
        await first.messages()
        assert discord.gateway.identified == 1
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await adapter.aclose()
    assert second.inbox == []


async def test_a_wrong_token_is_said_at_once(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    from bots.discord.send.adapter import DiscordAdapter

    adapter = DiscordAdapter("wrong", discord.api_url)
    with pytest.raises(ChatError, match="DISCORD_BOT_TOKEN"):
        await DiscordListener(adapter, redis).run(handler)
    await adapter.aclose()


async def test_an_event_that_nobody_understands_does_not_end_listening(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    async with listening(discord, redis, handler, waits=ListenerWaits(reconnect=0.01)):
        guild = discord.guild["id"]
        await discord.gateway.tell("CHANNEL_CREATE", {"guild_id": guild}, guild)
        await discord.until(lambda: discord.gateway.identified == 2)
        await discord.write(f"{ME} hello")
        assert (await handler.messages())[0].text == "hello"


async def test_fields_that_are_missing_or_new_do_not_hurt(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    """What we do not read may change, and nobody is thrown off the line by it."""
    async with listening(discord, redis, handler):
        sent = await discord.asked(2, {"name": "status", "type": 1})
        for field in ("version", "entitlements", "locale", "channel"):
            del sent[field]
        sent |= {"surprise": {"type": 99}, "member": {"user": sent["member"]["user"]}}
        guild = discord.guild["id"]
        await discord.gateway.tell("INTERACTION_CREATE", sent, guild)
        assert (await handler.messages())[0].command == Command("status")
    assert discord.gateway.identified == 1


async def test_every_shard_is_heard(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    discord.shards = 2
    guild = discord.guild
    while (int(guild["id"]) >> 22) % 2 == 0:
        guild = discord.add_guild("Odd")
        await asyncio.sleep(0.002)  # ids are made of milliseconds
    channel = discord.add_channel(guild, "odd")
    private = discord.add_direct(discord.alice)
    async with listening(discord, redis, handler):
        await discord.until(lambda: discord.gateway.identified == 2)
        await discord.command("status", channel=channel)
        await discord.command("status", channel=private)
        said = await handler.messages(2)
    assert [each.private for each in said] == [False, True]


async def test_where_only_one_reads_along_nothing_is_ephemeral(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    async with listening(discord, redis, handler):
        await discord.command("credits", channel=discord.add_direct(discord.alice))
        assert (await handler.messages())[0].private
    assert not any(
        message["flags"] & EPHEMERAL
        for channel in discord.messages.values()
        for message in channel.values()
    )


def _adapter(discord: FakeDiscord) -> DiscordAdapter:
    from bots.discord.send.adapter import DiscordAdapter
    from tests.fakes.discord_state import TOKEN

    return DiscordAdapter(TOKEN, discord.api_url)
