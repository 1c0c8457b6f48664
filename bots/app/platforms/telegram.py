"""Telegram as the settings configure it."""

from urllib.parse import urlsplit

from pydantic import SecretStr
from redis.asyncio import Redis

from bots.app.platforms.chat_platform import ClosableAdapter, Listener
from bots.app.runtime import Services
from bots.shared.doctor_finding import Finding
from common.process.startup import importing
from core.settings import Settings


class TelegramPlatform:
    """``ChatPlatform`` of Telegram."""

    name = "telegram"
    person_or_chat = r"-?\d+(?::\d+)?"

    def token(self, settings: Settings) -> SecretStr:
        return settings.telegram_bot_token

    def webhook_setting(self, settings: Settings) -> str:
        return "TELEGRAM_WEBHOOK_URL" if settings.telegram_webhook_url else ""

    def app_link(self, settings: Settings) -> str | None:
        """Telegram opens pages over HTTPS only."""
        if urlsplit(settings.vidmuse_public_url).scheme != "https":
            return None
        return settings.telegram_app_link.rstrip("/")

    def adapter(self, settings: Settings, redis: Redis) -> ClosableAdapter:
        with importing():
            from bots.telegram.send.adapter import TelegramAdapter

        return TelegramAdapter(
            settings.telegram_bot_token.get_secret_value(),
            settings.telegram_api_url,
            redis,
            local_files=settings.telegram_local_files,
        )

    def listener(self, settings: Settings, services: Services) -> Listener:
        with importing():
            from bots.telegram.receive.listener import TelegramListener
            from bots.telegram.send.adapter import TelegramAdapter

        adapter = services.adapters[self.name]
        assert isinstance(adapter, TelegramAdapter)  # noqa: S101  # for the type checker
        return TelegramListener(
            adapter,
            services.redis,
            webhook_url=settings.telegram_webhook_url,
            webhook_secret=settings.telegram_webhook_secret.get_secret_value(),
            language=settings.vidmuse_lang or "en",
        )

    async def check(self, settings: Settings) -> list[Finding]:
        """Check the token, the webhook and the shared folder."""
        with importing():
            from bots.telegram.setup import doctor

        return await doctor.check(
            settings.telegram_bot_token.get_secret_value(),
            settings.telegram_api_url,
            local_files=settings.telegram_local_files,
            webhook_url=settings.telegram_webhook_url,
            webhook_secret=settings.telegram_webhook_secret.get_secret_value(),
        )
