"""Build the adapters and listeners of the configured platforms.

A platform's library is imported only if the platform is configured: imports are slow.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, runtime_checkable

from pydantic import SecretStr
from redis.asyncio import Redis
from starlette.routing import BaseRoute

from bots.app.drop import drop_page
from bots.app.runtime import Services
from bots.web.send.adapter import WebAdapter
from core.model.chat import ChatId, Sender
from core.ports import (
    AppPlatform,
    ChatAdapter,
    InboundHandler,
    MembershipPlatform,
)
from core.rules.drop_links import DropLinks
from core.settings import Settings

TELEGRAM, DISCORD, WEB = "telegram", "discord", "web"


class Platform(ChatAdapter, Protocol):
    """An adapter that holds connections."""

    async def aclose(self) -> None: ...


class Listener(Protocol):
    """Passes events to the core until cancelled. Raises ``ChatError`` when refused."""

    async def run(self, inbound_handler: InboundHandler) -> None: ...


@runtime_checkable
class WebhookListener(Protocol):
    """A listener that receives its events over HTTP."""

    def routes(self) -> Sequence[BaseRoute]: ...


def tokens(settings: Settings) -> dict[str, SecretStr]:
    """The token of each platform that needs one; it switches the platform on."""
    return {
        TELEGRAM: settings.telegram_bot_token,
        DISCORD: settings.discord_bot_token,
    }


def setting_that_needs_http(settings: Settings, roles: Sequence[str]) -> str:
    """The name of a setting that is of no use without our HTTP address, "" without one."""
    token, webhook = settings.telegram_bot_token, settings.telegram_webhook_url
    if TELEGRAM in roles and token and webhook:
        return "TELEGRAM_WEBHOOK_URL"
    if WEB in roles and settings.vidmuse_public_url:
        return "VIDMUSE_PUBLIC_URL"
    return ""


def adapters(settings: Settings) -> Callable[[Redis], Mapping[str, Platform]]:
    """Build all configured adapters: a worker may post to any platform."""

    def made(redis: Redis) -> dict[str, Platform]:
        found: dict[str, Platform] = {}
        if token := settings.telegram_bot_token.get_secret_value():
            from bots.telegram.send.adapter import TelegramAdapter

            found[TELEGRAM] = TelegramAdapter(
                token,
                settings.telegram_api_url,
                redis,
                local_files=settings.telegram_local_files,
            )
        if token := settings.discord_bot_token.get_secret_value():
            from bots.discord.send.adapter import DiscordAdapter
            from bots.discord.transport.channel_cache import RedisCache

            found[DISCORD] = DiscordAdapter(
                token,
                settings.discord_api_url,
                RedisCache(redis),
                language=settings.vidmuse_lang or "en",
            )
        found[WEB] = WebAdapter(
            drop_page.folder(settings), redis, drop_page.upload_limits(settings)
        )
        return found

    return made


def listeners(
    settings: Settings, services: Services, wanted: Sequence[str]
) -> dict[str, Listener]:
    """Build the listeners of the configured platforms among ``wanted``."""
    build = {TELEGRAM: _telegram_listener, DISCORD: _discord_listener}
    found = {
        name: build[name](settings, services)
        for name in services.adapters
        if name in wanted and name in build
    }
    if WEB in wanted and services.drop:
        found[WEB] = _web_listener(settings, services, services.drop)
    return found


def _telegram_listener(settings: Settings, services: Services) -> Listener:
    from bots.telegram.receive.listener import TelegramListener
    from bots.telegram.send.adapter import TelegramAdapter

    adapter = services.adapters[TELEGRAM]
    assert isinstance(adapter, TelegramAdapter)  # noqa: S101  # for the type checker
    return TelegramListener(
        adapter,
        services.redis,
        webhook_url=settings.telegram_webhook_url,
        webhook_secret=settings.telegram_webhook_secret.get_secret_value(),
        language=settings.vidmuse_lang or "en",
    )


def _discord_listener(settings: Settings, services: Services) -> Listener:
    from bots.discord.receive.listener import DiscordListener
    from bots.discord.send.adapter import DiscordAdapter

    async def names(chat: ChatId, sender: Sender) -> Sequence[tuple[str, str]]:
        known = await services.sessions.projects(chat, sender)
        return [(project.id, project.name) for project in known if project.name]

    adapter = services.adapters[DISCORD]
    assert isinstance(adapter, DiscordAdapter)  # noqa: S101  # for the type checker
    return DiscordListener(
        adapter,
        services.redis,
        projects=names,
        language=settings.vidmuse_lang or "en",
        hosted=bool(settings.nemo_api_url),
    )


def _web_listener(settings: Settings, services: Services, drop: DropLinks) -> Listener:
    from bots.web.receive.listener import WebListener, WebServices

    adapter = services.adapters[WEB]
    assert isinstance(adapter, WebAdapter)  # noqa: S101  # for the type checker
    apps = {
        name: platform
        for name, platform in services.adapters.items()
        if name in drop.page.apps and isinstance(platform, AppPlatform)
    }
    memberships = {
        name: platform
        for name, platform in services.adapters.items()
        if isinstance(platform, MembershipPlatform)
    }
    store = services.core.store
    return WebListener(
        adapter,
        drop,
        WebServices(services.sessions, services.agent, store, apps, memberships),
        drop_page.folder(settings),
        language=settings.vidmuse_lang or "en",
    )


def routes(listeners_by_name: Mapping[str, Listener]) -> list[BaseRoute]:
    """Collect the HTTP routes that listeners need: the webhook, the drop page."""
    called = [
        each for each in listeners_by_name.values() if isinstance(each, WebhookListener)
    ]
    return [route for listener in called for route in listener.routes()]
