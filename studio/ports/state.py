"""The studio's state: projects, accounts, leases of studios.

It is in the data folder of one process, or in a Redis that any number of them share. All
methods raise ``StateUnavailable`` if it does not answer, and ``DiskFull``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from studio.model.project import LastReply, Project


@dataclass(frozen=True, slots=True)
class StoredProject:
    """A project, the names of its stored versions, and its revision.

    A name is "" for a version that is not stored yet. ``write`` names the last write.
    """

    project: Project
    names: tuple[str, ...] = ()
    revision: int = 0
    write: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A user; ``frozen`` credits are reserved, ``since`` (unix) is the start of their week."""

    user_id: str
    total: int
    spent: int = 0
    frozen: int = 0
    since: float = 0.0

    @property
    def available(self) -> int:
        """Credits neither spent nor reserved."""
        return self.total - self.spent - self.frozen


class ProjectStore(Protocol):
    """Projects by their session. A version is written once and never changed."""

    @property
    def is_shared(self) -> bool:
        """Whether other studios use the same store, with data folders of their own."""

    async def exists(self, session_id: str) -> bool:
        """Whether there is a project of this session."""

    async def create(self, project: Project, name: str) -> None:
        """Store a new project; ``name`` is the client's name for it."""

    async def load(self, session_id: str) -> StoredProject:
        """Return a project. Raises ``NoSession``."""

    async def save(
        self, stored: StoredProject, project: Project, write: str
    ) -> StoredProject:
        """Replace what was loaded, in one step, under the name of this write.

        Raises ``StaleProject`` if it was written since, ``NoSession`` if it was deleted.
        """

    async def touch(self, session_id: str) -> None:
        """Record that the project is in use."""

    async def delete(self, session_id: str) -> None:
        """Delete a project with its versions; one that does not exist is no error."""

    async def unused_since(self, older_than: float) -> Sequence[str]:
        """List the sessions without work whose last use is older, the oldest first."""

    async def unshared(self, session_id: str, sha256s: Sequence[str]) -> list[str]:
        """Return the contents that no other session has."""

    async def at_work(self) -> Mapping[str, frozenset[str]]:
        """Return the owners of pending instructions by their session."""

    async def save_reply(self, session_id: str, reply: LastReply) -> None:
        """Store the newest reply of a session for some time."""

    async def reply(self, session_id: str) -> LastReply:
        """Return the newest reply, an empty one of instruction 0 if there is none."""


class Accounts(Protocol):
    """Users and their credits, and tokens by their hash; tokens are not stored.

    A client id is one user while it is used: each week it gets a new token and new credits.
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

        ``accepted`` work continues whatever the balance; repeated reservations of one work
        count once. Raises ``NoCredits``.
        """

    async def settle(self, user_id: str, work: str, cost: int, *, spend: bool) -> None:
        """Spend or release the credits that are reserved for a piece of work, once."""

    async def claim(self, session_id: str, task_id: str) -> str:
        """Issue a claim token, valid for a week; only its hash is stored."""

    async def prune(self, now: float, keep: float) -> int:
        """Delete expired tokens, and users unused for ``keep`` seconds and two weeks.

        Return their number, 0 if the store expires them itself.
        """


class StudioLease(Protocol):
    """The lease of this studio: while it is renewed, no other studio takes its instructions."""

    @property
    def own_id(self) -> str:
        """The id of this process."""

    async def renew(self) -> frozenset[str]:
        """Renew the lease; return the ids of all studios that hold one."""

    async def release(self) -> None:
        """End the lease: others take over this studio's instructions at once."""
