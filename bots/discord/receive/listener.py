"""Listen to the Discord gateway and pass events to the core."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
from redis.asyncio import Redis

from bots.discord.receive.history import (
    ChannelPosition,
    channel_positions,
    missed_messages,
)
from bots.discord.receive.interaction_handler import (
    InteractionHandler,
    ListenerOptions,
)
from bots.discord.receive.message_handler import MessageHandler
from bots.discord.receive.publish_commands import publish_commands
from bots.discord.receive.source import Gateway
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
_log = logging.getLogger(__name__)
_CATCH_UP_CONCURRENCY = 8
"""Places whose missed messages are read up side by side."""


@dataclass(frozen=True, slots=True)
class ListenerWaits:
    """Seconds: until a deferred answer gets a word, between connections, at the end."""

    defer: float = 8.0
    reconnect: float = 5.0
    drain: float = 3.0


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
        self._lease = Lease(redis, "discord")
        self._suggestions = Suggestions(projects)
        self._language = language
        self._hosted = hosted
        self._waits = waits or ListenerWaits()
        self._bot_id = ""
        self._seen_messages: OrderedDict[str, None] = OrderedDict()
        self._locks = ChannelLocks()
        self._handling: set[asyncio.Task[Any]] = set()
        self._message_content = True

    async def run(self, inbound_handler: InboundHandler) -> None:
        """Listen until cancelled. Raises ``ChatError`` if Discord refuses the token."""
        while True:
            await self._lease.hold(lambda: self._listen(inbound_handler))

    async def _listen(self, inbound_handler: InboundHandler) -> None:
        api = self._adapter.api
        application = await self._retry_until_ok("/applications/@me")
        where = await self._retry_until_ok("/gateway/bot")
        user = await self._retry_until_ok("/users/@me")
        self._bot_id = str(user["id"])
        await publish_commands(self._adapter, str(application["id"]))
        await self._wait_for_session_quota(where.get("session_start_limit") or {})
        set_discord_urls(api.base, str(where["url"]))
        self._message_content = self._message_content and reads_content(application)
        options = ListenerOptions(
            self._language,
            self._message_content,
            self._waits.defer,
            hosted=self._hosted,
        )
        handler = InteractionHandler(
            self._adapter,
            inbound_handler,
            self._suggestions,
            self._locks,
            self._bot_id,
            options,
        )
        messages = MessageHandler(
            self._adapter,
            inbound_handler,
            self._bot_id,
            options,
            self._seen_messages,
        )

        async def handle(name: str, data: Mapping[str, Any]) -> None:
            with self._track_task():
                await self._dispatch(messages, handler, client, name, data)

        client = Gateway(handle, message_content=self._message_content)
        again = asyncio.create_task(handler.resume_pending())
        try:
            await client.listen(self._adapter.token)
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
        finally:
            await self._drain()
            again.cancel()
            await asyncio.gather(again, return_exceptions=True)
            await handler.aclose()

    @contextmanager
    def _track_task(self) -> Iterator[None]:
        """An event is being handled."""
        if task := asyncio.current_task():
            self._handling.add(task)
            task.add_done_callback(self._handling.discard)
        yield

    async def _drain(self) -> None:
        """What was heard is stored before we go, if that does not take long."""
        if self._handling:
            await asyncio.wait(self._handling, timeout=self._waits.drain)
        left = list(self._handling)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _wait_for_session_quota(self, limit: Mapping[str, Any]) -> None:
        """A bot has so many gateway sessions a day; one too many resets its token."""
        if limit.get("remaining") == 0:
            seconds = float(limit.get("reset_after") or 0) / 1000
            _log.error(
                "Discord gateway: no session start left, waiting %.0f s", seconds
            )
            await asyncio.sleep(seconds)

    async def _retry_until_ok(self, path: str) -> Mapping[str, Any]:
        """Retry a GET with growing pauses; raise ``ChatError`` for a wrong token."""

        async def get() -> Mapping[str, Any]:
            found: Mapping[str, Any] = await self._adapter.api.call("GET", path)
            return found

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
        handler: InteractionHandler,
        client: Gateway,
        name: str,
        data: Mapping[str, Any],
    ) -> None:
        match name:
            case "INTERACTION_CREATE":
                await handler.handle(data)
            case "MESSAGE_CREATE":
                context = _context(client, data)
                async with self._locks.acquire(str(data["channel_id"])):
                    await messages.handle_message(data, context)
            case "MESSAGE_UPDATE":
                context = _context(client, data)
                async with self._locks.acquire(str(data["channel_id"])):
                    await messages.handle_edit(data, context)
            case "MESSAGE_DELETE" | "MESSAGE_DELETE_BULK":
                async with self._locks.acquire(str(data["channel_id"])):
                    await messages.handle_deletion(data)
            case "CHANNEL_DELETE" | "THREAD_DELETE":
                await messages.handle_removal([str(data["id"])])
            case "GUILD_DELETE" if not data.get("unavailable"):
                guild = str(data["id"])
                cache = self._adapter.channel_cache
                await messages.handle_removal(await cache.remembered_channels(guild))
                await cache.forget_channels(guild)
            case "READY":
                await self._catch_up(messages, data, client)
            case _:
                pass

    async def _catch_up(
        self, messages: MessageHandler, ready: Mapping[str, Any], client: Gateway
    ) -> None:
        """Handle the messages that arrived before this session, oldest first."""
        guilds = [str(guild["id"]) for guild in ready.get("guilds") or ()]
        few = asyncio.Semaphore(_CATCH_UP_CONCURRENCY)

        async def read_up(stop: ChannelPosition) -> None:
            async with self._locks.acquire(stop.channel, priority=True), few:
                async for message in missed_messages(self._adapter, stop):
                    await messages.handle_message(message, _context(client, message))

        async with asyncio.TaskGroup() as group:
            with self._locks.paused():
                for stop in await channel_positions(self._adapter, guilds):
                    group.create_task(read_up(stop))
                await asyncio.sleep(0)  # now they stand first in their lines


def _context(client: Gateway, data: Mapping[str, Any]) -> ChannelContext:
    return client.channel_context(
        str(data["channel_id"]), str(data.get("guild_id") or "")
    )


def _is_passing(error: Exception) -> bool:
    """Whether the same request may succeed later."""
    return isinstance(error, ChatError) and getattr(error, "status", 0) != 401
