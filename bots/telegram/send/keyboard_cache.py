"""Numbers and keyboards of the messages that were sent to groups a short while ago."""

import hashlib
from collections import defaultdict
from contextlib import suppress
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError
from telegram import TelegramObject

from bots.telegram.wire.ids import ChatThread

_SECONDS = 86_400
_MANY = 50


class KeyboardCache:
    """Shared by all processes through Redis; one process remembers alone without it.

    A lost post is looked for among what was *not* recorded, and tells itself by its
    buttons where only the turn's own record of it is missing. In private chats there are
    other ways to look: nothing is recorded of them.
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
            pipe.zremrangebyrank(_key(chat), 0, -_MANY - 1)
            pipe.expire(_key(chat), _SECONDS)
            await pipe.execute()

    async def since(self, chat: int, number: int) -> dict[int, str]:
        """Return the digests of keyboards by number, of messages after this one."""
        if self._redis is None:
            return {n: made for n, made in self._local[chat].items() if n > number}
        try:
            rows = await self._redis.zrangebyscore(_key(chat), number + 1, "+inf")
        except RedisError:
            return {}
        pairs = (str(row).partition(" ") for row in rows)
        return {int(first): made for first, _, made in pairs}


def digest(keyboard: TelegramObject | None) -> str:
    """Equal for equal keyboards; "" without one."""
    if keyboard is None:
        return ""
    return hashlib.sha256(keyboard.to_json().encode()).hexdigest()[:16]


def _key(chat: int) -> str:
    return f"{{vm}}:telegram:sent:{chat}"
