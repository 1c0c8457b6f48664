"""Discord as the settings configure it."""

from collections.abc import Sequence

from pydantic import SecretStr
from redis.asyncio import Redis

from bots.app.platforms.chat_platform import ClosableAdapter, Listener
from bots.app.runtime import Services
from bots.shared.doctor_finding import Finding
from common.process.startup import importing
from core.model.chat import ChatId, Sender
from core.settings import Settings


class DiscordPlatform:
    """``ChatPlatform`` of Discord."""

    name = "discord"
    person_or_chat = r"(?:guild:)?\d+"

    def token(self, settings: Settings) -> SecretStr:
        return settings.discord_bot_token

    def webhook_setting(self, settings: Settings) -> str:
        return ""

    def app_link(self, settings: Settings) -> str | None:
        return None

    def adapter(self, settings: Settings, redis: Redis) -> ClosableAdapter:
        with importing():
            from bots.discord.send.adapter import DiscordAdapter
            from bots.discord.transport.channel_cache import RedisCache

        return DiscordAdapter(
            settings.discord_bot_token.get_secret_value(),
            settings.discord_api_url,
            RedisCache(redis),
            language=settings.vidmuse_lang or "en",
        )

    def listener(self, settings: Settings, services: Services) -> Listener:
        with importing():
            from bots.discord.receive.listener import DiscordListener
            from bots.discord.send.adapter import DiscordAdapter

        async def names(chat: ChatId, sender: Sender) -> Sequence[tuple[str, str]]:
            projects = await services.sessions.projects(chat, sender)
            return [(project.id, project.name) for project in projects if project.name]

        adapter = services.adapters[self.name]
        assert isinstance(adapter, DiscordAdapter)  # noqa: S101  # for the type checker
        return DiscordListener(
            adapter,
            services.redis,
            projects=names,
            language=settings.vidmuse_lang or "en",
            hosted=bool(settings.nemo_api_url),
        )

    async def check(self, settings: Settings) -> list[Finding]:
        """Does Discord accept the token, and is the application configured correctly?"""
        with importing():
            from bots.discord.setup import doctor

        return await doctor.check(
            settings.discord_bot_token.get_secret_value(), settings.discord_api_url
        )
