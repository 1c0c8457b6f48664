"""Listen to the Discord gateway and pass events to the core."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import aiohttp
import discord
from redis.asyncio import Redis

from bots.discord.receive import source as gateway
from bots.discord.receive.history import (
    ChannelPosition,
    channel_positions,
    missed_messages,
    with_history,
)
from bots.discord.receive.interaction_handler import (
    InteractionHandler,
    ListenerOptions,
    admit_with_retry,
)
from bots.discord.receive.source import Gateway
from bots.discord.receive.suggestions import ProjectNames, Suggestions, no_names
from bots.discord.send.adapter import DiscordAdapter
from bots.discord.setup.commands import Definition, definitions, digest
from bots.discord.transport.api import ApiError
from bots.discord.transport.channel_locks import ChannelLocks
from bots.discord.wire import ids as names, inbound
from bots.discord.wire.permissions import reads_content
from bots.shared.lease import Lease
from core.errors import ChatError, StoreDown
from core.model.chat import BotRemoved, Inbound, MessageReceived, Reply
from core.ports import InboundHandler
from core.rules.replies.wording import language_of, say

_log = logging.getLogger(__name__)
_MAX_SEEN = 10_000
_CATCH_UP_CONCURRENCY = 8
"""Places whose missed messages are read up side by side."""
_RETRY, _GRACE = 5.0, 3.0


class DiscordListener:
    """One process listens at a time; others stand by and take over.

    ``projects`` gives what ``/projects`` suggests; ``language`` is spoken where a
    person's own is not known; ``defer_timeout`` seconds a promise may stay without a word.
    """

    def __init__(
        self,
        adapter: DiscordAdapter,
        redis: Redis,
        *,
        projects: ProjectNames = no_names,
        language: str = "en",
        defer_timeout: float = 8.0,
    ) -> None:
        self._adapter = adapter
        self._lease = Lease(redis, "discord")
        self._suggestions = Suggestions(projects)
        self._language = language
        self._defer_timeout = defer_timeout
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
        await self._publish_commands(str(application["id"]))
        await self._wait_for_session_quota(where.get("session_start_limit") or {})
        gateway.set_urls(api.base, str(where["url"]))
        self._message_content = self._message_content and reads_content(application)
        handler = InteractionHandler(
            self._adapter,
            inbound_handler,
            self._suggestions,
            self._locks,
            self._bot_id,
            ListenerOptions(self._language, self._message_content, self._defer_timeout),
        )

        async def handle(name: str, data: Mapping[str, Any]) -> None:
            with self._track_task():
                await self._dispatch(inbound_handler, handler, client, name, data)

        client = Gateway(handle, message_content=self._message_content)
        again = asyncio.create_task(handler.resume_pending())
        try:
            await client.listen(self._adapter.token)
        except discord.LoginFailure as error:
            raise ChatError("Discord refuses DISCORD_BOT_TOKEN") from error
        except discord.PrivilegedIntentsRequired:
            _log.warning("Discord refuses the message content intent: going on without")
            self._message_content = False
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            _log.warning("the Discord gateway closed: %s", type(error).__name__)
            await asyncio.sleep(_RETRY)
        except Exception:  # noqa: BLE001  # what one event does must not end listening
            _log.exception("the Discord gateway broke: starting it again")
            await asyncio.sleep(_RETRY)
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
            await asyncio.wait(self._handling, timeout=_GRACE)
        left = list(self._handling)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _wait_for_session_quota(self, limit: Mapping[str, Any]) -> None:
        """A bot has so many gateway sessions a day; one too many resets its token."""
        if limit.get("remaining") == 0:
            seconds = float(limit.get("reset_after") or 0) / 1000
            _log.error("no gateway session left: waiting %.0f s", seconds)
            await asyncio.sleep(seconds)

    async def _retry_until_ok(self, path: str) -> Mapping[str, Any]:
        """Retry a GET with growing pauses; raise ``ChatError`` for a wrong token."""
        pause = 1.0
        while True:
            try:
                found: Mapping[str, Any] = await self._adapter.api.call("GET", path)
            except ChatError as error:
                if getattr(error, "status", 0) == 401:
                    raise ChatError("Discord refuses DISCORD_BOT_TOKEN") from None
                _log.warning("Discord does not answer: %s", type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 60)
            else:
                return found

    async def _publish_commands(self, application: str) -> None:
        """Commands are written only when they differ from what was written last."""
        cache, commands = self._adapter.channel_cache, definitions()
        name, value = f"commands:{application}", digest(commands)
        if await cache.load(name) == value:
            return
        try:
            await self._put_commands(application, commands)
        except ChatError as error:
            _log.warning("commands not published: %s", error)
        else:
            await cache.save(name, value)

    async def _put_commands(self, application: str, commands: list[Definition]) -> None:
        """For people, too, if the application may be installed by them."""
        path, ids = "/applications/{application}/commands", {"application": application}
        try:
            await self._adapter.api.call("PUT", path, ids, commands)
        except ApiError as refusal:
            if refusal.status != 400:
                raise
            _log.warning("commands for guilds only: %s", refusal)
            fewer = [command | {"integration_types": [0]} for command in commands]
            await self._adapter.api.call("PUT", path, ids, fewer)

    async def _dispatch(
        self,
        inbound_handler: InboundHandler,
        handler: InteractionHandler,
        client: Gateway,
        name: str,
        data: Mapping[str, Any],
    ) -> None:
        match name:
            case "INTERACTION_CREATE":
                await handler.handle(data)
            case "MESSAGE_CREATE":
                channel = str(data["channel_id"])
                own_thread, channel_name = (
                    client.is_own_thread(channel),
                    client.channel_name(channel),
                )
                async with self._locks.acquire(channel):
                    await self._handle_message(
                        inbound_handler,
                        data,
                        own_thread=own_thread,
                        channel_name=channel_name,
                    )
            case "MESSAGE_UPDATE":
                async with self._locks.acquire(str(data["channel_id"])):
                    if self._is_relevant_edit(data) and (
                        edit := inbound.parse_edit(data, self._bot_id)
                    ):
                        await self._admit(inbound_handler, edit)
            case "MESSAGE_DELETE" | "MESSAGE_DELETE_BULK":
                async with self._locks.acquire(str(data["channel_id"])):
                    await self._handle_deletion(inbound_handler, data)
            case "CHANNEL_DELETE" | "THREAD_DELETE":
                await self._handle_removal(inbound_handler, [str(data["id"])])
            case "GUILD_DELETE" if not data.get("unavailable"):
                guild = str(data["id"])
                cache = self._adapter.channel_cache
                await self._handle_removal(
                    inbound_handler, list(await cache.remembered_channels(guild))
                )
                await cache.forget_channels(guild)
            case "READY":
                await self._catch_up(inbound_handler, data, client)
            case _:
                pass

    async def _handle_message(
        self,
        inbound_handler: InboundHandler,
        data: Mapping[str, Any],
        *,
        own_thread: bool,
        channel_name: str,
    ) -> None:
        message = inbound.parse_message(
            data, self._bot_id, own_thread=own_thread, channel_name=channel_name
        )
        if message is None:
            return
        number = str(data["id"])
        self._seen_messages[number] = None
        while len(self._seen_messages) > _MAX_SEEN:
            self._seen_messages.popitem(last=False)
        if await self._report_hidden_content(data, message):
            return
        message = await with_history(
            self._adapter, message, self._bot_id, message_content=self._message_content
        )
        if notice := await self._admit(inbound_handler, message):
            await self._send_notice(message, notice)
        guild, channel = str(data.get("guild_id") or ""), str(data["channel_id"])
        await self._adapter.channel_cache.remember_channel(guild, channel, number)

    async def _report_hidden_content(
        self, data: Mapping[str, Any], message: MessageReceived
    ) -> bool:
        """Say what Discord hides from us; whether nothing is left to be done."""
        blind = inbound.hidden_content(data, self._bot_id)
        if blind == inbound.HIDDEN_REPLY:
            known = await self._adapter.channel_cache.has_clips(
                names.channel_of(message.chat)
            )
            blind = "" if known or message.clips else blind
        if blind:
            await self._send_text(message, blind)
        return blind == inbound.HIDDEN_TEXT or bool(blind and not message.text)

    async def _handle_deletion(
        self, inbound_handler: InboundHandler, data: Mapping[str, Any]
    ) -> None:
        for event in inbound.parse_deletion(data):
            number = event.message.rpartition(".")[2]
            if number in self._seen_messages or not data.get("guild_id"):
                await self._admit(inbound_handler, event)

    def _is_relevant_edit(self, data: Mapping[str, Any]) -> bool:
        """An edit matters if the message was for us, or is now."""
        return str(data["id"]) in self._seen_messages or inbound.is_addressed(
            data, self._bot_id
        )

    async def _handle_removal(
        self, inbound_handler: InboundHandler, channels: list[str]
    ) -> None:
        now = str(int(time.time() * 1000))
        for channel in channels:
            update = names.update_id("r", channel, now)
            await self._admit(
                inbound_handler, BotRemoved(update, names.chat_id(channel))
            )

    async def _catch_up(
        self, inbound_handler: InboundHandler, ready: Mapping[str, Any], client: Gateway
    ) -> None:
        """Handle the messages that arrived before this session, oldest first."""
        guilds = [str(guild["id"]) for guild in ready.get("guilds") or ()]
        few = asyncio.Semaphore(_CATCH_UP_CONCURRENCY)

        async def read_up(stop: ChannelPosition) -> None:
            async with self._locks.acquire(stop.channel, priority=True), few:
                own_thread, channel_name = client.is_own_thread(stop.channel), ""
                async for message in missed_messages(self._adapter, stop):
                    channel_name = channel_name or client.channel_name(stop.channel)
                    await self._handle_message(
                        inbound_handler,
                        message,
                        own_thread=own_thread,
                        channel_name=channel_name,
                    )

        async with asyncio.TaskGroup() as group:
            with self._locks.paused():
                for stop in await channel_positions(self._adapter, guilds):
                    group.create_task(read_up(stop))
                await asyncio.sleep(0)  # now they stand first in their lines

    async def _admit(self, inbound_handler: InboundHandler, event: Inbound) -> str:
        """Store the event; on failure tell the person, as the gateway does not resend.

        Returns the notice for the person.
        """
        try:
            return (await admit_with_retry(inbound_handler, event)).notice
        except StoreDown:
            _log.error("an event could not be stored")  # no trace
            if isinstance(event, MessageReceived):
                await self._send_text(event, "discord.store_down")
            return ""

    async def _send_text(self, message: MessageReceived, key: str) -> None:
        """Reply to a message with the text of ``key`` in the person's language."""
        language = language_of(message.text, message.sender.language, self._language)
        await self._send_notice(message, say(language, key))

    async def _send_notice(self, message: MessageReceived, text: str) -> None:
        reply = Reply(text, to=message.message)
        try:
            await self._adapter.post(message.chat, reply, f"l{message.update[-20:]}")
        except ChatError as error:
            _log.warning("could not tell: %s", type(error).__name__)
