"""Send, edit and delete texts of any length, as one message or several."""

import math
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

from bots.telegram.send.messages import MessageSender, text_fields
from bots.telegram.transport import errors
from bots.telegram.transport.api import Api
from bots.telegram.wire import ids as names, outbound
from bots.telegram.wire.ids import ChatThread, SentMessage
from bots.telegram.wire.outbound import Part
from common.backoff import Backoff
from core.errors import MaybeSent, MessageGone, NotSent
from core.model.chat import MessageRef
from core.model.reply import Reply
from core.retry import Retry, requested_wait

_PART_RETRY = Retry("telegram_part", Backoff(0.5, 16.0), 6, math.inf, requested_wait)


class TextMessages:
    """Raises ``ChatError`` and its leaves."""

    def __init__(self, api: Api, sender: MessageSender) -> None:
        self._api = api
        self._sender = sender

    async def send(
        self,
        chat_thread: ChatThread,
        pieces: list[Part],
        reply: Reply,
        *,
        follows: bool = False,
        transient: bool = False,
    ) -> list[int]:
        """Send all parts and return their message ids; after the first part, retry the others.

        ``follows``: a file of the same reply is the first part. ``transient`` as in
        ``MessageSender.send``.
        """
        ids: list[int] = []
        for piece in pieces:
            first, last = not (ids or follows), piece is pieces[-1]
            fields = text_fields(reply, chat_thread, first=first, last=last)
            send = partial(
                self._sender.send,
                self._api.bot.send_message,
                chat_thread,
                piece,
                fields,
                transient=transient and first,
            )
            ids.append(await (send() if first else _send_more(send)))
        return ids

    async def edit(
        self,
        chat_thread: ChatThread,
        sent: SentMessage,
        reply: Reply,
        *,
        transient: bool,
    ) -> MessageRef:
        """Edit part by part; delete superfluous messages, post additional ones."""
        pieces, ids = outbound.parts(reply.text), list(sent.ids)
        for number, piece in zip(ids, pieces, strict=False):
            last = piece is pieces[-1]
            fields = text_fields(reply, chat_thread, first=False, last=last)
            del fields["disable_notification"], fields["reply_parameters"]
            fields["reply_markup"] = outbound.keyboard(reply) if last else None
            await self._sender.edit(
                chat_thread, number, piece, fields, transient=transient
            )
        if more := pieces[len(ids) :]:
            ids += await self.send(chat_thread, more, reply)
        for number in ids[len(pieces) :]:
            await self.remove(chat_thread.chat, number)
        return names.message_ref(chat_thread.chat, ids[: len(pieces)])

    async def remove(self, chat: int, number: int) -> None:
        with suppress(MessageGone), errors.translate_errors():
            await self._api.bot.delete_message(chat, number)


async def _send_more(send: Callable[[], Awaitable[int]]) -> int:
    """Send a further part; retry, because the whole cannot be repeated."""
    try:
        return await _PART_RETRY.run(send, lambda error: isinstance(error, NotSent))
    except NotSent as error:
        raise MaybeSent("a part of it was sent") from error
