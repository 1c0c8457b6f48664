"""Run a whole bot in the test's process, and read what its chat shows."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from redis.asyncio import Redis

from bots.app.runtime import SystemClock
from bots.discord.receive.listener import DiscordListener, ListenerWaits
from bots.discord.send.adapter import DiscordAdapter
from bots.discord.transport.channel_cache import RedisCache
from bots.discord.wire import ids as names
from core.clients.store.sessions import RedisSessions
from core.composition import Config, Core, build
from core.model.agent import Token
from core.model.chat import ChatId, Sender
from core.model.turn import Step
from tests.bots.discord.rendered import labels, visible_messages
from tests.fakes.agent import FakeAgent
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.state import BOT, TOKEN, Json
from tests.patience import PATIENCE

ME = f"<@{BOT}>"


class Bot:
    """A bot with listener and worker; ``running`` may be entered again after it was left."""

    def __init__(
        self,
        discord: FakeDiscord,
        redis: Redis,
        redis_url: str,
        folder: Path,
        agent: FakeAgent,
    ) -> None:
        self.discord, self.redis, self.url = discord, redis, redis_url
        self.folder, self.agent = folder, agent

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Core]:
        discord, redis = self.discord, self.redis
        cache, clock = RedisCache(redis), SystemClock()
        adapter = DiscordAdapter(TOKEN, discord.api_url, cache, clock=discord.now)
        config = Config(
            self.url,
            self.folder,
            b"secret",
            poll=0.1,
            gather=0.2,
            settle=0.5,
            reconcile=(1.0,) * 5,
            lease=2.0,
        )
        sessions = RedisSessions(redis, self.agent, clock, Token("operator"))
        adapters = {"discord": adapter}
        async with build(redis, self.agent, adapters, sessions, clock, config) as core:

            async def projects(chat: ChatId, sender: Sender) -> list[tuple[str, str]]:
                listed = await sessions.projects(chat, sender)
                return [(each.id, each.name) for each in listed if each.name]

            listener = DiscordListener(
                adapter, redis, projects=projects, waits=ListenerWaits(defer=1.0)
            )
            work = [
                asyncio.create_task(core.worker.run()),
                asyncio.create_task(listener.run(core.inbound)),
            ]
            await discord.online()
            try:
                yield core
            finally:
                for task in work:
                    task.cancel()
                await asyncio.gather(*work, return_exceptions=True)
                await core.inbound.drain()
                await adapter.aclose()


def texts_for(
    discord: FakeDiscord, channel: Json | None = None, by: Json | None = None
) -> list[str]:
    channel, by = channel or discord.channel, by or discord.alice
    return [each.text for each in visible_messages(discord, channel["id"], by["id"])]


def carrying(discord: FakeDiscord, label: str) -> Json | None:
    for message in reversed(discord.seen(discord.channel["id"])):
        if label in labels(message):
            return message
    return None


async def finished(core: Core, discord: FakeDiscord) -> None:
    """Wait until a video was posted and no turn is left."""
    chat = names.chat_id(discord.channel["id"])
    async with asyncio.timeout(PATIENCE):
        while not await core.store.newest_pending(chat) and not videos(discord):
            await asyncio.sleep(0.02)
        await core.wait_until_idle(chat)


async def reaches(core: Core, discord: FakeDiscord, step: Step) -> None:
    """Wait until the turn is at this step and its card is shown."""
    chat = names.chat_id(discord.channel["id"])
    async with asyncio.timeout(PATIENCE):
        while step not in [turn.step for turn in await core.store.pending_turns(chat)]:
            await asyncio.sleep(0.02)
    await discord.until(lambda: texts_for(discord))


async def follows(core: Core, discord: FakeDiscord) -> None:
    """Wait until a second turn is queued."""
    chat = names.chat_id(discord.channel["id"])
    async with asyncio.timeout(PATIENCE):
        while await core.store.pending_count(chat) < 2:
            await asyncio.sleep(0.02)


def videos(discord: FakeDiscord) -> list[Json]:
    messages = discord.seen(discord.channel["id"])
    return [message for message in messages if message["attachments"]]
