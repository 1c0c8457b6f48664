"""Outbox that posts each reply once, even if a worker dies in between.

A row is written before each post. A post that was certainly not sent is retried; one that
may have been sent is not, unless the platform recognises repeats by their key.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from common.backoff import Backoff
from core import metrics
from core.errors import MaybeSent, NotSent, PostRejected
from core.model.chat import ChatId, Clip, MessageRef, platform_of
from core.model.reply import Reply
from core.model.turn import Lease
from core.model.turn_posts import OutboxRow, PostState, ReplyPart
from core.ports import ChatAdapter, Clock, SingleChatAdapter, TurnStore
from core.retry import Retry, requested_wait
from core.retry_policy import POST_ATTEMPTS, POST_LONGEST_FLOOD_WAIT

_KEY = 25
_Result = TypeVar("_Result")


class Outbox:
    """Posts replies through the adapter of the chat's platform."""

    def __init__(
        self,
        store: TurnStore,
        adapters: Mapping[str, ChatAdapter],
        clock: Clock,
        backoff: Backoff,
    ) -> None:
        self._store = store
        self._adapters = adapters
        self._clock = clock
        self._retry = Retry(
            "post", backoff, POST_ATTEMPTS, POST_LONGEST_FLOOD_WAIT, requested_wait
        )

    def serves(self, chat: ChatId) -> bool:
        """Whether this process can post there: other platforms may have other workers.

        So may other terminals.
        """
        if platform_of(chat) not in self._adapters:
            return False
        adapter = self.adapter(chat)
        return not isinstance(adapter, SingleChatAdapter) or adapter.shows(chat)

    def adapter(self, chat: ChatId) -> ChatAdapter:
        return self._adapters[platform_of(chat)]

    def clip_adapter(self, chat: ChatId, clip: Clip) -> ChatAdapter:
        """The adapter that can open a clip of the chat: the clip may come from the drop page."""
        return self._adapters[clip.platform or platform_of(chat)]

    async def post(self, lease: Lease, part: ReplyPart, reply: Reply) -> bool:
        """Post the reply unless it was posted; False if the outcome is unknown.

        Raises ``NotSent`` when it cannot be posted now, ``ChatGone``, ``MediaTooLarge``.
        """
        row = await self._store.claim_post(lease, part)
        if row.state is PostState.SENT:
            return True
        adapter = self.adapter(lease.chat)
        limits = await adapter.limits(lease.chat)
        if row.state is PostState.SENDING and not limits.idempotent_posts:
            return False
        key = f"{lease.turn}.{part}"[:_KEY]
        try:
            ref = await self.post_with_retry(lease.chat, reply, key)
        except MaybeSent as error:
            if limits.idempotent_posts:  # the platform ignores repeats: post it later
                raise NotSent(str(error)) from error
            return False
        except Exception:  # certainly not sent: record that
            await self._store.set_outbox_row(lease, part, OutboxRow())
            raise
        sent = OutboxRow(PostState.SENT, ref)
        await self._store.set_outbox_row(lease, part, sent)
        return True

    async def post_with_retry(self, chat: ChatId, reply: Reply, key: str) -> MessageRef:
        """Post; retry for some seconds if the post may be repeated.

        Raises ``NotSent`` if the platform accepts nothing: a turn tries again later.
        """
        adapter = self.adapter(chat)
        idempotent = (await adapter.limits(chat)).idempotent_posts
        with metrics.POST_SECONDS.labels(platform_of(chat)).time():
            posted = await self._retry.run(
                lambda: adapter.post(chat, reply, key),
                lambda error: (
                    _is_retriable(error)
                    or (idempotent and isinstance(error, MaybeSent))
                ),
                self._clock.sleep,
            )
        _count_media(reply)
        return posted

    async def edit_with_retry(
        self, chat: ChatId, message: MessageRef, reply: Reply
    ) -> MessageRef:
        """Edit; retry for some seconds, as edits may always be repeated.

        Raises ``NotSent`` if the platform accepts nothing, ``MessageGone``.
        """
        adapter = self.adapter(chat)
        return await self.repeat_edit(lambda: adapter.edit(chat, message, reply))

    async def replace_with_retry(
        self, chat: ChatId, message: MessageRef, reply: Reply
    ) -> MessageRef:
        """Replace the file of a message; retry as for an edit.

        Raises as ``edit_with_retry`` does, and ``MediaTooLarge``.
        """
        adapter = self.adapter(chat)
        message_ref = await self.repeat_edit(
            lambda: adapter.replace_media(chat, message, reply)
        )
        _count_media(reply)
        return message_ref

    async def repeat_edit(self, edit: Callable[[], Awaitable[_Result]]) -> _Result:
        """Call ``edit``; retry for some seconds. Raises as ``edit_with_retry``."""
        try:
            return await self._retry.run(
                edit,
                lambda error: _is_retriable(error) or isinstance(error, MaybeSent),
                self._clock.sleep,
            )
        except MaybeSent as error:
            raise NotSent(str(error)) from error


def _count_media(reply: Reply) -> None:
    if reply.media:
        with suppress(OSError):
            size = Path(reply.media.path).stat().st_size
            metrics.BYTES.labels("out").inc(size)


def _is_retriable(error: Exception) -> bool:
    return isinstance(error, NotSent) and not isinstance(error, PostRejected)
