"""The gateway connection: lost, refused, taken over, and with unknown events."""

import asyncio

import pytest
from redis.asyncio import Redis

from bots.discord.receive.listener import DiscordListener, ListenerWaits
from bots.discord.send.adapter import DiscordAdapter
from core.errors import ChatError
from core.model.inbound import BotRemoved, Command
from tests.bots.discord.recording_handler import RecordingHandler, listening, until
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.state import BOT

ME = f"<@{BOT}>"


async def test_being_removed_is_reported_for_each_channel(
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
    """Unknown forms of fields that we do not read do not break the connection."""
    async with listening(discord, redis, handler):
        sent = await discord.event(2, {"name": "status", "type": 1})
        for field in ("version", "entitlements", "locale", "channel"):
            del sent[field]
        sent |= {"surprise": {"type": 99}, "member": {"user": sent["member"]["user"]}}
        guild = discord.guild["id"]
        await discord.gateway.tell("INTERACTION_CREATE", sent, guild)
        assert (await handler.messages())[0].command == Command("status")
    assert discord.gateway.identified == 1


async def test_events_of_every_shard_are_received(
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
        messages = await handler.messages(2)
    assert [each.private for each in messages] == [False, True]


def _adapter(discord: FakeDiscord) -> DiscordAdapter:
    from bots.discord.send.adapter import DiscordAdapter
    from tests.fakes.discord.state import TOKEN

    return DiscordAdapter(TOKEN, discord.api_url)
