"""The turn store by use: inbox, leases, outbox, operations.

All methods raise ``StoreDown`` when Redis fails; those that take a lease raise
``LeaseLost`` when another worker holds the turn.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from core.model.chat import ChatId, MessageRef, SenderId, UpdateId
from core.model.turn import (
    AmendResult,
    CancelResult,
    Claimed,
    Lease,
    OutboxRow,
    ReplyPart,
    Step,
    SubmitResult,
    Turn,
    TurnId,
    TurnProgress,
    TurnRequest,
)


class TurnInbox(Protocol):
    """Stores what people ask for: new turns, changes of waiting ones, cancels."""

    async def submit(
        self, update: UpdateId, chat: ChatId, request: TurnRequest, hold: float = 0.0
    ) -> SubmitResult: ...
    async def amend(
        self, update: UpdateId, turn: Turn, request: TurnRequest, hold: float = 0.0
    ) -> AmendResult: ...
    async def turn_of(self, update: UpdateId) -> TurnId | None: ...
    async def turn_of_message(
        self, chat: ChatId, message: MessageRef
    ) -> tuple[TurnId, str] | None:
        """The turn that a message went into, and the mark of its words."""
        ...

    async def mark_seen(self, update: UpdateId) -> bool: ...
    async def is_seen(self, update: UpdateId) -> bool: ...
    async def pending_turns(self, chat: ChatId) -> list[Turn]: ...
    async def newest_pending(self, chat: ChatId) -> Turn | None: ...
    async def turn(self, id_: TurnId) -> Turn | None: ...
    async def cancel(self, turn: Turn, by: str) -> CancelResult: ...
    async def cancel_chat(self, chat: ChatId) -> None: ...
    async def migrate_chat(self, chat: ChatId, to: ChatId) -> int: ...


class TurnVotes(Protocol):
    """Counts votes on the choices that a turn has offered, one of each person."""

    async def cast_vote(self, turn: TurnId, person: SenderId, choice: int) -> None:
        """Count the person's vote for a choice (from 1) in place of an earlier one."""
        ...

    async def votes(self, turn: TurnId) -> dict[int, int]:
        """Return the number of votes by choice."""
        ...


class TurnLeases(Protocol):
    """Gives a chat's first turn to one worker at a time, under a lease with a fence."""

    async def claim_next_turn(self, chat: ChatId) -> Claimed: ...
    async def checkpoint(
        self,
        lease: Lease,
        old: Step,
        new: Step,
        progress: TurnProgress,
        fields: Mapping[str, str] | None = None,
    ) -> None: ...
    async def finish(self, lease: Lease, step: Step) -> bool: ...
    async def release(self, lease: Lease, delay: float = 0.0) -> None: ...
    async def renew_leases(self, leases: Sequence[Lease]) -> dict[ChatId, str]: ...
    async def chats_due(self, limit: int = 1000) -> list[ChatId]: ...


class TurnOutbox(Protocol):
    """Records what was posted for a turn, and which message is its card."""

    async def outbox_row(self, turn: TurnId, part: ReplyPart) -> OutboxRow: ...
    async def claim_post(self, lease: Lease, part: ReplyPart) -> OutboxRow:
        """Return the row as it was; an absent one becomes SENDING."""
        ...

    async def set_outbox_row(
        self, lease: Lease, part: ReplyPart, row: OutboxRow
    ) -> None: ...
    async def register_card(self, turn: TurnId, ref: MessageRef) -> MessageRef: ...
    async def card_of(self, turn: TurnId) -> MessageRef | None: ...
    async def move_card(self, turn: TurnId, ref: MessageRef) -> None: ...


class TurnOperations(Protocol):
    """Serves operators and people who delete their data."""

    async def turns_of(self, owner: SenderId) -> list[Turn]: ...
    async def erase(self, turn: Turn) -> None: ...
    async def backlog(self) -> tuple[int, float]: ...
    async def ping(self) -> None: ...


class TurnStore(TurnInbox, TurnVotes, TurnLeases, TurnOutbox, TurnOperations, Protocol):
    """The durable record of all turns."""
