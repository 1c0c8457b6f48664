"""Open the studio's state where the settings say, and move it there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from common.redis.connection import connect
from studio.clients.state.folder_accounts import FolderAccounts
from studio.clients.state.folder_projects import FolderProjects
from studio.clients.state.leases import RedisStudioLease, SoleStudioLease
from studio.clients.state.move_to_redis import move_to_redis
from studio.clients.state.redis.accounts import RedisAccounts
from studio.clients.state.redis.projects import RedisProjects
from studio.ports.state import Accounts, ProjectStore, StudioLease
from studio.settings import StateKind

_ACCOUNTS, _SESSIONS = "accounts", "sessions"


@dataclass(frozen=True, slots=True)
class AccountLimits:
    """Credits of a user and tokens of an address a week; seconds that a user is kept."""

    credits_each: int
    per_address: int
    keep: float


@dataclass(frozen=True, slots=True)
class State:
    """The stores of the studio's state."""

    projects: ProjectStore
    accounts: Accounts
    lease: StudioLease


@asynccontextmanager
async def open_state(
    kind: StateKind, url: str, data: Path, limits: AccountLimits
) -> AsyncIterator[State]:
    """Open the stores; with Redis move the state of the folder there.

    Raises ``UnreadableUrl``, ``StateUnavailable``.
    """
    if kind is StateKind.FOLDER:
        yield State(
            FolderProjects(data / _SESSIONS),
            FolderAccounts(
                data / _ACCOUNTS,
                credits_each=limits.credits_each,
                per_address=limits.per_address,
            ),
            SoleStudioLease(),
        )
        return
    redis = connect(url)
    try:
        projects = RedisProjects(redis, data / _SESSIONS)
        accounts = RedisAccounts(
            redis,
            credits_each=limits.credits_each,
            per_address=limits.per_address,
            keep=limits.keep,
        )
        await move_to_redis(data / _SESSIONS, data / _ACCOUNTS, projects, accounts)
        yield State(projects, accounts, RedisStudioLease(redis))
    finally:
        await redis.aclose()
