"""Publish the slash commands and menus when they changed."""

import logging
from collections.abc import Mapping
from typing import Any

from bots.discord.send.adapter import DiscordAdapter
from bots.discord.setup.commands import Definition, definitions, digest
from bots.discord.transport.api import ApiError
from core.errors import ChatError

_log = logging.getLogger(__name__)


async def publish_commands(adapter: DiscordAdapter, application: str) -> None:
    """Publish the commands if they differ from those published last; store their ids."""
    cache, commands = adapter.channel_cache, definitions()
    name, value = f"commands:{application}", digest(commands)
    if await cache.load(name) == value and await adapter.command_links.are_stored():
        return
    try:
        published = await _put_commands(adapter, application, commands)
    except ChatError as error:
        _log.warning("Discord commands: not published: %s", error)
        return
    await cache.save(name, value)
    slash = (each for each in published if each.get("type", 1) == 1)
    ids = {str(each["name"]): str(each["id"]) for each in slash}
    await adapter.command_links.save(ids)


async def _put_commands(
    adapter: DiscordAdapter, application: str, commands: list[Definition]
) -> list[Mapping[str, Any]]:
    """Publish for people too, if the application can be installed by users."""
    path, ids = "/applications/{application}/commands", {"application": application}
    try:
        published = await adapter.api.call("PUT", path, ids, commands)
    except ApiError as refusal:
        if refusal.status != 400:
            raise
        _log.warning("Discord commands: published for servers only: %s", refusal)
        fewer = [command | {"integration_types": [0]} for command in commands]
        published = await adapter.api.call("PUT", path, ids, fewer)
    return list(published or ())
