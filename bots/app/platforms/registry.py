"""The chat platforms that there are, and the adapters and listeners of the configured ones."""

from collections.abc import Callable, Mapping, Sequence

from pydantic import SecretStr
from redis.asyncio import Redis
from starlette.routing import BaseRoute

from bots.app.platforms.chat_platform import (
    ChatPlatform,
    ClosableAdapter,
    Listener,
    WebhookListener,
)
from bots.app.platforms.discord import DiscordPlatform
from bots.app.platforms.names import WEB
from bots.app.platforms.telegram import TelegramPlatform
from bots.app.platforms.web_page import web_adapter, web_listener
from bots.app.runtime import Services
from core.settings import Settings

CHAT_PLATFORMS: tuple[ChatPlatform, ...] = (TelegramPlatform(), DiscordPlatform())


def configured(settings: Settings) -> list[ChatPlatform]:
    """The platforms that have a token."""
    return [each for each in CHAT_PLATFORMS if each.token(settings)]


def tokens(settings: Settings) -> dict[str, SecretStr]:
    """The token of each chat platform; it switches the platform on."""
    return {each.name: each.token(settings) for each in CHAT_PLATFORMS}


def setting_that_needs_http(settings: Settings, roles: Sequence[str]) -> str:
    """The name of a setting that is of no use without our HTTP address, "" without one."""
    for platform in configured(settings):
        if platform.name in roles and (setting := platform.webhook_setting(settings)):
            return setting
    if WEB in roles and settings.vidmuse_public_url:
        return "VIDMUSE_PUBLIC_URL"
    return ""


def app_links(settings: Settings) -> dict[str, str]:
    """Links to the page for large files of the platforms that open it in their app."""
    return {
        each.name: link
        for each in configured(settings)
        if (link := each.app_link(settings)) is not None
    }


def adapters(settings: Settings) -> Callable[[Redis], Mapping[str, ClosableAdapter]]:
    """Build all configured adapters: a worker may post to any platform."""

    def build(redis: Redis) -> dict[str, ClosableAdapter]:
        adapters: dict[str, ClosableAdapter] = {
            each.name: each.adapter(settings, redis) for each in configured(settings)
        }
        return adapters | {WEB: web_adapter(settings, redis)}

    return build


def listeners(
    settings: Settings, services: Services, names: Sequence[str]
) -> dict[str, Listener]:
    """Build the listeners of the configured platforms among ``names``."""
    listeners = {
        each.name: each.listener(settings, services)
        for each in configured(settings)
        if each.name in names
    }
    if WEB in names and services.drop:
        listeners[WEB] = web_listener(settings, services, services.drop)
    return listeners


def routes(listeners_by_name: Mapping[str, Listener]) -> list[BaseRoute]:
    """Collect the HTTP routes that listeners need: the webhook, the drop page."""
    called = [
        each for each in listeners_by_name.values() if isinstance(each, WebhookListener)
    ]
    return [route for listener in called for route in listener.routes()]
