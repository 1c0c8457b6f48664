"""What people write on Discord reaches the core, with its clips, edits and deletions."""

from redis.asyncio import Redis

from bots.discord.wire import ids as names
from bots.discord.wire.ids import decode
from core.model.inbound import (
    Command,
    Inbound,
    InboundResult,
    MessageDeleted,
    MessageEdited,
)
from core.model.reply import Button, Reply
from tests.bots.discord.recording_handler import RecordingHandler, listening
from tests.bots.discord.rendered import visible_messages
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.state import BOT, EPHEMERAL

ME = f"<@{BOT}>"


async def test_a_mention_with_a_file_needs_no_intent(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    async with listening(discord, redis, handler):
        await discord.write("chatter", files=(discord.attach(b"not for us"),))
        written = await discord.write(
            f"{ME} make it fast", files=(discord.attach(b"v"),)
        )
        heard = (await handler.messages())[0]
    assert heard.text == "make it fast"
    assert heard.message == names.Ref(discord.channel["id"], written["id"]).encode()
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


async def test_messages_of_bots_are_ignored(
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
        first = (await handler.messages())[0]
        thread = discord.channels[names.channel_of(first.chat)]
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
    assert second.chat == first.chat
    assert second.within == first.within
    assert f"discord:{discord.channel['id']}" in first.within


async def test_a_thread_that_may_not_be_opened_changes_nothing(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    discord.denied.add(discord.channel["id"])
    async with listening(discord, redis, handler):
        await discord.command("edit", {"instruction": "go", "thread": True})
        assert (await handler.messages())[0].chat == f"discord:{discord.channel['id']}"


async def test_a_notice_for_a_message_is_shown(
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
    """A reply to our answer to a command does not mention the bot."""
    async with listening(discord, redis, handler):
        ours = discord.add_message(discord.channel["id"], discord.bot, content="Done")
        await discord.write("faster please", answers=ours, pings=False)
        await discord.until(lambda: len(discord.seen(discord.channel["id"])) == 2)
    assert "Mention me" in visible_messages(discord, discord.channel["id"])[1].text
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


async def test_a_forwarded_voice_note_is_marked(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    note = {
        "id": "1", "filename": "voice-message.ogg", "content_type": "audio/ogg",
        "url": "https://cdn.discordapp.com/attachments/1/1/voice-message.ogg",
        "size": 9, "waveform": "AAAA", "duration_secs": 2.0,
    }  # fmt: skip
    inner = {"message": {"content": "", "attachments": [note]}}
    channel = discord.add_direct(discord.alice)
    async with listening(discord, redis, handler):
        await discord.write(channel=channel, message_snapshots=[inner])
        (clip,) = (await handler.messages())[0].clips
    assert (clip.spoken, clip.forwarded) == (True, True)


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


class BrokenHandler(RecordingHandler):
    """Has a fault of ours at each event."""

    async def handle_inbound(self, inbound: Inbound) -> InboundResult:
        raise KeyError(inbound.update)


async def test_an_error_of_ours_is_reported_for_messages_commands_and_buttons(
    discord: FakeDiscord, redis: Redis
) -> None:
    async with listening(discord, redis, BrokenHandler()) as adapter:
        channel, person = discord.channel["id"], discord.alice["id"]

        def apologies() -> int:
            messages = visible_messages(discord, channel, person)
            return sum("went wrong on our side" in each.text for each in messages)

        await discord.write(f"{ME} cut it")
        await discord.until(lambda: apologies() == 1)
        await discord.command("edit", {"instruction": "cut it"})
        await discord.until(lambda: apologies() == 2)
        rows = ((Button("Faster", "data"),),)
        chat = names.chat_id(channel)
        ref = decode(await adapter.post(chat, Reply("Done", rows), "k1"))
        assert ref is not None
        await discord.press(discord.messages[channel][ref.message], "Faster")
        await discord.until(lambda: apologies() == 3)
