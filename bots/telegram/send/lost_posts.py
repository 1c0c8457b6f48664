"""Find a message of ours whose number was lost, by its button.

The Bot API has no history. A message that replies to another one comes back with that
one in it: so the numbers right behind a person's message are tried, one by one.
"""

from contextlib import suppress

from telegram import Message, ReplyParameters
from telegram.error import BadRequest, TelegramError

from bots.telegram.transport import errors
from bots.telegram.transport.api import Api
from bots.telegram.transport.rate_limits import RateLimits
from bots.telegram.wire.ids import ChatThread

_NUMBERS = 6
"""Messages behind the person's among which ours is looked for."""


class LostPosts:
    """Looks in private chats only: among people the tries would answer strangers."""

    def __init__(self, api: Api, rate_limits: RateLimits) -> None:
        self._api = api
        self._rate_limits = rate_limits

    async def find(self, chat_thread: ChatThread, after: int, data: str) -> int | None:
        """The number of the message with this button. Raises ``ChatError``."""
        if not chat_thread.private:
            return None
        for number in range(after + 1, after + 1 + _NUMBERS):
            if (message := await self._look(chat_thread, number)) and _has(
                message, data
            ):
                return number
        return None

    async def _look(self, chat_thread: ChatThread, number: int) -> Message | None:
        with errors.translate_errors():
            await self._rate_limits.acquire(chat_thread.chat)
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


def _has(message: Message, data: str) -> bool:
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    return any(button.callback_data == data for row in rows for button in row)
