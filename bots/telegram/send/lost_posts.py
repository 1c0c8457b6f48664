"""Find a message of ours by its buttons when its id was lost.

The Bot API has no history. In a private chat, Telegram returns a reply together with the
message that it replies to: so the ids after the person's message are tried one by one. In a
group such replies would be visible to all. There an edit to the wanted buttons is tried on
each message that was not recorded: Telegram refuses it for other people's messages, and
answers "not modified" for the right one.
"""

from collections.abc import Collection
from contextlib import suppress

from telegram import InlineKeyboardMarkup, Message, ReplyParameters
from telegram.error import BadRequest, TelegramError

from bots.telegram.send.keyboard_cache import KeyboardCache, digest
from bots.telegram.transport import errors
from bots.telegram.transport.api import Api
from bots.telegram.transport.rate_limits import RateLimits
from bots.telegram.wire.ids import ChatThread

_NUMBERS = 6
"""Number of messages after the person's that are searched."""


class LostPosts:
    """Raises ``ChatError``."""

    def __init__(
        self, api: Api, rate_limits: RateLimits, keyboard_cache: KeyboardCache
    ) -> None:
        self._api = api
        self._rate_limits = rate_limits
        self._keyboard_cache = keyboard_cache

    async def find(
        self, chat_thread: ChatThread, after: int, keyboard: InlineKeyboardMarkup
    ) -> int | None:
        """The id of the message with these buttons."""
        with errors.translate_errors():
            if chat_thread.private:
                return await self._find_by_replies(chat_thread, after, keyboard)
            return await self._find_by_edits(chat_thread, after, keyboard)

    async def _find_by_edits(
        self, chat_thread: ChatThread, after: int, keyboard: InlineKeyboardMarkup
    ) -> int | None:
        chat = chat_thread.chat
        for number in range(after + 1, after + 1 + _NUMBERS):
            ids, same = await self._records(chat, after, keyboard)
            if number not in ids and not same:
                await self._rate_limits.acquire_soon(chat)
                # While it waited, messages may have been sent.
                ids, same = await self._records(chat, after, keyboard)
            if same:
                return same
            if number in ids:
                continue
            try:
                await self._api.bot.edit_message_reply_markup(
                    chat, number, reply_markup=keyboard
                )
            except BadRequest as error:
                if errors.is_unchanged(error):
                    # It is found: no other buttons may be tried on it.
                    await self._keyboard_cache.add(chat_thread, number, keyboard)
                    return number
            else:  # a lost message of another turn: leave the others alone
                return None
        return None

    async def _records(
        self, chat: int, after: int, keyboard: InlineKeyboardMarkup
    ) -> tuple[Collection[int], int | None]:
        """The ids of the recorded messages after one, and that of the one with these buttons."""
        sent, own_digest = (
            await self._keyboard_cache.since(chat, after),
            digest(keyboard),
        )
        same = (number for number, shown in sent.items() if shown == own_digest)
        return sent.keys(), next(same, None)

    async def _find_by_replies(
        self, chat_thread: ChatThread, after: int, keyboard: InlineKeyboardMarkup
    ) -> int | None:
        button_data = _data(keyboard)
        for number in range(after + 1, after + 1 + _NUMBERS):
            message = await self._look(chat_thread, number)
            if message and button_data <= _data(message.reply_markup):
                return number
        return None

    async def _look(self, chat_thread: ChatThread, number: int) -> Message | None:
        await self._rate_limits.acquire_soon(chat_thread.chat)
        try:
            probe = await self._api.bot.send_message(
                chat_thread.chat,
                "…",
                message_thread_id=chat_thread.thread,
                disable_notification=True,
                reply_parameters=ReplyParameters(
                    number, allow_sending_without_reply=False
                ),
            )
        except BadRequest:  # no such message in this chat
            return None
        with suppress(TelegramError):
            await self._api.bot.delete_message(chat_thread.chat, probe.message_id)
        return probe.reply_to_message


def _data(keyboard: InlineKeyboardMarkup | None) -> set[str]:
    rows = keyboard.inline_keyboard if keyboard else ()
    return {str(button.callback_data) for row in rows for button in row}
