"""Messages that are written during a restart are handled, also from unknown chats."""

import asyncio
import gc
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from bots.discord.receive.listener import DiscordListener, ListenerWaits
from bots.discord.send.adapter import DiscordAdapter
from bots.discord.transport.channel_cache import ChannelCache, RedisCache
from core.model.inbound import BotRemoved, Command, Inbound, InboundResult
from tests.bots.discord.recording_handler import RecordingHandler, listening, until
from tests.fakes.discord.gateway import RESUME_SECONDS
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.state import BOT, TOKEN

ME = f"<@{BOT}>"


class HangingHandler(RecordingHandler):
    """An inbound handler that never returns; ``began`` is set when it is called."""

    def __init__(self) -> None:
        super().__init__()
        self.began = asyncio.Event()

    async def handle_inbound(self, inbound: Inbound) -> InboundResult:
        self.began.set()
        await asyncio.Event().wait()
        return await super().handle_inbound(inbound)


@asynccontextmanager
async def killed(
    discord: FakeDiscord, redis: Redis, handler: RecordingHandler
) -> AsyncIterator[ChannelCache]:
    """Run a listener and kill it at the end: what it would do while closing is discarded."""
    cache = ChannelCache(RedisCache(redis))
    waits = ListenerWaits(record=0.01, drain=0.0)
    async with listening(discord, redis, handler, waits=waits):
        await until(cache.sessions)
        yield cache
        recorded = await cache.sessions()
        discord.gateway.break_off()
        left = dict(discord.gateway.sessions)
    for session in await cache.sessions():
        await cache.delete_session(session.id)
    for session in recorded:
        await cache.save_session(session)
    discord.gateway.sessions = left


async def test_messages_of_a_new_person_during_a_restart_are_handled(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    channel = discord.add_direct(discord.alice)
    async with listening(discord, redis, handler):
        await discord.write(f"{ME} before")
        await handler.messages()
    await discord.write("first", channel=channel)
    await discord.write("second", channel=channel)
    async with listening(discord, redis, handler):
        heard = await handler.messages(3)
    assert [each.text for each in heard] == ["before", "first", "second"]
    assert discord.gateway.resumed == 1


async def test_messages_of_a_new_person_to_a_killed_bot_are_handled_in_order(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    channel = discord.add_direct(discord.alice)
    async with killed(discord, redis, handler):
        await discord.write(f"{ME} handled")
        await handler.messages()
    await discord.write("first", channel=channel)
    async with listening(discord, redis, handler):
        await discord.write("second", channel=channel)
        heard = await handler.messages(3)
    assert [each.text for each in heard] == ["handled", "first", "second"]


async def test_what_was_received_but_not_stored_is_handled_after_a_kill(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    channel, stuck = discord.add_direct(discord.alice), HangingHandler()
    async with killed(discord, redis, stuck):
        await discord.write("never stored", channel=channel)
        await stuck.began.wait()
    async with listening(discord, redis, handler):
        assert [each.text for each in await handler.messages()] == ["never stored"]


async def test_words_below_a_video_find_it_again_after_a_kill(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    """The channel has no clips of ours before its first request is stored."""
    discord.content_intent, stuck = True, HangingHandler()
    async with killed(discord, redis, stuck):
        await discord.write("look", files=(discord.attach(b"video"),))
        await discord.write(f"{ME} cut it")
        await stuck.began.wait()
    async with listening(discord, redis, handler):
        (message,) = await handler.messages()
    assert len(message.quoted) == 1


async def test_a_restart_within_a_replay_begins_it_again(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    channel, stuck = discord.add_direct(discord.alice), HangingHandler()
    async with listening(discord, redis, handler):
        pass
    await discord.write("first", channel=channel)
    async with listening(discord, redis, stuck, waits=ListenerWaits(drain=0.0)):
        await stuck.began.wait()
    async with listening(discord, redis, handler):
        assert [each.text for each in await handler.messages()] == ["first"]


async def test_what_else_happened_during_a_restart_is_reported_once(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    async with killed(discord, redis, handler):
        await discord.write(f"{ME} cut this")
        await discord.command("status")
        await handler.messages(2)
    await discord.kick()
    async with listening(discord, redis, handler):
        await handler.next_event(BotRemoved)
    assert sum(isinstance(each, BotRemoved) for each in handler.inbox) == 1
    heard = await handler.messages(2)
    assert {each.command for each in heard} == {None, Command("status")}
    assert len(await handler.messages(2)) == 2


@pytest.mark.parametrize("reason", ["time", "number"])
async def test_a_session_that_discord_no_longer_knows_is_deleted(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis, reason: str
) -> None:
    cache = ChannelCache(RedisCache(redis))
    async with listening(discord, redis, handler):
        pass
    (session,) = await cache.sessions()
    if reason == "time":
        discord.shift += RESUME_SECONDS + 1
    else:
        await cache.save_session(replace(session, sequence=10_000))
    async with listening(discord, redis, handler):

        async def is_forgotten() -> bool:
            return session.id not in [each.id for each in await cache.sessions()]

        await until(is_forgotten)
        await discord.write(f"{ME} hello")
        assert (await handler.messages())[0].text == "hello"
    assert discord.gateway.resumed == 0


async def test_a_thread_of_ours_is_known_before_what_was_written_there(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis
) -> None:
    """In a thread of the bot people need not mention it."""
    discord.content_intent = True
    thread = discord.add_thread(discord.channel, "ours", BOT)
    async with listening(discord, redis, handler):
        pass
    await discord.write("in our thread", channel=thread)
    discord.gateway.guilds_told.clear()

    async def tell_guilds() -> None:
        await discord.until(lambda: discord.gateway.resumed)
        discord.gateway.guilds_told.set()

    async with asyncio.TaskGroup() as group:
        group.create_task(tell_guilds())
        async with listening(discord, redis, handler):
            assert (await handler.messages())[0].text == "in our thread"


@pytest.mark.parametrize("turns", range(1, 9))
async def test_a_listener_that_is_stopped_twice_leaves_no_connection_open(
    discord: FakeDiscord, handler: RecordingHandler, redis: Redis, turns: int
) -> None:
    """The second stop comes this many iterations of the event loop later, during closing."""
    adapter = DiscordAdapter(TOKEN, discord.api_url, RedisCache(redis))
    task = asyncio.create_task(DiscordListener(adapter, redis).run(handler))
    await discord.online()
    with warnings.catch_warnings(record=True) as messages:
        warnings.simplefilter("always")
        task.cancel()
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await adapter.aclose()
        del task
        gc.collect()
    assert [
        str(each.message) for each in messages if "Unclosed" in str(each.message)
    ] == []
