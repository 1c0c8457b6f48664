"""Servers: which messages the bot receives, what it may see, and how it explains that."""

from redis.asyncio import Redis

from bots.discord.wire import ids as names, markdown
from bots.discord.wire.message_links import MessageLink, message_links
from core.model.inbound import ButtonPressed
from core.model.reply import Button, Reply
from tests.bots.discord.recording_handler import RecordingHandler, listening
from tests.bots.discord.rendered import visible_messages
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.state import BOT, EPHEMERAL

ME = f"<@{BOT}>"
LINK = "https://discord.com/channels/{}/{}/{}"


def test_links_to_messages_are_found_in_any_form() -> None:
    text, links = message_links(
        "cut <https://ptb.discord.com/channels/1/2/3> and"
        " https://discordapp.com/channels/@me/4/5 and https://discord.com/channels/1/2"
    )
    assert links == (MessageLink("2", "3"), MessageLink("4", "5"))
    assert text == "cut and and https://discord.com/channels/1/2"


def test_only_the_mention_of_a_command_stays_clickable() -> None:
    assert markdown.render("use </edit:7> <@1> </a b:1>") == (
        r"use </edit:7> \<@1> \</a b:1>"
    )


async def test_commands_in_our_words_are_clickable(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    async with listening(discord, redis, handler) as adapter:
        chat = names.chat_id(discord.channel["id"])
        text = "Use /edit, or and/or, or https://x.org/edit, or /nothing."
        await adapter.post(chat, Reply(text), "k1")
    shown = discord.seen(discord.channel["id"])[0]["content"]
    id_ = 7000 + [each["name"] for each in discord.commands].index("edit")
    assert shown == (
        f"Use </edit:{id_}>, or and/or, or https://x.org/edit, or /nothing."
    )


async def test_a_mention_of_the_bots_role_is_a_call(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    discord.content_intent = True
    role = discord.bot_role(discord.guild)
    async with listening(discord, redis, handler):
        await discord.write(f"<@&{role}> sync it", files=(discord.attach(b"v"),))
        message = (await handler.messages())[0]
    assert message.text == "sync it"
    assert message.addressed
    assert len(message.clips) == 1


async def test_a_blank_mention_of_the_role_is_explained(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    role = discord.bot_role(discord.guild)
    async with listening(discord, redis, handler):
        await discord.write(f"<@&{role}> sync it")
        await discord.until(lambda: discord.seen(discord.channel["id"]))
    assert "not my role" in visible_messages(discord, discord.channel["id"])[0].text
    assert handler.inbox == []


async def test_messages_and_commands_tell_their_server_and_channel(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    thread = discord.add_thread(discord.channel, "cut", discord.alice["id"])
    async with listening(discord, redis, handler):
        await discord.write(f"{ME} sync it", channel=thread)
        await discord.command("edit", {"instruction": "go"}, channel=thread)
        message, command = await handler.messages(2)
    server = f"discord:guild:{discord.guild['id']}"
    assert message.within == (server, f"discord:{discord.channel['id']}")
    assert command.within == message.within


async def test_a_linked_message_gives_its_clips(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    bob = discord.add_user("Bob")
    discord.content_intent = True
    other = discord.add_channel(discord.guild, "footage")
    async with listening(discord, redis, handler):
        earlier = await discord.write("", bob, other, files=(discord.attach(b"v"),))
        link = LINK.format(discord.guild["id"], other["id"], earlier["id"])
        await discord.write(f"{ME} cut {link}")
        await discord.command("edit", {"instruction": "cut it", "url": link})
        written, command = await handler.messages(2)
    assert (written.text, command.text) == ("cut", "cut it")
    for message in (written, command):
        assert [clip.owner for clip in message.quoted] == [f"discord:{bob['id']}"]


async def test_a_link_to_what_the_person_cannot_see_is_refused(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    hidden = {"id": discord.guild["id"], "type": 0, "allow": "0", "deny": "1024"}
    secret = discord.add_channel(
        discord.guild, "secret", permission_overwrites=[hidden]
    )
    discord.content_intent = True
    async with listening(discord, redis, handler):
        earlier = await discord.write("", None, secret, files=(discord.attach(b"v"),))
        link = LINK.format(discord.guild["id"], secret["id"], earlier["id"])
        await discord.write(f"{ME} cut {link}")
        await discord.until(lambda: discord.seen(discord.channel["id"]))
    assert "cannot open" in visible_messages(discord, discord.channel["id"])[0].text
    assert handler.inbox == []


async def test_a_reply_whose_target_is_hidden_asks_though_there_are_clips(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    bob = discord.add_user("Bob")
    async with listening(discord, redis, handler) as adapter:
        await adapter.channel_cache.set_has_clips(discord.channel["id"])
        earlier = await discord.write("mine", bob, files=(discord.attach(b"v"),))
        await discord.write(f"{ME} use this one first", answers=earlier)
        await discord.until(lambda: discord.seen(discord.channel["id"]))
    assert handler.inbox == []


async def test_everybody_sees_which_project_was_opened(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    async with listening(discord, redis, handler) as adapter:
        chosen = await discord.command("projects", {"name": "Beach"})
        listed = await discord.command("projects")
        command = (await handler.messages(2))[1]
        rows = ((Button("Beach", "v1.switch.sig"),),)
        await adapter.post(
            command.chat, Reply("Projects:", rows, to=command.message), "k1"
        )
        (menu,) = [
            message
            for message in discord.seen(discord.channel["id"], by=discord.alice["id"])
            if message["flags"] & EPHEMERAL and message["components"]
        ]
        await discord.press(menu, "Beach")
        pressed = await handler.next_event(ButtonPressed)
        reply = Reply("Alice opened Beach", to=pressed.message)
        await adapter.post(command.chat, reply, "k2")
    assert not chosen.quiet
    assert listed.quiet
    assert "Alice opened Beach" in [
        each.text for each in visible_messages(discord, discord.channel["id"])
    ]
