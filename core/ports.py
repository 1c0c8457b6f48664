"""What the flows need from the outside, each a small Protocol, all of it required."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from core.model.agent import (
    AgentSession,
    AgentSessionId,
    AgentState,
    AnonymousToken,
    Credits,
    RenderId,
    RenderStatus,
    Token,
    UploadedClip,
)
from core.model.chat import (
    ChatId,
    Clip,
    Inbound,
    InboundResult,
    Limits,
    MessageRef,
    Receipt,
    Reply,
    SenderId,
    UpdateId,
)
from core.model.event import AgentEvent
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


class Clock(Protocol):
    """Unix seconds, and waiting."""

    def now(self) -> float: ...
    async def sleep(self, seconds: float) -> None: ...


@dataclass(frozen=True, slots=True)
class ByteStream:
    """A file on its way: bytes come once; ``size`` None when unknown."""

    name: str
    mime: str
    size: int | None
    chunks: AsyncIterator[bytes]


class VideoAgent(Protocol):
    """The NEMO API. Errors: ``core.errors.AgentError`` and its leaves."""

    async def mint(self, client_id: str) -> AnonymousToken: ...
    async def open_session(self, token: Token, language: str) -> AgentSession: ...
    async def claim_link(self, token: Token, session: AgentSession) -> str:
        """A link with which a person takes the project over; "" if there is none."""
        ...

    def instruct(
        self, token: Token, session: AgentSessionId, text: str
    ) -> AsyncIterator[AgentEvent]:
        """Say it and read the answer to its end.

        Raises before the first event only what is surely not sent or refused;
        ``TurnUncertain`` when it broke later.
        """
        ...

    async def upload(
        self, token: Token, session: AgentSessionId, files: Sequence[ByteStream]
    ) -> list[UploadedClip]: ...
    async def upload_urls(
        self, token: Token, session: AgentSessionId, urls: Sequence[str]
    ) -> list[UploadedClip]: ...
    async def credits(self, token: Token) -> Credits: ...
    async def state(self, token: Token, session: AgentSessionId) -> AgentState: ...
    async def render(
        self,
        token: Token,
        session: AgentSessionId,
        render: RenderId,
        draft: Mapping[str, Any],
    ) -> RenderId: ...
    async def render_status(self, token: Token, render: RenderId) -> RenderStatus: ...
    async def cancel_render(self, token: Token, render: RenderId) -> None: ...
    def download(
        self, token: Token, render: RenderId, url: str
    ) -> AbstractAsyncContextManager[ByteStream]: ...


class ChatAdapter(Protocol):
    """The outbound half of a platform; works in any process, listener or worker.

    Errors: ``core.errors.ChatError`` and its leaves, so that the outbox knows the three
    outcomes. ``edit`` returns where the message now stands (it may have been posted anew).
    """

    platform: str

    async def limits(self, chat: ChatId) -> Limits: ...
    async def post(self, chat: ChatId, reply: Reply, key: str) -> MessageRef:
        """Post it; ``key`` (≤ 25 ASCII chars) is the same on every retry of this post."""
        ...

    async def edit(
        self, chat: ChatId, message: MessageRef, reply: Reply
    ) -> MessageRef: ...
    async def delete(self, chat: ChatId, message: MessageRef) -> None: ...
    async def acknowledge(
        self, chat: ChatId, message: MessageRef, receipt: Receipt
    ) -> None:
        """Leave a sign on a person's message (a reaction); nothing where there is none."""
        ...

    async def working(self, chat: ChatId) -> None:
        """Show "typing…" for a few seconds, where the platform can."""
        ...

    def open(self, clip: Clip) -> AbstractAsyncContextManager[ByteStream]:
        """The clip's bytes. Raises ClipTooLarge, ClipUnavailable."""
        ...

    async def locate(self, clip: Clip) -> str | None:
        """A fresh public address the agent may fetch by itself, or None: then stream."""
        ...

    async def moderates(self, chat: ChatId, sender: SenderId) -> bool:
        """Whether the sender is an admin of this chat, as the platform says."""
        ...


class InboundHandler(Protocol):
    """Where listeners hand in what happened."""

    async def handle_inbound(self, inbound: Inbound) -> InboundResult:
        """Store it durably, then say so.

        Raises StoreDown: then the platform must not be told that it was received.
        """
        ...


class WakeQueue(Protocol):
    """The engine under the turns: it says "look at this chat", and nothing else."""

    async def wake(self, chat: ChatId, delay: float = 0.0) -> None: ...
    async def run(self, handle: Callable[[ChatId], Awaitable[None]]) -> None: ...


class TurnStore(Protocol):
    """The truth about turns. Raises ``StoreDown``, and ``LeaseLost`` from writers."""

    async def submit(
        self, update: UpdateId, chat: ChatId, request: TurnRequest, hold: float = 0.0
    ) -> SubmitResult: ...
    async def amend(
        self, update: UpdateId, turn: Turn, request: TurnRequest, hold: float = 0.0
    ) -> bool: ...
    async def mark_seen(self, update: UpdateId) -> bool: ...
    async def is_seen(self, update: UpdateId) -> bool: ...
    async def pending_turns(self, chat: ChatId) -> list[Turn]: ...
    async def newest_pending(self, chat: ChatId) -> Turn | None: ...
    async def turn(self, id_: TurnId) -> Turn | None: ...
    async def cancel(self, turn: Turn, by: str) -> int: ...
    async def register_card(self, turn: TurnId, ref: MessageRef) -> MessageRef: ...
    async def card_of(self, turn: TurnId) -> MessageRef | None: ...
    async def move_card(self, turn: TurnId, ref: MessageRef) -> None: ...
    async def migrate_chat(self, chat: ChatId, to: ChatId) -> int: ...
    async def cancel_chat(self, chat: ChatId) -> None: ...
    async def turns_of(self, owner: SenderId) -> list[Turn]: ...
    async def erase(self, turn: Turn) -> None: ...
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
    async def outbox_row(self, turn: TurnId, part: str) -> str: ...
    async def set_outbox_row(self, lease: Lease, part: str, row: str) -> None: ...
    async def backlog(self) -> tuple[int, float]: ...
    async def ping(self) -> None: ...
