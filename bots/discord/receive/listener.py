"""Listen to the Discord gateway and pass events to the core."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import aiohttp
import discord
from redis.asyncio import Redis

from bots.discord.receive.catch_up.messages import handle_missed_messages
from bots.discord.receive.catch_up.sessions import FormerSessions
from bots.discord.receive.gateway import Gateway
from bots.discord.receive.interaction_handler import (
    InteractionHandler,
    ListenerOptions,
)
from bots.discord.receive.message_handler import MessageHandler
from bots.discord.receive.publish_commands import publish_commands
from bots.discord.receive.suggestions import ProjectNames, Suggestions, no_names
from bots.discord.send.adapter import DiscordAdapter
from bots.discord.transport.channel_locks import ChannelLocks
from bots.discord.wire.inbound import ChannelContext
from bots.discord.wire.permissions import reads_content
from bots.shared.compat import set_discord_urls
from bots.shared.lease import Lease
from common.backoff import Backoff
from core.errors import ChatError
from core.ports import InboundHandler
from core.retry import Retry

_BACKOFF = Backoff(1.0, 60.0)
_LEASE = 9.0
"""Seconds without renewal after which another process takes over."""
_log = logging.getLogger(__name__)


class EventHandler(Protocol):
    """Handles a gateway event; ``priority`` ignores the pauses of channel locks."""

    async def __call__(
        self, name: str, data: Mapping[str, Any], *, priority: bool = False
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class ListenerWaits:
    """Waiting times in seconds.

    ``defer`` is the time before a deferred response is confirmed. ``record`` is the time
    between two records of the sessions' positions; ``store`` is how long an event waits
    while the store is down.
    """

    defer: float = 8.0
    reconnect: float = 5.0
    drain: float = 3.0
    record: float = 1.0
    store: float = 20.0


class DiscordListener:
    """One process listens at a time; others stand by and take over.

    ``projects`` gives what ``/projects`` suggests; ``language`` is spoken where a
    person's own is not known; ``hosted`` tells that the agent is not our own studio.
    """

    def __init__(
        self,
        adapter: DiscordAdapter,
        redis: Redis,
        *,
        projects: ProjectNames = no_names,
        language: str = "en",
        hosted: bool = False,
        waits: ListenerWaits | None = None,
    ) -> None:
        self._adapter = adapter
        self._lease = Lease(redis, "discord", _LEASE)
        self._suggestions = Suggestions(projects)
        self._language = language
        self._hosted = hosted
        self._waits = waits or ListenerWaits()
        self._bot_id = ""
        self._seen_messages: OrderedDict[str, None] = OrderedDict()
        self._locks = ChannelLocks()
        self._handling: set[asyncio.Task[Any]] = set()
        self._sessions = FormerSessions(adapter, self._locks, self._handling)
        self._message_content = True

    async def run(self, inbound_handler: InboundHandler) -> None:
        """Listen until cancelled. Raises ``ChatError`` if Discord refuses the token."""
        while True:
            await self._lease.hold(lambda: self._listen(inbound_handler))

    async def _listen(self, inbound_handler: InboundHandler) -> None:
        """Listen until the gateway closes. Raises ``ChatError`` if it refuses the token."""
        await self._prepare()
        handler, messages = self._handlers(inbound_handler)

        async def handle(
            name: str, data: Mapping[str, Any], *, priority: bool = False
        ) -> None:
            with self._track_task():
                if name == "READY":
                    await self._catch_up(client, data, handle, messages)
                elif name == "INTERACTION_CREATE":
                    await handler.handle(data)
                else:
                    await self._dispatch(
                        messages, client, name, data, priority=priority
                    )

        client = Gateway(handle, message_content=self._message_content)
        try:
            await self._stay_connected(client, handler)
        except discord.LoginFailure as error:
            raise ChatError("Discord refuses DISCORD_BOT_TOKEN") from error
        except discord.PrivilegedIntentsRequired:
            _log.warning(
                "Discord refuses the message content intent: continuing without it"
            )
            self._message_content = False
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            _log.warning("Discord gateway: closed: %s", type(error).__name__)
            await asyncio.sleep(self._waits.reconnect)
        except Exception:  # noqa: BLE001  # what one event does must not end listening
            _log.exception("Discord gateway: unexpected error, reconnecting")
            await asyncio.sleep(self._waits.reconnect)

    async def _prepare(self) -> None:
        """Learn who the bot is and what it may read, publish its commands, find the gateway."""
        application = await self._retry_until_ok("/applications/@me")
        gateway = await self._retry_until_ok("/gateway/bot")
        user = await self._retry_until_ok("/users/@me")
        self._bot_id = str(user["id"])
        await publish_commands(self._adapter, str(application["id"]))
        await self._wait_for_session_quota(gateway.get("session_start_limit") or {})
        set_discord_urls(self._adapter.api.base, str(gateway["url"]))
        self._message_content = self._message_content and reads_content(application)

    def _handlers(
        self, inbound_handler: InboundHandler
    ) -> tuple[InteractionHandler, MessageHandler]:
        options = ListenerOptions(
            self._language,
            self._message_content,
            self._waits.defer,
            hosted=self._hosted,
            store_patience=self._waits.store,
        )
        adapter, bot = self._adapter, self._bot_id
        return (
            InteractionHandler(
                adapter, inbound_handler, self._suggestions, self._locks, bot, options
            ),
            MessageHandler(adapter, inbound_handler, bot, options, self._seen_messages),
        )

    async def _stay_connected(
        self, client: Gateway, handler: InteractionHandler
    ) -> None:
        """Receive events until cancelled or refused; then finish what was received."""
        await self._sessions.load()
        record = self._sessions.record_every(self._waits.record, client)
        beside = [
            asyncio.create_task(handler.resume_pending()),
            asyncio.create_task(record),
        ]
        try:
            await client.listen(self._adapter.token)
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            if await self._drain():
                await self._sessions.record(client)
            await handler.aclose()

    @contextmanager
    def _track_task(self) -> Iterator[None]:
        """An event is being handled."""
        if task := asyncio.current_task():
            self._handling.add(task)
            task.add_done_callback(self._handling.discard)
        yield

    async def _drain(self) -> bool:
        """Wait for running handlers; False if they took too long and were cancelled."""
        if self._handling:
            await asyncio.wait(self._handling, timeout=self._waits.drain)
        left = list(self._handling)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        return not left

    async def _wait_for_session_quota(self, limit: Mapping[str, Any]) -> None:
        """Wait until a session may start: too many a day make Discord reset the bot's token."""
        if limit.get("remaining") == 0:
            seconds = float(limit.get("reset_after") or 0) / 1000
            _log.error(
                "Discord gateway: no session start left, waiting %.0f s", seconds
            )
            await asyncio.sleep(seconds)

    async def _retry_until_ok(self, path: str) -> Mapping[str, Any]:
        """Retry a GET with backoff; raise ``ChatError`` for a wrong token."""

        async def get() -> Mapping[str, Any]:
            answer: Mapping[str, Any] = await self._adapter.api.call("GET", path)
            return answer

        def report(error: Exception) -> None:
            _log.warning("Discord does not answer: %s", type(error).__name__)

        retry = Retry("discord", _BACKOFF, attempts=0, report=report)
        try:
            return await retry.run(get, if_=_is_passing)
        except ChatError as error:
            if _is_passing(error):
                raise
            raise ChatError("Discord refuses DISCORD_BOT_TOKEN") from None

    async def _dispatch(
        self,
        messages: MessageHandler,
        client: Gateway,
        name: str,
        data: Mapping[str, Any],
        *,
        priority: bool,
    ) -> None:
        def channel() -> AbstractAsyncContextManager[None]:
            return self._locks.acquire(str(data["channel_id"]), priority=priority)

        match name:
            case "MESSAGE_CREATE":
                context = _context(client, data)
                async with channel():
                    await messages.handle_message(data, context)
            case "MESSAGE_UPDATE":
                context = _context(client, data)
                async with channel():
                    await messages.handle_edit(data, context)
            case "MESSAGE_DELETE" | "MESSAGE_DELETE_BULK":
                async with channel():
                    await messages.handle_deletion(data)
            case "CHANNEL_DELETE" | "THREAD_DELETE":
                await messages.handle_removal([str(data["id"])])
            case "GUILD_DELETE" if not data.get("unavailable"):
                guild = str(data["id"])
                cache = self._adapter.channel_cache
                await messages.handle_removal(await cache.remembered_channels(guild))
                await cache.forget_channels(guild)
            case _:
                pass

    async def _catch_up(
        self,
        client: Gateway,
        ready: Mapping[str, Any],
        handle: EventHandler,
        messages: MessageHandler,
    ) -> None:
        """Handle what arrived while no process listened."""

        async def handle_message(message: Mapping[str, Any]) -> None:
            await messages.handle_message(message, _context(client, message))

        async with asyncio.TaskGroup() as group:
            with self._locks.paused():
                replay = partial(handle, priority=True)
                group.create_task(self._sessions.begin(ready, client, replay))
                group.create_task(
                    handle_missed_messages(
                        self._adapter, client, self._locks, ready, handle_message
                    )
                )
                await asyncio.sleep(0)  # both hold the locks of their channels now


def _context(client: Gateway, data: Mapping[str, Any]) -> ChannelContext:
    return client.channel_context(
        str(data["channel_id"]), str(data.get("guild_id") or "")
    )


def _is_passing(error: Exception) -> bool:
    """Whether the error is transient."""
    return isinstance(error, ChatError) and getattr(error, "status", 0) != 401
