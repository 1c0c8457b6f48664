"""The page for large files as the settings configure it: an adapter and a listener too."""

from redis.asyncio import Redis

from bots.app.drop import drop_page
from bots.app.platforms.chat_platform import Listener
from bots.app.platforms.names import WEB
from bots.app.runtime import Services
from bots.web.send.adapter import WebAdapter
from common.process.startup import importing
from core.ports import AppPlatform, MembershipPlatform
from core.rules.drop_links import DropLinks
from core.settings import Settings


def web_adapter(settings: Settings, redis: Redis) -> WebAdapter:
    return WebAdapter(
        drop_page.folder(settings), redis, drop_page.upload_limits(settings)
    )


def web_listener(settings: Settings, services: Services, drop: DropLinks) -> Listener:
    with importing():
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
