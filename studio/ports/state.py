"""The studio's state as the flows see it: projects, accounts, leases of studios.

It lies in the data folder of one process, or in a Redis that any number of them share.
All methods raise ``StateUnavailable`` where it does not answer, and ``DiskFull``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from studio.model.project import LastReply, Project


@dataclass(frozen=True, slots=True)
class StoredProject:
    """A project, the names of its stored versions, and how often it was written.

    A name is "" for a version that is not stored yet. ``write`` names the last write.
    """

    project: Project
    names: tuple[str, ...] = ()
    revision: int = 0
    write: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A user; ``frozen`` credits are reserved, ``since`` (unix) starts their week."""

    user_id: str
    total: int
    spent: int = 0
    frozen: int = 0
    since: float = 0.0

    @property
    def available(self) -> int:
        """Credits that are neither spent nor reserved."""
        return self.total - self.spent - self.frozen


class ProjectStore(Protocol):
    """Projects by their session. A version is written once and never changed."""

    @property
    def is_shared(self) -> bool:
        """Whether other studios use the same store, with data folders of their own."""

    async def exists(self, session_id: str) -> bool:
        """Whether there is a project of this session."""

    async def create(self, project: Project, name: str) -> None:
        """Store a new project; ``name`` is what its client calls it."""

    async def load(self, session_id: str) -> StoredProject:
        """Return a project. Raises ``NoSession``."""

    async def save(
        self, stored: StoredProject, project: Project, write: str
    ) -> StoredProject:
        """Replace what was loaded, in one step, under the name of this write.

        Raises ``StaleProject`` if it was written since, ``NoSession`` if it is gone.
        """

    async def touch(self, session_id: str) -> None:
        """Note that the project is in use."""

    async def delete(self, session_id: str) -> None:
        """Delete a project with its versions; one that is gone already, too."""

    async def unused_since(self, older_than: float) -> Sequence[str]:
        """List the sessions without work whose last use is older, the oldest first."""

    async def unshared(self, session_id: str, sha256s: Sequence[str]) -> list[str]:
        """Return those contents that no other session has."""

    async def at_work(self) -> Mapping[str, frozenset[str]]:
        """Return the owners of pending instructions by their session."""

    async def save_reply(self, session_id: str, reply: LastReply) -> None:
        """Remember the newest reply of a session for a while."""

    async def reply(self, session_id: str) -> LastReply:
        """Return the newest reply, an empty one of instruction 0 where there is none."""


class Accounts(Protocol):
    """Users and their credits, and tokens by their hash; tokens are not stored.

    A client id is one user for as long as it comes back: each week it gets a new token
    and new credits.
    """

    async def mint(self, client_id: str, address: str) -> dict[str, Any]:
        """Issue a token to the user of a client id. Raises ``BadRequest``, ``TooMany``."""

    async def authenticate(self, authorization: str) -> Account:
        """Return the account of an Authorization header. Raises ``BadToken``."""

    async def find(self, payer: str) -> Account | None:
        """Return the account with this user id."""

    async def reserve(
        self, user_id: str, work: str, cost: int, *, accepted: bool = False
    ) -> None:
        """Reserve credits for a piece of work by its id.

        ``accepted`` work goes on, whatever is left: what was reserved for it before is
        reserved once. Raises ``NoCredits``.
        """

    async def settle(self, user_id: str, work: str, cost: int, *, spend: bool) -> None:
        """Spend or release the credits that are reserved for a piece of work, once."""

    async def claim(self, session_id: str, task_id: str) -> str:
        """Issue a claim token, valid for a week; only its hash is stored."""

    async def prune(self, now: float, keep: float) -> int:
        """Delete expired tokens, and users gone for ``keep`` seconds and two weeks.

        Return their number, 0 where they go by themselves.
        """


class StudioLease(Protocol):
    """The lease of this studio: while it is renewed, its instructions are its own."""

    @property
    def own_id(self) -> str:
        """The id of this process."""

    async def renew(self) -> frozenset[str]:
        """Renew it; return the ids of all studios that have one."""

    async def release(self) -> None:
        """End it: others go on with this studio's instructions at once."""
