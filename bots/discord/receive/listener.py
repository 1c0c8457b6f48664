"""Discord as a chat platform, inbound: what the gateway hears goes to the desk."""

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
from bots.discord.receive.history import Stop, missed, stops, with_history
from bots.discord.receive.interaction_handler import Front, Manners, admit_twice
from bots.discord.receive.source import Gateway
from bots.discord.receive.suggestions import ProjectNames, Suggestions, no_names
from bots.discord.send.adapter import DiscordAdapter
from bots.discord.setup.commands import Definition, definitions, digest
from bots.discord.transport.api import Refusal
from bots.discord.transport.channel_locks import Lines
from bots.discord.wire import ids as names, inbound
from bots.discord.wire.permissions import reads_content
from bots.shared.lease import Lease
from core.errors import ChatError, StoreDown
from core.model.chat import BotRemoved, Inbound, MessageReceived, Reply
from core.ports import InboundHandler
from core.rules.replies.wording import language_of, say

_log = logging.getLogger(__name__)
_TAKEN = 10_000
_AT_ONCE = 8
"""Places whose missed messages are read up side by side."""
_RETRY, _GRACE = 5.0, 3.0


class DiscordListener:
    """One process listens at a time; others stand by and take over.

    ``projects`` gives what ``/projects`` suggests; ``language`` is spoken where a
    person's own is not known; ``lonely`` seconds a promise may stay without a word.
    """

    def __init__(
        self,
        adapter: DiscordAdapter,
        redis: Redis,
        *,
        projects: ProjectNames = no_names,
        language: str = "en",
        lonely: float = 8.0,
    ) -> None:
        self._adapter = adapter
        self._lease = Lease(redis, "discord")
        self._suggestions = Suggestions(projects)
        self._language = language
        self._lonely = lonely
        self._me = ""
        self._taken: OrderedDict[str, None] = OrderedDict()
        self._lines = Lines()
        self._handling: set[asyncio.Task[Any]] = set()
        self._content = True

    async def run(self, desk: InboundHandler) -> None:
        """Listen until cancelled. Raises ``ChatError`` if Discord refuses the token."""
        while True:
            await self._lease.hold(lambda: self._listen(desk))

    async def _listen(self, desk: InboundHandler) -> None:
        api = self._adapter.api
        application = await self._patiently("/applications/@me")
        where = await self._patiently("/gateway/bot")
        me = await self._patiently("/users/@me")
        self._me = str(me["id"])
        await self._publish(str(application["id"]))
        await self._starts(where.get("session_start_limit") or {})
        gateway.aim(api.base, str(where["url"]))
        self._content = self._content and reads_content(application)
        front = Front(
            self._adapter,
            desk,
            self._suggestions,
            self._lines,
            self._me,
            Manners(self._language, self._content, self._lonely),
        )

        async def handle(name: str, data: Mapping[str, Any]) -> None:
            with self._busy():
                await self._hear(desk, front, client, name, data)

        client = Gateway(handle, content=self._content)
        again = asyncio.create_task(front.again())
        try:
            await client.listen(self._adapter.token)
        except discord.LoginFailure as error:
            raise ChatError("Discord refuses DISCORD_BOT_TOKEN") from error
        except discord.PrivilegedIntentsRequired:
            _log.warning("Discord refuses the message content intent: going on without")
            self._content = False
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            _log.warning("the Discord gateway closed: %s", type(error).__name__)
            await asyncio.sleep(_RETRY)
        except Exception:  # noqa: BLE001  # what one event does must not end listening
            _log.exception("the Discord gateway broke: starting it again")
            await asyncio.sleep(_RETRY)
        finally:
            await self._finish()
            again.cancel()
            await asyncio.gather(again, return_exceptions=True)
            await front.aclose()

    @contextmanager
    def _busy(self) -> Iterator[None]:
        """An event is being handled."""
        if task := asyncio.current_task():
            self._handling.add(task)
            task.add_done_callback(self._handling.discard)
        yield

    async def _finish(self) -> None:
        """What was heard is stored before we go, if that does not take long."""
        if self._handling:
            await asyncio.wait(self._handling, timeout=_GRACE)
        left = list(self._handling)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _starts(self, limit: Mapping[str, Any]) -> None:
        """A bot has so many gateway sessions a day; one too many resets its token."""
        if limit.get("remaining") == 0:
            seconds = float(limit.get("reset_after") or 0) / 1000
            _log.error("no gateway session left: waiting %.0f s", seconds)
            await asyncio.sleep(seconds)

    async def _patiently(self, path: str) -> Mapping[str, Any]:
        """Discord is sometimes away; a wrong token will not get better."""
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

    async def _publish(self, application: str) -> None:
        """Commands are written only when they differ from what was written last."""
        places, commands = self._adapter.places, definitions()
        name, value = f"commands:{application}", digest(commands)
        if await places.recall(name) == value:
            return
        try:
            await self._put(application, commands)
        except ChatError as error:
            _log.warning("commands not published: %s", error)
        else:
            await places.remember(name, value)

    async def _put(self, application: str, commands: list[Definition]) -> None:
        """For people, too, if the application may be installed by them."""
        path, ids = "/applications/{application}/commands", {"application": application}
        try:
            await self._adapter.api.call("PUT", path, ids, commands)
        except Refusal as refusal:
            if refusal.status != 400:
                raise
            _log.warning("commands for guilds only: %s", refusal)
            fewer = [command | {"integration_types": [0]} for command in commands]
            await self._adapter.api.call("PUT", path, ids, fewer)

    async def _hear(
        self,
        desk: InboundHandler,
        front: Front,
        client: Gateway,
        name: str,
        data: Mapping[str, Any],
    ) -> None:
        match name:
            case "INTERACTION_CREATE":
                await front.serve(data)
            case "MESSAGE_CREATE":
                channel = str(data["channel_id"])
                ours, place = client.opened_by_us(channel), client.place(channel)
                async with self._lines.turn(channel):
                    await self._message(desk, data, ours=ours, place=place)
            case "MESSAGE_UPDATE":
                async with self._lines.turn(str(data["channel_id"])):
                    if self._ours(data) and (edit := inbound.edited(data, self._me)):
                        await self._admit(desk, edit)
            case "MESSAGE_DELETE" | "MESSAGE_DELETE_BULK":
                async with self._lines.turn(str(data["channel_id"])):
                    await self._deleted(desk, data)
            case "CHANNEL_DELETE" | "THREAD_DELETE":
                await self._removed(desk, [str(data["id"])])
            case "GUILD_DELETE" if not data.get("unavailable"):
                guild = str(data["id"])
                places = self._adapter.places
                await self._removed(desk, list(await places.settled(guild)))
                await places.unsettle(guild)
            case "READY":
                await self._catch_up(desk, data, client)
            case _:
                pass

    async def _message(
        self, desk: InboundHandler, data: Mapping[str, Any], *, ours: bool, place: str
    ) -> None:
        said = inbound.said(data, self._me, ours=ours, place=place)
        if said is None:
            return
        number = str(data["id"])
        self._taken[number] = None
        while len(self._taken) > _TAKEN:
            self._taken.popitem(last=False)
        if await self._is_blind(data, said):
            return
        said = await with_history(self._adapter, said, self._me, content=self._content)
        if notice := await self._admit(desk, said):
            await self._tell(said, notice)
        guild, channel = str(data.get("guild_id") or ""), str(data["channel_id"])
        await self._adapter.places.settle(guild, channel, number)

    async def _is_blind(self, data: Mapping[str, Any], said: MessageReceived) -> bool:
        """Say what Discord hides from us; whether nothing is left to be done."""
        blind = inbound.blind(data, self._me)
        if blind == inbound.HIDDEN_QUESTION:
            known = await self._adapter.places.fed(names.channel_of(said.chat))
            blind = "" if known or said.clips else blind
        if blind:
            await self._say(said, blind)
        return blind == inbound.HIDDEN_WORDS or bool(blind and not said.text)

    async def _deleted(self, desk: InboundHandler, data: Mapping[str, Any]) -> None:
        for event in inbound.deleted(data):
            number = event.message.rpartition(".")[2]
            if number in self._taken or not data.get("guild_id"):
                await self._admit(desk, event)

    def _ours(self, data: Mapping[str, Any]) -> bool:
        """An edit matters if the message was for us, or is now."""
        return str(data["id"]) in self._taken or inbound.called(data, self._me)

    async def _removed(self, desk: InboundHandler, channels: list[str]) -> None:
        now = str(int(time.time() * 1000))
        for channel in channels:
            update = names.update_id("r", channel, now)
            await self._admit(desk, BotRemoved(update, names.chat_id(channel)))

    async def _catch_up(
        self, desk: InboundHandler, ready: Mapping[str, Any], client: Gateway
    ) -> None:
        """A new session has not heard what was said before it: read that up first."""
        guilds = [str(guild["id"]) for guild in ready.get("guilds") or ()]
        few = asyncio.Semaphore(_AT_ONCE)

        async def read_up(stop: Stop) -> None:
            async with self._lines.turn(stop.channel, early=True), few:
                ours, place = client.opened_by_us(stop.channel), ""
                async for message in missed(self._adapter, stop):
                    place = place or client.place(stop.channel)
                    await self._message(desk, message, ours=ours, place=place)

        async with asyncio.TaskGroup() as group:
            with self._lines.closed():
                for stop in await stops(self._adapter, guilds):
                    group.create_task(read_up(stop))
                await asyncio.sleep(0)  # now they stand first in their lines

    async def _admit(self, desk: InboundHandler, event: Inbound) -> str:
        """Store it; the gateway does not repeat itself, so a person is told if not.

        Gives what the person is to be told.
        """
        try:
            return (await admit_twice(desk, event)).notice
        except StoreDown:
            _log.error("an event could not be stored")  # no trace
            if isinstance(event, MessageReceived):
                await self._say(event, "discord.store_down")
            return ""

    async def _say(self, said: MessageReceived, key: str) -> None:
        """A sentence of ours to what someone said."""
        language = language_of(said.text, said.sender.language, self._language)
        await self._tell(said, say(language, key))

    async def _tell(self, said: MessageReceived, text: str) -> None:
        reply = Reply(text, to=said.message)
        try:
            await self._adapter.post(said.chat, reply, f"l{said.update[-20:]}")
        except ChatError as error:
            _log.warning("could not tell: %s", type(error).__name__)
