"""The private APIs of libraries that we use still exist.

If one of these fails after an update of a library, adapt ``bots/shared/compat.py``.
"""

import asyncio
from collections.abc import Iterator

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bots.discord.receive.gateway import EVENTS, PARSED_EVENTS
from bots.shared import compat
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.state import TOKEN
from tests.patience import PATIENCE


def client() -> discord.Client:
    return discord.AutoShardedClient(intents=discord.Intents.none())


@pytest.fixture
def addresses() -> Iterator[None]:
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    yield
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


@pytest.mark.usefixtures("addresses")
def test_discord_py_still_takes_the_addresses_that_we_set() -> None:
    assert isinstance(Route.BASE, str)
    assert isinstance(DiscordWebSocket.DEFAULT_GATEWAY, yarl.URL)
    compat.set_discord_urls("http://127.0.0.1:1/api/", "ws://127.0.0.1:1/")
    assert Route("GET", "/users/@me").url == "http://127.0.0.1:1/api/users/@me"


async def test_discord_py_still_parses_events_by_a_table() -> None:
    own = client()
    events = set(own._connection.parsers)
    assert events >= PARSED_EVENTS
    assert set(EVENTS) <= events | {"READY", "RESUMED"}
    compat.keep_event_parsers(own, PARSED_EVENTS)
    assert set(own._connection.parsers) == PARSED_EVENTS


async def test_discord_py_still_tells_whether_it_was_started() -> None:
    own = client()
    assert not compat.is_started(own)
    await own._async_setup_hook()
    assert compat.is_started(own)
    assert own.loop is asyncio.get_running_loop()
    await own.close()


@pytest.mark.usefixtures("addresses")
async def test_discord_py_still_has_the_connections_and_sessions_of_its_shards() -> (
    None
):
    class Heard(discord.AutoShardedClient):
        async def on_socket_raw_receive(self, _: str) -> None:
            if shard_sessions(self):
                heard.set()

    def shard_sessions(client: discord.AutoShardedClient) -> list[str | None]:
        connections = compat.shard_connections(client).values()
        return [each.session_id for each in connections if each.sequence]

    heard = asyncio.Event()
    async with FakeDiscord() as fake:
        compat.set_discord_urls(fake.api_url, fake.gateway.url)
        intents = discord.Intents(guilds=True)
        listens = Heard(intents=intents, enable_debug_events=True)
        runs = asyncio.create_task(listens.start(TOKEN))
        async with asyncio.timeout(PATIENCE):
            await heard.wait()
        assert shard_sessions(listens) == list(fake.gateway.sessions)
        (connection,) = compat.shard_connections(listens).values()
        assert str(connection.gateway) == fake.gateway.url
        compat.keep_sessions(listens)
        await listens.close()
        await runs
        assert len(fake.gateway.sessions) == 1
