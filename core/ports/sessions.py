"""Projects, wallets, settings and quotas of people and chats."""

from typing import Literal, Protocol

from core.model.agent import Token
from core.model.chat import ChatId, MessageReceived, Reply, Sender, SenderId
from core.model.session import (
    Access,
    ChatSettings,
    ErasureResult,
    Holdings,
    Project,
    ProjectId,
    Wallet,
)


class Sessions(Protocol):
    """Projects, and tokens and sessions for calls to the agent."""

    async def project(self, chat: ChatId, asker: Sender) -> Project:
        """The chat's current project, made if there is none."""
        ...

    async def current(self, chat: ChatId, asker: Sender) -> Project:
        """The same, kept from now on."""
        ...

    async def linked(self, chat: ChatId, asker: Sender) -> Project:
        """The same, kept even while it is empty: a link leads to it."""
        ...

    async def claim(self, chat: ChatId, asker: Sender, id_: ProjectId) -> Project:
        """Return the project with this id from any place; recreate it if it is gone."""
        ...

    async def save(self, project: Project) -> None: ...
    async def access(self, project: Project, asker: Sender) -> Access:
        """Raises ``UserError`` with what to say when nobody can pay."""
        ...

    async def renew(self, access: Access, asker: Sender) -> Access:
        """Return access to go on with after 1001: the same token the first time, then a new one.

        Raises ``TokenExpired``, ``NeedsWallet`` if there is none.
        """
        ...

    async def reopen(self, project: Project, asker: Sender) -> Access:
        """After 1002: a new session; its clips count as not uploaded."""
        ...

    async def migrate_chat(self, chat: ChatId, to: ChatId) -> None:
        """The chat has a new id: its project goes along."""
        ...

    async def settings(self, chat: ChatId) -> ChatSettings: ...
    async def wallet(self, owner: SenderId) -> Wallet:
        """Who pays. Raises ``NeedsWallet`` when nobody can."""
        ...


class Quotas(Protocol):
    """Daily usage; ``chat`` is None for a private chat."""

    @property
    def credits(self) -> bool:
        """Whether any quota limits credits."""
        ...

    async def take(
        self, who: SenderId, chat: ChatId | None, turns: int, size: int
    ) -> None:
        """Raises ``OverQuota``; then nothing is taken."""
        ...

    async def spend(
        self,
        who: SenderId,
        chat: ChatId | None,
        what: Literal["turns", "bytes", "credits"],
        amount: float,
    ) -> None:
        """Count what turned out later, or give back: never refused."""
        ...

    async def refund_turn(
        self, who: SenderId, chat: ChatId | None, taken_at: float
    ) -> None:
        """Give back a turn that made nothing, on the day of ``taken_at`` (unix seconds)."""
        ...


class CommandSessions(Sessions, Protocol):
    """Sessions with the methods that only commands need."""

    async def projects(self, chat: ChatId, asker: Sender) -> list[Project]: ...
    async def new(self, chat: ChatId, asker: Sender, name: str) -> Project: ...
    async def switch(
        self, chat: ChatId, asker: Sender, id_: ProjectId
    ) -> Project | None: ...
    async def configure(self, chat: ChatId, settings: ChatSettings) -> None: ...
    async def set_token(self, owner: SenderId, token: Token) -> None: ...
    async def renew_wallet(self, owner: SenderId, refused: Token) -> Wallet:
        """Like ``renew``, for calls that need no session."""
        ...

    async def reset_settings(self, chat: ChatId) -> None:
        """The chat has chosen nothing any more."""
        ...

    async def remove_token(self, owner: SenderId) -> bool: ...
    async def holdings(self, owner: SenderId) -> Holdings:
        """What ``forget`` would delete."""
        ...

    async def forget(self, owner: SenderId) -> ErasureResult:
        """Delete the person's data; projects that others take part in stay for them."""
        ...

    async def forget_chat(self, chat: ChatId) -> ErasureResult:
        """Delete all projects of a chat."""
        ...


class CommandHandler(Protocol):
    """Answers commands that make no turn."""

    async def answer(self, message: MessageReceived) -> tuple[Reply, ...]: ...
