"""Commands, menus, forms and buttons of Discord reach the core and are answered in time."""

import json

import pytest
from redis.asyncio import Redis

from bots.discord.receive.listener import ListenerWaits
from bots.discord.wire import ids as names
from core.model.chat import ChatId, ClipKind, Sender
from core.model.commands import COMMANDS, PRIVATE
from core.model.inbound import ButtonPressed, Command, RepliedMessage
from core.model.reply import Button, Reply
from tests.bots.discord.recording_handler import RecordingHandler, listening
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.state import BOT

ME = f"<@{BOT}>"


async def test_edit_with_clips_is_deferred_and_passed_on(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    clip, song = discord.attach(b"video"), discord.attach(b"s", "s.mp3", "audio/mpeg")
    async with listening(discord, redis, handler):
        options = {"instruction": "sync to the beat", "clip": clip, "clip2": song}
        interaction = await discord.command("edit", options)
        message = (await handler.messages())[0]
    assert interaction.answer["type"] == 5
    assert message.text == "sync to the beat"
    assert [each.kind for each in message.clips] == [ClipKind.VIDEO, ClipKind.AUDIO]
    assert message.clips[0].url == clip["url"]
    assert message.sender.name == "Alice"
    assert message.sender.language == "en-US"
    assert message.chat == f"discord:{discord.channel['id']}"
    assert message.place == "edits"
    assert not message.private


async def test_a_link_is_a_clip(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    async with listening(discord, redis, handler):
        options = {"instruction": "cut this", "url": "https://x.org/a%20b.mp4"}
        await discord.command("edit", options)
        message = (await handler.messages())[0]
    assert message.text == "cut this"
    assert [each.url for each in message.clips] == ["https://x.org/a%20b.mp4"]
    assert message.clips[0].name == "a b.mp4"


@pytest.mark.parametrize(
    ("name", "quiet"),
    [(spec.name, spec.private) for spec in COMMANDS.values()],
)
async def test_the_table_tells_which_commands_are_deferred_privately(
    discord: FakeDiscord,
    handler: RecordingHandler,
    redis: Redis,
    name: str,
    quiet: bool,
) -> None:
    async with listening(discord, redis, handler):
        interaction = await discord.command(name)
        message = (await handler.messages())[0]
    assert interaction.quiet is quiet
    assert message.command == Command(name)


def test_who_sees_the_answer_to_a_command() -> None:
    all_see = {"new", "status", "export", "undo", "cancel"}
    assert {*COMMANDS} - PRIVATE == all_see


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
        message = (await handler.messages())[0]
    assert (message.text, message.clips) == ("Make this version 9:16", ())
    assert message.reply == RepliedMessage("Here it is", ("undo:t1",), result["id"])


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
        interaction = await discord.command("edit", {"clip": clip})
        assert interaction.answer["type"] == 9
        form = interaction.answer["data"]
        values = {"instruction": "Fast cuts", "length": "20 s", "aspect": "9:16"}
        values["instruction"] += " https://x.org/song.mp3"
        values["extras"] = "faces,sound"
        filled = await discord.fill(form, values, (song,))
        message = (await handler.messages())[0]
    assert filled.answer["type"] == 5
    wishes = "Keep the faces in frame, Keep the sound of the clips"
    assert message.text == f"Fast cuts, 20 seconds long, 9:16, {wishes}"
    assert [each.kind for each in message.clips] == [
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
        interaction = await discord.type("projects", "name", "be")
        edit = await discord.type("edit", "instruction", "faster")
    values = [each["value"] for each in interaction.answer["data"]["choices"]]
    assert values == ["p1", "p2"]
    typed = [each["value"] for each in edit.answer["data"]["choices"]]
    assert typed[:2] == ["faster", "Faster cuts"]


async def test_what_is_typed_is_completed_by_examples(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    async with listening(discord, redis, handler):
        edit = await discord.type("edit", "instruction", "slow")
    typed = [each["value"] for each in edit.answer["data"]["choices"]]
    assert "slow motion on the drop" in typed


async def test_a_button_is_pressed_and_noticed(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    from core.model.reply import Button

    handler.notice = "Only Bob may do that."
    async with listening(discord, redis, handler) as adapter:
        chat = names.chat_id(discord.channel["id"])
        reply = Reply("Next?", ((Button("Export", "v1.export.sig"),),))
        await adapter.post(chat, reply, "k1")
        message = discord.seen(discord.channel["id"])[0]
        interaction = await discord.press(message, "Export")
        pressed = await handler.next_event(ButtonPressed)
        await discord.until(discord.quiet)
    assert interaction.answer["type"] == 6
    assert pressed.data == "v1.export.sig"
    assert discord.quiet() == ["Only Bob may do that."]


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
    from core.model.reply import Button

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
    async with listening(discord, redis, handler, waits=ListenerWaits(store=0.0)):
        await discord.command("edit", {"instruction": "go"})
        await discord.until(discord.quiet)
    assert "try again" in discord.quiet()[0]
    assert handler.inbox == []


async def test_a_store_that_is_away_for_a_moment_is_waited_for(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    channel = discord.add_direct(discord.alice)
    handler.failures_left = 2
    async with listening(discord, redis, handler):
        await discord.write("first", channel=channel)
        await discord.write("second", channel=channel)
        heard = await handler.messages(2)
    assert [each.text for each in heard] == ["first", "second"]
    assert discord.seen(channel["id"]) == []


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
