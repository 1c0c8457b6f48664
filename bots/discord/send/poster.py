"""Choose how a reply is sent: by an interaction's token, as an ordinary or a direct message."""

import logging
from collections.abc import Callable
from contextlib import suppress

from bots.discord.send.duplicate_posts import DuplicatePosts
from bots.discord.send.interaction_replies import InteractionReplies
from bots.discord.send.messages import MessageSender
from bots.discord.send.permission_notice import PermissionNotice
from bots.discord.transport import errors
from bots.discord.transport.api import Api, ApiError
from bots.discord.transport.channel_cache import ChannelCache
from bots.discord.wire import ids as names
from bots.discord.wire.ids import TOKEN_EDIT_SECONDS, TOKEN_SECONDS, Ref
from core.errors import ChatError, ChatGone
from core.model.chat import SenderId
from core.model.reply import Reply

_log = logging.getLogger(__name__)


class Poster:
    """Raises ``ApiError`` and the outcomes of ``Api.call``.

    A reply to an interaction uses its token while that is valid: the first one fills the
    deferred response, later ones are ordinary messages where the bot may write, else
    follow-ups. ``clock`` gives unix seconds.
    """

    def __init__(
        self,
        api: Api,
        sender: MessageSender,
        interaction_replies: InteractionReplies,
        channel_cache: ChannelCache,
        *,
        clock: Callable[[], float],
        language: str,
    ) -> None:
        self._sender = sender
        self._interaction_replies = interaction_replies
        self._channel_cache = channel_cache
        self._permission_notice = PermissionNotice(api, sender, channel_cache, language)
        self._duplicate_posts = DuplicatePosts(api, channel_cache, clock)
        self._clock = clock

    async def post(
        self, channel: str, reply: Reply, key: str, target: Ref | None
    ) -> Ref:
        """Post the reply; ``target`` is the answered message or interaction."""
        if target and self._can_use_token(target, reply):
            return await self._reply_by_token(target, reply, key)
        return await self.send_message(channel, reply, key, target)

    async def find(self, channel: str, after: str, buttons: set[str]) -> Ref | None:
        """The bot's message behind another one that has these buttons."""
        return await self._duplicate_posts.find_by_buttons(channel, after, buttons)

    def _can_use_token(self, target: Ref, reply: Reply) -> bool:
        """True if the token outlives the expected edits of this reply."""
        lone = target.token_only or target.ephemeral or reply.private_to is not None
        return target.is_token_alive(
            self._clock(), TOKEN_SECONDS if lone else TOKEN_EDIT_SECONDS
        )

    async def _reply_by_token(self, target: Ref, reply: Reply, key: str) -> Ref:
        """Reply through the token, or as an ordinary message if the token is dead."""
        try:
            return await self._reply_to_interaction(target, reply, key)
        except ApiError as refusal:
            if refusal.code not in errors.TOKEN_DEAD | errors.NO_MORE_FOLLOW_UPS:
                raise
        return await self.send_message(target.channel, reply, key, None)

    async def _reply_to_interaction(self, target: Ref, reply: Reply, key: str) -> Ref:
        """Reply to the interaction.

        A change of the project or the chat is visible to all, even if the button or the
        command was not.
        """
        if reply.to_all and target.ephemeral:
            return await self.send_message(target.channel, reply, key, target)
        ephemeral = reply.private_to is not None or (
            target.ephemeral and not target.from_button
        )
        if target.unanswered and await self._channel_cache.claim_first_response(
            target.interaction, key
        ):
            if ephemeral and not target.ephemeral:  # it is public
                await self._interaction_replies.delete(target)
                return await self._interaction_replies.follow_up(
                    target, reply, ephemeral=True
                )
            return await self._interaction_replies.fill_deferred(target, reply)
        if ephemeral:
            return await self._interaction_replies.follow_up(
                target, reply, ephemeral=True
            )
        return await self.send_message(target.channel, reply, key, target)

    async def send_message(
        self, channel: str, reply: Reply, key: str, target: Ref | None
    ) -> Ref:
        """Send an ordinary message, or a follow-up with a stored token where the bot is no member.

        A deferred response that expired unfilled is deleted while that is possible.
        """
        if target and target.unanswered and await self._is_unanswered(target, key):
            with suppress(ChatError):
                await self._interaction_replies.delete(target)
        if reply.private_to and (dm := await self._send_dm(channel, reply, key)):
            return dm
        if reply.secret:
            raise ChatGone
        interaction_channel = await self._channel_cache.interaction_channel(channel)
        if interaction_channel is None:
            return await self._send_as_bot(channel, reply, key, target)
        if interaction_channel.ref.is_token_alive(self._clock()):
            try:
                return await self._interaction_replies.follow_up(
                    interaction_channel.ref, reply, ephemeral=False
                )
            except ApiError as refusal:
                if refusal.code not in errors.TOKEN_DEAD | errors.NO_MORE_FOLLOW_UPS:
                    raise
        return await self._sender.send(
            await self._sender.open_dm(interaction_channel.user), reply, key
        )

    async def _send_dm(self, channel: str, reply: Reply, key: str) -> Ref | None:
        """Send a direct message; None if this is one or the person refuses it."""
        user = names.user_of(reply.private_to or SenderId(""))
        try:
            direct = await self._channel_cache.dm_channel(user)
            if not direct:
                direct = await self._sender.open_dm(user)
                await self._channel_cache.set_dm_channel(user, direct)
            if direct == channel:
                return None
            return await self._sender.send(direct, reply, key)
        except ApiError as refusal:
            _log.info("Discord direct message: refused: %s", refusal.code)
            return None

    async def _is_unanswered(self, target: Ref, key: str) -> bool:
        """True if the deferred response is unfilled; claims it for ``key``."""
        return target.is_token_alive(
            self._clock()
        ) and await self._channel_cache.claim_first_response(target.interaction, key)

    async def _send_as_bot(
        self, channel: str, reply: Reply, key: str, target: Ref | None
    ) -> Ref:
        """Send as the bot, or through a valid token if that is forbidden."""
        answered = target.message if target and not target.token else ""
        try:
            if earlier := await self._duplicate_posts.find(channel, reply, key):
                return earlier
            return await self._sender.send(channel, reply, key, answered)
        except ApiError as refusal:
            if refusal.code not in errors.NO_ACCESS:
                raise
            if target and target.is_token_alive(self._clock()):
                return await self._interaction_replies.follow_up(
                    target, reply, ephemeral=target.ephemeral and not reply.to_all
                )
            if answered:
                await self._permission_notice.send(channel, answered)
            raise
