"""Post to Telegram over the Bot API, from any process."""

from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from telegram import InlineKeyboardMarkup, ReactionTypeEmoji
from telegram.error import BadRequest, Forbidden, TelegramError

from bots.telegram.send.chat_info import ChatInfo
from bots.telegram.send.downloads import Downloads
from bots.telegram.send.file_ids import FileIds
from bots.telegram.send.keyboard_cache import KeyboardCache
from bots.telegram.send.lost_posts import LostPosts
from bots.telegram.send.messages import MessageSender, reply_parameters
from bots.telegram.send.own_info import OwnInfo
from bots.telegram.send.recent_videos import RecentVideos
from bots.telegram.send.texts import TextMessages
from bots.telegram.send.uploads import Uploads
from bots.telegram.transport.api import BASE, Api
from bots.telegram.transport.rate_limits import RateLimits, Rates
from bots.telegram.wire import ids as names, init_data, limits, outbound
from bots.telegram.wire.ids import ChatThread, SentMessage
from bots.telegram.wire.outbound import Part
from core.errors import ChatError, MessageGone
from core.model.chat import ChatId, Clip, MessageRef, SenderId
from core.model.drop_link import AppVisit
from core.model.reply import ButtonRows, Limits, MediaKind, Receipt, Reply
from core.ports import ByteStream
from core.rules.replies.markup import units

_REACTIONS = {Receipt.SEEN: "👀", Receipt.DONE: "👍", Receipt.FAILED: "😢"}
_CONFETTI = "5046509860389126442"
"""Telegram's id of the effect 🎉; effects have no list in the Bot API."""
_PRIVATE_EDIT_SECONDS = 1.1
_GROUP_EDIT_SECONDS = 3.2
_REACTION_MAX_WAIT = 2.0
_FINAL_STEPS = {"done", "failed", "cancelled"}
_MOST_CHATS = 10_000


class TelegramAdapter:
    """``ChatAdapter`` for Telegram; close it with ``aclose``.

    ``local_files`` is the folder that a local Bot API server shares with us, "" for the
    public service and its limits. ``redis`` shares the rate limits between processes.
    """

    platform = names.PLATFORM
    app_frames = "https://web.telegram.org"

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
        self.downloads = Downloads(self.api, folder)
        self._rate_limits = RateLimits(redis, rates)
        keyboard_cache = KeyboardCache(redis)
        self._sender = MessageSender(self.api, self._rate_limits, keyboard_cache)
        self._texts = TextMessages(self.api, self._sender)
        self._uploads = Uploads(self.api, self._sender, folder, FileIds(redis))
        self.recent_videos = RecentVideos(redis)
        self._chat_info = ChatInfo(self.api)
        self._own_info = OwnInfo(self.api)
        self._lost_posts = LostPosts(self.api, self._rate_limits, keyboard_cache)
        self._without_reactions: set[int] = set()

    def app_visit(self, proof: str, now: float) -> AppVisit | None:
        return init_data.verify(proof, self.api.token, now)

    async def is_member(self, chat: ChatId, person: SenderId) -> bool:
        return await self._membership(chat, person) is True

    async def has_left(self, chat: ChatId, person: SenderId) -> bool:
        return await self._membership(chat, person) is False

    async def _membership(self, chat: ChatId, person: SenderId) -> bool | None:
        number = names.user_number(person)
        return await self._chat_info.is_member(names.parse_chat_id(chat).chat, number)

    async def aclose(self) -> None:
        await self.api.aclose()

    async def limits(self, chat: ChatId) -> Limits:
        private = names.parse_chat_id(chat).private
        return Limits(
            upload=self._uploads.limit,
            edit_seconds=_PRIVATE_EDIT_SECONDS if private else _GROUP_EDIT_SECONDS,
        )

    async def post(self, chat: ChatId, reply: Reply, key: str) -> MessageRef:
        """Post a message. One that shows progress does not wait long for the rate limits."""
        chat_thread, reply = names.parse_chat_id(chat), outbound.with_links(reply)
        if reply.secret and reply.private_to and not chat_thread.private:
            return await self._post_in_private(chat, reply, reply.private_to, key)
        if reply.media is None:
            ids = await self._texts.send(
                chat_thread,
                outbound.parts(reply.text),
                reply,
                transient=_is_progress(reply),
            )
            return names.message_ref(chat_thread.chat, ids)
        if units(outbound.visible(reply.text)) > limits.CAPTION:
            ref = await self._send_media(chat_thread, replace(reply, text=""))
            words = Reply(reply.text, silent=True)
            await self._texts.send(
                chat_thread, outbound.parts(reply.text), words, follows=True
            )
            return ref
        return await self._send_media(chat_thread, reply)

    async def _post_in_private(
        self, chat: ChatId, reply: Reply, person: SenderId, key: str
    ) -> MessageRef:
        """Post in the person's private chat with the bot, and react in the group.

        Raises ``ChatGone`` if the person never started the bot.
        """
        own = names.chat_id(names.user_number(person))
        ref = await self.post(own, replace(reply, secret=False, to=None), key)
        if reply.to:
            await self.acknowledge(chat, reply.to, Receipt.SEEN)
        return ref

    async def _send_media(self, chat_thread: ChatThread, reply: Reply) -> MessageRef:
        """Post a file with the text under it."""
        if reply.media is None:
            raise ValueError("nothing to show")
        text = reply.text.strip()
        part = outbound.parts(text, limits.CAPTION)[0] if text else Part("", "")
        fields: dict[str, Any] = {
            "disable_notification": reply.silent or None,
            "reply_parameters": reply_parameters(reply.to, chat_thread),
            "reply_markup": await self._keyboard(reply),
        }
        if reply.celebrates and chat_thread.private:
            fields["message_effect_id"] = _CONFETTI
        number = await self._uploads.post(chat_thread, reply.media, part, fields)
        await self._note_video(reply)
        return names.message_ref(chat_thread.chat, [number], media=True)

    async def edit(self, chat: ChatId, message: MessageRef, reply: Reply) -> MessageRef:
        """Edit a message. A progress update of the card is sent at once or raises ``RateLimited``."""
        chat_thread, sent = names.parse_chat_id(chat), _parse_ref(chat, message)
        if sent is None:
            raise MessageGone
        reply = outbound.with_links(reply)
        transient = _is_progress(reply)
        if sent.media:
            part = outbound.parts(reply.text, limits.CAPTION)[0]
            fields = {"caption": "", "reply_markup": outbound.keyboard(reply)}
            await self._sender.edit(
                chat_thread, sent.ids[-1], part, fields, transient=transient
            )
            return message
        return await self._texts.edit(chat_thread, sent, reply, transient=transient)

    async def show_draft(self, chat: ChatId, message: MessageRef, text: str) -> bool:
        chat_thread, sent = names.parse_chat_id(chat), _parse_ref(chat, message)
        if not chat_thread.private or sent is None:
            return False
        part = outbound.parts(text)[0]
        return await self._sender.show_draft(chat_thread, sent.ids[-1], part)

    async def replace_media(
        self, chat: ChatId, message: MessageRef, reply: Reply
    ) -> MessageRef:
        chat_thread, sent = names.parse_chat_id(chat), _parse_ref(chat, message)
        if sent is None:
            raise MessageGone
        if reply.media is None:
            raise ValueError("nothing to show")
        words = outbound.with_links(reply)
        part = outbound.parts(words.text, limits.CAPTION)[0]
        fields = {"reply_markup": await self._keyboard(words)}
        await self._uploads.replace(
            chat_thread, sent.ids[-1], reply.media, part, fields
        )
        await self._note_video(reply)
        return message

    async def _keyboard(self, reply: Reply) -> InlineKeyboardMarkup | None:
        """The buttons under a file, with one to share a finished video."""
        has_share = any(button.share for row in reply.buttons for button in row)
        shares = has_share and await self._own_info.answers_inline_queries()
        return outbound.keyboard(reply, shares=shares)

    async def _note_video(self, reply: Reply) -> None:
        """Record a finished video for the person who asked for it."""
        media, person = reply.media, reply.notify
        if media is None or person is None or media.kind is not MediaKind.VIDEO:
            return
        if file_id := await self._uploads.file_id(media):
            await self.recent_videos.add(person, media, file_id)

    async def forget_files(self, person: SenderId) -> None:
        """Delete the records of the videos that the person could share in other chats."""
        await self.recent_videos.forget(person)

    async def edit_buttons(
        self,
        chat: ChatId,
        message: MessageRef,
        buttons: ButtonRows,
    ) -> None:
        if (sent := _parse_ref(chat, message)) is None:
            raise MessageGone
        # Telegram accepts a content that the message already has.
        keyboard = outbound.keyboard(Reply(buttons=buttons), shares=True)
        await self._sender.edit_buttons(sent.chat, sent.ids[-1], keyboard)

    async def delete(self, chat: ChatId, message: MessageRef) -> None:
        if sent := _parse_ref(chat, message):
            for number in sent.ids:
                await self._texts.remove(sent.chat, number)

    def message_id(self, message: MessageRef) -> str:
        with suppress(ValueError):
            return str(names.parse_message_ref(message).ids[-1])
        return ""

    async def find(
        self, chat: ChatId, after: MessageRef, buttons: ButtonRows
    ) -> MessageRef | None:
        if (sent := _parse_ref(chat, after)) is None:
            return None
        keyboard = outbound.keyboard(Reply(buttons=buttons))
        if keyboard is None:
            return None
        number = await self._lost_posts.find(
            names.parse_chat_id(chat), sent.ids[-1], keyboard
        )
        return names.message_ref(sent.chat, [number]) if number else None

    async def acknowledge(
        self, chat: ChatId, message: MessageRef, receipt: Receipt
    ) -> None:
        """Add a reaction; skip it where reactions are off or the rate limit is reached."""
        sent = _parse_ref(chat, message)
        if sent is None or sent.chat in self._without_reactions:
            return
        sign = [ReactionTypeEmoji(_REACTIONS[receipt])]
        try:
            await self._rate_limits.acquire_reaction(_REACTION_MAX_WAIT)
            await self.api.bot.set_message_reaction(sent.chat, sent.ids[-1], sign)
        except (BadRequest, Forbidden) as error:
            if "reaction" in error.message.lower():
                self._disable_reactions(sent.chat)
        except (TelegramError, ChatError):
            pass

    def _disable_reactions(self, chat: int) -> None:
        if len(self._without_reactions) >= _MOST_CHATS:
            self._without_reactions.clear()
        self._without_reactions.add(chat)

    async def direct_chat(self, person: SenderId) -> ChatId:
        """The private chat with a person: it has the person's id."""
        return ChatId(person)

    def open(self, clip: Clip) -> AbstractAsyncContextManager[ByteStream]:
        return self.downloads.open(clip)

    async def locate(self, clip: Clip) -> str | None:
        """The URL of a link; None for a file, as its URL would contain our token."""
        return clip.url

    async def moderates(self, chat: ChatId, sender: SenderId) -> bool:
        return await self._chat_info.can_moderate(
            names.parse_chat_id(chat), names.user_number(sender)
        )


def _is_progress(reply: Reply) -> bool:
    """Whether it shows progress, which work does not wait for."""
    return reply.card and bool(reply.step) and reply.step not in _FINAL_STEPS


def _parse_ref(chat: ChatId, message: MessageRef) -> SentMessage | None:
    """The message, if it can be reached in the chat.

    Those that a group got before it became a supergroup keep its earlier id: for them
    Telegram only repeats that the group has moved.
    """
    with suppress(ValueError):
        sent = names.parse_message_ref(message)
        return sent if sent.chat == names.parse_chat_id(chat).chat else None
    return None
