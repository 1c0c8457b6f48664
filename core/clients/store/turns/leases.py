"""Store what workers write: leases, steps and the outbox of a turn."""

import asyncio
import logging
import secrets
from collections.abc import Mapping, Sequence

from redis.asyncio import Redis

from common.redis.lua import Value
from core.clients.store.connection import translate_redis_errors
from core.clients.store.turns import lease_scripts
from core.clients.store.turns.cards import RedisTurnCards
from core.clients.store.turns.keys import (
    CHAT_SECONDS,
    ENDED_SECONDS,
    LOST,
    TurnKeys,
    post_field,
    read_turn,
    stray_to_text,
    to_ms,
)
from core.errors import LeaseLost
from core.model.chat import ChatId
from core.model.turn import Claimed, Lease, Step, StopReason, TurnId, TurnProgress
from core.model.turn_posts import OutboxRow, ReplyPart, StrayCard
from core.rules.records.turns import (
    SENDING,
    outbox_row_from_text,
    outbox_row_to_text,
    progress_to_json,
)
from core.rules.state_machine import is_allowed

_log = logging.getLogger(__name__)


class RedisTurnLeases(RedisTurnCards):
    """``TurnLeases`` and ``TurnOutbox``; a worker silent for ``lease`` seconds loses its turns."""

    def __init__(self, redis: Redis, *, lease: float, keys: TurnKeys) -> None:
        super().__init__(redis, grace=lease, keys=keys)
        self.owner = secrets.token_hex(6)
        self.lease = lease
        self._claim = lease_scripts.CLAIM.bind(redis)
        self._checkpoint = lease_scripts.CHECKPOINT.bind(redis)
        self._finish = lease_scripts.FINISH.bind(redis)
        self._release = lease_scripts.RELEASE.bind(redis)
        self._renew = lease_scripts.RENEW.bind(redis)
        self._due = lease_scripts.DUE.bind(redis)
        self._claim_post = lease_scripts.CLAIM_POST.bind(redis)
        self._set_post = lease_scripts.SET_POST.bind(redis)

    async def claim_next_turn(self, chat: ChatId) -> Claimed:
        """Lease the chat's first turn if it is free and due."""
        while True:
            async with translate_redis_errors():
                answer = await self._claim(
                    chat_key=self._keys.chat(chat),
                    mailbox_key=self._keys.mailbox(chat),
                    lease_key=self._keys.leases(chat),
                    chat=chat,
                    owner=self.owner,
                    lease_ms=to_ms(self.lease),
                    chat_seconds=CHAT_SECONDS,
                    turn_prefix=f"{self._keys.prefix(chat)}t:",
                )
            match answer:
                case ["turn", fence, id_, idle, row]:
                    lease = Lease(chat, TurnId(id_), int(fence))
                    fields = dict(zip(row[::2], row[1::2], strict=True))
                    if turn := read_turn(fields | {"idle": str(int(idle) / 1000)}):
                        return Claimed(lease, turn)
                    _log.error("turn %s: its record cannot be read, set aside", id_)
                    await self.finish(lease, Step.FAILED)
                case ["wait", milliseconds]:
                    return Claimed(wait=int(milliseconds) / 1000)
                case _:
                    return Claimed()

    async def checkpoint(
        self,
        lease: Lease,
        old: Step,
        new: Step,
        progress: TurnProgress,
        fields: Mapping[str, str] | None = None,
    ) -> None:
        """Persist step and progress under the lease. Raises ``LeaseLost``."""
        if not is_allowed(old, new):
            raise ValueError(f"a turn cannot go from {old} to {new}")
        extra = [part for pair in (fields or {}).items() for part in pair]
        async with translate_redis_errors():
            answer = await self._checkpoint(
                "marks",
                progress_to_json(progress),
                *extra,
                **self._held(lease),
                old_step=old,
                new_step=new,
            )
        if int(answer) != 1:
            raise LeaseLost

    async def finish(
        self, lease: Lease, step: Step, stray: StrayCard | None = None
    ) -> bool:
        """End the turn; return whether the chat has another one. Raises ``LeaseLost``.

        A card that was due when the turn was stored, and not recorded, strays too.
        """
        async with translate_redis_errors():
            answer = await self._finish(
                **self._held(lease),
                mailbox_key=self._keys.mailbox(lease.chat),
                lease_key=self._keys.leases(lease.chat),
                strays_key=self._keys.strays(lease.turn),
                chat=lease.chat,
                id=lease.turn,
                step=step,
                turn_seconds=ENDED_SECONDS,
                stray=stray_to_text(stray) if stray else "",
                unrecorded=stray_to_text(StrayCard(lease.turn)),
                grace_ms=to_ms(self.lease),
                keep_step=Step.FAILED,  # its edit may still be made: keep the state to report the change
            )
        if int(answer) < 0:
            raise LeaseLost
        return bool(answer)

    async def release(self, lease: Lease, delay: float = 0.0) -> None:
        """Release the lease; the chat is due again after ``delay`` seconds."""
        async with translate_redis_errors():
            await self._release(
                chat_key=self._keys.chat(lease.chat),
                lease_key=self._keys.leases(lease.chat),
                fence=lease.fence,
                owner=self.owner,
                chat=lease.chat,
                delay_ms=to_ms(delay),
            )

    async def renew_leases(self, leases: Sequence[Lease]) -> dict[ChatId, StopReason]:
        """Renew the leases; return the chats in which work must stop, and why."""
        parts: dict[str, list[str]] = {}
        for lease in leases:
            prefix = self._keys.prefix(lease.chat)
            row = [lease.chat, lease.turn, str(lease.fence)]
            parts.setdefault(prefix, []).extend(row)
        async with translate_redis_errors():
            answers = await asyncio.gather(
                *(self._renew_part(prefix, rows) for prefix, rows in parts.items())
            )
        return {
            ChatId(chat): StopReason(why)
            for out in answers
            for why, chat in zip(out[::2], out[1::2], strict=True)
        }

    async def _renew_part(self, prefix: str, rows: Sequence[str]) -> list[str]:
        out: list[str] = await self._renew(
            *rows,
            lease_key=f"{prefix}lease",
            owner=self.owner,
            lease_ms=to_ms(self.lease),
            chat_prefix=f"{prefix}c:",
            turn_prefix=f"{prefix}t:",
        )
        return out

    async def chats_due(self, limit: int = 1000) -> list[ChatId]:
        """Return chats that are due: expired leases, elapsed waits, lost wake-ups."""
        async with translate_redis_errors():
            parts = await asyncio.gather(
                *(
                    self._due(lease_key=key, limit=limit)
                    for key in self._keys.all_leases()
                )
            )
        return [ChatId(chat) for part in parts for chat in part][:limit]

    # the outbox: a row for each post, in the turn's own hash

    async def outbox_row(self, turn: TurnId, part: ReplyPart) -> OutboxRow:
        async with translate_redis_errors():
            return outbox_row_from_text(
                await self._redis.hget(self._keys.turn(turn), post_field(part))
            )

    async def claim_post(self, lease: Lease, part: ReplyPart) -> OutboxRow:
        """Return the row as it was; an absent one becomes SENDING. Raises ``LeaseLost``."""
        async with translate_redis_errors():
            row = await self._claim_post(
                **self._held(lease), field=post_field(part), sending=SENDING
            )
        if row == LOST:
            raise LeaseLost
        return outbox_row_from_text(row)

    async def set_outbox_row(
        self, lease: Lease, part: ReplyPart, row: OutboxRow
    ) -> None:
        """Write an outbox row under the lease. Raises ``LeaseLost``."""
        async with translate_redis_errors():
            answer = await self._set_post(
                **self._held(lease), field=post_field(part), row=outbox_row_to_text(row)
            )
        if answer == LOST:
            raise LeaseLost

    def _held(self, lease: Lease) -> dict[str, Value]:
        """The script arguments that check the lease."""
        return {
            "chat_key": self._keys.chat(lease.chat),
            "turn_key": self._keys.turn(lease.turn),
            "fence": lease.fence,
            "owner": self.owner,
        }
