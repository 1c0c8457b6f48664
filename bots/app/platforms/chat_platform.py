"""What the bots must know of a chat platform to run it."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from pydantic import SecretStr
from redis.asyncio import Redis
from starlette.routing import BaseRoute

from bots.app.runtime import Services
from bots.shared.doctor_finding import Finding
from core.ports import ChatAdapter, InboundHandler
from core.settings import Settings


class ClosableAdapter(ChatAdapter, Protocol):
    """An adapter that holds connections."""

    async def aclose(self) -> None: ...


class Listener(Protocol):
    """Passes events to the core until cancelled. Raises ``ChatError`` when refused."""

    async def run(self, inbound_handler: InboundHandler) -> None: ...


@runtime_checkable
class WebhookListener(Protocol):
    """A listener that receives its events over HTTP."""

    def routes(self) -> Sequence[BaseRoute]: ...


class ChatPlatform(Protocol):
    """A platform as the settings configure it.

    Its methods import the platform's code: only a configured platform is imported, because
    its library is slow to import.
    """

    @property
    def name(self) -> str:
        """Its key in ``names.CHAT_PLATFORMS``, and the first part of its ids."""
        ...

    @property
    def person_or_chat(self) -> str:
        """Regular expression of an id behind the name, in the allow-list."""
        ...

    def token(self, settings: Settings) -> SecretStr:
        """The setting ``…_BOT_TOKEN``. It switches the platform on."""
        ...

    def webhook_setting(self, settings: Settings) -> str:
        """Name of the setting that makes the platform call our HTTP address, else ""."""
        ...

    def app_link(self, settings: Settings) -> str | None:
        """The link to the page for large files inside the platform's app, for groups.

        "" without such a link; None if the platform does not open our page in its app.
        """
        ...

    def adapter(self, settings: Settings, redis: Redis) -> ClosableAdapter: ...

    def listener(self, settings: Settings, services: Services) -> Listener:
        """The listener for the adapter of this platform in ``services``."""
        ...

    async def check(self, settings: Settings) -> list[Finding]:
        """Check the configuration for ``vidmuse doctor``; only with a token."""
        ...
