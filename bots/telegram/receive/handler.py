"""Pass one Telegram update to the core and show its notice."""

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from traceback import format_tb
from typing import Any

from telegram import Update
from telegram.error import TelegramError

from bots.telegram.send.adapter import TelegramAdapter
from bots.telegram.wire.inbound import parse_update
from bots.telegram.wire.mentions import BotIdentity
from core.errors import ChatError, StoreDown
from core.model.chat import ButtonPressed, Inbound, MessageReceived, Reply
from core.ports import InboundHandler
from core.rules.replies.wording import say

_log = logging.getLogger(__name__)
_NOTICE = 200
"""Characters that Telegram shows to the one who pressed."""


class UpdateHandler:
    """``language`` is spoken where a person's own is not known."""

    def __init__(
        self,
        adapter: TelegramAdapter,
        inbound_handler: InboundHandler,
        me: BotIdentity,
        language: str = "en",
    ) -> None:
        self._language = language
        self._adapter = adapter
        self._inbound_handler = inbound_handler
        self._me = me
        self._tasks: set[asyncio.Task[None]] = set()

    async def handle(self, raw: Mapping[str, Any]) -> None:
        """Returns when it is stored. Raises ``StoreDown``: keep it, bring it again.

        An update that cannot be read, or that we stumble over, must not stop all that
        come behind it: it is logged, without a word of what people wrote.
        """
        number = raw.get("update_id")
        pressed = raw.get("callback_query")
        query = str(pressed.get("id") or "") if isinstance(pressed, dict) else ""
        event = None
        try:
            event = self._parse(raw)
            notice = (
                (await self._inbound_handler.handle_inbound(event)).notice
                if event
                else ""
            )
        except StoreDown:
            raise
        except Exception as error:  # noqa: BLE001  # the boundary of one update
            where = "".join(format_tb(error.__traceback__))
            _log.error("update %s passed: %s\n%s", number, type(error).__name__, where)
            notice = self._failure_notice(event)
        if query:
            self._spawn(self._answer_query(query, notice))
        elif notice and isinstance(event, MessageReceived):
            self._spawn(self._send_notice(event, notice))

    def _failure_notice(self, event: Inbound | None) -> str:
        """Return the apology for an event that expects an answer, else ""."""
        if not isinstance(event, MessageReceived | ButtonPressed):
            return ""
        return say(event.sender.language or self._language, "error.ours")

    async def drain(self) -> None:
        """Wait for what is still being shown."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _parse(self, raw: Mapping[str, Any]) -> Inbound | None:
        update = Update.de_json(dict(raw), None)
        return parse_update(update, self._me, self._adapter.downloads.limit)

    async def _answer_query(self, query: str, notice: str) -> None:
        """Every press gets an answer: until then the button shows a clock."""
        text = notice if len(notice) <= _NOTICE else f"{notice[: _NOTICE - 1]}…"
        bot = self._adapter.api.bot
        try:
            await bot.answer_callback_query(query, text or None, show_alert=bool(text))
        except TelegramError as error:  # mostly: too late
            _log.info("a press was not answered: %s", type(error).__name__)

    async def _send_notice(self, message: MessageReceived, notice: str) -> None:
        reply = Reply(notice, to=message.message, private_to=message.sender.id)
        key = f"n{message.update.rpartition(':')[2]}"[:25]
        try:
            await self._adapter.post(message.chat, reply, key)
        except ChatError as error:
            _log.info("not told: %s", type(error).__name__)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
