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
    Step,
    StopReason,
    SubmitResult,
    Turn,
    TurnId,
    TurnProgress,
    TurnRequest,
    WorkerRecord,
)
from core.model.turn_posts import OutboxRow, ReplyPart, StrayCard


class TurnInbox(Protocol):
    """Stores requests: new turns, changes of waiting ones, cancels."""

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
        """The turn that contains a message, and the mark of its words."""
        ...

    async def mark_seen(self, update: UpdateId, target: TurnId = ...) -> bool:
        """Record an update that makes no turn, and the turn that it concerns."""
        ...

    async def target_of(self, update: UpdateId) -> TurnId | None: ...
    async def is_seen(self, update: UpdateId) -> bool: ...
    async def pending_turns(self, chat: ChatId) -> list[Turn]: ...
    async def pending_count(self, chat: ChatId) -> int: ...
    async def newest_pending(self, chat: ChatId) -> Turn | None: ...
    async def turn(self, id_: TurnId) -> Turn | None: ...
    async def cancel(self, turn: Turn, by: str) -> CancelResult: ...
    async def cancel_chat(self, chat: ChatId) -> None: ...
    async def migrate_chat(self, chat: ChatId, to: ChatId) -> int: ...


class TurnVotes(Protocol):
    """Counts votes on the choices that a turn has offered, one of each person."""

    async def cast_vote(self, turn: TurnId, person: SenderId, choice: int) -> None:
        """Count the person's vote for a choice (from 1); it replaces an earlier one."""
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
    async def finish(
        self, lease: Lease, step: Step, stray: StrayCard | None = None
    ) -> bool:
        """End the turn; return whether the chat has another one.

        ``stray`` is a message that it leaves.
        """
        ...

    async def release(self, lease: Lease, delay: float = 0.0) -> None: ...
    async def renew_leases(
        self, leases: Sequence[Lease]
    ) -> dict[ChatId, StopReason]: ...
    async def chats_due(self, limit: int = 1000) -> list[ChatId]: ...


class TurnOutbox(Protocol):
    """Records what was posted for a turn."""

    async def outbox_row(self, turn: TurnId, part: ReplyPart) -> OutboxRow: ...
    async def claim_post(self, lease: Lease, part: ReplyPart) -> OutboxRow:
        """Return the row as it was; an absent one becomes SENDING."""
        ...

    async def set_outbox_row(
        self, lease: Lease, part: ReplyPart, row: OutboxRow
    ) -> None: ...


class TurnCards(Protocol):
    """Records which message is a turn's card, and which messages are left to be ended."""

    async def register_card(
        self, turn: TurnId, ref: MessageRef, *, announced: bool = False
    ) -> MessageRef:
        """Record ``ref`` unless the turn has a card; return the card, ``ref`` else strays.

        ``announced`` is for the card that was due when the turn was stored.
        """
        ...

    async def give_up_announcement(self, turn: TurnId) -> None:
        """Record that the card due when the turn was stored was certainly not posted."""
        ...

    async def card_of(self, turn: TurnId) -> MessageRef | None: ...
    async def move_card(self, turn: TurnId, ref: MessageRef) -> None: ...
    async def forget_card(self, turn: TurnId) -> None:
        """Record that the card was deleted and that another one may be posted now."""
        ...

    async def add_stray(self, stray: StrayCard) -> None:
        """Record a message that is to be ended, now or by a later worker."""
        ...

    async def settle_stray(self, stray: StrayCard) -> None: ...
    async def claim_strays(self, limit: int = 20) -> list[StrayCard]:
        """Return strays that are due; they are due again later unless they are settled."""
        ...


class TurnOperations(Protocol):
    """Operations for operators, and deletion of a person's data."""

    async def turns_of(self, owner: SenderId) -> list[Turn]: ...
    async def erase(self, turn: Turn) -> None: ...
    async def backlog(self) -> tuple[int, float]: ...
    async def ping(self) -> None: ...
    async def chats_with_work(self) -> dict[ChatId, float]:
        """Chats that have turns, and in how many seconds each is due."""
        ...

    async def wake_chat(self, chat: ChatId) -> bool:
        """Make the chat due at once; False if it has no turn or a worker holds it."""
        ...

    async def report_worker(self, worker: str, running: int) -> bool:
        """Record that a worker is alive with so many turns; return whether to drain."""
        ...

    async def retire_worker(self, worker: str) -> None: ...
    async def workers(self) -> list[WorkerRecord]:
        """The workers that reported recently."""
        ...

    async def set_draining(self, *, on: bool) -> None: ...
    async def is_draining(self) -> bool: ...


class TurnStore(
    TurnInbox, TurnVotes, TurnLeases, TurnOutbox, TurnCards, TurnOperations, Protocol
):
    """The durable record of all turns."""
