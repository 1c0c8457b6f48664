"""Projects, wallets, settings and quotas of people and chats."""

from typing import Literal, Protocol

from core.model.agent import Token
from core.model.chat import ChatId, Sender, SenderId
from core.model.inbound import MessageReceived
from core.model.reply import Reply
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
        """The chat's current project, created if there is none."""
        ...

    async def current(self, chat: ChatId, asker: Sender) -> Project:
        """The current project, stored from now on."""
        ...

    async def linked(self, chat: ChatId, asker: Sender) -> Project:
        """The current project, stored even while it is empty, because a link leads to it."""
        ...

    async def claim(self, chat: ChatId, asker: Sender, id_: ProjectId) -> Project:
        """Return the project with this id from any place; recreate it if it is gone."""
        ...

    async def save(self, project: Project) -> None: ...
    async def access(self, project: Project, asker: Sender) -> Access:
        """Token and session of the payer. Raises ``UserError`` if nobody can pay."""
        ...

    async def renew(self, access: Access, asker: Sender) -> Access:
        """Return the access to use after 1001: the same token the first time, then a new one.

        Raises ``TokenExpired``, ``NeedsWallet`` if there is none.
        """
        ...

    async def reopen(self, project: Project, asker: Sender) -> Access:
        """Open a new session after 1002; its clips count as not uploaded."""
        ...

    async def migrate_chat(self, chat: ChatId, to: ChatId) -> None:
        """Move the projects of a chat to its new id."""
        ...

    async def settings(self, chat: ChatId) -> ChatSettings: ...
    async def wallet(self, owner: SenderId) -> Wallet:
        """The wallet of the payer. Raises ``NeedsWallet`` if there is none."""
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
        """Use a part of the quota. Raises ``OverQuota``; nothing is counted then."""
        ...

    async def spend(
        self,
        who: SenderId,
        chat: ChatId | None,
        what: Literal["turns", "bytes", "credits"],
        amount: float,
    ) -> None:
        """Count usage that is known only later, or refund it; never refused."""
        ...

    async def refund_turn(
        self, who: SenderId, chat: ChatId | None, taken_at: float
    ) -> None:
        """Refund a turn without a result, on the day of ``taken_at`` (unix seconds)."""
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
        """Delete the settings of the chat."""
        ...

    async def remove_token(self, owner: SenderId) -> bool: ...
    async def holdings(self, owner: SenderId) -> Holdings:
        """What ``forget`` would delete."""
        ...

    async def forget(self, owner: SenderId) -> ErasureResult:
        """Delete the person's data; projects with other members are kept for them."""
        ...

    async def forget_chat(self, chat: ChatId) -> ErasureResult:
        """Delete all projects of a chat."""
        ...


class CommandHandler(Protocol):
    """Answers commands that make no turn."""

    async def answer(self, message: MessageReceived) -> tuple[Reply, ...]: ...
