"""Move projects and accounts from the files of a data folder into Redis.

A file is deleted once Redis has its content; an interrupted move continues at the next
start. Existing records in Redis are not changed.
"""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from studio.clients.state import project_files
from studio.clients.state.folder_accounts import read_user
from studio.clients.state.redis.accounts import RedisAccounts
from studio.clients.state.redis.projects import RedisProjects
from studio.clients.state.tokens import TokenRecord
from studio.media.deletion import delete_folder
from studio.media.files import last_change, read_json

_log = logging.getLogger(__name__)


async def move_to_redis(
    sessions: Path, users: Path, projects: RedisProjects, accounts: RedisAccounts
) -> int:
    """Move all records; return the number of projects and users.

    A damaged file is left in place and logged.
    """
    moved = await _move_accounts(users, accounts)
    for record in sorted(sessions.glob(f"*/{project_files.RECORD}")):
        moved += await _move_project(record, projects)
    if moved:
        _log.info("state: %d projects and accounts were moved into Redis", moved)
    return moved


async def _move_project(record: Path, projects: RedisProjects) -> int:
    folder, used = record.parent, last_change(record)
    stored = await asyncio.to_thread(project_files.load, folder)
    if stored is None:
        if record.exists():  # else another studio has moved it
            _log.error("project %s: its record is damaged, left in place", folder.name)
        return 0
    name = read_json(folder / project_files.NAME)
    adopted = await projects.adopt(stored, str(name or ""), used)
    await asyncio.to_thread(project_files.delete_records, folder)
    return int(adopted)


async def _move_accounts(users: Path, accounts: RedisAccounts) -> int:
    """Move users, clients and tokens; delete claim links and the counts of addresses."""
    count = 0
    for path in sorted(users.glob("user/*.json")):
        if account := read_user(path):
            await accounts.adopt_user(account)
            path.unlink(missing_ok=True)
            count += 1
        elif path.exists():
            _log.error("account %s is damaged, left in place", path.stem)
    for path, data in _records(users, "client"):
        await accounts.adopt_client(path.stem, str(data.get("user_id")))
        path.unlink(missing_ok=True)
    for path, data in _records(users, "token"):
        expires = float(data.get("expires", 0))
        await accounts.adopt_token(
            path.stem, TokenRecord(str(data.get("user_id")), expires)
        )
        path.unlink(missing_ok=True)
    for kind in ("claim", "address"):
        await asyncio.to_thread(delete_folder, users / kind)
    return count


def _records(users: Path, kind: str) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for path in sorted(users.glob(f"{kind}/*.json")):
        data = read_json(path)
        if isinstance(data, Mapping):
            yield path, data
