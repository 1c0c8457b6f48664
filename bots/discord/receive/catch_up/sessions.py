"""Record our gateway sessions, and handle the events that former processes missed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import ExitStack
from typing import Any

import aiohttp

from bots.discord.receive.gateway import MISSED_EVENTS, Gateway
from bots.discord.send.adapter import DiscordAdapter
from bots.discord.transport.channel_locks import ChannelLocks
from bots.discord.transport.gateway_sessions import (
    GatewaySession,
    SessionGone,
    resumed,
)
from common.backoff import Backoff
from core.retry import Retry

_log = logging.getLogger(__name__)
_BACKOFF = Backoff(0.5, 4.0)
_ATTEMPTS = 3
_LONGEST_PAUSE = 10.0
"""Longest wait of new events, in seconds, while earlier ones are fetched."""
_READY_SEQUENCE = 1
"""READY is the first event of a session."""

EventHandler = Callable[[str, Mapping[str, Any]], Awaitable[None]]


class FormerSessions:
    """``handling`` are the tasks of the events that are being handled.

    A session is recorded with the last event up to which all are handled: its successor may
    get an event twice, but misses none.
    """

    def __init__(
        self,
        adapter: DiscordAdapter,
        locks: ChannelLocks,
        handling: Collection["asyncio.Task[Any]"],
    ) -> None:
        self._adapter = adapter
        self._cache = adapter.channel_cache
        self._locks = locks
        self._handling = handling
        self._recorded: dict[int, GatewaySession] = {}
        self._former: list[GatewaySession] = []

    async def load(self) -> None:
        """Load the sessions of former processes. Call it before connecting, which begins new ones."""
        self._recorded.clear()
        self._former = await self._cache.sessions()

    async def record_every(self, seconds: float, client: Gateway) -> None:
        """Record the sessions periodically until cancelled."""
        while True:
            await asyncio.sleep(seconds)
            await self.record(client)

    async def record(self, client: Gateway) -> None:
        """Record the position of each session once its received events are handled."""
        sessions = client.sessions()
        await asyncio.sleep(0)  # each event received until now has its task by then
        if handling := set(self._handling):
            await asyncio.wait(handling)
        for session in sessions:
            await self._save(session)

    async def _save(self, session: GatewaySession) -> None:
        before = self._recorded.get(session.shard)
        if session == before:
            return
        await self._cache.save_session(session)
        self._recorded[session.shard] = session
        if before and before.id != session.id:
            await self._cache.delete_session(before.id)

    async def begin(
        self,
        ready: Mapping[str, Any],
        client: Gateway,
        handle: EventHandler,
    ) -> None:
        """Record a new session; handle what the former ones of its shard missed.

        ``ready`` is the event that began the session. ``handle`` must ignore events that it
        has handled before and must not wait for ``locks``' pauses.
        """
        shard = int((ready.get("shard") or (0,))[0])
        id_, url = str(ready["session_id"]), str(ready["resume_gateway_url"])
        former = [session for session in self._former if session.shard == shard]
        self._former = [each for each in self._former if each not in former]
        async with asyncio.TaskGroup() as group:
            with self._locks.paused():
                for session in former:
                    group.create_task(self._finish(session, client, handle))
                await asyncio.sleep(0)  # each event holds the lock of its channel now
            await self._save(GatewaySession(id_, shard, _READY_SEQUENCE, url))

    async def _finish(
        self, session: GatewaySession, client: Gateway, handle: EventHandler
    ) -> None:
        """Handle what the session missed, then end the session and delete its record."""
        retry = Retry("discord_session", _BACKOFF, _ATTEMPTS)
        try:
            await retry.run(
                lambda: self._replay(session, client, handle), if_=_is_passing
            )
        except SessionGone:
            _log.info("Discord gateway: a former session has expired")
        except _PASSING as error:
            _log.warning(
                "Discord gateway: a former session was not resumed: %s",
                type(error).__name__,
            )
            return
        await self._cache.delete_session(session.id)

    async def _replay(
        self, session: GatewaySession, client: Gateway, handle: EventHandler
    ) -> None:
        http = self._adapter.api.session
        with ExitStack() as pause:
            pause.enter_context(self._locks.paused())
            async with (
                asyncio.timeout(_LONGEST_PAUSE) as limit,
                resumed(http, session, self._adapter.token) as events,
            ):
                missed = [each async for each in events if each[0] in MISSED_EVENTS]
                limit.reschedule(None)
                guilds = {str(data.get("guild_id") or "") for _, data in missed}
                await client.wait_for_guilds(guilds)
                tasks = [
                    asyncio.create_task(_handle_alone(handle, *each)) for each in missed
                ]
                await asyncio.sleep(0)  # now they stand first in their lines
                pause.close()
                await asyncio.gather(*tasks)
        _log.info("Discord gateway: %d missed events were replayed", len(missed))


async def _handle_alone(
    handle: EventHandler, name: str, data: Mapping[str, Any]
) -> None:
    """Handle an event; log an error, so that it does not stop the other events."""
    try:
        await handle(name, data)
    except Exception:  # noqa: BLE001  # one bad event must not hold up the others
        _log.exception("Discord event: unexpected error")


_PASSING = (aiohttp.ClientError, OSError, TimeoutError)


def _is_passing(error: Exception) -> bool:
    """Whether the same session may be resumed later."""
    return isinstance(error, _PASSING)
