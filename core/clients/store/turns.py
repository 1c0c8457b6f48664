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

from core.clients.store import scripts
from core.clients.store.connection import translate_redis_errors
from core.errors import LeaseLost
from core.model.chat import ChatId, MessageRef, SenderId, UpdateId
from core.model.turn import (
    Claimed,
    Lease,
    Step,
    SubmitResult,
    Turn,
    TurnId,
    TurnProgress,
    TurnRequest,
)
from core.rules.records.turns import (
    GARBAGE,
    progress_to_json,
    request_to_json,
    turn_from_row,
)
from core.rules.state_machine import is_allowed

_log = logging.getLogger(__name__)
_P = "{vm}:"
_DAY = 86_400
_SEEN, _WAITING, _ENDED, _CHAT = 7 * _DAY, 30 * _DAY, _DAY, 40 * _DAY
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
        script = redis.register_script
        self._submit, self._amend = script(scripts.SUBMIT), script(scripts.AMEND)
        self._begin, self._finish = script(scripts.BEGIN), script(scripts.FINISH)
        self._checkpoint = script(scripts.CHECKPOINT)
        self._release, self._beat = script(scripts.RELEASE), script(scripts.BEAT)
        self._due, self._cancel = script(scripts.DUE), script(scripts.CANCEL)
        self._card, self._move = script(scripts.CARD), script(scripts.MOVE)

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
                [_seen(update), _box(chat), _turn(id_), _LEASE],
                [chat, id_, _SEEN, _WAITING, _ms(hold), *fields],
            )
        return SubmitResult(bool(fresh), TurnId(known), int(place))

    async def amend(
        self, update: UpdateId, turn: Turn, request: TurnRequest, hold: float = 0.0
    ) -> bool:
        """Change the request of a waiting turn. False if it has started or changed meanwhile."""
        async with translate_redis_errors():
            done = await self._amend(
                [_seen(update), _turn(turn.id), _LEASE, _box(turn.chat)],
                [
                    turn.version,
                    _SEEN,
                    _ms(hold),
                    request_to_json(request),
                    turn.id,
                    turn.chat,
                ],
            )
        return bool(done)

    async def is_seen(self, update: UpdateId) -> bool:
        async with translate_redis_errors():
            return bool(await self._redis.exists(_seen(update)))

    async def mark_seen(self, update: UpdateId) -> bool:
        """Record an update that makes no turn. False if it was known already."""
        async with translate_redis_errors():
            return bool(await self._redis.set(_seen(update), "-", ex=_SEEN, nx=True))

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

    async def cancel(self, turn: Turn, by: str) -> int:
        """Cancel a turn: 0 if it had ended, 1 if it runs and will stop, 2 if it was dequeued."""
        async with translate_redis_errors():
            return int(
                await self._cancel(
                    [_chat(turn.chat), _box(turn.chat), _turn(turn.id), _LEASE],
                    [turn.chat, turn.id, by, _ENDED],
                )
            )

    async def register_card(self, turn: TurnId, ref: MessageRef) -> MessageRef:
        """Record ``ref`` as the turn's card unless it has one; return the valid card."""
        async with translate_redis_errors():
            return MessageRef(await self._card([_turn(turn)], [ref]))

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
                await self._move(
                    [_chat(chat), _box(chat), _chat(to), _box(to), _LEASE],
                    [chat, to, f"{_P}t:", _CHAT],
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
                answer = await self._begin(
                    [_chat(chat), _box(chat), _LEASE],
                    [chat, self.owner, _ms(self.lease), _CHAT, f"{_P}t:"],
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
                [_chat(lease.chat), _turn(lease.turn)],
                [
                    lease.fence,
                    self.owner,
                    old,
                    new,
                    "marks",
                    progress_to_json(progress),
                    *extra,
                ],
            )
        if int(answer) != 1:
            raise LeaseLost

    async def finish(self, lease: Lease, step: Step) -> bool:
        """End the turn; return whether the chat has another one. Raises ``LeaseLost``."""
        async with translate_redis_errors():
            answer = await self._finish(
                [_chat(lease.chat), _turn(lease.turn), _box(lease.chat), _LEASE],
                [lease.fence, self.owner, lease.chat, lease.turn, step, _ENDED],
            )
        if int(answer) < 0:
            raise LeaseLost
        return bool(answer)

    async def release(self, lease: Lease, delay: float = 0.0) -> None:
        """Release the lease; the chat is due again after ``delay`` seconds."""
        async with translate_redis_errors():
            await self._release(
                [_chat(lease.chat), _LEASE],
                [lease.fence, self.owner, lease.chat, _ms(delay)],
            )

    async def renew_leases(self, leases: Sequence[Lease]) -> dict[ChatId, str]:
        """Renew the leases; return the chats that are "lost" or to "cancel"."""
        if not leases:
            return {}
        parts: list[Any] = []
        for lease in leases:
            parts += [lease.chat, lease.turn, lease.fence]
        async with translate_redis_errors():
            out = await self._beat(
                [_LEASE],
                [self.owner, _ms(self.lease), f"{_P}c:", f"{_P}t:", *parts],
            )
        return {
            ChatId(chat): what for what, chat in zip(out[::2], out[1::2], strict=True)
        }

    async def chats_due(self, limit: int = 1000) -> list[ChatId]:
        """Return chats that are due: expired leases, elapsed waits, lost wake-ups."""
        async with translate_redis_errors():
            return [ChatId(chat) for chat in await self._due([_LEASE], [limit])]

    # the outbox: a row per thing said, in the turn's own hash

    async def outbox_row(self, turn: TurnId, part: str) -> str:
        """Return "" (not posted), "sending" (unknown) or "sent:<ref>"."""
        async with translate_redis_errors():
            return await self._redis.hget(_turn(turn), f"o:{part}") or ""

    async def set_outbox_row(self, lease: Lease, part: str, row: str) -> None:
        """Write an outbox row under the lease. Raises ``LeaseLost``."""
        async with translate_redis_errors():
            step = await self._redis.hget(_turn(lease.turn), "step") or ""
            answer = await self._checkpoint(
                [_chat(lease.chat), _turn(lease.turn)],
                [lease.fence, self.owner, step, step, f"o:{part}", row],
            )
        if int(answer) != 1:
            raise LeaseLost

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


def _read(row: Mapping[str, str]) -> Turn | None:
    """Parse a turn; None if it is missing or malformed, so that it cannot block its chat."""
    try:
        return turn_from_row(row) if row.get("asked") else None
    except GARBAGE:
        return None


def _seen(update: UpdateId) -> str:
    return f"{_P}seen:{update}"


def _box(chat: ChatId) -> str:
    return f"{_P}mb:{chat}"


def _chat(chat: ChatId) -> str:
    return f"{_P}c:{chat}"


def _turn(turn: TurnId) -> str:
    return f"{_P}t:{turn}"


def _ms(seconds: float) -> int:
    return max(0, round(seconds * 1000))
