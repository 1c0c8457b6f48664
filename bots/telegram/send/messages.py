"""Send and edit messages within the rate limits; simplify what Telegram rejects."""

from collections.abc import Awaitable, Callable
from typing import Any

from telegram import (
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, EndPointNotFound, RetryAfter

from bots.telegram.send.keyboard_cache import KeyboardCache
from bots.telegram.transport import errors
from bots.telegram.transport.api import Api
from bots.telegram.transport.rate_limits import RateLimits
from bots.telegram.wire import ids as names
from bots.telegram.wire.ids import ChatThread
from bots.telegram.wire.outbound import Part, answer_markup, previews
from core.errors import MessageGone
from core.model.chat import MessageRef
from core.model.reply import Reply

Call = Callable[..., Awaitable[Message | bool]]
_MOST_FORMS = 4
"""A message as it is, and the simpler forms of it that are tried after a rejection."""
_MAX_REMEMBERED = 10_000


class MessageSender:
    """Raises ``ChatError`` and its leaves."""

    def __init__(
        self, api: Api, rate_limits: RateLimits, keyboard_cache: KeyboardCache
    ) -> None:
        self._api = api
        self._rate_limits = rate_limits
        self._keyboard_cache = keyboard_cache
        self._deleted_topics: set[ChatThread] = set()
        self._has_no_drafts = False

    async def send(
        self,
        call: Call,
        chat_thread: ChatThread,
        part: Part,
        fields: dict[str, Any],
        *,
        transient: bool = False,
    ) -> int:
        """Send a message and return its id; without the topic if that was deleted.

        A ``transient`` one waits a short time for the rate limits, or raises
        ``RateLimited``.
        """
        thread = None if chat_thread in self._deleted_topics else chat_thread.thread
        sent = {**fields, **_text_fields(fields, part), "message_thread_id": thread}
        with errors.translate_errors():
            for _ in range(_MOST_FORMS):
                if transient:
                    await self._rate_limits.acquire_soon(chat_thread.chat)
                else:
                    await self._rate_limits.acquire(chat_thread.chat)
                try:
                    message = await self._call(call, chat_thread.chat, sent)
                except BadRequest as error:
                    if sent["message_thread_id"] and errors.is_topic_missing(error):
                        self._forget_topic(chat_thread)
                        sent["message_thread_id"] = None
                    elif (plainer := _simplify(error, sent, part)) is not None:
                        sent = plainer
                    else:
                        raise
                else:
                    number = message.message_id if isinstance(message, Message) else 0
                    keyboard = sent.get("reply_markup")
                    await self._keyboard_cache.add(chat_thread, number, keyboard)
                    return number
        raise MessageGone

    async def edit(
        self,
        chat_thread: ChatThread,
        number: int,
        part: Part,
        fields: dict[str, Any],
        *,
        transient: bool,
        call: Call | None = None,
    ) -> None:
        """Edit it; ``transient`` edits are sent at once or raise ``RateLimited``.

        ``call`` edits more than text.
        """
        if call is None:
            bot = self._api.bot
            captioned = "caption" in fields
            call = bot.edit_message_caption if captioned else bot.edit_message_text
        sent = {**fields, **_text_fields(fields, part), "message_id": number}
        with errors.translate_errors():
            for _ in range(_MOST_FORMS):
                if transient:
                    await self._rate_limits.try_acquire(chat_thread.chat)
                else:
                    await self._rate_limits.acquire(chat_thread.chat)
                try:
                    await self._call(call, chat_thread.chat, sent)
                except BadRequest as error:
                    if errors.is_unchanged(error):
                        return
                    plainer = _simplify(error, sent, part)
                    if plainer is None:
                        raise
                    sent = plainer
                else:
                    return

    async def show_draft(
        self, chat_thread: ChatThread, number: int, part: Part
    ) -> bool:
        """Show the text as a draft in a private chat. Raises ``RateLimited``."""
        if self._has_no_drafts:
            return False
        with errors.translate_errors():
            await self._rate_limits.try_acquire(chat_thread.chat)
            try:
                await self._api.bot.send_message_draft(
                    chat_thread.chat,
                    number,
                    part.html,
                    message_thread_id=chat_thread.thread,
                    parse_mode=ParseMode.HTML,
                )
            except (BadRequest, EndPointNotFound):
                self._has_no_drafts = True
        return not self._has_no_drafts

    async def edit_buttons(
        self, chat: int, number: int, keyboard: InlineKeyboardMarkup | None
    ) -> None:
        """Replace the keyboard, after the messages that are being sent. Raises ``RateLimited``."""
        with errors.translate_errors():
            await self._rate_limits.acquire_soon(chat)
            call = self._api.bot.edit_message_reply_markup
            fields = {"message_id": number, "reply_markup": keyboard}
            try:
                await self._call(call, chat, fields)
            except BadRequest as error:
                if not errors.is_unchanged(error):
                    raise

    async def _call(
        self, call: Call, chat: int, sent: dict[str, Any]
    ) -> Message | bool:
        try:
            return await call(chat_id=chat, **sent)
        except RetryAfter as error:
            await self._rate_limits.block(chat, errors.retry_seconds(error))
            raise

    def _forget_topic(self, chat_thread: ChatThread) -> None:
        if len(self._deleted_topics) >= _MAX_REMEMBERED:
            self._deleted_topics.clear()
        self._deleted_topics.add(chat_thread)


def _text_fields(fields: dict[str, Any], part: Part) -> dict[str, Any]:
    key = "caption" if "caption" in fields else "text"
    return {key: part.html, "parse_mode": ParseMode.HTML}


def _simplify(
    error: BadRequest, sent: dict[str, Any], part: Part
) -> dict[str, Any] | None:
    """The simpler message to try instead, or None."""
    if sent.get("parse_mode") and errors.is_html_rejected(error):
        key = "caption" if "caption" in sent else "text"
        return {**sent, key: part.plain, "parse_mode": None}
    if sent.get("message_effect_id") and errors.is_effect_rejected(error):
        return {**sent, "message_effect_id": None}
    if sent.get("reply_markup") and errors.is_button_rejected(error):
        return {**sent, "reply_markup": None}
    return None


def text_fields(
    reply: Reply, chat_thread: ChatThread, *, first: bool, last: bool
) -> dict[str, Any]:
    """All fields of a text message but the text: reply target, buttons."""
    return {
        "link_preview_options": LinkPreviewOptions(is_disabled=not previews(reply)),
        "disable_notification": reply.silent or None,
        "reply_parameters": reply_parameters(reply.to, chat_thread) if first else None,
        "reply_markup": answer_markup(reply) if last else None,
    }


def reply_parameters(
    to: MessageRef | None, chat_thread: ChatThread
) -> ReplyParameters | None:
    """The reply target; None for a message of another chat or platform."""
    if to is None:
        return None
    try:
        replied_to = names.parse_message_ref(to)
    except ValueError:
        return None
    if replied_to.chat != chat_thread.chat:
        return None
    return ReplyParameters(replied_to.ids[-1], allow_sending_without_reply=True)
