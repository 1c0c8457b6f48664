"""Look up who is in a chat, and who its administrators are, which are cached for a minute."""

import time

from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bots.telegram.transport import errors
from bots.telegram.transport.api import Api
from bots.telegram.wire.ids import ChatThread

_CACHE_SECONDS = 60.0
_MOST_CACHED = 10_000


class ChatInfo:
    def __init__(self, api: Api) -> None:
        self._api = api
        self._admin_cache: dict[int, tuple[frozenset[int], float]] = {}

    async def can_moderate(self, chat_thread: ChatThread, user: int) -> bool:
        """True in private chats, for anonymous admins and for administrators."""
        if chat_thread.private or user == chat_thread.chat:
            return True
        return user in await self._admins(chat_thread.chat)

    async def is_member(self, chat: int, user: int) -> bool | None:
        """Whether the person is in the chat now; None if Telegram does not say."""
        if chat == user:
            return True
        try:
            member = await self._api.bot.get_chat_member(chat, user)
        except TelegramError as error:
            return False if errors.is_member_missing(error) else None
        if member.status == ChatMemberStatus.RESTRICTED:
            return bool(getattr(member, "is_member", False))
        return member.status not in {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}

    async def _admins(self, chat: int) -> frozenset[int]:
        now = time.monotonic()
        cached, until = self._admin_cache.get(chat, (frozenset(), 0.0))
        if now < until:
            return cached
        try:
            members = await self._api.bot.get_chat_administrators(chat)
        except TelegramError:
            return cached
        if len(self._admin_cache) >= _MOST_CACHED:
            self._admin_cache.clear()
        admins = frozenset(member.user.id for member in members)
        self._admin_cache[chat] = (admins, now + _CACHE_SECONDS)
        return admins
