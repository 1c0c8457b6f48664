"""Receive raw gateway events; discord.py handles shards, heartbeats and resumes."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping
from contextlib import suppress
from typing import Any

import discord

from bots.discord.transport.gateway_sessions import GatewaySession
from bots.discord.wire.inbound import ChannelContext
from bots.shared.compat import (
    is_started,
    keep_event_parsers,
    keep_sessions,
    shard_connections,
)

EVENTS = (
    "INTERACTION_CREATE MESSAGE_CREATE MESSAGE_UPDATE MESSAGE_DELETE"
    " MESSAGE_DELETE_BULK GUILD_DELETE CHANNEL_DELETE THREAD_DELETE READY RESUMED"
).split()
MISSED_EVENTS = frozenset(EVENTS) - {"READY", "RESUMED"}
"""Events that a new process replays from a session that ended."""
PARSED_EVENTS = frozenset(
    "READY RESUMED USER_UPDATE GUILD_CREATE GUILD_UPDATE GUILD_DELETE CHANNEL_CREATE"
    " CHANNEL_UPDATE CHANNEL_DELETE THREAD_CREATE THREAD_UPDATE THREAD_DELETE"
    " THREAD_LIST_SYNC".split()
)
"""Events that discord.py needs itself.

It does not parse the others: an event of an unknown form would raise an error in it.
"""
_GUILD_SECONDS = 3.0
_log = logging.getLogger(__name__)

Handler = Callable[[str, Mapping[str, Any]], Awaitable[None]]


class Gateway(discord.AutoShardedClient):
    """Passes each event of ``EVENTS`` to ``handle`` as raw name and data."""

    def __init__(self, handle: Handler, *, message_content: bool) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        intents.message_content = message_content
        super().__init__(
            intents=intents,
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            allowed_mentions=discord.AllowedMentions.none(),
            enable_debug_events=True,
        )
        self._handle = handle
        keep_event_parsers(self, PARSED_EVENTS)
        # At DEBUG discord.py logs whole events, and with them interactions' tokens.
        for name in ("discord.gateway", "discord.http", "discord.client"):
            logging.getLogger(name).setLevel(logging.INFO)

    async def listen(self, token: str) -> None:
        """Run until cancelled or refused; then close everything but Discord's sessions.

        discord.py loses a cancellation that arrives while it reconnects, so the client is
        closed instead, which ends it.
        """
        runs = asyncio.create_task(self.start(token))
        try:
            await asyncio.wait({runs})
        finally:
            await _uninterrupted(self._end(runs))
        if not runs.cancelled():
            runs.result()

    async def _end(self, runs: "asyncio.Task[None]") -> None:
        if is_started(self):
            keep_sessions(self)
            await self.close()
        runs.cancel()
        await asyncio.wait({runs})

    async def on_socket_raw_receive(self, text: str) -> None:
        if not any(name in text for name in EVENTS):
            return
        event = json.loads(text)
        if event.get("op") == 0 and event.get("t") in EVENTS:
            await self._handle(event["t"], event["d"] or {})

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log a failed event without its content, and go on with the next one."""
        _log.exception("Discord event: unexpected error")

    def sessions(self) -> list[GatewaySession]:
        """The session of each shard, with the last event that was received."""
        return [
            GatewaySession(each.session_id, shard, each.sequence, str(each.gateway))
            for shard, each in shard_connections(self).items()
            if each.session_id and each.sequence
        ]

    async def wait_for_guilds(self, guilds: Collection[str]) -> None:
        """Wait, within limits, until the channels and roles of the guilds are known.

        They arrive after READY. An empty name is no guild.
        """

        def is_known(guild: discord.Guild | None) -> bool:
            return guild is not None and not guild.unavailable

        with suppress(TimeoutError):
            async with asyncio.timeout(_GUILD_SECONDS):
                for number in map(int, filter(None, guilds)):
                    while not is_known(self.get_guild(number)):
                        await self.wait_for("guild_available")

    def channel_context(self, channel: str, guild: str = "") -> ChannelContext:
        """The known facts about a channel; empty if nothing is known."""
        cached = self.get_channel(int(channel))
        own = self.user.id if self.user else 0
        thread = cached if isinstance(cached, discord.Thread) else None
        return ChannelContext(
            name=str(getattr(cached, "name", "")),
            own_thread=thread is not None and thread.owner_id == own,
            parent=str(thread.parent_id) if thread else "",
            role=self._own_role(guild),
        )

    def _own_role(self, guild: str) -> str:
        server = self.get_guild(int(guild)) if guild else None
        role = server.self_role if server else None
        return str(role.id) if role else ""


async def _uninterrupted(work: Coroutine[Any, Any, None]) -> None:
    """Do the work to its end; raise a cancellation that came meanwhile only then.

    A second cancellation would leave discord.py's connections open.
    """
    task, cancellation = asyncio.create_task(work), None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancellation = error
    if cancellation:
        raise cancellation
    task.result()
