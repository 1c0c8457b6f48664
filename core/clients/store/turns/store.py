"""Durable record of turns in Redis: requests of people, and operations."""

import hashlib
from collections import Counter

from redis.asyncio import Redis

from core.clients.store.connection import translate_redis_errors
from core.clients.store.turns import inbox_scripts
from core.clients.store.turns.keys import (
    CHAT_SECONDS,
    ENDED_SECONDS,
    SEEN_SECONDS,
    WAITING_SECONDS,
    TurnKeys,
    read_turn,
    to_ms,
    turn_keys,
)
from core.clients.store.turns.leases import RedisTurnLeases
from core.clients.store.turns.operations import RedisTurnOperations
from core.model.chat import ChatId, MessageRef, SenderId, UpdateId
from core.model.turn import (
    LEASE_SECONDS,
    AmendResult,
    CancelResult,
    Step,
    SubmitResult,
    Turn,
    TurnId,
    TurnKind,
    TurnRequest,
)
from core.rules.intake.merging import text_mark
from core.rules.records.turns import request_to_json
from core.rules.state_machine import ENDS

_NO_TURN = "-"
_NO_TARGET = TurnId("")
_NO_MESSAGE = (MessageRef(""),)
_MOVE_MS = 60_000
"""Seconds for which no worker leases a chat whose turns are being moved."""


class RedisTurnStore(RedisTurnLeases, RedisTurnOperations):
    """``TurnStore`` in Redis; a worker silent for ``lease`` seconds loses its turns.

    Raises ``StoreDown`` when Redis fails, ``LeaseLost`` when another worker has taken over.
    """

    def __init__(
        self,
        redis: Redis,
        *,
        lease: float = LEASE_SECONDS,
        keys: TurnKeys | None = None,
    ) -> None:
        super().__init__(redis, lease=lease, keys=keys or turn_keys(redis))
        self._submit = inbox_scripts.SUBMIT.bind(redis)
        self._mark_seen = inbox_scripts.MARK_SEEN.bind(redis)
        self._amend = inbox_scripts.AMEND.bind(redis)
        self._cancel = inbox_scripts.CANCEL.bind(redis)
        self._migrate = inbox_scripts.MIGRATE.bind(redis)
        self._detach = inbox_scripts.DETACH.bind(redis)
        self._attach = inbox_scripts.ATTACH.bind(redis)

    # requests

    async def submit(
        self, update: UpdateId, chat: ChatId, request: TurnRequest, hold: float = 0.0
    ) -> SubmitResult:
        """Append a turn to the chat's queue; a repeated update changes nothing."""
        id_ = self._keys.new_turn(chat)
        fields: list[str] = ["id", id_, "chat", chat, "step", Step.QUEUED]
        fields += ["version", "0", "asked", request_to_json(request)]
        async with translate_redis_errors():
            fresh, turn_id, place = await self._submit(
                *fields,
                seen_key=self._keys.seen(update, chat),
                message_key=self._keys.message(
                    chat, (request.messages or _NO_MESSAGE)[-1]
                ),
                message_mark=text_mark(request.words[-1]) if request.words else "",
                mailbox_key=self._keys.mailbox(chat),
                turn_key=self._keys.turn(id_),
                lease_key=self._keys.leases(chat),
                chat=chat,
                id=id_,
                held="1" if hold > 0 and request.kind is not TurnKind.UPLOAD else "",
                seen_seconds=SEEN_SECONDS,
                turn_seconds=WAITING_SECONDS,
                hold_ms=to_ms(hold),
            )
            await self._copy_seen(update, chat, turn_id)
        return SubmitResult(bool(fresh), TurnId(turn_id), int(place))

    async def amend(
        self, update: UpdateId, turn: Turn, request: TurnRequest, hold: float = 0.0
    ) -> AmendResult:
        """Change the request of a waiting turn, unless it has changed since it was read."""
        marks: list[str] = []
        for message, words in zip(request.messages, request.words, strict=False):
            marks += [self._keys.message(turn.chat, message), text_mark(words)]
        async with translate_redis_errors():
            done = await self._amend(
                *marks,
                seen_key=self._keys.seen(update, turn.chat),
                turn_key=self._keys.turn(turn.id),
                lease_key=self._keys.leases(turn.chat),
                mailbox_key=self._keys.mailbox(turn.chat),
                version=turn.version,
                seen_seconds=SEEN_SECONDS,
                hold_ms=to_ms(hold),
                request=request_to_json(request),
                id=turn.id,
                chat=turn.chat,
                waiting_step=Step.QUEUED,
            )
            if int(done):
                await self._copy_seen(update, turn.chat, turn.id)
        return AmendResult(int(done))

    async def _copy_seen(self, update: UpdateId, chat: ChatId, turn: str) -> None:
        """Make a turn findable by its update alone, where keys are in several parts.

        Repeated updates are recognised in the chat's part anyway.
        """
        key = self._keys.seen(update)
        if key != self._keys.seen(update, chat):
            await self._redis.set(key, turn, ex=SEEN_SECONDS)

    async def turn_of(self, update: UpdateId) -> TurnId | None:
        """Return the turn that the update made or changed, if any."""
        async with translate_redis_errors():
            turn_id = await self._redis.get(self._keys.seen(update))
        if not turn_id or turn_id.startswith(_NO_TURN):
            return None
        return TurnId(turn_id)

    async def turn_of_message(
        self, chat: ChatId, message: MessageRef
    ) -> tuple[TurnId, str] | None:
        """The turn that contains a message, and the mark of its words."""
        async with translate_redis_errors():
            row = await self._redis.get(self._keys.message(chat, message))
        turn, _, mark = (row or "").partition(" ")
        return (TurnId(turn), mark) if turn else None

    async def is_seen(self, update: UpdateId) -> bool:
        async with translate_redis_errors():
            return bool(await self._redis.exists(self._keys.seen(update)))

    async def target_of(self, update: UpdateId) -> TurnId | None:
        """Return the turn that the update concerns, as ``mark_seen`` recorded it."""
        async with translate_redis_errors():
            row = await self._redis.get(self._keys.seen(update))
        mark, *rest = (row or "").split(" ")
        return TurnId(rest[-1]) if mark == _NO_TURN and rest[-1] else None

    async def mark_seen(self, update: UpdateId, target: TurnId = _NO_TARGET) -> bool:
        """Record an update that makes no turn; False if it was recorded before.

        ``target`` is the turn that it concerns.
        """
        async with translate_redis_errors():
            fresh = await self._mark_seen(
                seen_key=self._keys.seen(update),
                no_turn=_NO_TURN,
                target=target,
                seen_seconds=SEEN_SECONDS,
            )
        return bool(fresh)

    async def pending_turns(self, chat: ChatId) -> list[Turn]:
        """Return the chat's turns in order; the first one may be running."""
        async with translate_redis_errors():
            ids = await self._redis.lrange(self._keys.mailbox(chat), 0, -1)
            pipe = self._redis.pipeline(transaction=False)
            for id_ in ids:
                pipe.hgetall(self._keys.turn(TurnId(id_)))
            rows = await pipe.execute() if ids else []
        return [turn for row in rows if (turn := read_turn(row))]

    async def pending_count(self, chat: ChatId) -> int:
        """Return how many turns the chat has, the running one included."""
        async with translate_redis_errors():
            return int(await self._redis.llen(self._keys.mailbox(chat)))

    async def newest_pending(self, chat: ChatId) -> Turn | None:
        """Return the last turn of the chat's queue."""
        async with translate_redis_errors():
            id_ = await self._redis.lindex(self._keys.mailbox(chat), -1)
            return await self.turn(TurnId(str(id_))) if id_ else None

    async def turn(self, id_: TurnId) -> Turn | None:
        async with translate_redis_errors():
            row = await self._redis.hgetall(self._keys.turn(id_))
        return read_turn(row)

    async def cancel(self, turn: Turn, by: str) -> CancelResult:
        """Cancel a turn: a waiting one at once, a running one is told to stop."""
        async with translate_redis_errors():
            done = await self._cancel(
                *sorted(ENDS),
                chat_key=self._keys.chat(turn.chat),
                mailbox_key=self._keys.mailbox(turn.chat),
                turn_key=self._keys.turn(turn.id),
                lease_key=self._keys.leases(turn.chat),
                strays_key=self._keys.strays(turn.id),
                grace_ms=to_ms(self.lease),
                chat=turn.chat,
                id=turn.id,
                by=by,
                turn_seconds=ENDED_SECONDS,
                cancelled_step=Step.CANCELLED,
            )
        return CancelResult(int(done))

    async def migrate_chat(self, chat: ChatId, to: ChatId) -> int:
        """Move the chat's queue to its new id and release its lease.

        Return the number of its turns; 0 for a chat that is there already.
        """
        if chat == to:
            return 0
        keys = self._keys
        if keys.prefix(chat) != keys.prefix(to):
            return await self._move_chat(chat, to)
        async with translate_redis_errors():
            return int(
                await self._migrate(
                    old_chat_key=keys.chat(chat),
                    old_mailbox_key=keys.mailbox(chat),
                    new_mailbox_key=keys.mailbox(to),
                    lease_key=keys.leases(chat),
                    old=chat,
                    new=to,
                    turn_prefix=f"{keys.prefix(chat)}t:",
                    chat_seconds=CHAT_SECONDS,
                )
            )

    async def _move_chat(self, chat: ChatId, to: ChatId) -> int:
        """Move a chat's turns to another part, one by one; they get ids of that part.

        If interrupted, it is completed when its update is repeated; until then the
        remaining turns wait for a minute.
        """
        keys = self._keys
        async with translate_redis_errors():
            ids = await self._detach(
                chat_key=keys.chat(chat),
                mailbox_key=keys.mailbox(chat),
                lease_key=keys.leases(chat),
                chat=chat,
                pause_ms=_MOVE_MS,
                chat_seconds=CHAT_SECONDS,
            )
            for id_ in map(TurnId, ids):
                await self._move_turn(id_, to)
                await self._redis.lrem(keys.mailbox(chat), 1, id_)
                await self._redis.delete(keys.turn(id_))
            await self._redis.zrem(keys.leases(chat), chat)
        return len(ids)

    async def _move_turn(self, id_: TurnId, to: ChatId) -> None:
        keys, new = self._keys, self._keys.moved_turn(id_, to)
        row = await self._redis.hgetall(keys.turn(id_))
        if not row:
            return
        fields = row | {"id": new, "chat": to}
        await self._attach(
            *(part for pair in fields.items() for part in pair),
            turn_key=keys.turn(new),
            mailbox_key=keys.mailbox(to),
            lease_key=keys.leases(to),
            chat=to,
            id=new,
            turn_seconds=WAITING_SECONDS,
        )

    async def cancel_chat(self, chat: ChatId) -> None:
        """Cancel all turns of a chat that the bot has left."""
        for turn in await self.pending_turns(chat):
            await self.cancel(turn, "removed")

    async def cast_vote(self, turn: TurnId, person: SenderId, choice: int) -> None:
        """Count one vote of each person; of the person only a digest is stored."""
        voter = hashlib.sha256(f"{turn}\n{person}".encode()).hexdigest()[:24]
        async with translate_redis_errors():
            pipe = self._redis.pipeline(transaction=True)
            pipe.hset(self._keys.votes(turn), voter, choice)
            pipe.expire(self._keys.votes(turn), ENDED_SECONDS)
            await pipe.execute()

    async def votes(self, turn: TurnId) -> dict[int, int]:
        """Return the number of votes by choice."""
        async with translate_redis_errors():
            cast = await self._redis.hvals(self._keys.votes(turn))
        return dict(Counter(int(choice) for choice in cast))
