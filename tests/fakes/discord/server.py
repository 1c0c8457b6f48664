"""A fake Discord: REST and gateway over real sockets, and people who use it.

``async with FakeDiscord() as discord`` listens on a free port of the loopback; the bot
is pointed to ``discord.api_url`` with the token ``TOKEN``.
"""

import asyncio
import base64
import re
import secrets
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.handlers import controls, words_of
from tests.fakes.discord.rest import Rest
from tests.fakes.discord.state import (
    APPLICATION,
    EPHEMERAL,
    MIB,
    DiscordState,
    Interaction,
    Json,
)
from tests.patience import PATIENCE

_OPTION = {str: 3, bool: 5, dict: 11}

T = TypeVar("T")


class FakeDiscord(DiscordState):
    """``guild`` and ``channel`` are there from the start, ``alice`` is in them."""

    def __init__(self) -> None:
        super().__init__()
        self.gateway = Gateway(self)
        self.rest = Rest(self, self.gateway, lambda: self.url)
        self.url = ""
        self.guild = self.add_guild()
        self.channel = self.add_channel(self.guild)
        self.alice = self.add_user("Alice")
        self.join(self.guild, self.alice)
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

    async def command(
        self, name: str, options: dict[str, Any] | None = None, **where: Any
    ) -> Interaction:
        """Someone runs a slash command; an attachment is an option's value."""
        given, files = [], {}
        for key, value in (options or {}).items():
            kind = _OPTION[type(value)]
            if isinstance(value, dict):
                files[value["id"]] = value
                value = value["id"]  # noqa: PLW2901
            given.append({"name": key, "type": kind, "value": value})
        data: Json = {"id": "1", "name": name, "type": 1, "options": given}
        if files:
            data["resolved"] = {"attachments": files}
        return await self.interact(2, data, **where)

    async def type(
        self, name: str, option: str, typed: str, **where: Any
    ) -> Interaction:
        """Someone types into an option with autocompletion."""
        focus = {"name": option, "type": 3, "value": typed, "focused": True}
        data = {"id": "1", "name": name, "type": 1, "options": [focus]}
        return await self.interact(4, data, **where)

    async def menu(self, name: str, message: Json, **where: Any) -> Interaction:
        """Someone chooses a command from a message's menu."""
        resolved = {"messages": {message["id"]: message}}
        data = {
            "id": "1",
            "name": name,
            "type": 3,
            "target_id": message["id"],
            "resolved": resolved,
        }
        return await self.interact(2, data, **where)

    async def press(self, message: Json, label: str, **where: Any) -> Interaction:
        """Someone presses a button, or chooses from a list, by its label."""
        for row in controls(message["components"]):
            for part in row:
                data = {"component_type": part["type"], "custom_id": None}
                if part.get("label") == label:
                    data["custom_id"] = part["custom_id"]
                for option in part.get("options", ()):
                    if option["label"] == label:
                        data["custom_id"] = part["custom_id"]
                        data["values"] = [option["value"]]
                if data["custom_id"]:
                    return await self.interact(3, data, message=message, **where)
        raise LookupError(label)

    async def fill(
        self,
        form: Json,
        values: dict[str, str],
        files: tuple[Json, ...] = (),
        **where: Any,
    ) -> Interaction:
        """Someone submits a form; ``form`` is what the bot showed."""
        parts = []
        for label in form["components"]:
            part = label["component"]
            sent: Json = {"type": part["type"], "custom_id": part["custom_id"]}
            value = values.get(part["custom_id"], "")
            match part["type"]:
                case 4:
                    sent["value"] = value
                case 21:
                    known = {option["value"] for option in part["options"]}
                    assert value in {"", *known}
                    sent["value"] = value or None
                case 22:
                    sent["values"] = value.split(",") if value else []
                case 19:
                    sent["values"] = [each["id"] for each in files]
                case _:
                    sent["values"] = [value] if value else []
            parts.append({"type": 18, "component": sent})
        data: Json = {"custom_id": form["custom_id"], "components": parts}
        if files:
            data["resolved"] = {"attachments": {each["id"]: each for each in files}}
        return await self.interact(5, data, **where)

    async def interact(
        self,
        kind: int,
        data: Json,
        *,
        user: Json | None = None,
        channel: Json | None = None,
        locale: str = "en-US",
        permissions: int = 3072,
        ours: int = (1 << 51) - 1,
        message: Json | None = None,
        answered: bool = True,
        late: float = 0.0,
    ) -> Interaction:
        """Send an interaction of someone; if ``answered``, wait until it is acknowledged.

        ``late`` is its age in seconds when it arrives.
        """
        event = await self.asked(
            kind,
            data,
            user=user,
            channel=channel,
            locale=locale,
            permissions=permissions,
            ours=ours,
            message=message,
            late=late,
        )
        asked = self.interactions[event["token"]]
        await self.gateway.tell("INTERACTION_CREATE", event, event.get("guild_id", ""))
        if answered and not late:
            await self.acknowledged(asked)
        return asked

    async def asked(
        self,
        kind: int,
        data: Json,
        *,
        user: Json | None = None,
        channel: Json | None = None,
        locale: str = "en-US",
        permissions: int = 3072,
        ours: int = (1 << 51) - 1,
        message: Json | None = None,
        late: float = 0.0,
    ) -> Json:
        """The gateway's event of an interaction, without sending it."""
        user, channel = user or self.alice, channel or self.channel
        id_ = self.snowflake()
        random = secrets.token_bytes(96)
        asked = Interaction(
            id=id_,
            token=base64.urlsafe_b64encode(f"interaction:{id_}:".encode() + random)
            .decode()
            .rstrip("="),
            type=kind,
            channel=channel["id"],
            user=user["id"],
            born=self.shift - late,
            outside=channel["id"] in self.outside,
            permissions=ours,
            carrier=message["id"] if message else "",
        )
        self.interactions[asked.token] = asked
        event = self._event(asked, data, user, channel, locale, permissions)
        if message:
            event["message"] = {k: v for k, v in message.items() if k != "for"}
        return event

    def _event(
        self,
        asked: Interaction,
        data: Json,
        user: Json,
        channel: Json,
        locale: str,
        permissions: int,
    ) -> Json:
        guild = channel.get("guild_id", "")
        owners = {"1": user["id"]} if asked.outside else {"0": guild or "0"}
        event: Json = {
            "id": asked.id,
            "application_id": APPLICATION,
            "type": asked.type,
            "data": data,
            "channel": channel,
            "channel_id": channel["id"],
            "token": asked.token,
            "version": 1,
            "locale": locale,
            "app_permissions": str(asked.permissions),
            "entitlements": [],
            "authorizing_integration_owners": owners,
            "context": 0 if guild else (2 if asked.outside else 1),
            "attachment_size_limit": asked.limit,
        }
        if not guild:
            return event | {"user": user}
        member = self.members.get((guild, user["id"])) or self.join(
            self.guilds[guild], user
        )
        member = member | {"permissions": str(permissions)}
        return event | {
            "guild_id": guild,
            "guild": {"id": guild, "locale": "en-US", "features": []},
            "guild_locale": "en-US",
            "member": member,
        }

    async def acknowledged(self, asked: Interaction) -> None:
        async with asyncio.timeout(PATIENCE):
            while asked.state == "none":  # looks at the world
                await asyncio.sleep(0.005)

    async def until(self, found: Callable[[], T | None]) -> T:
        """Wait until ``found()`` returns something true; return that."""
        async with asyncio.timeout(PATIENCE):
            while not (value := found()):  # looks at the world
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
