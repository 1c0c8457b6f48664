"""Pass one Telegram update to the core and show its notice."""

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from traceback import format_tb
from typing import Any

from telegram import Update
from telegram.error import TelegramError

from bots.telegram.receive.inline_queries import answer_inline_query
from bots.telegram.send.adapter import TelegramAdapter
from bots.telegram.wire import ids as names
from bots.telegram.wire.inbound import parse_update
from bots.telegram.wire.mentions import BotIdentity
from core.errors import ChatError, StoreDown
from core.model.inbound import ButtonPressed, Inbound, InboundResult, MessageReceived
from core.model.reply import Reply
from core.ports import InboundHandler
from core.rules.text.wording import say

_log = logging.getLogger(__name__)
_GRACE = 3.0
_NOTICE = 200
"""Characters that Telegram shows to the one who pressed."""


class UpdateHandler:
    """``language`` is spoken where a person's own is not known.

    ``drain`` waits for at most ``grace`` seconds.
    """

    def __init__(
        self,
        adapter: TelegramAdapter,
        inbound_handler: InboundHandler,
        me: BotIdentity,
        language: str = "en",
        *,
        grace: float = _GRACE,
    ) -> None:
        self._grace = grace
        self._language = language
        self._adapter = adapter
        self._inbound_handler = inbound_handler
        self._me = me
        self._tasks: set[asyncio.Task[None]] = set()

    async def handle(self, raw: Mapping[str, Any]) -> None:
        """Handle the update; return when it is stored.

        Raises ``StoreDown``: deliver it again later. An update that cannot be parsed or
        that raises an error must not stop the later ones: it is logged without the content.
        """
        inline_query = raw.get("inline_query")
        if isinstance(inline_query, dict):  # an answer that comes late is useless
            self._spawn(self._answer_inline_query(inline_query))
            return
        number = raw.get("update_id")
        pressed = raw.get("callback_query")
        query = str(pressed.get("id") or "") if isinstance(pressed, dict) else ""
        event, result = None, InboundResult(False)
        try:
            event = self._parse(raw)
            if event:
                result = await self._inbound_handler.handle_inbound(event)
        except StoreDown:
            raise
        except Exception as error:  # noqa: BLE001  # the boundary of one update
            where = "".join(format_tb(error.__traceback__))
            _log.error(
                "Telegram update %s: skipped: %s\n%s",
                number,
                type(error).__name__,
                where,
            )
            result = InboundResult(False, self._failure_notice(event))
        if query:
            self._spawn(self._answer_query(query, result))
        elif isinstance(event, MessageReceived):
            if result.notice:
                self._spawn(self._send_notice(event, result.notice))
            elif self._is_part_of_album(event):
                self._spawn(self._explain_album(event))

    def _failure_notice(self, event: Inbound | None) -> str:
        """Return the apology for an event that expects an answer, else ""."""
        if not isinstance(event, MessageReceived | ButtonPressed):
            return ""
        return say(event.sender.language or self._language, "error.ours")

    async def drain(self) -> None:
        """Wait for notices that are still being sent, then cancel them."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._grace)
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _parse(self, raw: Mapping[str, Any]) -> Inbound | None:
        update = Update.de_json(dict(raw), None)
        return parse_update(update, self._me, self._adapter.downloads.limit)

    def _is_part_of_album(self, message: MessageReceived) -> bool:
        """Whether privacy mode may hide the other parts of its album."""
        return bool(
            message.album
            and message.addressed
            and not message.private
            and message.reply is None
            and not self._me.reads_all
        )

    async def _explain_album(self, message: MessageReceived) -> None:
        """Explain how to send the parts of an album that Telegram hides from us."""
        if await self._adapter.moderates(message.chat, names.sender_id(self._me.id)):
            return  # a bot that is an admin sees every message
        language = message.sender.language or self._language
        await self._send_notice(message, say(language, "telegram.album_rest"))

    async def _answer_inline_query(self, query: dict[str, Any]) -> None:
        try:
            await answer_inline_query(self._adapter, query, self._language)
        except (KeyError, ValueError, TypeError) as error:
            _log.info("Telegram inline query: unreadable: %s", type(error).__name__)

    async def _answer_query(self, query: str, result: InboundResult) -> None:
        """Answer the press: until then the button shows a clock."""
        notice = result.notice
        text = notice if len(notice) <= _NOTICE else f"{notice[: _NOTICE - 1]}…"
        alert = bool(text) and not result.brief
        bot = self._adapter.api.bot
        try:
            await bot.answer_callback_query(query, text or None, show_alert=alert)
        except TelegramError as error:  # usually too late
            _log.info("Telegram button press: not answered: %s", type(error).__name__)

    async def _send_notice(self, message: MessageReceived, notice: str) -> None:
        reply = Reply(notice, to=message.message, private_to=message.sender.id)
        key = f"n{message.update.rpartition(':')[2]}"[:25]
        try:
            await self._adapter.post(message.chat, reply, key)
        except ChatError as error:
            _log.info("Telegram notice: not sent: %s", type(error).__name__)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
