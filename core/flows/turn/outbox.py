"""Outbox that posts each reply once, even if a worker dies in between.

A row is written before each post. A post that is surely not sent is tried again; one
that may have been sent is never blindly repeated, unless the platform itself knows a
repeat by its key.
"""

from collections.abc import Mapping

from core.errors import MaybeSent, NotSent, RateLimited
from core.model.chat import ChatId, MessageRef, Reply, platform_of
from core.model.turn import Lease
from core.ports import ChatAdapter, Clock, TurnStore

_TRIES = 5
_LONGEST_WAIT = 120.0
_KEY = 25


class Outbox:
    """Posts replies through the adapter of the chat's platform."""

    def __init__(
        self, store: TurnStore, adapters: Mapping[str, ChatAdapter], clock: Clock
    ) -> None:
        self._store = store
        self._adapters = adapters
        self._clock = clock

    def serves(self, chat: ChatId) -> bool:
        """Whether this process can speak there: other platforms have other workers."""
        return platform_of(chat) in self._adapters

    def adapter(self, chat: ChatId) -> ChatAdapter:
        return self._adapters[platform_of(chat)]

    async def post(self, lease: Lease, part: str, reply: Reply) -> bool:
        """Post the reply unless it was posted; False if the outcome is unknown.

        Raises ``NotSent`` when it cannot be posted now, ``ChatGone``, ``MediaTooLarge``.
        """
        row = await self._store.outbox_row(lease.turn, part)
        if row.startswith("sent:"):
            return True
        adapter = self.adapter(lease.chat)
        limits = await adapter.limits(lease.chat)
        if row == "sending" and not limits.idempotent_posts:
            return False
        await self._store.set_outbox_row(lease, part, "sending")
        try:
            ref = await self._post(adapter, lease, part, reply)
        except MaybeSent:
            if not limits.idempotent_posts:
                return False
            ref = await self._post(adapter, lease, part, reply)
        except Exception:  # surely not sent: the row must not say otherwise
            await self._store.set_outbox_row(lease, part, "")
            raise
        await self._store.set_outbox_row(lease, part, f"sent:{ref}")
        return True

    async def _post(
        self, adapter: ChatAdapter, lease: Lease, part: str, reply: Reply
    ) -> MessageRef:
        key = f"{lease.turn}.{part}"[:_KEY]
        for attempt in range(_TRIES):
            try:
                return await adapter.post(lease.chat, reply, key)
            except NotSent as error:
                if attempt == _TRIES - 1:
                    raise
                wait = error.retry_after if isinstance(error, RateLimited) else 0.0
                await self._clock.sleep(min(_LONGEST_WAIT, wait or 0.2 * 2**attempt))
        raise NotSent
