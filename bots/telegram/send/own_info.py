"""Look up facts about the bot itself, with a cache of one hour."""

import time

from telegram import User
from telegram.error import TelegramError

from bots.telegram.transport.api import Api

_CACHE_SECONDS = 3600.0


class OwnInfo:
    def __init__(self, api: Api) -> None:
        self._api = api
        self._user: User | None = None
        self._until = 0.0

    async def answers_inline_queries(self) -> bool:
        """Whether inline mode is on; False if Telegram does not answer."""
        if time.monotonic() >= self._until:
            try:
                self._user = await self._api.bot.get_me()
            except TelegramError:
                return False
            self._until = time.monotonic() + _CACHE_SECONDS
        return bool(self._user and self._user.supports_inline_queries)
