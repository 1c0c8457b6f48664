"""Telegram as a chat platform, outbound: the Bot API, from any process."""

import asyncio
from contextlib import AbstractAsyncContextManager, suppress
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from telegram import ReactionTypeEmoji
from telegram.constants import ChatAction
from telegram.error import BadRequest, Forbidden, TelegramError

from bots.telegram.send.chat_info import Rooms
from bots.telegram.send.downloads import Files
from bots.telegram.send.messages import Sending, answering, text_fields
from bots.telegram.send.uploads import Posting
from bots.telegram.transport import errors
from bots.telegram.transport.api import BASE, Api
from bots.telegram.transport.rate_limits import Rates, Traffic
from bots.telegram.wire import ids as names, outbound
from bots.telegram.wire.ids import Spot, Written
from bots.telegram.wire.outbound import Part
from core.errors import ChatError, MaybeSent, MessageGone, NotSent, RateLimited
from core.model.chat import (
    ChatId,
    Clip,
    Limits,
    MessageRef,
    Receipt,
    Reply,
    SenderId,
)
from core.ports import ByteStream
from core.rules.replies.markup import units

_SIGNS = {Receipt.SEEN: "👀", Receipt.DONE: "👍", Receipt.FAILED: "😢"}
_PRIVATE_EDIT_SECONDS = 1.1
_GROUP_EDIT_SECONDS = 3.2
_SIGN_PATIENCE = 2.0
_OVER = {"done", "failed", "cancelled"}
_TRIES = 6
_MANY = 10_000


class TelegramAdapter:
    """``ChatAdapter`` for Telegram; close it with ``aclose``.

    ``local_files`` is the folder that a local Bot API server shares with us, "" for the
    public service and its limits. ``redis`` lets all processes keep to one pace.
    """

    platform = names.PLATFORM

    def __init__(
        self,
        token: str,
        api_url: str = BASE,
        redis: Redis | None = None,
        *,
        local_files: str = "",
        rates: Rates | None = None,
    ) -> None:
        folder = Path(local_files) if local_files else None
        self.api = Api(token, api_url, local=folder is not None)
        self.files = Files(self.api, folder)
        self._traffic = Traffic(redis, rates)
        self._sending = Sending(self.api, self._traffic)
        self._posting = Posting(self.api, self._sending, folder)
        self._rooms = Rooms(self.api)
        self._reactionless: set[int] = set()

    async def aclose(self) -> None:
        await self.api.aclose()

    async def limits(self, chat: ChatId) -> Limits:
        private = names.spot(chat).private
        return Limits(
            text=outbound.TEXT,
            upload=self._posting.limit,
            download=self.files.limit,
            edit_seconds=_PRIVATE_EDIT_SECONDS if private else _GROUP_EDIT_SECONDS,
            receipts=True,
        )

    async def post(self, chat: ChatId, reply: Reply, key: str) -> MessageRef:
        spot, reply = names.spot(chat), outbound.with_links(reply)
        if reply.media is None:
            ids = await self._say(spot, outbound.parts(reply.text), reply)
            return names.message_ref(spot.chat, ids)
        if units(outbound.visible(reply.text)) > outbound.CAPTION:
            await self._say(spot, outbound.parts(reply.text), reply, ends=False)
            reply = Reply(buttons=reply.buttons, media=reply.media)
        return await self._show(spot, reply)

    async def _say(
        self, spot: Spot, pieces: list[Part], reply: Reply, *, ends: bool = True
    ) -> list[int]:
        """The numbers of the messages. Once begun it is said to its end."""
        ids: list[int] = []
        for piece in pieces:
            first, last = not ids, ends and piece is pieces[-1]
            fields = text_fields(reply, spot, first=first, last=last)
            ids.append(await self._part(spot, piece, fields, begun=not first))
        return ids

    async def _part(
        self, spot: Spot, piece: Part, fields: dict[str, Any], *, begun: bool
    ) -> int:
        """A failure after the first part is waited out: the whole cannot be repeated."""
        send = self.api.bot.send_message
        for attempt in range(_TRIES if begun else 1):
            try:
                return await self._sending.send(send, spot, piece, fields)
            except NotSent as error:
                if not begun:
                    raise
                told = error.retry_after if isinstance(error, RateLimited) else 0.0
                await asyncio.sleep(told or 2.0**attempt / 2)
        raise MaybeSent("a part of it was sent")

    async def _show(self, spot: Spot, reply: Reply) -> MessageRef:
        """A file, with the text under it."""
        if reply.media is None:
            raise ValueError("nothing to show")
        text = reply.text.strip()
        part = outbound.parts(text, outbound.CAPTION)[0] if text else Part("", "")
        fields = {
            "disable_notification": reply.silent or None,
            "reply_parameters": answering(reply.to, spot),
            "reply_markup": outbound.keyboard(reply),
        }
        number = await self._posting.post(spot, reply.media, part, fields)
        return names.message_ref(spot.chat, [number], media=True)

    async def edit(self, chat: ChatId, message: MessageRef, reply: Reply) -> MessageRef:
        """A passing look of the card goes at once or raises ``RateLimited``."""
        there = _written(message)
        if there is None:
            raise MessageGone
        spot = Spot(there.chat, names.spot(chat).thread)
        reply = outbound.with_links(reply)
        hasty = reply.card and bool(reply.step) and reply.step not in _OVER
        if there.media:
            part = outbound.parts(reply.text, outbound.CAPTION)[0]
            fields = {"caption": "", "reply_markup": outbound.keyboard(reply)}
            await self._sending.change(spot, there.ids[-1], part, fields, hasty=hasty)
            return message
        return await self._rewrite(spot, there, reply, hasty=hasty)

    async def _rewrite(
        self, spot: Spot, there: Written, reply: Reply, *, hasty: bool
    ) -> MessageRef:
        """Part by part; what is left over is deleted, what is too much is posted."""
        pieces, ids = outbound.parts(reply.text), list(there.ids)
        for number, piece in zip(ids, pieces, strict=False):
            last = piece is pieces[-1]
            fields = text_fields(reply, spot, first=False, last=last)
            del fields["disable_notification"], fields["reply_parameters"]
            await self._sending.change(spot, number, piece, fields, hasty=hasty)
        if more := pieces[len(ids) :]:
            ids += await self._say(spot, more, reply)
        for number in ids[len(pieces) :]:
            await self._remove(spot.chat, number)
        return names.message_ref(spot.chat, ids[: len(pieces)])

    async def delete(self, chat: ChatId, message: MessageRef) -> None:
        if there := _written(message):
            for number in there.ids:
                await self._remove(there.chat, number)

    async def _remove(self, chat: int, number: int) -> None:
        with suppress(MessageGone), errors.translated():
            await self.api.bot.delete_message(chat, number)

    async def acknowledge(
        self, chat: ChatId, message: MessageRef, receipt: Receipt
    ) -> None:
        """Left out where reactions are off, or where there is more to say than time."""
        there = _written(message)
        if there is None or there.chat in self._reactionless:
            return
        sign = [ReactionTypeEmoji(_SIGNS[receipt])]
        try:
            await self._traffic.sign(_SIGN_PATIENCE)
            await self.api.bot.set_message_reaction(there.chat, there.ids[-1], sign)
        except (BadRequest, Forbidden) as error:
            if "reaction" in error.message.lower():
                self._keep_from(there.chat)
        except (TelegramError, ChatError):
            pass

    def _keep_from(self, chat: int) -> None:
        if len(self._reactionless) >= _MANY:
            self._reactionless.clear()
        self._reactionless.add(chat)

    async def working(self, chat: ChatId) -> None:
        spot = names.spot(chat)
        with suppress(TelegramError):
            await self.api.bot.send_chat_action(
                spot.chat, ChatAction.TYPING, message_thread_id=spot.thread
            )

    def open(self, clip: Clip) -> AbstractAsyncContextManager[ByteStream]:
        return self.files.open(clip)

    async def locate(self, clip: Clip) -> str | None:
        """A link that someone wrote; a file's own address holds our token."""
        return clip.url

    async def moderates(self, chat: ChatId, sender: SenderId) -> bool:
        return await self._rooms.moderates(names.spot(chat), names.user_number(sender))


def _written(message: MessageRef) -> Written | None:
    try:
        return names.written(message)
    except ValueError:
        return None
