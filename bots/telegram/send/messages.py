"""Sends one message or one edit at Telegram's pace; what Telegram cannot take goes plainer."""

from collections.abc import Awaitable, Callable
from typing import Any

from telegram import LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, RetryAfter

from bots.telegram.transport import errors
from bots.telegram.transport.api import Api
from bots.telegram.transport.rate_limits import Traffic
from bots.telegram.wire import ids as names
from bots.telegram.wire.ids import Spot
from bots.telegram.wire.outbound import Part, keyboard, previews
from core.errors import MessageGone
from core.model.chat import MessageRef, Reply

Call = Callable[..., Awaitable[Message | bool]]
_TRIES = 4
_REMEMBERED = 10_000


class Sending:
    """Raises ``ChatError`` and its leaves."""

    def __init__(self, api: Api, traffic: Traffic) -> None:
        self._api = api
        self._traffic = traffic
        self._gone: set[Spot] = set()

    async def send(
        self, call: Call, spot: Spot, part: Part, fields: dict[str, Any]
    ) -> int:
        """The new message's number; without its topic should that be gone."""
        thread = None if spot in self._gone else spot.thread
        sent = {**fields, **_words(fields, part), "message_thread_id": thread}
        with errors.translated():
            for _ in range(_TRIES):
                await self._traffic.enter(spot.chat)
                try:
                    made = await self._told(call, spot.chat, sent)
                except BadRequest as error:
                    if sent["message_thread_id"] and errors.topicless(error):
                        self._forget(spot)
                        sent["message_thread_id"] = None
                    elif (plainer := _plainer(error, sent, part)) is not None:
                        sent = plainer
                    else:
                        raise
                else:
                    return made.message_id if isinstance(made, Message) else 0
        raise MessageGone

    async def change(
        self,
        spot: Spot,
        number: int,
        part: Part,
        fields: dict[str, Any],
        *,
        hasty: bool,
    ) -> None:
        """Edit it; ``hasty`` edits go at once or raise ``RateLimited``."""
        bot = self._api.bot
        call: Call = bot.edit_message_text
        if "caption" in fields:
            call = bot.edit_message_caption
        sent = {**fields, **_words(fields, part), "message_id": number}
        with errors.translated():
            for _ in range(_TRIES):
                if hasty:
                    await self._traffic.slip(spot.chat)
                else:
                    await self._traffic.enter(spot.chat)
                try:
                    await self._told(call, spot.chat, sent)
                except BadRequest as error:
                    if errors.unchanged(error):
                        return
                    plainer = _plainer(error, sent, part)
                    if plainer is None:
                        raise
                    sent = plainer
                else:
                    return

    async def _told(
        self, call: Call, chat: int, sent: dict[str, Any]
    ) -> Message | bool:
        try:
            return await call(chat_id=chat, **sent)
        except RetryAfter as error:
            await self._traffic.flooded(chat, errors.wait_of(error))
            raise

    def _forget(self, spot: Spot) -> None:
        if len(self._gone) >= _REMEMBERED:
            self._gone.clear()
        self._gone.add(spot)


def _words(fields: dict[str, Any], part: Part) -> dict[str, Any]:
    key = "caption" if "caption" in fields else "text"
    return {key: part.html, "parse_mode": ParseMode.HTML}


def _plainer(
    error: BadRequest, sent: dict[str, Any], part: Part
) -> dict[str, Any] | None:
    """What to try instead, or None."""
    if sent.get("parse_mode") and errors.unreadable(error):
        key = "caption" if "caption" in sent else "text"
        return {**sent, key: part.plain, "parse_mode": None}
    if sent.get("reply_markup") and errors.unpressable(error):
        return {**sent, "reply_markup": None}
    return None


def text_fields(reply: Reply, spot: Spot, *, first: bool, last: bool) -> dict[str, Any]:
    """All of a text message but the text: what it answers, its buttons."""
    return {
        "link_preview_options": LinkPreviewOptions(is_disabled=not previews(reply)),
        "disable_notification": reply.silent or None,
        "reply_parameters": answering(reply.to, spot) if first else None,
        "reply_markup": keyboard(reply) if last else None,
    }


def answering(to: MessageRef | None, spot: Spot) -> ReplyParameters | None:
    """A message of another chat, or of another platform, cannot be answered here."""
    if to is None:
        return None
    try:
        asked = names.written(to)
    except ValueError:
        return None
    if asked.chat != spot.chat:
        return None
    return ReplyParameters(asked.ids[-1], allow_sending_without_reply=True)
