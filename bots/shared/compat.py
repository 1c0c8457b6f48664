"""Private APIs of libraries, all in one place; a test for each fails when it changes.

discord.py 2.7: the addresses of its REST API and gateway, the table of its event parsers,
the connections of its shards, and whether ``Client.start`` has set its event loop.
"""

import asyncio
from collections.abc import Collection, Mapping
from functools import partial

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

RESUMABLE = 4000
"""A code that closes a gateway connection and leaves its session to be resumed."""


def set_discord_urls(api_url: str, gateway_url: str) -> None:
    """Make discord.py use these addresses, for the whole process.

    This includes its built-in gateway, which it falls back to when a session is invalid.
    """
    Route.BASE = api_url.rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)


def keep_event_parsers(client: discord.Client, names: Collection[str]) -> None:
    """Let discord.py parse the named gateway events only; the others pass unread."""
    state = client._connection  # noqa: SLF001
    state.parsers = {
        name: parse for name, parse in state.parsers.items() if name in names
    }


def is_started(client: discord.Client) -> bool:
    """Whether ``Client.start`` got so far that there is something to close."""
    return isinstance(client.loop, asyncio.AbstractEventLoop)


def shard_connections(
    client: discord.AutoShardedClient,
) -> Mapping[int, DiscordWebSocket]:
    """Return the websocket of each shard that is connected or reconnects."""
    websocket = client._connection._get_websocket  # noqa: SLF001
    return {shard: websocket(shard_id=shard) for shard in client.shards}


def keep_sessions(client: discord.AutoShardedClient) -> None:
    """Let ``client.close`` end the connections but not their sessions.

    discord.py itself closes with the code 1000, after which no session can be resumed.
    """
    for connection in shard_connections(client).values():
        setattr(connection, "close", partial(_close_resumably, connection))  # noqa: B010


async def _close_resumably(connection: DiscordWebSocket, code: int = 4000) -> None:
    await DiscordWebSocket.close(connection, RESUMABLE if code == 1000 else code)
