"""Interactions that people begin on the fake Discord: commands, menus, buttons, forms."""

import asyncio
import base64
import secrets
from typing import Any

from tests.fakes.discord.bodies import controls
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.state import APPLICATION, DiscordState, Interaction, Json
from tests.patience import PATIENCE

_OPTION = {str: 3, bool: 5, dict: 11}


class InteractionEvents(DiscordState):
    """``alice`` and ``channel`` are who begins them, and where, unless a call says another."""

    def __init__(self) -> None:
        super().__init__()
        self.gateway = Gateway(self)
        self.guild = self.add_guild()
        self.channel = self.add_channel(self.guild)
        self.alice = self.add_user("Alice")
        self.join(self.guild, self.alice)

    async def command(
        self, name: str, options: dict[str, Any] | None = None, **where: Any
    ) -> Interaction:
        """Someone runs a slash command; an attachment is an option's value."""
        arguments, files = [], {}
        for key, value in (options or {}).items():
            kind = _OPTION[type(value)]
            if isinstance(value, dict):
                files[value["id"]] = value
                value = value["id"]  # noqa: PLW2901
            arguments.append({"name": key, "type": kind, "value": value})
        data: Json = {"id": "1", "name": name, "type": 1, "options": arguments}
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
                    offered = {option["value"] for option in part["options"]}
                    assert value in {"", *offered}
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
        answered: bool = True,
        late: float = 0.0,
        **where: Any,
    ) -> Interaction:
        """Send an interaction of someone; if ``answered``, wait until it is acknowledged.

        ``late`` is its age in seconds when it arrives; ``where`` as in ``event``.
        """
        event = await self.event(kind, data, late=late, **where)
        interaction = self.interactions[event["token"]]
        await self.gateway.tell("INTERACTION_CREATE", event, event.get("guild_id", ""))
        if answered and not late:
            await self.acknowledged(interaction)
        return interaction

    async def event(
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
        interaction = Interaction(
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
        self.interactions[interaction.token] = interaction
        event = self._event(interaction, data, user, channel, locale, permissions)
        if message:
            event["message"] = {k: v for k, v in message.items() if k != "for"}
        return event

    def _event(
        self,
        interaction: Interaction,
        data: Json,
        user: Json,
        channel: Json,
        locale: str,
        permissions: int,
    ) -> Json:
        guild = channel.get("guild_id", "")
        owners = {"1": user["id"]} if interaction.outside else {"0": guild or "0"}
        event: Json = {
            "id": interaction.id,
            "application_id": APPLICATION,
            "type": interaction.type,
            "data": data,
            "channel": channel,
            "channel_id": channel["id"],
            "token": interaction.token,
            "version": 1,
            "locale": locale,
            "app_permissions": str(interaction.permissions),
            "entitlements": [],
            "authorizing_integration_owners": owners,
            "context": 0 if guild else (2 if interaction.outside else 1),
            "attachment_size_limit": interaction.limit,
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

    async def acknowledged(self, interaction: Interaction) -> None:
        async with asyncio.timeout(PATIENCE):
            while interaction.state == "none":  # looks at the world
                await asyncio.sleep(0.005)
