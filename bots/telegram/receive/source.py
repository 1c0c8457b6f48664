"""Fetches updates so that none is lost: each is stored before Telegram may forget it."""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import httpx
from telegram.error import TelegramError

from bots.telegram.transport.api import REFUSED, Api
from bots.telegram.wire.inbound import ALLOWED
from core.errors import ChatError, StoreDown

_log = logging.getLogger(__name__)
_SIDE_BY_SIDE = 16
_LONGEST_PAUSE = 30.0
_ANSWERING = 15.0
"""Seconds that an answer may take beyond the time the request waits for news."""

Take = Callable[[Mapping[str, Any]], Awaitable[None]]


class Refused(Exception):
    """Telegram's answer to a request for updates was a no."""

    def __init__(self, code: int, words: str, wait: float) -> None:
        super().__init__(words)
        self.code, self.words, self.wait = code, words, wait


class Polling:
    """``seconds`` each request waits for news; one that takes ``stall`` seconds hangs.

    ``take`` returns when an update is stored and raises ``StoreDown`` when it is not.
    """

    def __init__(self, api: Api, take: Take, *, seconds: int, stall: float) -> None:
        self._api = api
        self._take = take
        self._seconds = seconds
        self._stall = stall
        self._pause = 0.0
        self._turnstile = asyncio.Semaphore(_SIDE_BY_SIDE)

    async def run(self) -> None:
        """Until cancelled. Raises ``ChatError`` if Telegram refuses the token."""
        offset = 0
        await self._unhook()
        while True:
            # A fresh connection each time one broke, hung or fell silent.
            async with self._api.client() as client:
                offset = await self._listen(client, offset)
            await self._rest()

    async def _listen(self, client: httpx.AsyncClient, offset: int) -> int:
        """Until the connection is no good any more: the offset to go on from."""
        while True:
            try:
                async with asyncio.timeout(self._stall):
                    updates = await self._ask(client, offset)
            except TimeoutError:
                _log.warning("nothing heard of Telegram: connecting anew")
                return offset
            except httpx.HTTPError as error:
                _log.warning("Telegram does not answer: %s", type(error).__name__)
                return offset
            except Refused as error:
                await self._refused(error)
                continue
            self._pause = 0.0
            stored = await self._store(updates, offset)
            if updates and stored <= updates[-1]["update_id"]:
                await self._rest()
            offset = stored

    async def _ask(
        self, client: httpx.AsyncClient, offset: int
    ) -> list[Mapping[str, Any]]:
        sent = {
            "offset": offset,
            "timeout": self._seconds,
            "allowed_updates": ALLOWED,
        }
        answer = await client.post(
            self._api.method("getUpdates"),
            json=sent,
            timeout=httpx.Timeout(self._seconds + _ANSWERING, connect=10),
        )
        try:
            body = answer.json()
        except json.JSONDecodeError:
            raise Refused(answer.status_code, "no JSON", 0.0) from None
        if not answer.is_success or not body.get("ok"):
            wait = (body.get("parameters") or {}).get("retry_after") or 0.0
            words = str(body.get("description") or "")
            raise Refused(answer.status_code, words, float(wait))
        updates: list[Mapping[str, Any]] = body["result"]
        return updates

    async def _refused(self, error: Refused) -> None:
        if error.code in {401, 404}:
            raise ChatError(REFUSED) from None
        _log.warning("no updates: %s %s", error.code, error.words)
        if "webhook" in error.words:
            await self._unhook()
        await self._rest(error.wait)

    async def _unhook(self) -> None:
        """While a webhook is set nothing comes here. What waits there is not dropped."""
        try:
            await self._api.bot.delete_webhook()
        except TelegramError as error:
            _log.warning("the webhook is not removed: %s", type(error).__name__)

    async def _rest(self, least: float = 0.0) -> None:
        """Longer with each failure in a row."""
        await asyncio.sleep(max(least, self._pause))
        self._pause = min(_LONGEST_PAUSE, self._pause * 2 or 0.5)

    async def _store(self, updates: Sequence[Mapping[str, Any]], offset: int) -> int:
        """Chats side by side, each in its order: the offset up to which all is stored."""
        chats = defaultdict(list)
        for update in updates:
            chats[_chat_of(update)].append(update)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._in_order(row)) for row in chats.values()]
        left = [number for task in tasks if (number := task.result()) is not None]
        last = updates[-1]["update_id"] + 1 if updates else offset
        return min(left, default=last)

    async def _in_order(self, updates: Sequence[Mapping[str, Any]]) -> int | None:
        """The first that could not be stored, if there is one."""
        for update in updates:
            async with self._turnstile:
                try:
                    await self._take(update)
                except StoreDown as error:
                    _log.warning("not stored: %s", error)
                    return int(update["update_id"])
        return None


def _chat_of(update: Mapping[str, Any]) -> str:
    """As far as it can be read: it only tells what must stay in order."""
    for kind in ALLOWED:
        if isinstance(event := update.get(kind), dict):
            holder = event.get("message", event)
            chat = holder.get("chat") if isinstance(holder, dict) else None
            return str(chat.get("id")) if isinstance(chat, dict) else ""
    return ""
