"""Post to Discord over REST, from any process."""

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import replace

from bots.discord.send.chat_info import ChatInfo
from bots.discord.send.command_links import CommandLinks
from bots.discord.send.downloads import Downloads
from bots.discord.send.interaction_replies import InteractionReplies
from bots.discord.send.messages import MessageSender
from bots.discord.send.poster import Poster
from bots.discord.send.shown_files import ShownFiles
from bots.discord.transport import errors
from bots.discord.transport.api import BASE, Api, ApiError
from bots.discord.transport.channel_cache import (
    ChannelCache,
    InMemoryCache,
    KeyValueCache,
)
from bots.discord.wire import ids as names, limits, outbound
from bots.discord.wire.ids import TOKEN_EDIT_SECONDS, TOKEN_SECONDS, Ref, decode
from core.errors import ChatError, MediaTooLarge, MessageGone
from core.model.chat import ChatId, Clip, MessageRef, SenderId
from core.model.reply import ButtonRows, Limits, Receipt, Reply
from core.ports import ByteStream

_REACTIONS = {Receipt.SEEN: "👀", Receipt.DONE: "✅", Receipt.FAILED: "⚠️"}
_EDIT_SECONDS = 3.0


class DiscordAdapter:
    """``ChatAdapter`` for Discord; close it with ``aclose``.

    ``cache`` is what all processes remember together; ``clock`` gives unix seconds;
    ``language`` is spoken where a person's own is not known.
    """

    platform = names.PLATFORM

    def __init__(
        self,
        token: str,
        api_url: str = BASE,
        cache: KeyValueCache | None = None,
        *,
        clock: Callable[[], float] = time.time,
        language: str = "en",
    ) -> None:
        self.token = token
        self.api = Api(token, api_url)
        self.channel_cache = ChannelCache(cache or InMemoryCache())
        self.interaction_replies = InteractionReplies(self.api, clock)
        self._sender = MessageSender(self.api)
        self._chat_info = ChatInfo(self.api, self.channel_cache)
        self._downloads = Downloads(self.api, clock)
        self._shown_files = ShownFiles(self.api, self._downloads)
        self._poster = Poster(
            self.api,
            self._sender,
            self.interaction_replies,
            self.channel_cache,
            clock=clock,
            language=language,
        )
        self.command_links = CommandLinks(self.channel_cache)
        self._clock = clock

    async def aclose(self) -> None:
        await self.api.aclose()

    async def limits(self, chat: ChatId) -> Limits:
        """A nonce makes posts of our own idempotent; those through a token have none."""
        channel = names.channel_of(chat)
        return Limits(
            upload=await self._chat_info.upload_limit(channel),
            edit_seconds=_EDIT_SECONDS,
            idempotent_posts=await self.channel_cache.interaction_channel(channel)
            is None,
            galleries=True,
            edit_text=limits.LAYOUT_TEXT // 2,  # each character may be escaped
        )

    async def direct_chat(self, person: SenderId) -> ChatId:
        """The channel of direct messages with a person. Raises ``ChatError``."""
        try:
            return names.chat_id(await self._sender.open_dm(names.user_of(person)))
        except ApiError as refusal:
            raise errors.to_chat_error(refusal) from None

    async def post(self, chat: ChatId, reply: Reply, key: str) -> MessageRef:
        channel = names.channel_of(chat)
        reply = await self.command_links.apply(reply)
        await self._check_upload_size(channel, reply)
        target = decode(reply.to) if reply.to else None
        if target and target.channel != channel:
            target = None
        try:
            ref = await self._poster.post(channel, reply, key, target)
            await self._keep_alts(ref, reply)
            return ref.encode()
        except ApiError as refusal:
            if reply.media and refusal.code in errors.NO_ACCESS:
                raise MediaTooLarge(0) from None  # text may still be allowed
            raise errors.to_chat_error(refusal) from None

    async def edit(self, chat: ChatId, message: MessageRef, reply: Reply) -> MessageRef:
        ref = decode(message)
        if ref is None:
            raise MessageGone
        reply = await self.command_links.apply(reply)
        try:
            if ref.token and not ref.from_button:
                edited = await self._edit_answer(ref, reply)
            else:
                edited = await self._edit_message(ref, reply)
        except ApiError as refusal:
            raise errors.to_chat_error(refusal) from None
        if edited.layout and reply.media:
            edited = replace(edited, shows=tuple(outbound.shown_files(reply)))
            await self._keep_alts(edited, reply)
        return edited.encode()

    async def show_draft(self, chat: ChatId, message: MessageRef, text: str) -> bool:
        """Discord has no drafts of bots."""
        return False

    async def replace_media(
        self, chat: ChatId, message: MessageRef, reply: Reply
    ) -> MessageRef:
        """Replace the file by an edit that names only the new one: Discord drops the old one."""
        await self._check_upload_size(names.channel_of(chat), reply)
        return await self.edit(chat, message, reply)

    async def _edit_answer(self, ref: Ref, reply: Reply) -> Ref:
        lone = ref.token_only or ref.ephemeral
        if ref.is_token_alive(
            self._clock(), TOKEN_SECONDS if lone else TOKEN_EDIT_SECONDS
        ):
            try:
                await self.interaction_replies.edit(
                    ref, *await self._change(ref, reply)
                )
            except ApiError as refusal:
                if lone or refusal.code not in errors.TOKEN_DEAD:
                    raise
            else:
                return ref
        if lone:
            raise MessageGone
        return await self._repost(ref, reply)

    async def _edit_message(self, ref: Ref, reply: Reply) -> Ref:
        body, files = await self._change(ref, reply)
        if ref.is_token_alive(self._clock()):  # the message whose button was pressed
            await self.interaction_replies.edit(ref, body, files)
            return ref
        try:
            await self._sender.edit(ref, body, files)
        except ApiError as refusal:
            if refusal.code not in errors.OLD_EDITS:
                raise
            return await self._repost(ref, reply)
        return ref

    async def _change(
        self, ref: Ref, reply: Reply
    ) -> tuple[outbound.Body, tuple[outbound.Attachment, ...]]:
        """The body of an edit, and its new files."""
        alts: Mapping[str, str] = {}
        if ref.layout and ref.shows and not reply.media:
            alts = await self.channel_cache.alts(ref.message)
        shows = {name: alts.get(name, "") for name in ref.shows}
        body = outbound.edit_body(reply, layout=ref.layout, shows=shows)
        return body, outbound.attachments_of(reply)

    async def _keep_alts(self, ref: Ref, reply: Reply) -> None:
        alts = outbound.shown_files(reply)
        if ref.message and any(alts.values()):
            await self.channel_cache.set_alts(ref.message, alts)

    async def _repost(self, ref: Ref, reply: Reply) -> Ref:
        """Post the card again with its files, and delete the old one.

        A card whose files cannot be fetched is kept, so that they are not lost.
        """
        key = outbound.nonce(ref.encode(), 1)
        alts = await self.channel_cache.alts(ref.message) if ref.shows else {}
        async with self._shown_files.copied(ref, reply, alts) as whole:
            new_ref = await self._poster.send_message(
                ref.channel, whole or reply, key, None
            )
            await self._keep_alts(new_ref, whole or reply)
        if whole:
            with suppress(ChatError):
                await self._remove(ref)
        return new_ref

    async def edit_buttons(
        self,
        chat: ChatId,
        message: MessageRef,
        buttons: ButtonRows,
    ) -> None:
        if (ref := decode(message)) is None:
            raise MessageGone
        body = outbound.buttons_body(buttons)
        if ref.layout:
            shown = await self.channel_cache.layout(ref.message)
            if not shown:  # no button was pressed there
                return
            body = outbound.relabelled_body(shown, buttons)
        try:
            if ref.is_token_alive(self._clock()):
                await self.interaction_replies.edit(ref, body)
            else:
                await self._sender.edit_buttons(ref.channel, ref.message, body)
        except ApiError as refusal:
            raise errors.to_chat_error(refusal) from None

    async def delete(self, chat: ChatId, message: MessageRef) -> None:
        """Delete a message; a command is no message that could be deleted."""
        ref = decode(message)
        if ref is None or ref.unanswered:
            return
        try:
            await self._remove(ref)
        except ApiError as refusal:
            raise errors.to_chat_error(refusal) from None

    async def _remove(self, ref: Ref) -> None:
        if ref.is_token_alive(self._clock()):
            try:
                await self.interaction_replies.delete(ref)
            except ApiError as refusal:
                if refusal.code not in errors.TOKEN_DEAD:
                    raise
            else:
                return
        if ref.message and not (ref.ephemeral or ref.token_only):
            await self._sender.delete(ref.channel, ref.message)

    def message_id(self, message: MessageRef) -> str:
        return names.message_id(message)

    async def find(
        self, chat: ChatId, after: MessageRef, buttons: ButtonRows
    ) -> MessageRef | None:
        if (ref := decode(after)) is None:
            return None
        channel, first = names.channel_of(chat), ref.message or ref.interaction
        button_data = {button.data for row in buttons for button in row if button.data}
        try:
            message = await self._poster.find(channel, first, button_data)
        except ApiError:
            return None
        return message.encode() if message else None

    async def acknowledge(
        self, chat: ChatId, message: MessageRef, receipt: Receipt
    ) -> None:
        """Add a reaction; the "seen" reaction is removed when the work is done."""
        ref = decode(message)
        if ref is None or ref.token or not ref.message:
            return
        if receipt is Receipt.SEEN:
            await self.channel_cache.set_seen_sign(ref.message)
        await self._sender.react(ref.channel, ref.message, _REACTIONS[receipt])
        if receipt is not Receipt.SEEN and await self.channel_cache.take_seen_sign(
            ref.message
        ):
            seen = _REACTIONS[Receipt.SEEN]
            await self._sender.unreact(ref.channel, ref.message, seen)

    async def moderates(self, chat: ChatId, sender: SenderId) -> bool:
        return await self._chat_info.can_moderate(
            names.channel_of(chat), names.user_of(sender)
        )

    async def has_left(self, chat: ChatId, person: SenderId) -> bool:
        channel, user = names.channel_of(chat), names.user_of(person)
        return await self._chat_info.has_left(channel, user)

    async def can_view(self, channel: str, user: str) -> bool:
        """Whether this person sees the messages of a channel."""
        return await self._chat_info.can_view(channel, user)

    async def locate(self, clip: Clip) -> str | None:
        return await self._downloads.locate(clip)

    def open(self, clip: Clip) -> AbstractAsyncContextManager[ByteStream]:
        return self._downloads.open(clip)

    async def _check_upload_size(self, channel: str, reply: Reply) -> None:
        if reply.media is None:
            return
        limit = await self._chat_info.upload_limit(channel)
        if reply.media.size > limit:
            raise MediaTooLarge(limit)
