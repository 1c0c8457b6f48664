"""Poll updates and store each before it is confirmed to Telegram."""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import httpx
from telegram.error import TelegramError

from bots.telegram.transport.api import REFUSED, Api
from bots.telegram.wire.inbound import ALLOWED_UPDATES
from common.backoff import Backoff
from core.errors import ChatError, StoreDown
from core.retry import count_retry

_log = logging.getLogger(__name__)
_CONCURRENCY = 16
_BACKOFF = Backoff(0.5, 30.0)
_STORE_BACKOFF = Backoff(0.2, 5.0)
_READ_MARGIN = 15.0
"""Seconds that an answer may take beyond the time that the request waits for updates."""

UpdateCallback = Callable[[Mapping[str, Any]], Awaitable[None]]


class GetUpdatesError(Exception):
    """Telegram refused ``getUpdates``."""

    def __init__(self, code: int, words: str, wait: float) -> None:
        super().__init__(words)
        self.code, self.words, self.wait = code, words, wait


class UpdatePoller:
    """Each request waits ``poll_seconds``; one that takes ``stall_seconds`` is aborted.

    ``handle`` returns when an update is stored and raises ``StoreDown`` when it is not.
    """

    def __init__(
        self,
        api: Api,
        handle: UpdateCallback,
        *,
        poll_seconds: int,
        stall_seconds: float,
    ) -> None:
        self._api = api
        self._handle = handle
        self._poll_seconds = poll_seconds
        self._stall_seconds = stall_seconds
        self._failures = 0
        self._unstored = 0
        self._semaphore = asyncio.Semaphore(_CONCURRENCY)

    async def run(self) -> None:
        """Poll until cancelled. Raises ``ChatError`` if Telegram refuses the token."""
        offset = 0
        await self._delete_webhook()
        while True:
            # Use a new connection whenever one broke, hung or sent nothing for too long.
            async with self._api.client() as client:
                offset = await self._poll(client, offset)
            await self._back_off()

    async def _poll(self, client: httpx.AsyncClient, offset: int) -> int:
        """Poll until the connection fails; return the offset to continue from."""
        while True:
            try:
                async with asyncio.timeout(self._stall_seconds):
                    updates = await self._get_updates(client, offset)
            except TimeoutError:
                _log.warning("Telegram sent nothing for too long: reconnecting")
                return offset
            except httpx.HTTPError as error:
                _log.warning("Telegram does not answer: %s", type(error).__name__)
                return offset
            except GetUpdatesError as error:
                await self._handle_refusal(error)
                continue
            self._failures = 0
            offset = await self._store(updates, offset)
            if updates and offset <= updates[-1]["update_id"]:
                self._unstored += 1
                count_retry("telegram_admission")
                await asyncio.sleep(_STORE_BACKOFF.delay(self._unstored))
            else:
                self._unstored = 0

    async def _get_updates(
        self, client: httpx.AsyncClient, offset: int
    ) -> list[Mapping[str, Any]]:
        sent = {
            "offset": offset,
            "timeout": self._poll_seconds,
            "allowed_updates": ALLOWED_UPDATES,
        }
        answer = await client.post(
            self._api.method("getUpdates"),
            json=sent,
            timeout=httpx.Timeout(self._poll_seconds + _READ_MARGIN, connect=10),
        )
        try:
            body = answer.json()
        except json.JSONDecodeError:
            raise GetUpdatesError(answer.status_code, "no JSON", 0.0) from None
        if not answer.is_success or not body.get("ok"):
            wait = (body.get("parameters") or {}).get("retry_after") or 0.0
            words = str(body.get("description") or "")
            raise GetUpdatesError(answer.status_code, words, float(wait))
        updates: list[Mapping[str, Any]] = body["result"]
        return updates

    async def _handle_refusal(self, error: GetUpdatesError) -> None:
        if error.code in {401, 404}:
            raise ChatError(REFUSED) from None
        _log.warning("Telegram refuses updates: %s %s", error.code, error.words)
        if "webhook" in error.words:
            await self._delete_webhook()
        await self._back_off(error.wait)

    async def _delete_webhook(self) -> None:
        """Delete the webhook, which blocks polling; keep its pending updates."""
        try:
            await self._api.bot.delete_webhook()
        except TelegramError as error:
            _log.warning("Telegram webhook: not removed: %s", type(error).__name__)

    async def _back_off(self, least: float = 0.0) -> None:
        """Sleep longer after each failure in a row; after the first one do not sleep."""
        pause = _BACKOFF.delay(self._failures) if self._failures else 0.0
        self._failures += 1
        count_retry("telegram_updates")
        await asyncio.sleep(max(least, pause))

    async def _store(self, updates: Sequence[Mapping[str, Any]], offset: int) -> int:
        """Store the updates and return the offset up to which all are stored.

        Chats are stored concurrently, each in order.
        """
        chats = defaultdict(list)
        for update in updates:
            chats[chat_of(update)].append(update)
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(self._store_in_order(row)) for row in chats.values()
            ]
        left = [number for task in tasks if (number := task.result()) is not None]
        last = updates[-1]["update_id"] + 1 if updates else offset
        return min(left, default=last)

    async def _store_in_order(self, updates: Sequence[Mapping[str, Any]]) -> int | None:
        """Store updates in order; return the first that could not be stored, if any."""
        for update in updates:
            async with self._semaphore:
                try:
                    await self._handle(update)
                except StoreDown as error:
                    if not self._unstored:  # logged once for each outage
                        _log.warning("Telegram update: not stored: %s", error)
                    return int(update["update_id"])
        return None


def chat_of(update: Mapping[str, Any]) -> str:
    """The chat of an update, "" for none: only updates of the same chat must stay in order."""
    for kind in ALLOWED_UPDATES:
        if isinstance(event := update.get(kind), dict):
            holder = event.get("message", event)
            chat = holder.get("chat") if isinstance(holder, dict) else None
            return str(chat.get("id")) if isinstance(chat, dict) else ""
    return ""
