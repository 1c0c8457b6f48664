"""Cache ids and keyboards of the messages that were recently sent to groups."""

import hashlib
from collections import defaultdict
from contextlib import suppress
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError
from telegram import TelegramObject

from bots.telegram.wire.ids import ChatThread

_KEPT_SECONDS = 86_400
_MOST_MESSAGES = 50


class KeyboardCache:
    """Shared by all processes through Redis; without it in this process's memory.

    A lost post is searched among the messages that were *not* recorded. If only the turn's
    own record is missing, the recorded keyboard identifies it. Private chats are searched
    in another way and are not recorded.
    """

    def __init__(self, redis: Redis | None) -> None:
        self._redis: Any = redis
        self._local: dict[int, dict[int, str]] = defaultdict(dict)

    async def add(
        self, chat_thread: ChatThread, number: int, keyboard: TelegramObject | None
    ) -> None:
        if chat_thread.private or not number:
            return
        chat = chat_thread.chat
        if self._redis is None:
            self._local[chat][number] = digest(keyboard)
            return
        with suppress(RedisError):
            pipe = self._redis.pipeline(transaction=False)
            pipe.zadd(_key(chat), {f"{number} {digest(keyboard)}": number})
            pipe.zremrangebyrank(_key(chat), 0, -_MOST_MESSAGES - 1)
            pipe.expire(_key(chat), _KEPT_SECONDS)
            await pipe.execute()

    async def since(self, chat: int, number: int) -> dict[int, str]:
        """Return the digests of keyboards by number, of messages after this one."""
        if self._redis is None:
            return {n: shown for n, shown in self._local[chat].items() if n > number}
        try:
            rows = await self._redis.zrangebyscore(_key(chat), number + 1, "+inf")
        except RedisError:
            return {}
        pairs = (str(row).partition(" ") for row in rows)
        return {int(first): shown for first, _, shown in pairs}


def digest(keyboard: TelegramObject | None) -> str:
    """Equal for equal keyboards; "" without one."""
    if keyboard is None:
        return ""
    return hashlib.sha256(keyboard.to_json().encode()).hexdigest()[:16]


def _key(chat: int) -> str:
    return f"{{vm}}:telegram:sent:{chat}"
