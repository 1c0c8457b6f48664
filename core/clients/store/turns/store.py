"""Durable record of turns in Redis: what people ask for, and what operators see."""

import hashlib
import secrets
import time
from collections import Counter

from redis.asyncio import Redis

from core.clients.store.connection import translate_redis_errors
from core.clients.store.turns import scripts
from core.clients.store.turns.keys import (
    CHAT_SECONDS,
    ENDED_SECONDS,
    LEASES,
    PREFIX,
    SEEN_SECONDS,
    STRAYS,
    WAITING_SECONDS,
    chat_key,
    mailbox_key,
    message_key,
    read_turn,
    seen_key,
    to_ms,
    turn_key,
    votes_key,
)
from core.clients.store.turns.leases import RedisTurnLeases
from core.clients.store.turns.operations import RedisTurnOperations
from core.model.chat import ChatId, MessageRef, SenderId, UpdateId
from core.model.turn import (
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
_NO_MESSAGE = (MessageRef(""),)
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def new_turn_id() -> TurnId:
    """Return a new id of 14 characters: 7 from the time in seconds, 7 random."""
    seconds, head = int(time.time()), ""
    for _ in range(7):
        seconds, digit = divmod(seconds, 32)
        head = _ALPHABET[digit] + head
    return TurnId(head + "".join(secrets.choice(_ALPHABET) for _ in range(7)))


class RedisTurnStore(RedisTurnLeases, RedisTurnOperations):
    """``TurnStore`` in Redis; a worker silent for ``lease`` seconds loses its turns.

    Raises ``StoreDown`` when Redis does not do it, ``LeaseLost`` when another worker
    has taken over.
    """

    def __init__(self, redis: Redis, *, lease: float = 10.0) -> None:
        super().__init__(redis, lease=lease)
        self._submit = scripts.SUBMIT.bind(redis)
        self._amend = scripts.AMEND.bind(redis)
        self._cancel = scripts.CANCEL.bind(redis)
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
                seen_key=seen_key(update),
                message_key=message_key(chat, (request.messages or _NO_MESSAGE)[-1]),
                message_mark=text_mark(request.words[-1]) if request.words else "",
                mailbox_key=mailbox_key(chat),
                turn_key=turn_key(id_),
                lease_key=LEASES,
                chat=chat,
                id=id_,
                held="1" if hold > 0 and request.kind is not TurnKind.UPLOAD else "",
                seen_seconds=SEEN_SECONDS,
                turn_seconds=WAITING_SECONDS,
                hold_ms=to_ms(hold),
            )
        return SubmitResult(bool(fresh), TurnId(known), int(place))

    async def amend(
        self, update: UpdateId, turn: Turn, request: TurnRequest, hold: float = 0.0
    ) -> AmendResult:
        """Change the request of a waiting turn that nobody has changed meanwhile."""
        marks: list[str] = []
        for message, words in zip(request.messages, request.words, strict=False):
            marks += [message_key(turn.chat, message), text_mark(words)]
        async with translate_redis_errors():
            done = await self._amend(
                *marks,
                seen_key=seen_key(update),
                turn_key=turn_key(turn.id),
                lease_key=LEASES,
                mailbox_key=mailbox_key(turn.chat),
                version=turn.version,
                seen_seconds=SEEN_SECONDS,
                hold_ms=to_ms(hold),
                request=request_to_json(request),
                id=turn.id,
                chat=turn.chat,
                waiting_step=Step.QUEUED,
            )
        return AmendResult(int(done))

    async def turn_of(self, update: UpdateId) -> TurnId | None:
        """Return the turn that the update made or changed, if any."""
        async with translate_redis_errors():
            found = await self._redis.get(seen_key(update))
        return TurnId(found) if found and found != _NO_TURN else None

    async def turn_of_message(
        self, chat: ChatId, message: MessageRef
    ) -> tuple[TurnId, str] | None:
        """The turn that a message went into, and the mark of its words."""
        async with translate_redis_errors():
            row = await self._redis.get(message_key(chat, message))
        turn, _, mark = (row or "").partition(" ")
        return (TurnId(turn), mark) if turn else None

    async def is_seen(self, update: UpdateId) -> bool:
        async with translate_redis_errors():
            return bool(await self._redis.exists(seen_key(update)))

    async def mark_seen(self, update: UpdateId) -> bool:
        """Record an update that makes no turn. False if it was known already."""
        async with translate_redis_errors():
            return bool(
                await self._redis.set(
                    seen_key(update), _NO_TURN, ex=SEEN_SECONDS, nx=True
                )
            )

    async def pending_turns(self, chat: ChatId) -> list[Turn]:
        """Return the chat's turns in order; the first one may be running."""
        async with translate_redis_errors():
            ids = await self._redis.lrange(mailbox_key(chat), 0, -1)
            pipe = self._redis.pipeline(transaction=False)
            for id_ in ids:
                pipe.hgetall(turn_key(TurnId(id_)))
            rows = await pipe.execute() if ids else []
        return [turn for row in rows if (turn := read_turn(row))]

    async def pending_count(self, chat: ChatId) -> int:
        """Return how many turns the chat has, the running one included."""
        async with translate_redis_errors():
            return int(await self._redis.llen(mailbox_key(chat)))

    async def newest_pending(self, chat: ChatId) -> Turn | None:
        """Return the last turn of the chat's queue."""
        async with translate_redis_errors():
            id_ = await self._redis.lindex(mailbox_key(chat), -1)
            return await self.turn(TurnId(str(id_))) if id_ else None

    async def turn(self, id_: TurnId) -> Turn | None:
        async with translate_redis_errors():
            row = await self._redis.hgetall(turn_key(id_))
        return read_turn(row)

    async def cancel(self, turn: Turn, by: str) -> CancelResult:
        """Cancel a turn: a waiting one at once, a running one is told to stop."""
        async with translate_redis_errors():
            done = await self._cancel(
                *sorted(ENDS),
                chat_key=chat_key(turn.chat),
                mailbox_key=mailbox_key(turn.chat),
                turn_key=turn_key(turn.id),
                lease_key=LEASES,
                strays_key=STRAYS,
                grace_ms=to_ms(self.lease),
                chat=turn.chat,
                id=turn.id,
                by=by,
                turn_seconds=ENDED_SECONDS,
                cancelled_step=Step.CANCELLED,
            )
        return CancelResult(int(done))

    async def migrate_chat(self, chat: ChatId, to: ChatId) -> int:
        """Move the chat's queue to its new id and release its lease."""
        async with translate_redis_errors():
            return int(
                await self._migrate(
                    old_chat_key=chat_key(chat),
                    old_mailbox_key=mailbox_key(chat),
                    new_mailbox_key=mailbox_key(to),
                    lease_key=LEASES,
                    old=chat,
                    new=to,
                    turn_prefix=f"{PREFIX}t:",
                    chat_seconds=CHAT_SECONDS,
                )
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
            pipe.hset(votes_key(turn), voter, choice)
            pipe.expire(votes_key(turn), ENDED_SECONDS)
            await pipe.execute()

    async def votes(self, turn: TurnId) -> dict[int, int]:
        """Return the number of votes by choice."""
        async with translate_redis_errors():
            cast = await self._redis.hvals(votes_key(turn))
        return dict(Counter(int(choice) for choice in cast))
