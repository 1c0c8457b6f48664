"""Private APIs of libraries, all in one place; each has a test that says when it moved.

discord.py 2.7: the addresses of its REST API and gateway, the table of its event parsers,
and whether ``Client.start`` has set its event loop.
"""

import asyncio
from collections.abc import Collection

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route


def set_discord_urls(api_url: str, gateway_url: str) -> None:
    """Let discord.py speak with these addresses, for the whole process.

    It falls back to its built-in gateway when a session is invalid: that one, too.
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
