"""A fake Discord: REST and gateway over real sockets, and people who use it.

``async with FakeDiscord() as discord`` listens on a free port of the loopback; the bot
is pointed to ``discord.api_url`` with the token ``TOKEN``.
"""

import asyncio
import re
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from tests.fakes.discord.bodies import words_of
from tests.fakes.discord.interaction_events import InteractionEvents
from tests.fakes.discord.rest import Rest
from tests.fakes.discord.state import EPHEMERAL, MIB, Json
from tests.patience import PATIENCE

T = TypeVar("T")


class FakeDiscord(InteractionEvents):
    """``guild`` and ``channel`` are there from the start, ``alice`` is in them."""

    def __init__(self) -> None:
        super().__init__()
        self.rest = Rest(self, self.gateway, lambda: self.url)
        self.url = ""
        self._runner: web.AppRunner | None = None

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/v10"

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=200 * MIB)
        app.add_routes(self.rest.routes())
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_get("/cdn/{path:.*}", self.rest.cdn)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, backlog=1024)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"
        self.gateway.url = f"ws://127.0.0.1:{port}/gateway/"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.gateway.drop(1001)
        if self._runner:
            await self._runner.cleanup()

    async def online(self) -> None:
        """Wait until a bot listens."""
        async with asyncio.timeout(PATIENCE):
            await self.gateway.ready.wait()

    def attach(
        self, data: bytes, name: str = "clip.mp4", mime: str = "video/mp4"
    ) -> Json:
        """A file that someone uploads."""
        return self.rest.keep(data, name, mime)

    async def write(
        self,
        text: str = "",
        user: Json | None = None,
        channel: Json | None = None,
        *,
        files: tuple[Json, ...] = (),
        answers: Json | None = None,
        pings: bool = True,
        **more: Any,
    ) -> Json:
        """Someone writes a message, with files, or as a reply to another."""
        channel, user = channel or self.channel, user or self.alice
        mentions = self.mentions_in(text)
        if answers:
            more |= {
                "type": 19,
                "message_reference": {
                    "message_id": answers["id"],
                    "channel_id": channel["id"],
                },
                "referenced_message": answers,
            }
            mentions += [answers["author"]] if pings else []
        message = self.add_message(
            channel["id"],
            user,
            content=text,
            attachments=list(files),
            mentions=mentions,
            mention_roles=re.findall(r"<@&(\d+)>", text),
            **more,
        )
        if "guild_id" in channel:
            guild = channel["guild_id"]
            member = self.members.get((guild, user["id"])) or self.join(
                self.guilds[guild], user
            )
            message["member"] = {k: v for k, v in member.items() if k != "user"}
        await self.gateway.tell("MESSAGE_CREATE", message, channel.get("guild_id", ""))
        return message

    async def rewrite(self, message: Json, text: str) -> None:
        """Someone edits a message of theirs."""
        self.change_message(message, content=text)
        guild = self.channels[message["channel_id"]].get("guild_id", "")
        await self.gateway.tell("MESSAGE_UPDATE", message, guild)

    async def remove(self, message: Json) -> None:
        channel = self.channels[message["channel_id"]]
        del self.messages[channel["id"]][message["id"]]
        event = {"id": message["id"], "channel_id": channel["id"]}
        if guild := channel.get("guild_id", ""):
            event["guild_id"] = guild
        await self.gateway.tell("MESSAGE_DELETE", event, guild)

    async def kick(self) -> None:
        """The bot is removed from its guild."""
        guild = self.guild["id"]
        await self.gateway.tell("GUILD_DELETE", {"id": guild}, guild)

    async def until(self, condition: Callable[[], T | None]) -> T:
        """Wait until ``found()`` returns something true; return that."""
        async with asyncio.timeout(PATIENCE):
            while not (value := condition()):  # looks at the world
                await asyncio.sleep(0.01)
        return value

    def quiet(self, user: Json | None = None, channel: Json | None = None) -> list[str]:
        """The messages there that only this person sees."""
        user, channel = user or self.alice, channel or self.channel
        return [
            words_of(message)
            for message in self.seen(channel["id"], by=user["id"])
            if message["flags"] & EPHEMERAL
        ]
