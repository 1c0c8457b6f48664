"""Durable record of turns in Redis: queue, lease, fence, progress, outbox, seen updates.

Keys (all start with ``{vm}:``), and how long they live:
``seen:<update>`` 7 days; ``t:<turn>`` 30 days, a day after its end; ``mb:<chat>`` while
the chat has turns; ``c:<chat>`` 40 days after its last turn, longer than any zombie;
``lease`` for ever: one member per chat that has work.
"""

import logging
import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any

from redis.asyncio import Redis

from core.clients.store import turn_scripts as scripts
from core.clients.store.connection import translate_redis_errors
from core.clients.store.lua import Value
from core.errors import LeaseLost
from core.model.chat import ChatId, MessageRef, SenderId, UpdateId
from core.model.turn import (
    AmendResult,
    CancelResult,
    Claimed,
    Lease,
    OutboxRow,
    Step,
    SubmitResult,
    Turn,
    TurnId,
    TurnProgress,
    TurnRequest,
)
from core.rules.records.turns import (
    GARBAGE,
    SENDING,
    outbox_row_from_text,
    outbox_row_to_text,
    progress_to_json,
    request_to_json,
    turn_from_row,
)
from core.rules.state_machine import ENDS, is_allowed

_log = logging.getLogger(__name__)
_P = "{vm}:"
_DAY = 86_400
_SEEN, _WAITING, _ENDED, _CHAT = 7 * _DAY, 30 * _DAY, _DAY, 40 * _DAY
_NO_TURN = "-"
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def new_turn_id() -> TurnId:
    """Return a new id of 14 characters: 7 from the time in seconds, 7 random."""
    seconds, head = int(time.time()), ""
    for _ in range(7):
        seconds, digit = divmod(seconds, 32)
        head = _ALPHABET[digit] + head
    return TurnId(head + "".join(secrets.choice(_ALPHABET) for _ in range(7)))


class RedisTurnStore:
    """``TurnStore`` in Redis; a worker silent for ``lease`` seconds loses its turns.

    Raises ``StoreDown`` when Redis does not do it, ``LeaseLost`` when another worker
    has taken over.
    """

    def __init__(self, redis: Redis, *, lease: float = 10.0) -> None:
        self._redis: Any = redis  # redis-py's own types say bytes | str throughout
        self.owner = secrets.token_hex(6)
        self.lease = lease
        self._submit = scripts.SUBMIT.bind(redis)
        self._amend = scripts.AMEND.bind(redis)
        self._claim = scripts.CLAIM.bind(redis)
        self._checkpoint = scripts.CHECKPOINT.bind(redis)
        self._finish = scripts.FINISH.bind(redis)
        self._release = scripts.RELEASE.bind(redis)
        self._renew = scripts.RENEW.bind(redis)
        self._due = scripts.DUE.bind(redis)
        self._cancel = scripts.CANCEL.bind(redis)
        self._register_card = scripts.REGISTER_CARD.bind(redis)
        self._claim_post = scripts.CLAIM_POST.bind(redis)
        self._set_post = scripts.SET_POST.bind(redis)
        self._migrate = scripts.MIGRATE.bind(redis)

    # what people send

    async def submit(
        self, update: UpdateId, chat: ChatId, request: TurnRequest, hold: float = 0.0
    ) -> SubmitResult:
        """Append a turn to the chat's queue; a known update changes nothing."""
        id_ = new_turn_id()
        fields: list[str] = ["id", id_, "chat", chat, "step", Step.QUEUED]
        fields += ["version", "0", "asked", request_to_json(request)]
        async with translate_redis_errors():
            fresh, known, place = await self._submit(
                *fields,
                seen_key=_seen(update),
                mailbox_key=_box(chat),
                turn_key=_turn(id_),
                lease_key=_LEASE,
                chat=chat,
                id=id_,
                seen_seconds=_SEEN,
                turn_seconds=_WAITING,
                hold_ms=_ms(hold),
            )
        return SubmitResult(bool(fresh), TurnId(known), int(place))

    async def amend(
        self, update: UpdateId, turn: Turn, request: TurnRequest, hold: float = 0.0
    ) -> AmendResult:
        """Change the request of a waiting turn that nobody has changed meanwhile."""
        async with translate_redis_errors():
            done = await self._amend(
                seen_key=_seen(update),
                turn_key=_turn(turn.id),
                lease_key=_LEASE,
                mailbox_key=_box(turn.chat),
                version=turn.version,
                seen_seconds=_SEEN,
                hold_ms=_ms(hold),
                request=request_to_json(request),
                id=turn.id,
                chat=turn.chat,
                waiting_step=Step.QUEUED,
            )
        return AmendResult(int(done))

    async def turn_of(self, update: UpdateId) -> TurnId | None:
        """Return the turn that the update made or changed, if any."""
        async with translate_redis_errors():
            found = await self._redis.get(_seen(update))
        return TurnId(found) if found and found != _NO_TURN else None

    async def is_seen(self, update: UpdateId) -> bool:
        async with translate_redis_errors():
            return bool(await self._redis.exists(_seen(update)))

    async def mark_seen(self, update: UpdateId) -> bool:
        """Record an update that makes no turn. False if it was known already."""
        async with translate_redis_errors():
            return bool(
                await self._redis.set(_seen(update), _NO_TURN, ex=_SEEN, nx=True)
            )

    async def pending_turns(self, chat: ChatId) -> list[Turn]:
        """Return the chat's turns in order; the first one may be running."""
        async with translate_redis_errors():
            ids = await self._redis.lrange(_box(chat), 0, -1)
            pipe = self._redis.pipeline(transaction=False)
            for id_ in ids:
                pipe.hgetall(_turn(TurnId(id_)))
            rows = await pipe.execute() if ids else []
        return [turn for row in rows if (turn := _read(row))]

    async def newest_pending(self, chat: ChatId) -> Turn | None:
        """Return the last turn of the chat's queue."""
        async with translate_redis_errors():
            id_ = await self._redis.lindex(_box(chat), -1)
            return await self.turn(TurnId(str(id_))) if id_ else None

    async def turn(self, id_: TurnId) -> Turn | None:
        async with translate_redis_errors():
            row = await self._redis.hgetall(_turn(id_))
        return _read(row)

    async def cancel(self, turn: Turn, by: str) -> CancelResult:
        """Cancel a turn: a waiting one at once, a running one is told to stop."""
        async with translate_redis_errors():
            done = await self._cancel(
                *sorted(ENDS),
                chat_key=_chat(turn.chat),
                mailbox_key=_box(turn.chat),
                turn_key=_turn(turn.id),
                lease_key=_LEASE,
                chat=turn.chat,
                id=turn.id,
                by=by,
                turn_seconds=_ENDED,
                cancelled_step=Step.CANCELLED,
            )
        return CancelResult(int(done))

    async def register_card(self, turn: TurnId, ref: MessageRef) -> MessageRef:
        """Record ``ref`` as the turn's card unless it has one; return the valid card."""
        async with translate_redis_errors():
            return MessageRef(await self._register_card(turn_key=_turn(turn), ref=ref))

    async def card_of(self, turn: TurnId) -> MessageRef | None:
        async with translate_redis_errors():
            found = await self._redis.hget(_turn(turn), "card")
        return MessageRef(found) if found else None

    async def move_card(self, turn: TurnId, ref: MessageRef) -> None:
        """Record that the card was posted again as ``ref``."""
        async with translate_redis_errors():
            await self._redis.hset(_turn(turn), "card", ref)

    async def migrate_chat(self, chat: ChatId, to: ChatId) -> int:
        """Move the chat's queue to its new id and release its lease."""
        async with translate_redis_errors():
            return int(
                await self._migrate(
                    old_chat_key=_chat(chat),
                    old_mailbox_key=_box(chat),
                    new_mailbox_key=_box(to),
                    lease_key=_LEASE,
                    old=chat,
                    new=to,
                    turn_prefix=f"{_P}t:",
                    chat_seconds=_CHAT,
                )
            )

    async def cancel_chat(self, chat: ChatId) -> None:
        """Cancel all turns of a chat that the bot has left."""
        for turn in await self.pending_turns(chat):
            await self.cancel(turn, "removed")

    # what workers do

    async def claim_next_turn(self, chat: ChatId) -> Claimed:
        """Lease the chat's first turn if it is free and due."""
        while True:
            async with translate_redis_errors():
                answer = await self._claim(
                    chat_key=_chat(chat),
                    mailbox_key=_box(chat),
                    lease_key=_LEASE,
                    chat=chat,
                    owner=self.owner,
                    lease_ms=_ms(self.lease),
                    chat_seconds=_CHAT,
                    turn_prefix=f"{_P}t:",
                )
            match answer:
                case ["turn", fence, id_, idle, row]:
                    lease = Lease(chat, TurnId(id_), int(fence))
                    fields = dict(zip(row[::2], row[1::2], strict=True))
                    if turn := _read(fields | {"idle": str(int(idle) / 1000)}):
                        return Claimed(lease, turn)
                    _log.error("a turn that cannot be read was put aside: %s", id_)
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

    async def finish(self, lease: Lease, step: Step) -> bool:
        """End the turn; return whether the chat has another one. Raises ``LeaseLost``."""
        async with translate_redis_errors():
            answer = await self._finish(
                **self._held(lease),
                mailbox_key=_box(lease.chat),
                lease_key=_LEASE,
                chat=lease.chat,
                id=lease.turn,
                step=step,
                turn_seconds=_ENDED,
                keep_step=Step.FAILED,  # its edit may still be made: to tell what it did
            )
        if int(answer) < 0:
            raise LeaseLost
        return bool(answer)

    async def release(self, lease: Lease, delay: float = 0.0) -> None:
        """Release the lease; the chat is due again after ``delay`` seconds."""
        async with translate_redis_errors():
            await self._release(
                chat_key=_chat(lease.chat),
                lease_key=_LEASE,
                fence=lease.fence,
                owner=self.owner,
                chat=lease.chat,
                delay_ms=_ms(delay),
            )

    async def renew_leases(self, leases: Sequence[Lease]) -> dict[ChatId, str]:
        """Renew the leases; return the chats that are "lost" or to "cancel"."""
        if not leases:
            return {}
        parts: list[Any] = []
        for lease in leases:
            parts += [lease.chat, lease.turn, lease.fence]
        async with translate_redis_errors():
            out = await self._renew(
                *parts,
                lease_key=_LEASE,
                owner=self.owner,
                lease_ms=_ms(self.lease),
                chat_prefix=f"{_P}c:",
                turn_prefix=f"{_P}t:",
            )
        return {
            ChatId(chat): what for what, chat in zip(out[::2], out[1::2], strict=True)
        }

    async def chats_due(self, limit: int = 1000) -> list[ChatId]:
        """Return chats that are due: expired leases, elapsed waits, lost wake-ups."""
        async with translate_redis_errors():
            return [
                ChatId(chat) for chat in await self._due(lease_key=_LEASE, limit=limit)
            ]

    # the outbox: a row per thing said, in the turn's own hash

    async def outbox_row(self, turn: TurnId, part: str) -> OutboxRow:
        async with translate_redis_errors():
            return outbox_row_from_text(
                await self._redis.hget(_turn(turn), _post(part))
            )

    async def claim_post(self, lease: Lease, part: str) -> OutboxRow:
        """Return the row as it was; an absent one becomes SENDING. Raises ``LeaseLost``."""
        async with translate_redis_errors():
            row = await self._claim_post(
                **self._held(lease), field=_post(part), sending=SENDING
            )
        if row == _LOST:
            raise LeaseLost
        return outbox_row_from_text(row)

    async def set_outbox_row(self, lease: Lease, part: str, row: OutboxRow) -> None:
        """Write an outbox row under the lease. Raises ``LeaseLost``."""
        async with translate_redis_errors():
            answer = await self._set_post(
                **self._held(lease), field=_post(part), row=outbox_row_to_text(row)
            )
        if answer == _LOST:
            raise LeaseLost

    def _held(self, lease: Lease) -> dict[str, Value]:
        """The names with which a script checks the lease."""
        return {
            "chat_key": _chat(lease.chat),
            "turn_key": _turn(lease.turn),
            "fence": lease.fence,
            "owner": self.owner,
        }

    async def turns_of(self, owner: SenderId) -> list[Turn]:
        """Return all stored turns that the person requested, finished ones included."""
        found = []
        async with translate_redis_errors():
            async for key in self._redis.scan_iter(f"{_P}t:*", count=1000):
                turn = _read(await self._redis.hgetall(key))
                if turn and turn.request.asker.id == owner:
                    found.append(turn)
        return found

    async def erase(self, turn: Turn) -> None:
        """Delete an ended turn and its outbox."""
        async with translate_redis_errors():
            await self._redis.delete(_turn(turn.id))

    # what operators see

    async def backlog(self) -> tuple[int, float]:
        """Return the number of chats with turns, and the delay of the most overdue in seconds."""
        async with translate_redis_errors():
            count = await self._redis.zcard(_LEASE)
            first = await self._redis.zrange(_LEASE, 0, 0, withscores=True)
            seconds, micros = await self._redis.time()
        late = seconds + micros / 1e6 - first[0][1] / 1000 if first else 0.0
        return int(count), max(0.0, late)

    async def ping(self) -> None:
        """Check that Redis accepts writes. Raises ``StoreDown``."""
        async with translate_redis_errors():
            await self._redis.set(f"{_P}ping", "1", ex=60)


_LEASE = f"{_P}lease"
_LOST = -1


def _read(row: Mapping[str, str]) -> Turn | None:
    """Parse a turn; None if it is missing or malformed, so that it cannot block its chat."""
    try:
        return turn_from_row(row) if row.get("asked") else None
    except GARBAGE:
        return None


def _seen(update: UpdateId) -> str:
    return f"{_P}seen:{update}"


def _post(part: str) -> str:
    return f"o:{part}"


def _box(chat: ChatId) -> str:
    return f"{_P}mb:{chat}"


def _chat(chat: ChatId) -> str:
    return f"{_P}c:{chat}"


def _turn(turn: TurnId) -> str:
    return f"{_P}t:{turn}"


def _ms(seconds: float) -> int:
    return max(0, round(seconds * 1000))
