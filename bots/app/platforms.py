"""Build the adapters and listeners of the configured platforms."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from redis.asyncio import Redis
from starlette.routing import BaseRoute

from bots.app.runtime import Services
from bots.discord.receive.listener import DiscordListener
from bots.discord.send.adapter import DiscordAdapter
from bots.discord.transport.channel_cache import RedisCache
from bots.telegram.receive.listener import TelegramListener
from bots.telegram.send.adapter import TelegramAdapter
from core.model.chat import ChatId, Sender
from core.ports import ChatAdapter, InboundHandler
from core.settings import Settings

TELEGRAM, DISCORD = "telegram", "discord"


class Platform(ChatAdapter, Protocol):
    """An adapter that holds connections."""

    async def aclose(self) -> None: ...


class Listener(Protocol):
    """Passes events to the core until cancelled. Raises ``ChatError`` when refused."""

    async def run(self, inbound_handler: InboundHandler) -> None: ...


def adapters(settings: Settings) -> Callable[[Redis], Mapping[str, Platform]]:
    """Build all configured adapters: a worker may post to any platform."""

    def made(redis: Redis) -> dict[str, Platform]:
        found: dict[str, Platform] = {}
        if token := settings.telegram_bot_token.get_secret_value():
            found[TELEGRAM] = TelegramAdapter(
                token,
                settings.telegram_api_url,
                redis,
                local_files=settings.telegram_local_files,
            )
        if token := settings.discord_bot_token.get_secret_value():
            cache = RedisCache(redis)
            found[DISCORD] = DiscordAdapter(
                token,
                settings.discord_api_url,
                cache,
                language=settings.vidmuse_lang or "en",
            )
        return found

    return made


def listeners(
    settings: Settings, services: Services, wanted: Sequence[str]
) -> dict[str, Listener]:
    """Build the listeners of the configured platforms among ``wanted``."""
    found: dict[str, Listener] = {}
    telegram = services.adapters.get(TELEGRAM)
    if TELEGRAM in wanted and isinstance(telegram, TelegramAdapter):
        found[TELEGRAM] = TelegramListener(
            telegram,
            services.redis,
            webhook_url=settings.telegram_webhook_url,
            webhook_secret=settings.telegram_webhook_secret.get_secret_value(),
            language=settings.vidmuse_lang or "en",
        )
    discord = services.adapters.get(DISCORD)
    if DISCORD in wanted and isinstance(discord, DiscordAdapter):

        async def names(chat: ChatId, sender: Sender) -> Sequence[tuple[str, str]]:
            known = await services.sessions.projects(chat, sender)
            return [(project.id, project.name) for project in known if project.name]

        found[DISCORD] = DiscordListener(
            discord,
            services.redis,
            projects=names,
            language=settings.vidmuse_lang or "en",
        )
    return found


def routes(found: Mapping[str, Listener]) -> list[BaseRoute]:
    """Collect the HTTP routes that listeners need: the webhook."""
    telegram = found.get(TELEGRAM)
    return [*telegram.routes()] if isinstance(telegram, TelegramListener) else []
