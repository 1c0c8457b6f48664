"""Discord as a chat platform, inbound: what the gateway hears goes to the desk."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import discord
from redis.asyncio import Redis

from bots.discord import gateway, inbound, names
from bots.discord.adapter import DiscordAdapter
from bots.discord.commands import definitions, digest
from bots.discord.front import Front, ProjectNames, admit_twice
from bots.discord.gateway import Gateway
from bots.discord.history import missed, with_history
from bots.lease import Lease
from core.errors import ChatError, StoreDown
from core.model.chat import ChatId, Inbound, Removed, Reply, Said, SenderId
from core.ports import Desk
from core.rules.wording import say

_log = logging.getLogger(__name__)
_TAKEN = 10_000


async def no_names(_chat: ChatId, _sender: SenderId) -> Sequence[str]:
    return ()


class DiscordListener:
    """One process listens at a time; others stand by and take over.

    ``projects`` gives the names that ``/projects`` suggests; ``language`` is spoken
    where a person's own is not known.
    """

    def __init__(
        self,
        adapter: DiscordAdapter,
        redis: Redis,
        *,
        projects: ProjectNames = no_names,
        language: str = "en",
    ) -> None:
        self._adapter = adapter
        self._lease = Lease(redis, "discord")
        self._projects = projects
        self._language = language
        self._me = ""
        self._taken: OrderedDict[str, None] = OrderedDict()

    async def run(self, desk: Desk) -> None:
        """Listen until cancelled. Raises ``ChatError`` if Discord refuses the token."""
        while True:
            await self._lease.hold(lambda: self._listen(desk))

    async def _listen(self, desk: Desk) -> None:
        api = self._adapter.api
        application = await self._patiently("/applications/@me")
        where = await self._patiently("/gateway/bot")
        me = await self._patiently("/users/@me")
        self._me = str(me["id"])
        await self._publish(str(application["id"]))
        gateway.aim(api.base, str(where["url"]))
        content = gateway.reads_content(application)
        front = Front(self._adapter, desk, self._projects, self._language, self._me)

        async def handle(name: str, data: Mapping[str, Any]) -> None:
            await self._hear(desk, front, client, name, data)

        client = Gateway(handle, content=content)
        try:
            await client.start(self._adapter.token)
        except discord.LoginFailure as error:
            raise ChatError("Discord refuses DISCORD_BOT_TOKEN") from error
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            _log.warning("the Discord gateway closed: %s", type(error).__name__)
            await asyncio.sleep(5)
        finally:
            await client.close()

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
            await self._adapter.api.call(
                "PUT",
                "/applications/{application}/commands",
                {"application": application},
                commands,
            )
        except ChatError as error:
            _log.warning("commands not published: %s", error)
        else:
            await places.remember(name, value)

    async def _hear(
        self,
        desk: Desk,
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
                await self._message(desk, data, ours=ours, place=place)
            case "MESSAGE_UPDATE":
                if self._ours(data) and (edit := inbound.edited(data, self._me)):
                    await self._admit(desk, edit)
            case "MESSAGE_DELETE" | "MESSAGE_DELETE_BULK":
                await self._deleted(desk, data)
            case "CHANNEL_DELETE" | "THREAD_DELETE":
                await self._removed(desk, [str(data["id"])])
            case "GUILD_DELETE" if not data.get("unavailable"):
                guild = str(data["id"])
                places = self._adapter.places
                await self._removed(desk, list(await places.settled(guild)))
                await places.unsettle(guild)
            case "READY":
                await self._catch_up(desk, data)

    async def _message(
        self, desk: Desk, data: Mapping[str, Any], *, ours: bool, place: str
    ) -> None:
        said = inbound.said(data, self._me, ours=ours, place=place)
        if said is None:
            return
        number = str(data["id"])
        self._taken[number] = None
        while len(self._taken) > _TAKEN:
            self._taken.popitem(last=False)
        said = await with_history(self._adapter, said, self._me)
        await self._admit(desk, said)
        guild, channel = str(data.get("guild_id") or ""), str(data["channel_id"])
        await self._adapter.places.settle(guild, channel, number)

    async def _deleted(self, desk: Desk, data: Mapping[str, Any]) -> None:
        for event in inbound.deleted(data):
            number = event.message.rpartition(".")[2]
            if number in self._taken or not data.get("guild_id"):
                await self._admit(desk, event)

    def _ours(self, data: Mapping[str, Any]) -> bool:
        """An edit matters if the message was for us, or is now."""
        return str(data["id"]) in self._taken or inbound.called(data, self._me)

    async def _removed(self, desk: Desk, channels: list[str]) -> None:
        now = str(int(time.time() * 1000))
        for channel in channels:
            update = names.update_id("r", channel, now)
            await self._admit(desk, Removed(update, names.chat_id(channel)))

    async def _catch_up(self, desk: Desk, ready: Mapping[str, Any]) -> None:
        """A new session has not heard what was said before it: read that up."""
        guilds = [str(guild["id"]) for guild in ready.get("guilds") or ()]
        async for message in missed(self._adapter, guilds):
            await self._message(desk, message, ours=False, place="")

    async def _admit(self, desk: Desk, event: Inbound) -> None:
        """Store it; the gateway does not repeat itself, so a person is told if not."""
        try:
            await admit_twice(desk, event)
        except StoreDown:
            _log.error("an event could not be stored")  # no trace
            if isinstance(event, Said):
                await self._sorry(event)

    async def _sorry(self, said: Said) -> None:
        language = said.sender.language or self._language
        reply = Reply(say(language, "discord.store_down"), to=said.message)
        try:
            await self._adapter.post(said.chat, reply, f"down{said.update[-20:]}"[:25])
        except ChatError as error:
            _log.warning("could not tell: %s", type(error).__name__)
