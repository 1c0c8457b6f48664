"""Publish the bot's command lists and descriptions in every language."""

import hashlib
import json
import logging

from redis.asyncio import Redis
from redis.exceptions import RedisError
from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)
from telegram.error import TelegramError

from bots.telegram.transport.api import Api
from core.model.commands import COMMANDS, CommandScope
from core.rules.text.wording import say
from core.words.catalogue import CATALOGUES

_log = logging.getLogger(__name__)
_PRIVATE = tuple(name for name in COMMANDS if name != "help")
"""In a private chat ``start`` is the help."""
_ADMINS = tuple(name for name in COMMANDS if name != "start")
_GROUP = tuple(
    name for name, spec in COMMANDS.items() if spec.scope is not CommandScope.PRIVATE
)
_SCOPES: tuple[tuple[BotCommandScope, tuple[str, ...]], ...] = (
    (BotCommandScopeAllPrivateChats(), _PRIVATE),
    (BotCommandScopeAllGroupChats(), _GROUP),
    (BotCommandScopeAllChatAdministrators(), _ADMINS),
)
_MONTH = 30 * 86_400
_LETTERS = 2


def languages() -> dict[str, str]:
    """Our languages by Telegram's two-letter codes; "" is the default."""
    return {"": "en"} | {
        code: code for code in CATALOGUES if len(code) == _LETTERS and code != "en"
    }


async def publish(api: Api, redis: Redis, number: int) -> None:
    """Publish the lists and descriptions if they changed; ``number`` is the bot's id."""
    key, value = f"{{vm}}:telegram:published:{number}", _digest()
    try:
        if await redis.get(key) == value:
            return
        await _write(api)
        await redis.set(key, value, ex=_MONTH)
    except (TelegramError, RedisError) as error:
        _log.warning("Telegram commands: not published: %s", type(error).__name__)


async def _write(api: Api) -> None:
    for code, language in languages().items():
        for scope, commands in _SCOPES:
            await api.bot.set_my_commands(
                [BotCommand(name, say(language, f"about.{name}")) for name in commands],
                scope,
                language_code=code or None,
            )
        await api.bot.set_my_description(
            say(language, "telegram.description"), language_code=code or None
        )
        await api.bot.set_my_short_description(
            say(language, "telegram.short"), language_code=code or None
        )


def _digest() -> str:
    texts = [
        (code, scope.type, name, say(language, f"about.{name}"))
        for code, language in languages().items()
        for scope, names in _SCOPES
        for name in names
    ]
    about = [
        say(language, f"telegram.{what}")
        for language in languages().values()
        for what in ("description", "short")
    ]
    return hashlib.sha256(json.dumps([texts, about]).encode()).hexdigest()
